import { setTimeout as sleep } from 'node:timers/promises';
import { BadAnswer } from '@tributary/platform/transport/http-answer.ts';
import { positionKey, TransportError, type SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import type { GraphQLFormattedError } from 'graphql';
import { isObject, type Data } from '../compile/data.ts';

export type UpstreamEvent = {
  kind: 'event';
  /** By internal name; null for an event that failed as a whole. */
  data: Data | null;
  errors: readonly GraphQLFormattedError[];
  /** The cursor to continue after this event; null where it is not known. */
  cursor: string | null;
};

/** The next step of an upstream. Nothing follows `ended`. */
export type UpstreamStep =
  | UpstreamEvent
  /** The start cursor, from a subgraph that tells it. */
  | { kind: 'position'; cursor: string }
  /** The upstream broke, and is reopened. The next event or position means that it is back. */
  | { kind: 'interrupted' }
  /** The upstream is over, with the reason if there is one. */
  | { kind: 'ended'; errors: readonly GraphQLFormattedError[] };

/** The subscription at the subgraph, from the view of an upstream. */
export type SubgraphSource = {
  /** The property of the root field's value that holds the cursor. Null for a stream that cannot be resumed. */
  readonly cursorName: string | null;
  /** Subscribes after a cursor, or from now on. */
  subscribe(after: string | null): Promise<AsyncIterableIterator<SubgraphResponse>>;
  /** Whether opening again would use a caller with a later end of token than the current one. */
  canRenew(): boolean;
  /** The errors with which the subgraph ends a stream, as clients may see them. */
  toClientErrors(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[];
};

/**
 * The pause before a broken upstream is reopened. It doubles each time. A random part is taken off, so that upstreams
 * do not all return at once.
 */
const backOff = { firstMs: 50, maxMs: 2_000 };
/**
 * Limit on consecutive transient failures of a subgraph. A subgraph that cannot be reached at all is tried again for as
 * long as there are readers.
 */
const failuresMax = 20;
/**
 * Limit on the requests for a failed event, where the stream can be resumed: some 10 s, enough for a database to come
 * back. Then it is reported as failed, and so are those after it at once, until one succeeds.
 */
const eventAttemptsMax = 12;
/** The codes of transient failures. */
const passingCodes: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_BUSY', 'SUBGRAPH_UNAVAILABLE']);

/** A transient failure of the subgraph. */
class Interrupted extends Error {
  override name = 'Interrupted';
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message);
    this.errors = errors;
  }
}

/**
 * The events of a subscription at its subgraph. A broken upstream is reopened after its last cursor, as often as it
 * takes, so that readers notice only a pause. Without a cursor, it ends with the reason, since events could be missed.
 */
export class Upstream {
  readonly #source: SubgraphSource;
  #isClosed = false;
  /** Made when it is needed, since there are many upstreams and most never break. */
  #pausing: AbortController | undefined;
  #stream: AsyncIterableIterator<SubgraphResponse> | undefined;
  #cursor: string | null;
  #failures = 0;
  /** Consecutive failures of the event after the cursor. */
  #eventFailures = 0;
  /** Failed events reported since the cursor, and how many of them the open stream may repeat. */
  #reportedFailures = 0;
  #repeated = 0;
  /** Whether it broke and gave nothing since; whether it pauses before reopening; and the number of reopenings. */
  #isInterrupted = false;
  #pausesNext = false;
  #pauses = 0;

  /** Starts after a cursor, or with the next event for null. */
  constructor(source: SubgraphSource, after: string | null) {
    this.#source = source;
    this.#cursor = after;
  }

  /** Waits for the next step. Call it again only after the previous one. */
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

  /** Ends it at once, also while a step is awaited. */
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
      this.#repeated = this.#reportedFailures;
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
    this.#reportedFailures = 0;
    this.#isInterrupted = false;
    return { kind: 'event', data: given, errors, cursor };
  }

  /**
   * Requests a failed event again where the stream can be resumed, since none may be lost. Reports it as failed after
   * the last attempt.
   */
  #failedEvent(data: Data | null, errors: readonly GraphQLFormattedError[]): UpstreamStep | null {
    if (this.#repeated > 0) {
      this.#repeated -= 1;
      return null;
    }
    this.#eventFailures += 1;
    const isFirst = this.#reportedFailures === 0;
    if (isFirst && this.#canResume() && this.#eventFailures < eventAttemptsMax && mayPass(errors)) {
      throw new Interrupted(errors);
    }
    this.#eventFailures = 0;
    this.#reportedFailures += 1;
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

  /** The errors with which the upstream ends. Null if it is reopened. */
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

/** Whether an event may succeed at the next attempt: by the code of its failure, or for want of a code. */
function mayPass(errors: readonly GraphQLFormattedError[]): boolean {
  return errors.some(({ extensions }) => {
    const code = extensions?.['code'];
    return code === undefined || (typeof code === 'string' && passingCodes.has(code));
  });
}

/** The cursor of an event, in the value of its one root field. */
function cursorIn(data: Data, cursorName: string): string | null {
  const [value] = Object.values(data);
  const cursor = isObject(value) ? value[cursorName] : null;
  return typeof cursor === 'string' ? cursor : null;
}
