import { freshnessOf, type Freshness } from '@tributary/platform/transport/cache-control.ts';

/**
 * The freshness of an answer that is made of these answers of subgraphs: that of the shortest-lived, and public only if all are.
 * Null where one may not be kept, or there are none.
 */
export function combinedFreshness(cacheControls: readonly (string | undefined)[]): Freshness | null {
  if (cacheControls.length === 0) {
    return null;
  }
  const all = cacheControls.map(freshnessOf);
  return {
    sharedSeconds: Math.min(...all.map(({ sharedSeconds }) => sharedSeconds)),
    clientSeconds: Math.min(...all.map(({ clientSeconds }) => clientSeconds)),
    isPublic: all.every(({ isPublic }) => isPublic),
  };
}

/**
 * The `cache-control` header for a client. A client may keep an answer for a shorter time than shared caches on the way
 * (RFC 9111, section 5.2.2.10).
 */
export function cacheControlOf(freshness: Freshness | null): string {
  if (freshness === null || freshness.sharedSeconds <= 0) {
    return 'no-store';
  }
  const { sharedSeconds, clientSeconds, isPublic } = freshness;
  if (clientSeconds >= sharedSeconds) {
    return `max-age=${sharedSeconds}, ${isPublic ? 'public' : 'private'}`;
  }
  if (isPublic) {
    return `max-age=${clientSeconds}, s-maxage=${sharedSeconds}, public`;
  }
  return clientSeconds <= 0 ? 'no-store' : `max-age=${clientSeconds}, private`;
}
