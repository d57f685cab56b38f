import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '@tributary/platform/caller.ts';
import { z } from 'zod';
import { claimPath, valueAt } from './tokens/claim-path.ts';

export const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of a header')
  .transform((name) => name.toLowerCase());

/** The parts of a caller that are the same in each of their requests, so that caches tell callers apart by them. */
const callerParts = ['issuer', 'subject', 'tenant', 'scopes', 'claims'];

/**
 * Propagates a header of the client, if it is present, or inserts a header, with a fixed value or with a part of the
 * verified caller, such as `subject` or `claims.email`.
 */
export const headerRule = z.union([
  z.strictObject({ propagate: headerName }),
  z.strictObject({ insert: headerName, value: z.string() }),
  z.strictObject({
    insert: headerName,
    caller: claimPath.refine(([part]) => callerParts.includes(part), `must begin with ${callerParts.join(', ')}`),
  }),
]);

export type HeaderRule = z.output<typeof headerRule>;

/** Headers of one connection or one body, which are never propagated (RFC 9110, section 7.6.1). */
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

/** The headers of a request to a subgraph by the rules, from the headers of the client and the verified caller. */
export function applyHeaderRules(
  rules: readonly HeaderRule[],
  { headers: incoming, caller }: { headers: IncomingHttpHeaders; caller: Caller },
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const rule of rules) {
    if ('insert' in rule) {
      const given = 'value' in rule ? rule.value : asHeader(valueAt(caller, rule.caller));
      // A header of the client must never stand where the caller has no such part.
      delete headers[rule.insert];
      if (given !== null) {
        headers[rule.insert] = given;
      }
      continue;
    }
    const value = incoming[rule.propagate];
    if (value !== undefined && !ownHeaders.has(rule.propagate)) {
      headers[rule.propagate] = Array.isArray(value) ? value.join(', ') : value;
    }
  }
  return headers;
}

/** A part of a caller as a header: a list of texts with spaces between. Null for what no header can hold. */
function asHeader(value: unknown): string | null {
  const text = Array.isArray(value) && value.every((item) => typeof item === 'string') ? value.join(' ') : value;
  const isPlain = typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean';
  return isPlain && headerValue.test(String(text)) ? String(text) : null;
}

/**
 * Headers that identify the other end or the request. They come from the connection, and never from a message on it.
 */
const headersOfConnection = new Set(['x-request-id', 'forwarded', 'via', 'x-real-ip', 'tributary-caller']);
const headerValue = /^[\t\x20-\x7E\x80-\xFF]*$/;

/**
 * The headers in the payload of a socket's `connection_init`: `authorization`, and all propagated headers, in any case.
 * Never the address, the host or the id of the request. Null if a value is not valid for a header.
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

/** The names of the client's headers on which an answer may depend. */
export function propagatedNames(rules: readonly HeaderRule[]): string[] {
  return [...new Set(rules.flatMap((rule) => ('propagate' in rule ? [rule.propagate] : [])))];
}

/** The client's headers on which an answer may depend. */
export function propagatedHeaders(rules: readonly HeaderRule[], incoming: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(propagatedNames(rules).map((name) => [name, incoming[name]]));
}
