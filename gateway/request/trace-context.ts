import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Versions after 00 may append fields. Version ff is invalid. */
const traceparentForm =
  /^(?:00(?!.{53}.)|(?!00|ff)[\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-.*)?$/;

/**
 * The trace context for subgraphs (https://www.w3.org/TR/trace-context/). It continues the client's trace with a new
 * span, or begins a new trace that is not sampled.
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

/**
 * 128 random bits, except for six that give version and variant of the UUID. Node keeps random bytes in reserve, so
 * they cost almost nothing.
 */
function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}

/** The end of a UUID is random except for the two bits of its variant. */
function newSpan(): string {
  return randomHex().slice(16);
}
