import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The reason why a request is refused for its host, or null. By DNS rebinding, a page of another site reaches a server
 * on this machine under a name of its own: on a loopback address only names of the loopback are served, and those that
 * are allowed. On other addresses every name is served, unless some are allowed. A client that sends no host is no
 * browser.
 */
export type HostCheck = (request: IncomingMessage) => string | null;

/** `allowed` are names without ports, also with `*.` for all subdomains. */
export function createHostCheck({ host, allowed }: { host: string; allowed: readonly string[] }): HostCheck {
  const isLocal = isLoopback(host);
  if (!isLocal && allowed.length === 0) {
    return () => null;
  }
  const exact = new Set(allowed.map((name) => name.toLowerCase()));
  const suffixes = [...exact].filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  return ({ headers }) => {
    if (headers.host === undefined) {
      return null;
    }
    const name = headers.host.toLowerCase().replace(/:\d*$/, '');
    const isServed =
      isLoopback(name) || exact.has(name) || suffixes.some((suffix) => name.endsWith(suffix) && name !== suffix);
    return isServed
      ? null
      : `This server is not known as ${JSON.stringify(name)}. Put the name into ALLOWED_HOSTS if it is yours.`;
  };
}

/** Whether an address or a name is that of the own machine. Names below `localhost` are, by RFC 6761. */
function isLoopback(name: string): boolean {
  const address = name.replace(/^\[(.*)\]$/, '$1');
  return address === 'localhost' || address.endsWith('.localhost') || address === '::1' || isLoopbackOfIpv4(address);
}

function isLoopbackOfIpv4(address: string): boolean {
  return isIP(address) === 4 && address.startsWith('127.');
}

/**
 * Whether a page of another site may open a WebSocket: browsers ask no server before they do. Own pages may, those of
 * the origins that CORS allows, and clients that send no origin, which are no browsers.
 */
export function isOwnOrigin({ headers }: IncomingMessage, trustedProxies: number): boolean {
  const { origin, host } = headers;
  if (origin === undefined) {
    return true;
  }
  const forwarded = trustedProxies > 0 ? headers['x-forwarded-host'] : undefined;
  const own = [host, ...(typeof forwarded === 'string' ? forwarded.split(',') : [])];
  return own.some((name) => name !== undefined && hostOf(origin) === name.trim().toLowerCase());
}

/** Host and port of an origin, without the default port. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
