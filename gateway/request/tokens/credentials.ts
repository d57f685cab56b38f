import type { IncomingHttpHeaders } from 'node:http';

/**
 * A place in which a client may send its token. A value begins with the prefix and a space, in any case; without a
 * prefix the value is the token. Names of headers are in lower case.
 */
export type CredentialSource =
  | { header: string; prefix: string | null }
  | { cookie: string }
  | { connectionInit: string; prefix: string | null };

export const sourcesDefault: readonly CredentialSource[] = [
  { header: 'authorization', prefix: 'Bearer' },
  { connectionInit: 'authorization', prefix: 'Bearer' },
];

/** The parts of a request that may carry a token. */
export type Credentials = {
  /** The headers of an HTTP request, or of the upgrade to a WebSocket. */
  headers: IncomingHttpHeaders;
  /** The payload of a socket's `connection_init` or `ping`. Undefined for an HTTP request. */
  payload?: Readonly<Record<string, unknown>> | null;
};

export type FoundToken = { token: string; isFromCookie: boolean };

/**
 * The token by the first source that has one. `unreadable` if only values without their prefix were sent, or two
 * cookies of one name. Null if nothing was sent. A socket has no headers of its own besides its cookies.
 */
export function tokenIn(sources: readonly CredentialSource[], given: Credentials): FoundToken | 'unreadable' | null {
  let isUnreadable = false;
  for (const source of sources) {
    const value = valueIn(source, given);
    if (value === undefined || value === '') {
      continue;
    }
    const token = value === null ? null : withoutPrefix(value.trim(), 'prefix' in source ? source.prefix : null);
    if (token !== null) {
      return { token, isFromCookie: 'cookie' in source };
    }
    isUnreadable = true;
  }
  return isUnreadable ? 'unreadable' : null;
}

/** The value of a source. Undefined for none, null for an ambiguous one. */
function valueIn(source: CredentialSource, { headers, payload }: Credentials): string | null | undefined {
  if ('cookie' in source) {
    return cookieIn(headers.cookie, source.cookie);
  }
  if ('header' in source) {
    const value = payload === undefined ? headers[source.header] : undefined;
    return Array.isArray(value) ? null : value;
  }
  // The name matches like a header's, in any case.
  const name = source.connectionInit.toLowerCase();
  const value = Object.entries(payload ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}

/**
 * The value of a cookie. Null for two different ones of the name: a page of a neighbouring domain can set a cookie that
 * is sent as well (cookie tossing), and the order does not tell which is ours.
 */
function cookieIn(header: string | undefined, name: string): string | null | undefined {
  if (header === undefined || !header.includes(name)) {
    return undefined;
  }
  const values = header.split(';').flatMap((pair) => {
    const [key = '', ...parts] = pair.split('=');
    return key.trim() === name
      ? [
          parts
            .join('=')
            .trim()
            .replace(/^"(.*)"$/, '$1'),
        ]
      : [];
  });
  const [value, ...others] = new Set(values);
  return others.length > 0 ? null : value;
}

function withoutPrefix(value: string, prefix: string | null): string | null {
  if (prefix === null) {
    return value;
  }
  const [scheme = '', token, ...more] = value.split(' ');
  return scheme.toLowerCase() === prefix.toLowerCase() && token !== undefined && more.length === 0 ? token : null;
}
