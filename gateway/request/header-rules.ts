import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

export const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of a header')
  .transform((name) => name.toLowerCase());

/** Passes a header of the client on, if there is one, or says something to the subgraph by itself. */
export const headerRule = z.union([
  z.strictObject({ propagate: headerName }),
  z.strictObject({ insert: headerName, value: z.string() }),
]);

export type HeaderRule = z.output<typeof headerRule>;

/** Headers that concern one connection or the length of one body, and so are never passed on (RFC 9110, section 7.6.1). */
const ownHeaders = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...[
    'transfer-encoding',
    'upgrade',
    'host',
    'content-length',
    'content-type',
    'content-encoding',
    'accept',
    'accept-encoding',
  ],
]);

/** What the rules say of the headers of a request to a subgraph, given those of the client. */
export function applyHeaderRules(rules: readonly HeaderRule[], incoming: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const rule of rules) {
    if ('insert' in rule) {
      headers[rule.insert] = rule.value;
      continue;
    }
    const value = incoming[rule.propagate];
    if (value !== undefined && !ownHeaders.has(rule.propagate)) {
      headers[rule.propagate] = Array.isArray(value) ? value.join(', ') : value;
    }
  }
  return headers;
}

/** Headers that say who is at the other end, or name the request: the connection tells these, and no message on it. */
const headersOfConnection = new Set(['x-request-id', 'forwarded', 'via', 'x-real-ip', 'tributary-caller']);
const headerValue = /^[\t\x20-\x7E\x80-\xFF]*$/;

/**
 * The headers that the payload of a socket's `connection_init` stands for: `authorization`, and those that are passed on to subgraphs, in any case. Never the address, the host or the id of the request. Null where a value
 * cannot be the value of a header.
 */
export function headersInPayload(
  payload: Readonly<Record<string, unknown>> | null | undefined,
  propagated: () => readonly string[],
): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(payload ?? {})) {
    const name = key.toLowerCase();
    const isMeant = name === 'authorization' || (propagated().includes(name) && !isOfConnection(name));
    if (!isMeant || value == null) {
      continue;
    }
    if (typeof value !== 'string' || !headerValue.test(value)) {
      return null;
    }
    headers[name] = value;
  }
  return headers;
}

function isOfConnection(name: string): boolean {
  return ownHeaders.has(name) || headersOfConnection.has(name) || name.startsWith('x-forwarded-');
}

/** The headers of the client on which an answer may depend. */
export function propagatedNames(rules: readonly HeaderRule[]): string[] {
  return [...new Set(rules.flatMap((rule) => ('propagate' in rule ? [rule.propagate] : [])))];
}

/** What of a client's headers an answer may depend on. */
export function propagatedHeaders(rules: readonly HeaderRule[], incoming: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(propagatedNames(rules).map((name) => [name, incoming[name]]));
}
