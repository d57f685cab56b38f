import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from './logging.ts';
import type { Registry } from './metrics.ts';
import { traceIn, type Trace } from './trace-context.ts';

export type RequestScopeSettings = {
  id: string;
  /** The logger of the process. */
  log: Logger;
  metrics?: Registry | undefined;
  /** The headers with the trace context. */
  headers?: IncomingHttpHeaders | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * The scope of one request, shared by all its work. It is handed down from the place where the request arrives. Logger
 * and trace are made at their first use, since most requests log nothing.
 */
export class RequestScope {
  /** The id that is in the response and in each log line of the request. */
  readonly id: string;
  readonly metrics: Registry | undefined;
  /** Aborted when the request is cancelled. Undefined where that is not known. */
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
