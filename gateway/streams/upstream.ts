import { setTimeout as sleep } from 'node:timers/promises';
import { BadAnswer } from '@tributary/platform/transport/http-answer.ts';
import { positionKey, TransportError, type SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import type { GraphQLFormattedError } from 'graphql';
import { isObject, type Data } from '../compile/data.ts';

export type UpstreamEvent = {
  kind: 'event';
  /** By internal name; null of an event that failed as a whole. */
  data: Data | null;
  errors: readonly GraphQLFormattedError[];
  /** Where to continue after it; null where that is not known. */
  cursor: string | null;
};

/** The next step of an upstream. After the end there are no others. */
export type UpstreamStep =
  | UpstreamEvent
  /** The cursor after which it begins, from a subgraph that says so. */
  | { kind: 'position'; cursor: string }
  /** It broke, and is opened again. The next event or position means that it is there again. */
  | { kind: 'interrupted' }
  /** It is over, with the reason if there is one. */
  | { kind: 'ended'; errors: readonly GraphQLFormattedError[] };

/** The subscription at the subgraph, as an upstream opens it. */
export type SubgraphSource = {
  /** The property of the root field's value that is the cursor; null for a stream that cannot be resumed. */
  readonly cursorName: string | null;
  /** Subscribes after a cursor, or from now on. */
  subscribe(after: string | null): Promise<AsyncIterableIterator<SubgraphResponse>>;
  /** Whether it would now be opened for a caller whose token lasts longer than that of the caller it is open for. */
  canRenew(): boolean;
  /** The errors with which the subgraph ends a stream, as clients may see them. */
  toClientErrors(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[];
};

/**
 * The pause before a broken upstream is opened again. It doubles each time, and is shortened at random, so that not all
 * come back at once.
 */
const backOff = { firstMs: 50, maxMs: 2_000 };
/**
 * How often in a row a subgraph may answer with a failure that may pass. A subgraph that cannot be reached at all is
 * tried again for as long as there are readers.
 */
const failuresMax = 20;
/**
 * How often a failed event is requested again, where the stream can be resumed: for some 10 s, in which a database
 * comes back. Then it is told as failed, and so are those after it at once, until one succeeds.
 */
const eventAttemptsMax = 12;
/** The codes of failures that may be over at the next attempt. */
const passingCodes: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_BUSY', 'SUBGRAPH_UNAVAILABLE']);

/** The subgraph failed, for a reason that may pass. */
class Interrupted extends Error {
  override name = 'Interrupted';
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message);
    this.errors = errors;
  }
}

/**
 * The events of a subscription at its subgraph. An upstream that breaks is opened again after its last cursor, as often
 * as it takes, so that readers notice no more than a pause. Without a cursor to continue after, it ends with the
 * reason, since events could be missed.
 */
export class Upstream {
  readonly #source: SubgraphSource;
  #isClosed = false;
  /** Made when it is needed, since most upstreams never break and there are many. */
  #pausing: AbortController | undefined;
  #stream: AsyncIterableIterator<SubgraphResponse> | undefined;
  #cursor: string | null;
  #failures = 0;
  /** How often the event after the cursor has failed. */
  #eventFailures = 0;
  /** How many failed events were told since the cursor, and how many of them the open stream may still repeat. */
  #toldFailed = 0;
  #repeated = 0;
  /** Whether it broke, and gave nothing since; whether it pauses before it is opened again; and how often it has. */
  #isInterrupted = false;
  #pausesNext = false;
  #pauses = 0;

  /** Begins after a cursor, or with the next event for null. */
  constructor(source: SubgraphSource, after: string | null) {
    this.#source = source;
    this.#cursor = after;
  }

  /** Waits for the next step. To be called again only when that has come. */
  async next(): Promise<UpstreamStep> {
    for (;;) {
      if (this.#pausesNext) {
        this.#pausesNext = false;
        await this.#pause();
      }
      if (this.#isClosed) {
        return { kind: 'ended', errors: [] };
      }
      try {
        const step = await this.#read();
        if (step !== null) {
          return step;
        }
      } catch (error) {
        this.#leave();
        const ended = this.#isClosed ? [] : this.#reasonToEnd(error);
        if (ended !== null) {
          return { kind: 'ended', errors: ended };
        }
        this.#pausesNext = true;
        if (!this.#isInterrupted) {
          this.#isInterrupted = true;
          this.#pauses = 0;
          return { kind: 'interrupted' };
        }
      }
    }
  }

  /** Ends it at once, also while the next event is awaited. */
  close(): void {
    this.#isClosed = true;
    this.#pausing?.abort();
    this.#leave();
  }

  /** The next step, or null where there is none yet. */
  async #read(): Promise<UpstreamStep | null> {
    const { cursorName } = this.#source;
    if (this.#stream === undefined) {
      this.#stream = await this.#source.subscribe(this.#cursor);
      this.#repeated = this.#toldFailed;
    }
    if (this.#isClosed) {
      this.#leave();
      return null;
    }
    const step = await this.#stream.next();
    if (step.done === true) {
      this.#stream = undefined;
      return { kind: 'ended', errors: [] };
    }
    const { data, errors = [], extensions, endsStream = false } = step.value;
    if (endsStream) {
      return this.#refused(errors);
    }
    const position = data === undefined && errors.length === 0 ? extensions?.[positionKey] : undefined;
    if (typeof position === 'string') {
      this.#cursor ??= position;
      this.#isInterrupted = false;
      return { kind: 'position', cursor: position };
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
    this.#isInterrupted = false;
    return { kind: 'event', data: given, errors, cursor };
  }

  /**
   * Requests a failed event again where the stream can be resumed, since none may be lost. Tells it as failed where
   * that does not help.
   */
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
    this.#isInterrupted = false;
    return { kind: 'event', data, errors, cursor: null };
  }

  #refused(errors: readonly GraphQLFormattedError[]): UpstreamStep | null {
    const codes = errors.map(({ extensions }) => extensions?.['code']);
    if (codes.includes('UNAUTHENTICATED') && this.#canResume() && this.#source.canRenew()) {
      this.#leave();
      return null;
    }
    if (codes.some((code) => passingCodes.has(code))) {
      throw new Interrupted(errors);
    }
    this.#leave();
    return { kind: 'ended', errors: this.#source.toClientErrors(errors) };
  }

  /** The reason with which it ends; null where it is opened again. */
  #reasonToEnd(error: unknown): readonly GraphQLFormattedError[] | null {
    if (error instanceof Interrupted) {
      this.#failures += 1;
      return this.#canResume() && this.#failures <= failuresMax ? null : this.#source.toClientErrors(error.errors);
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
    if (this.#isClosed) {
      return;
    }
    const longest = Math.min(backOff.firstMs * 2 ** this.#pauses, backOff.maxMs);
    this.#pauses += 1;
    this.#pausing = new AbortController();
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal: this.#pausing.signal }).catch(() => {});
  }

  #canResume(): boolean {
    return this.#source.cursorName !== null && this.#cursor !== null;
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
