import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from './logging.ts';
import type { Registry } from './metrics.ts';
import { traceIn, type Trace } from './trace-context.ts';

export type RequestScopeSettings = {
  id: string;
  /** The logger of the process. */
  log: Logger;
  metrics?: Registry | undefined;
  /** The headers that the trace is in. */
  headers?: IncomingHttpHeaders | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * The scope of one request: what all of its work shares, handed down from the place where the request arrives. Logger
 * and trace are made when they are first used, since most requests log nothing.
 */
export class RequestScope {
  /** The id that the client is told, and that each log line of the request has. */
  readonly id: string;
  readonly metrics: Registry | undefined;
  /** Aborted when the answer is not wanted any more; undefined where that is not known. */
  readonly signal: AbortSignal | undefined;
  readonly #processLog: Logger;
  readonly #headers: IncomingHttpHeaders;
  #log: Logger | undefined;
  #trace: Trace | undefined;

  constructor({ id, log, metrics, headers = {}, signal }: RequestScopeSettings) {
    this.id = id;
    this.metrics = metrics;
    this.signal = signal;
    this.#processLog = log;
    this.#headers = headers;
  }

  /** The logger whose lines have the id of the request, as `requestId`. */
  get log(): Logger {
    this.#log ??= this.#processLog.child({ requestId: this.id });
    return this.#log;
  }

  get trace(): Trace {
    this.#trace ??= traceIn(this.#headers);
    return this.#trace;
  }
}
