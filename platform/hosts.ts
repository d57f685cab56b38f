import type { HttpRequest } from './http-message.ts';
import { isIP } from 'node:net';

/**
 * Returns the reason why a request is refused for its host, or null. By DNS rebinding, a page of another site reaches a
 * server on this machine under a name of its own: on a loopback address only names of the loopback are served, and
 * those that are allowed. On other addresses every name is served, unless some are allowed. A client that sends no host
 * is no browser.
 */
export type HostCheck = (request: HttpRequest) => string | null;

/**
 * `allowed` are names without ports, also with `*.` for all subdomains. `own` are further names, which limit nothing:
 * without `allowed`, an address that is not the loopback still serves every name.
 */
export function createHostCheck({
  host,
  allowed,
  own = [],
}: {
  host: string;
  allowed: readonly string[];
  own?: readonly string[];
}): HostCheck {
  if (!isLoopback(host) && allowed.length === 0) {
    return () => null;
  }
  const isAmong = createHostMatcher([...allowed, ...own]);
  /** The latest header that was served. Almost all requests have the same. */
  let served: string | undefined;
  return ({ headers }) => {
    const { host: header } = headers;
    if (header === undefined || header === served) {
      return null;
    }
    const name = nameInHost(header);
    if (isLoopback(name) || isAmong(name)) {
      served = header;
      return null;
    }
    return `This server is not known as ${JSON.stringify(name)}. Put the name into ALLOWED_HOSTS if it is yours.`;
  };
}

/** Creates the test of a name in lower case, by names without ports, also with `*.` for all subdomains. */
export function createHostMatcher(names: readonly string[]): (name: string) => boolean {
  const exact = new Set(names.map((name) => name.toLowerCase()));
  const suffixes = [...exact].filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  return (name) => exact.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
}

/** The name in a header `host`, in lower case and without the port. */
export function nameInHost(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '');
}

/** Whether an address or a name is that of the own machine. Names below `localhost` are, by RFC 6761. */
export function isLoopback(name: string): boolean {
  const address = name.replace(/^\[(.*)\]$/, '$1');
  const isIpv4 = isIP(address) === 4 && address.startsWith('127.');
  return isIpv4 || address === '::1' || address === 'localhost' || address.endsWith('.localhost');
}
