import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** More may follow in a later version than 00; ff is none. */
const traceparentForm =
  /^(?:00(?!.{53}.)|(?!00|ff)[\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-.*)?$/;

/**
 * The trace of a request as its subgraphs are told of it: that of the client with a span of ours, or a new one that nobody records yet
 * (https://www.w3.org/TR/trace-context/).
 */
export function traceContext({ traceparent, tracestate }: IncomingHttpHeaders): Record<string, string> {
  const random = randomBytes(24).toString('hex');
  const match = typeof traceparent === 'string' ? traceparentForm.exec(traceparent) : null;
  if (match === null) {
    return { traceparent: `00-${random.slice(0, 32)}-${random.slice(32)}-00` };
  }
  const [, traceId, flags] = match;
  return {
    traceparent: `00-${traceId}-${random.slice(32)}-${flags}`,
    ...(typeof tracestate === 'string' ? { tracestate } : {}),
  };
}
