import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import { wholeNumber } from '@tributary/platform/config.ts';
import { isLoopback } from '@tributary/platform/hosts.ts';
import { isForwardedByTls } from './http/forwarded-scheme.ts';

const year = 365 * 24 * 60 * 60;

/** How long a browser that came over TLS calls this host by TLS only. */
export const strictTransportSetting = wholeNumber(0, 2 * year)
  .default(year)
  .meta({
    description:
      'Time for which a browser that came over TLS uses nothing else for this host, in seconds; 0 means never. Sent with `TLS_CERT_FILE`, and where `TRUSTED_PROXIES` say `x-forwarded-proto: https`',
    example: '86400',
    pitfall: 'A host that gives up TLS within this time cannot be reached by those browsers.',
  });

/**
 * Sets `strict-transport-security` (RFC 6797) on responses to requests that came over TLS. It ends here, or at the
 * outermost of our own proxies, which says so. A browser ignores it where the connection was not secure. Names of the
 * loopback are left out: a browser would ask all other servers of the machine for TLS, too.
 */
export function createStrictTransport({
  seconds,
  trustedProxies,
  isSecure,
}: {
  seconds: number;
  trustedProxies: number;
  /** Whether the gateway itself takes nothing but TLS. */
  isSecure: boolean;
}): (request: HttpRequest, response: HttpResponse) => void {
  if (seconds === 0 || (!isSecure && trustedProxies === 0)) {
    return () => {};
  }
  const cameByTls = ({ headers }: HttpRequest): boolean => {
    if (isSecure) {
      return !isLoopback(String(headers.host).replace(/:\d*$/, ''));
    }
    return isForwardedByTls(headers, trustedProxies);
  };
  return (request, response) => {
    if (cameByTls(request)) {
      response.setHeader('strict-transport-security', `max-age=${seconds}`);
    }
  };
}
