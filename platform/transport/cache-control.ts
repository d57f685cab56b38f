import { LRUCache } from 'lru-cache';
import type { CachingHeaders } from './http-answer.ts';
import { parseHttpDate } from './http-date.ts';
import { callerHeader, requestIdHeader, timeoutHeader } from './transport.ts';

/** The caching that a `cache-control` allows. */
export type Freshness = {
  /** Lifetime in a shared cache, such as the gateway. 0: not at all. */
  sharedSeconds: number;
  /** Lifetime in a client's own cache; never more than `sharedSeconds`. */
  clientSeconds: number;
  /** Whether the answer is the same for every caller. */
  isPublic: boolean;
};

/** Directives by name, in lower case. A directive with several values has an empty value, which is no number. */
type Directives = Map<string, string | null>;

const stale: Freshness = { sharedSeconds: 0, clientSeconds: 0, isPublic: false };
/** Larger numbers count as this one (RFC 9111, section 1.2.2). */
const secondsMax = 2_147_483_648;
/** Clocks of two machines differ a little, and both headers are in whole seconds. */
const clockSkewSeconds = 2;
/** Parsed headers. Most subgraphs send a few different ones; others count the seconds down. */
const parsed = new LRUCache<string, Freshness>({ max: 1_000 });
const parsedCharactersMax = 1_000;
/** Limit on the length of a header that is parsed. */
const charactersMax = 8_192;
/** Request headers that differ each time, and so are part of no cache's key. */
const everChanging = new Set([requestIdHeader, timeoutHeader, 'traceparent', 'tracestate', 'baggage']);

/**
 * Parses a `cache-control` by RFC 9111. An ambiguous or invalid one counts as the shorter time. Without one nothing may
 * be cached.
 */
export function freshnessOf(cacheControl: string | null | undefined): Freshness {
  if (cacheControl == null || cacheControl === '') {
    return stale;
  }
  const cached = parsed.get(cacheControl);
  if (cached !== undefined) {
    return cached;
  }
  const freshness = freshnessIn(parseDirectives(cacheControl));
  if (cacheControl.length <= parsedCharactersMax) {
    parsed.set(cacheControl, freshness);
  }
  return freshness;
}

/**
 * The effective `cache-control` of an answer at its arrival, after `age`, `vary`, `expires` and `pragma`. Undefined if
 * the answer says nothing of caching. `delaySeconds` is how long the answer took.
 */
export function effectiveCacheControl(
  caching: CachingHeaders | undefined,
  { statusCode, delaySeconds = 0, now = Date.now() }: { statusCode: number; delaySeconds?: number; now?: number },
): string | undefined {
  if (caching === undefined) {
    return undefined;
  }
  const { cacheControl, age, vary, expires, date, pragma } = caching;
  const freshness =
    cacheControl === undefined
      ? freshnessByExpires(caching, now)
      : withExpires(freshnessOf(cacheControl), caching, now);
  if (freshness.sharedSeconds === 0 || statusCode !== 200 || (cacheControl === undefined && isNoCache(pragma))) {
    return 'no-store';
  }
  const varying = variesBy(vary);
  if (varying === 'each') {
    return 'no-store';
  }
  const seconds = ageOf({ age, date, delaySeconds, now });
  if (cacheControl !== undefined && expires === undefined && seconds === 0 && varying === 'none') {
    return cacheControl;
  }
  const shared = Math.max(0, freshness.sharedSeconds - seconds);
  const client = Math.max(0, freshness.clientSeconds - seconds);
  const isPublic = freshness.isPublic && varying === 'none';
  return `max-age=${client}, s-maxage=${shared}${isPublic ? ', public' : ''}`;
}

function freshnessIn(directives: Directives | null): Freshness {
  if (directives === null || directives.has('no-store') || directives.has('no-cache')) {
    return stale;
  }
  const isPrivate = directives.has('private');
  const maxAge = secondsIn(directives.get('max-age'));
  // `s-maxage` is for shared caches, of which none may keep a private answer. The gateway keeps it for its viewer only.
  const shared = isPrivate ? undefined : secondsIn(directives.get('s-maxage'));
  const sharedSeconds = shared ?? maxAge ?? 0;
  return {
    sharedSeconds,
    clientSeconds: Math.min(maxAge ?? 0, sharedSeconds),
    isPublic: directives.has('public') && !isPrivate,
  };
}

/**
 * The seconds of a directive; 0 for an invalid number (RFC 9111, section 4.2.1). Undefined if the directive is absent.
 */
function secondsIn(value: string | null | undefined): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  return value !== null && /^\d+$/.test(value) ? Math.min(Number(value), secondsMax) : 0;
}

/** `Expires` applies if no directive sets a lifetime (RFC 9111, section 4.2.1). */
function withExpires(freshness: Freshness, caching: CachingHeaders, now: number): Freshness {
  if (caching.expires === undefined || freshness.sharedSeconds > 0) {
    return freshness;
  }
  const directives = parseDirectives(caching.cacheControl ?? '');
  const saysItself =
    directives === null || ['no-store', 'no-cache', 'max-age', 's-maxage'].some((name) => directives.has(name));
  return saysItself
    ? freshness
    : { ...freshnessByExpires(caching, now), isPublic: directives.has('public') && !directives.has('private') };
}

function freshnessByExpires({ expires, date }: CachingHeaders, now: number): Freshness {
  const until = parseHttpDate(expires ?? '');
  const from = date === undefined ? now : parseHttpDate(date);
  const seconds = Math.floor((until - from) / 1_000);
  // An invalid date, such as 0, is in the past (RFC 9111, section 5.3).
  return seconds > 0
    ? { sharedSeconds: Math.min(seconds, secondsMax), clientSeconds: Math.min(seconds, secondsMax), isPublic: false }
    : stale;
}

/** The age of an answer at its arrival (RFC 9111, section 4.2.3). */
function ageOf({
  age,
  date,
  delaySeconds,
  now,
}: {
  age: string | undefined;
  date: string | undefined;
  delaySeconds: number;
  now: number;
}): number {
  // The first member of a list applies, and an invalid number is ignored (section 5.1).
  const [first = ''] = (age ?? '').split(',', 1);
  const ageSeconds = /^\d+$/.test(first.trim()) ? Number(first) : 0;
  const sentAt = parseHttpDate(date ?? '');
  const apparentSeconds = Number.isNaN(sentAt) ? 0 : Math.floor(now / 1_000) - Math.floor(sentAt / 1_000);
  return Math.max(ageSeconds + Math.floor(delaySeconds), apparentSeconds > clockSkewSeconds ? apparentSeconds : 0);
}

/**
 * Whether an answer varies with each request, with the caller, or with neither. Propagated headers are part of the
 * gateway's cache keys. All others are the same in every request.
 */
function variesBy(vary: string | undefined): 'none' | 'caller' | 'each' {
  let by: 'none' | 'caller' | 'each' = 'none';
  for (const part of vary?.split(',') ?? []) {
    const name = part.trim().toLowerCase();
    if (name === '*' || everChanging.has(name) || !/^[\w!#$%&'*+.^`|~-]*$/.test(name)) {
      return 'each';
    }
    by = name === callerHeader ? 'caller' : by;
  }
  return by;
}

/** The HTTP/1.0 form of `cache-control: no-cache` (RFC 9111, section 5.4). */
function isNoCache(pragma: string | undefined): boolean {
  return pragma !== undefined && /(?:^|[\s,])no-cache(?:$|[\s,])/i.test(pragma);
}

/**
 * The directives of a `cache-control`: a list of names, each with a token or a quoted string. Empty elements are
 * allowed (RFC 9110, section 5.6). Null for an invalid list.
 */
function parseDirectives(cacheControl: string): Directives | null {
  if (cacheControl.length > charactersMax) {
    return null;
  }
  const directives: Directives = new Map();
  // Spaces are matched in one place each, so that the time is linear in the length of the header.
  const element = /[\t ]*(?:([\w!#$%&'*+.^`|~-]+)(?:=(?:([\w!#$%&'*+.^`|~-]+)|"((?:[^"\\]|\\.)*)"))?[\t ]*)?(?:,|$)/y;
  while (element.lastIndex < cacheControl.length) {
    const match = element.exec(cacheControl);
    if (match === null) {
      return null;
    }
    const [, name, token, quoted] = match;
    if (name !== undefined) {
      const key = name.toLowerCase();
      const value = token ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? null;
      directives.set(key, directives.has(key) && directives.get(key) !== value ? '' : value);
    }
  }
  return directives;
}
