import type { HttpRequest } from './http-message.ts';
import { isIP } from 'node:net';

/**
 * Returns the reason why a request is refused for its host, or null. By DNS rebinding, a page of another site reaches a
 * server on this machine under a name of its own: on a loopback address only names of the loopback are served, and
 * those that are allowed. On other addresses every name is served, unless some are allowed. A client that sends no host
 * is no browser.
 */
export type HostCheck = (request: HttpRequest) => string | null;

/** `allowed` are names without ports, also with `*.` for all subdomains. */
export function createHostCheck({ host, allowed }: { host: string; allowed: readonly string[] }): HostCheck {
  if (!isLoopback(host) && allowed.length === 0) {
    return () => null;
  }
  const exact = new Set(allowed.map((name) => name.toLowerCase()));
  const suffixes = [...exact].filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  return ({ headers }) => {
    if (headers.host === undefined) {
      return null;
    }
    const name = headers.host.toLowerCase().replace(/:\d*$/, '');
    const isServed = isLoopback(name) || exact.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
    return isServed
      ? null
      : `This server is not known as ${JSON.stringify(name)}. Put the name into ALLOWED_HOSTS if it is yours.`;
  };
}

/** Whether an address or a name is that of the own machine. Names below `localhost` are, by RFC 6761. */
export function isLoopback(name: string): boolean {
  const address = name.replace(/^\[(.*)\]$/, '$1');
  const isIpv4 = isIP(address) === 4 && address.startsWith('127.');
  return isIpv4 || address === '::1' || address === 'localhost' || address.endsWith('.localhost');
}
