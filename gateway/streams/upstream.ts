import { setTimeout as sleep } from 'node:timers/promises';
import { BadAnswer } from '@tributary/platform/transport/http-answer.ts';
import { positionKey, TransportError, type SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import type { GraphQLFormattedError } from 'graphql';
import { isObject, type Data } from '../compile/data.ts';

export type UpstreamEvent = {
  /** By internal name; null of an event that failed as a whole. */
  data: Data | null;
  errors: readonly GraphQLFormattedError[];
  /** Where to continue after it; null where that is not known. */
  cursor: string | null;
};

/** What comes next of an upstream: an event, or its end, with the reason if there is one. */
export type UpstreamStep = UpstreamEvent | { ended: readonly GraphQLFormattedError[] };

export type UpstreamSettings = {
  /** Subscribes at the subgraph, after a cursor or from now on. */
  open(after: string | null): Promise<AsyncIterableIterator<SubgraphResponse>>;
  /** The property of the root field's value that is the cursor; null for a stream that cannot be resumed. */
  cursorName: string | null;
  after: string | null;
  /** Gives the errors of the subgraph with which a stream ends, as clients may see them. */
  toClientErrors(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[];
  /** Whether it would be opened for a caller whose token lasts longer than that of whom it is open for. */
  mayRenew(): boolean;
  /** Is told when it breaks, and when it is there again. */
  onAway(isAway: boolean): void;
  /** Is told after which cursor it begins, by a subgraph that says so. */
  onPosition(cursor: string): void;
};

/** How long it is waited before a broken upstream is opened again: twice as long each time, and never as long as others wait. */
const backOff = { firstMs: 50, maxMs: 2_000 };
/** How often in a row a subgraph may answer with a failure that may pass. While it cannot be reached at all, it is asked for as long as somebody waits. */
const failuresMax = 20;
/** How often an event that failed is asked for again, where it can be: for some 10 s, in which a database comes back. Then it is told as failed, and those after it at once, until one is there again. */
const eventAttemptsMax = 12;
/** The codes of failures that may be over at the next attempt. */
const passingCodes: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_BUSY', 'SUBGRAPH_UNAVAILABLE']);

/** The subgraph gave nothing to go on with, for a reason that may pass. */
class Interrupted extends Error {
  override name = 'Interrupted';
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message);
    this.errors = errors;
  }
}

/**
 * The events of a subscription at its subgraph. One that breaks is opened again after the last cursor that it gave, as often as it takes, and whoever reads notices no more than a pause. Where there is no cursor
 * to continue after, it ends with the reason, since events could be missed.
 */
export class Upstream {
  readonly #settings: UpstreamSettings;
  #isClosed = false;
  /** Made when it is needed, since most never break and there are many. */
  #pausing: AbortController | undefined;
  #stream: AsyncIterableIterator<SubgraphResponse> | undefined;
  #cursor: string | null;
  #failures = 0;
  /** How often the event after the cursor has failed. */
  #eventFailures = 0;
  /** How many events that failed were told since the cursor, and how many of them the open stream may still repeat. */
  #toldFailed = 0;
  #repeated = 0;
  #attempts = 0;
  #isAway = false;

  constructor(settings: UpstreamSettings) {
    this.#settings = settings;
    this.#cursor = settings.after;
  }

  async next(): Promise<UpstreamStep> {
    for (;;) {
      if (this.#isClosed) {
        return { ended: [] };
      }
      try {
        // oxlint-disable-next-line no-await-in-loop -- each attempt comes after the one before it failed
        const step = await this.#read();
        if (step !== null) {
          return step;
        }
      } catch (error) {
        this.#leave();
        const ended = this.#isClosed ? [] : this.#reasonToEnd(error);
        if (ended !== null) {
          return { ended };
        }
        // oxlint-disable-next-line no-await-in-loop
        await this.#pause();
      }
    }
  }

  /** Ends it at once, also while the next event is awaited. */
  close(): void {
    this.#isClosed = true;
    this.#pausing?.abort();
    this.#leave();
  }

  /** The next step, or null where there is none to tell yet. */
  async #read(): Promise<UpstreamStep | null> {
    const { open, cursorName, onPosition } = this.#settings;
    if (this.#stream === undefined) {
      this.#stream = await open(this.#cursor);
      this.#repeated = this.#toldFailed;
    }
    if (this.#isClosed) {
      this.#leave();
      return null;
    }
    const step = await this.#stream.next();
    if (step.done === true) {
      this.#stream = undefined;
      return { ended: [] };
    }
    const { data, errors = [], extensions, endsStream = false } = step.value;
    if (endsStream) {
      return this.#refused(errors);
    }
    const position = data === undefined && errors.length === 0 ? extensions?.[positionKey] : undefined;
    if (typeof position === 'string') {
      this.#cursor ??= position;
      this.#isBack();
      onPosition(position);
      return null;
    }
    const given = isObject(data) ? data : null;
    const cursor = cursorName === null || given === null ? null : cursorIn(given, cursorName);
    if (cursorName !== null && cursor === null && errors.length > 0) {
      return this.#failedEvent(given, errors);
    }
    this.#cursor = cursor ?? this.#cursor;
    this.#failures = 0;
    this.#eventFailures = 0;
    this.#toldFailed = 0;
    this.#isBack();
    return { data: given, errors, cursor };
  }

  /** Asks again for an event of a stream that can be resumed, since none may be lost; tells it as failed where that does not help. */
  #failedEvent(data: Data | null, errors: readonly GraphQLFormattedError[]): UpstreamStep | null {
    if (this.#repeated > 0) {
      this.#repeated -= 1;
      return null;
    }
    this.#eventFailures += 1;
    const isFirst = this.#toldFailed === 0;
    if (isFirst && this.#canResume() && this.#eventFailures < eventAttemptsMax && mayPass(errors)) {
      throw new Interrupted(errors);
    }
    this.#eventFailures = 0;
    this.#toldFailed += 1;
    this.#failures = 0;
    this.#isBack();
    return { data, errors, cursor: null };
  }

  #refused(errors: readonly GraphQLFormattedError[]): UpstreamStep | null {
    const codes = errors.map(({ extensions }) => extensions?.['code']);
    if (codes.includes('UNAUTHENTICATED') && this.#canResume() && this.#settings.mayRenew()) {
      this.#leave();
      return null;
    }
    if (codes.some((code) => passingCodes.has(code))) {
      throw new Interrupted(errors);
    }
    this.#leave();
    return { ended: this.#settings.toClientErrors(errors) };
  }

  /** Why it is over, if nothing can be done about it. */
  #reasonToEnd(error: unknown): readonly GraphQLFormattedError[] | null {
    if (error instanceof Interrupted) {
      this.#failures += 1;
      return this.#canResume() && this.#failures <= failuresMax ? null : this.#settings.toClientErrors(error.errors);
    }
    if (!(error instanceof TransportError)) {
      throw error;
    }
    this.#failures += error instanceof BadAnswer ? 1 : 0;
    if (this.#canResume() && this.#failures <= failuresMax) {
      return null;
    }
    const message = `The stream ended because a subgraph ${error.message}. Subscribe again, after the last cursor that you have.`;
    return [{ message, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }];
  }

  async #pause(): Promise<void> {
    if (!this.#isAway) {
      this.#isAway = true;
      this.#attempts = 0;
      this.#settings.onAway(true);
    }
    if (this.#isClosed) {
      return;
    }
    const longest = Math.min(backOff.firstMs * 2 ** this.#attempts, backOff.maxMs);
    this.#attempts += 1;
    this.#pausing = new AbortController();
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal: this.#pausing.signal }).catch(() => {});
  }

  #isBack(): void {
    if (this.#isAway) {
      this.#isAway = false;
      this.#settings.onAway(false);
    }
  }

  #canResume(): boolean {
    return this.#settings.cursorName !== null && this.#cursor !== null;
  }

  #leave(): void {
    void this.#stream?.return?.();
    this.#stream = undefined;
  }
}

/** Whether an event may be there at the next attempt: its failure says so, or has no code. */
function mayPass(errors: readonly GraphQLFormattedError[]): boolean {
  return errors.some(({ extensions }) => {
    const code = extensions?.['code'];
    return code === undefined || (typeof code === 'string' && passingCodes.has(code));
  });
}

/** The cursor of an event: of the value of its one root field. */
function cursorIn(data: Data, cursorName: string): string | null {
  const [value] = Object.values(data);
  const cursor = isObject(value) ? value[cursorName] : null;
  return typeof cursor === 'string' ? cursor : null;
}
