import type { HttpRequest } from '@tributary/platform/http-message.ts';
import { StartError } from '@tributary/platform/config.ts';

/** Returns the reason why the cookie of a request proves nothing, or null. */
export type CookieCheck = (request: HttpRequest) => string | null;

/**
 * Creates the check of requests that bring their token in a cookie. A browser adds cookies to the requests of any page,
 * so a foreign page could act as its visitor (CSRF). The origin has to be ours, or one that may call. A browser that
 * sends no origin tells how the sites are related, and a client that sends neither is no browser. The rules against
 * simple requests hold besides. Throws StartError if every page may call.
 */
export function createCookieCheck({
  usesCookies,
  origins,
  checkOrigin,
}: {
  usesCookies: boolean;
  origins: readonly string[];
  checkOrigin: (request: HttpRequest) => string | null;
}): CookieCheck {
  const everybody = origins.find((origin) => origin === '*' || origin === 'null');
  if (usesCookies && everybody !== undefined) {
    throw new StartError(
      `The origin "${everybody}" cannot be allowed together with tokens in cookies: every page on the web could act as its visitor. List the origins that may.`,
    );
  }
  return (request) => {
    const { origin, 'sec-fetch-site': site = 'none' } = request.headers;
    const isOurs = origin === undefined ? site === 'same-origin' || site === 'none' : checkOrigin(request) === null;
    return isOurs
      ? null
      : 'A page of another origin may not use the cookie. Send the token in a header, or allow the origin in `cors`.';
  };
}
