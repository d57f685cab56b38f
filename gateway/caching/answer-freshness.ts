import { freshnessOf, type Freshness } from '@tributary/platform/transport/cache-control.ts';

/**
 * The freshness of an answer in several parts: that of its shortest-lived part, and public only if all parts are. Null
 * where there are none.
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
 * The `cache-control` header for a client. Its own limit may be shorter than that of shared caches (RFC 9111, section
 * 5.2.2.10).
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
