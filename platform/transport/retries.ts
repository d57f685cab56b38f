import { TimedOut, Unreached } from './http-connection.ts';
import { parseHttpDate } from './http-date.ts';
import type { BudgetSettings } from './retry-budget.ts';
import { TransportError, type AnsweredWith } from './transport.ts';

/** Retries share their budget with hedges. */
export type RetrySettings = BudgetSettings & {
  /** Limit on the retries of one request. */
  retriesMax: number;
  /**
   * The outcomes after which a query is sent again: `connection` (none was made, or it broke), `timeout`, an HTTP
   * status such as `503`, or a class of them such as `5xx`.
   */
  on: readonly string[];
  /** The longest pause before the first retry; twice as long before each further one. The pause is random below it. */
  delayMs: number;
  delayMsMax: number;
};

export const retryDefaults: RetrySettings = {
  retriesMax: 2,
  on: ['connection', '502', '503', '504'],
  delayMs: 100,
  delayMsMax: 2_000,
  budgetShare: 0.1,
  budgetMin: 10,
};

/** A request that failed. */
export type FailedRequest = {
  error: unknown;
  isQuery: boolean;
  /** The number of retries so far. */
  retries: number;
  /** By `performance.now()`. */
  begunAt: number;
  now: number;
  deadlineAt: number;
};

/** Statuses with which a server says when it may be asked again (RFC 9110, section 10.2.3; RFC 6585, section 4). */
const pausingStatuses = new Set([429, 503]);
/** A longer `retry-after` is not waited for. */
const retryAfterMsMax = 10_000;
/** Apart from timeouts, a failure after a longer time is not retried, so that a caller does not wait for several. */
const retriesWithinMs = 1_000;

/** How long to wait before a failed request is sent again, in milliseconds. Null: it is not. */
export function pauseBeforeRetry(
  { error, isQuery, retries, begunAt, now, deadlineAt }: FailedRequest,
  { retriesMax, on, delayMs, delayMsMax }: RetrySettings,
): number | null {
  const outcome = outcomeOf(error);
  const isUnsent = error instanceof Unreached && error.isUnsent;
  const isLate = outcome !== 'timeout' && now - begunAt > retriesWithinMs;
  if (outcome === null || retries >= retriesMax || isLate || !(isQuery || isUnsent) || !matches(outcome, on)) {
    return null;
  }
  const askedMs = error instanceof TransportError ? pauseAskedFor(error.answeredWith) : null;
  const pauseMs =
    askedMs === null
      ? Math.random() * Math.min(delayMsMax, delayMs * 2 ** retries)
      : // Callers that were told the same time do not all come back in the same moment.
        askedMs + Math.random() * delayMs;
  const isTooLong = now + pauseMs >= deadlineAt || (askedMs !== null && askedMs > retryAfterMsMax);
  return isTooLong ? null : pauseMs;
}

/** The outcome of a failed request in the words of `RetrySettings.on`. Null for one that is never retried. */
function outcomeOf(error: unknown): string | null {
  if (error instanceof TransportError && error.answeredWith !== null) {
    return String(error.answeredWith.statusCode);
  }
  return error instanceof TimedOut ? 'timeout' : error instanceof Unreached ? 'connection' : null;
}

function matches(outcome: string, on: readonly string[]): boolean {
  return on.includes(outcome) || (/^\d/.test(outcome) && on.includes(`${outcome[0]}xx`));
}

/** The pause that a server asks for, in milliseconds. */
function pauseAskedFor(answer: AnsweredWith | null): number | null {
  const { statusCode, retryAfter } = answer ?? {};
  if (statusCode === undefined || retryAfter === undefined || !pausingStatuses.has(statusCode)) {
    return null;
  }
  const milliseconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : parseHttpDate(retryAfter) - Date.now();
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds);
}
