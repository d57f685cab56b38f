import { LRUCache } from 'lru-cache';
import type { CachingHeaders } from './http-answer.ts';
import { callerHeader, requestIdHeader } from './transport.ts';

/** What a `cache-control` allows of an answer. */
export type Freshness = {
  /** For how many seconds a shared cache may keep it, which the gateway is; 0: not at all. */
  sharedSeconds: number;
  /** For how many seconds a client's own cache may; never more than `sharedSeconds`. */
  clientSeconds: number;
  /** Whether it is the same for every caller. */
  isPublic: boolean;
};

/** Directives by name, in lower case. One that was given with several values has an empty one, which is no number. */
type Directives = Map<string, string | null>;

const stale: Freshness = { sharedSeconds: 0, clientSeconds: 0, isPublic: false };
/** A larger number means this one (RFC 9111, section 1.2.2). */
const secondsMax = 2_147_483_648;
/** Clocks of two machines differ by a little, and both headers are whole seconds. */
const clockSkewSeconds = 2;
/** Subgraphs say one of a few things, but for those that count the seconds down. */
const remembered = new LRUCache<string, Freshness>({ max: 1_000 });
const rememberedCharactersMax = 1_000;
/** A longer one is not read. */
const charactersMax = 8_192;
/** The dates of HTTP, with which nothing else may stand (RFC 9110, section 5.6.7). */
const dateForms = [
  /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/,
];
/** Headers of a request to a subgraph that differ each time, and so are part of no cache's key. */
const everChanging = new Set([requestIdHeader, 'traceparent', 'tracestate', 'baggage']);

/**
 * Reads a `cache-control` by RFC 9111. Whatever can be read in two ways, or not at all, is read as the shorter time.
 * Without one nothing may be kept.
 */
export function freshnessOf(cacheControl: string | null | undefined): Freshness {
  if (cacheControl == null || cacheControl === '') {
    return stale;
  }
  const known = remembered.get(cacheControl);
  if (known !== undefined) {
    return known;
  }
  const freshness = freshnessIn(parseDirectives(cacheControl));
  if (cacheControl.length <= rememberedCharactersMax) {
    remembered.set(cacheControl, freshness);
  }
  return freshness;
}

/**
 * The `cache-control` that an answer amounts to when it has arrived, with its `age`, `vary`, `expires` and `pragma`
 * taken into account. Undefined where it says nothing of caching. `delaySeconds` is how long the answer took.
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
  // It is for shared caches alone, of which none may have a private answer: that is kept for its viewer only.
  const shared = isPrivate ? undefined : secondsIn(directives.get('s-maxage'));
  const sharedSeconds = shared ?? maxAge ?? 0;
  return {
    sharedSeconds,
    clientSeconds: Math.min(maxAge ?? 0, sharedSeconds),
    isPublic: directives.has('public') && !isPrivate,
  };
}

/**
 * Seconds as a directive gives them; 0 for what is no number (RFC 9111, section 4.2.1). Undefined where it is not
 * there.
 */
function secondsIn(value: string | null | undefined): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  return value !== null && /^\d+$/.test(value) ? Math.min(Number(value), secondsMax) : 0;
}

/** `Expires` counts where no directive says how long (RFC 9111, section 4.2.1). */
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
  const until = parseDate(expires ?? '');
  const from = date === undefined ? now : parseDate(date);
  const seconds = Math.floor((until - from) / 1_000);
  // What is no date, such as 0, is a time that has passed (RFC 9111, section 5.3).
  return seconds > 0
    ? { sharedSeconds: Math.min(seconds, secondsMax), clientSeconds: Math.min(seconds, secondsMax), isPublic: false }
    : stale;
}

/** How old an answer is at its arrival (RFC 9111, section 4.2.3). */
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
  // Of a list the first one counts, and what is no number is ignored (section 5.1).
  const [first = ''] = (age ?? '').split(',', 1);
  const said = /^\d+$/.test(first.trim()) ? Number(first) : 0;
  const made = parseDate(date ?? '');
  const apparent = Number.isNaN(made) ? 0 : Math.floor(now / 1_000) - Math.floor(made / 1_000);
  return Math.max(said + Math.floor(delaySeconds), apparent > clockSkewSeconds ? apparent : 0);
}

/**
 * Milliseconds since 1970, of a date in one of HTTP's forms, of which one does not say that it is GMT; NaN for anything
 * else.
 */
function parseDate(text: string): number {
  return dateForms.some((form) => form.test(text))
    ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
    : Number.NaN;
}

/**
 * Whether an answer varies by nothing that differs between callers, by the caller, or each time. Headers that the
 * gateway propagates are part of the keys of its caches; all others are the same in every request.
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

/** What HTTP/1.0 had for `cache-control: no-cache` (RFC 9111, section 5.4). */
function isNoCache(pragma: string | undefined): boolean {
  return pragma !== undefined && /(?:^|[\s,])no-cache(?:$|[\s,])/i.test(pragma);
}

/**
 * The directives of a `cache-control`: a list of names, each with a token or a quoted string, where empty elements are
 * allowed (RFC 9110, section 5.6). Null for what is no such list.
 */
function parseDirectives(cacheControl: string): Directives | null {
  if (cacheControl.length > charactersMax) {
    return null;
  }
  const directives: Directives = new Map();
  // Spaces in one place each, so that a long header costs no more than its length.
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
