import { createHostCheck } from '@tributary/platform/hosts.ts';
import { createCookieCheck } from './cookie-check.ts';
import { createOriginCheck } from './cors.ts';

/** The checks of the host and of the page that a request comes from. Throws StartError for settings that contradict. */
export function createChecks(
  {
    host,
    allowedHosts = [],
    contractHosts = [],
    corsOrigins: origins = [],
    trustedProxies = 0,
  }: {
    host: string;
    allowedHosts?: readonly string[];
    /** The hosts of contracts. */
    contractHosts?: readonly string[];
    corsOrigins?: readonly string[];
    trustedProxies?: number;
  },
  /** The headers from which callers are identified. */
  identifiedBy: readonly string[],
) {
  const checkOrigin = createOriginCheck({ origins, trustedProxies });
  return {
    checkHost: createHostCheck({ host, allowed: allowedHosts, own: contractHosts }),
    checkOrigin,
    checkCookie: createCookieCheck({ usesCookies: identifiedBy.includes('cookie'), origins, checkOrigin }),
  };
}
