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

/** The headers of the client on which an answer may depend. */
export function propagatedNames(rules: readonly HeaderRule[]): string[] {
  return [...new Set(rules.flatMap((rule) => ('propagate' in rule ? [rule.propagate] : [])))];
}

/** What of a client's headers an answer may depend on. */
export function propagatedHeaders(rules: readonly HeaderRule[], incoming: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(propagatedNames(rules).map((name) => [name, incoming[name]]));
}
