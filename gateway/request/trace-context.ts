import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** More may follow in a later version than 00; ff is none. */
const traceparentForm =
  /^(?:00(?!.{53}.)|(?!00|ff)[\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-.*)?$/;

/**
 * The trace of a request as its subgraphs are told of it: that of the client with a span of ours, or a new one that nobody records yet
 * (https://www.w3.org/TR/trace-context/).
 */
export function traceContext({ traceparent, tracestate }: IncomingHttpHeaders): Record<string, string> {
  const match = typeof traceparent === 'string' ? traceparentForm.exec(traceparent) : null;
  if (match === null) {
    return { traceparent: `00-${randomHex()}-${newSpan()}-00` };
  }
  const [, traceId, flags] = match;
  return {
    traceparent: `00-${traceId}-${newSpan()}-${flags}`,
    ...(typeof tracestate === 'string' ? { tracestate } : {}),
  };
}

/** 128 random bits, but for six that say which kind of UUID it is; Node keeps some in store, so they cost next to nothing. */
function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}

/** The end of a UUID is random but for the two bits of its variant. */
function newSpan(): string {
  return randomHex().slice(16);
}
