import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from './logging.ts';
import { traceIn, type Trace } from './trace-context.ts';

export type RequestScopeSettings = {
  id: string;
  /** The logger of the process. */
  log: Logger;
  /** The headers with the trace context. */
  headers?: IncomingHttpHeaders | undefined;
  /** The time until which the caller waits, by `performance.now()`. */
  deadlineAt?: number | undefined;
};

/**
 * The scope of one request, shared by all its work. It is handed down from the place where the request arrives. Logger
 * and trace are made at their first use, since most requests log nothing. A request has no signal of its own: a signal
 * belongs to an attempt or an execution, which several requests may share. Metrics belong to the process.
 */
export class RequestScope {
  /** The id that is in the response and in each log line of the request. */
  readonly id: string;
  /** The time until which the caller waits, by `performance.now()`. Undefined where that is not known. */
  readonly deadlineAt: number | undefined;
  readonly #processLog: Logger;
  readonly #headers: IncomingHttpHeaders;
  #log: Logger | undefined;
  #trace: Trace | undefined;

  constructor({ id, log, headers = {}, deadlineAt }: RequestScopeSettings) {
    this.id = id;
    this.deadlineAt = deadlineAt;
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
