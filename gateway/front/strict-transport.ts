import type { IncomingMessage, ServerResponse } from 'node:http';
import { wholeNumber } from '@tributary/platform/config.ts';

const year = 365 * 24 * 60 * 60;

/** How long a browser that came over TLS calls this host by TLS only. */
export const strictTransportSetting = wholeNumber(0, 2 * year)
  .default(year)
  .meta({
    description:
      'Time for which a browser that came over TLS uses nothing else for this host, in seconds; 0 means never. Sent where `TRUSTED_PROXIES` say `x-forwarded-proto: https`',
    example: '86400',
    pitfall: 'A host that gives up TLS within this time cannot be reached by those browsers.',
  });

/**
 * Sets `strict-transport-security` (RFC 6797) on responses to requests that came over TLS, which ends at a proxy: the
 * outermost of our own says so. A browser ignores it where the connection was not secure.
 */
export function createStrictTransport({
  seconds,
  trustedProxies,
}: {
  seconds: number;
  trustedProxies: number;
}): (request: IncomingMessage, response: ServerResponse) => void {
  if (seconds === 0 || trustedProxies === 0) {
    return () => {};
  }
  return ({ headers }, response) => {
    const schemes = String(headers['x-forwarded-proto'] ?? '').split(',');
    const outermost = schemes.at(-Math.min(trustedProxies, schemes.length))?.trim().toLowerCase();
    if (outermost === 'https') {
      response.setHeader('strict-transport-security', `max-age=${seconds}`);
    }
  };
}
