import { randomUUID } from 'node:crypto';

/** A version later than 00 may append more fields. Version ff is invalid. */
const traceparentForm =
  /^(?:00(?!.{53}.)|(?!00|ff)[\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-.*)?$/;

/** The trace that a request belongs to (https://www.w3.org/TR/trace-context/). */
export type Trace = { traceId: string; flags: string; tracestate: string | undefined };

/** The trace in the headers of a request, or a new one that is not recorded yet. */
export function traceIn({ traceparent, tracestate }: Readonly<Record<string, unknown>>): Trace {
  const match = typeof traceparent === 'string' ? traceparentForm.exec(traceparent) : null;
  const [, traceId, flags] = match ?? [];
  if (traceId === undefined || flags === undefined) {
    return { traceId: randomHex(), flags: '00', tracestate: undefined };
  }
  return { traceId, flags, tracestate: typeof tracestate === 'string' ? tracestate : undefined };
}

/** The headers that pass a trace to another process, with a new span id. */
export function traceHeaders({ traceId, flags, tracestate }: Trace): Record<string, string> {
  const traceparent = `00-${traceId}-${newSpan()}-${flags}`;
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate };
}

/** 32 hexadecimal digits of a UUID: 122 random bits. Node keeps some in store, so they cost next to nothing. */
function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}

/** The end of a UUID, which is random but for the two bits of its variant. */
function newSpan(): string {
  return randomHex().slice(16);
}
