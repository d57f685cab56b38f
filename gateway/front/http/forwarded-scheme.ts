import type { IncomingHttpHeaders } from 'node:http';

/** Whether the outermost of our own proxies says that the client came by TLS. False without proxies. */
export function isForwardedByTls(headers: IncomingHttpHeaders, trustedProxies: number): boolean {
  const schemes = String(headers['x-forwarded-proto'] ?? '').split(',');
  return trustedProxies > 0 && schemes.at(-Math.min(trustedProxies, schemes.length))?.trim().toLowerCase() === 'https';
}
