import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Logger } from './logging.ts';
import { firstConnectionAttempt, openRedis } from './redis.ts';
import { localTokenBuckets, sharedTokenBuckets, type TokenBuckets } from './token-buckets.ts';

/** Texts by key, each with a lifetime. A failure counts as a miss and never throws. */
export type Cache = {
  get(key: string): Promise<string | undefined>;
  /** Values in the order of the keys. */
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
};

/**
 * Random values by tag name, which mark cached data as fresh. A write renews the tags of the data it changes: it
 * deletes their values, and the next reader makes new ones. Data cached under an old value is not found any more.
 * Values are random and not counted, so that a lost value cannot be made again.
 */
export type Tags = {
  /**
   * The values by name. A name without a value gets one, so that data cached next can be found again. Undefined if the
   * tags cannot be read; then nothing may be cached.
   */
  read(names: readonly string[]): Promise<Record<string, string> | undefined>;
  /**
   * Deletes the values. Call it after the commit and before the answer. Without a connection to Redis, the deletion is
   * made up for at the next connection. Until then, cached data is found for as long as it lives.
   */
  renew(names: readonly string[]): Promise<void>;
};

/** Names that may be used once, by all processes that share a Redis. */
export type Claims = {
  /** True for the first use of a name within its lifetime, false for a later one. Rejects if Redis cannot tell. */
  claim(name: string, lifeSeconds: number): Promise<boolean>;
};

export type Caches = {
  /** False for a cache that never finds anything, so that callers can skip the lookup. */
  isKeeping: boolean;
  cache: Cache;
  tags: Tags;
  /** Without Redis, claims hold for this process alone. */
  claims: Claims;
  /**
   * Token buckets. In Redis all processes share them; while it does not answer, this process has `localShare` of each
   * for itself.
   */
  tokenBuckets(localShare: number): TokenBuckets;
  /** Rejects while Redis does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** The tag of all cached data that a tenant's callers may see. The gateway uses the tenant in the caller's token. */
export const tenantTag = (tenant: string): string => `tenant:${tenant}`;
/** The tag of all cached data that one caller may see. */
export const subjectTag = (subject: string): string => `subject:${subject}`;

/** Longer than any data cached under a tag lives. */
const tagLifeSeconds = 24 * 60 * 60;
const memoryBytesMax = 64 * 1024 * 1024;
const claimsMax = 100_000;

/**
 * Opens the caches of a process: in Redis, shared with other processes, or without a URL in memory, for a single
 * process.
 */
export async function openCache({ redisUrl, log }: { redisUrl?: string | undefined; log: Logger }): Promise<Caches> {
  if (redisUrl === undefined) {
    return inMemory();
  }
  const redis = openRedis({ url: redisUrl, log });
  await firstConnectionAttempt(redis);
  return inRedis(redis, log);
}

/** A cache that keeps nothing: for several processes without Redis, since one would not know of another's writes. */
export function noCache(): Caches {
  return {
    isKeeping: false,
    cache: {
      get: async () => undefined,
      getMany: async (keys) => keys.map(() => undefined),
      set: async () => {},
      delete: async () => {},
    },
    tags: { read: async () => undefined, renew: async () => {} },
    claims: claimsInMemory(),
    tokenBuckets: localTokenBuckets,
    ping: async () => {},
    close: async () => {},
  };
}

function inMemory(): Caches {
  const texts = new LRUCache<string, string>({
    maxSize: memoryBytesMax,
    sizeCalculation: (value, key) => 2 * (value.length + key.length) + 64,
  });
  const tags = new LRUCache<string, string>({ max: 100_000 });
  return {
    isKeeping: true,
    cache: {
      get: async (key) => texts.get(key),
      getMany: async (keys) => keys.map((key) => texts.get(key)),
      set: async (key, value, ttlSeconds) => {
        texts.set(key, value, { ttl: ttlSeconds * 1000 });
      },
      delete: async (key) => {
        texts.delete(key);
      },
    },
    tags: {
      read: async (names) =>
        Object.fromEntries(
          names.map((name) => {
            const value = tags.get(name) ?? randomTag();
            tags.set(name, value);
            return [name, value];
          }),
        ),
      renew: async (names) => {
        for (const name of names) {
          tags.delete(name);
        }
      },
    },
    claims: claimsInMemory(),
    tokenBuckets: localTokenBuckets,
    ping: async () => {},
    close: async () => texts.clear(),
  };
}

/** Claims in memory. A name is never forgotten before its time; a claim beyond the limit is refused. */
function claimsInMemory(): Claims {
  /** End of each claim, by `performance.now()`. */
  const claimed = new Map<string, number>();
  return {
    claim: async (name, lifeSeconds) => {
      const now = performance.now();
      const until = claimed.get(name);
      if (until !== undefined && until > now) {
        return false;
      }
      if (claimed.size >= claimsMax) {
        for (const [other, end] of claimed) {
          if (end <= now) {
            claimed.delete(other);
          }
        }
      }
      if (claimed.size >= claimsMax) {
        throw new Error('too many names are claimed');
      }
      claimed.set(name, now + lifeSeconds * 1_000);
      return true;
    },
  };
}

function inRedis(redis: Redis, log: Logger): Caches {
  const orNothing = <T>(answer: Promise<T>): Promise<T | undefined> =>
    answer.catch((error: unknown) => {
      // At level debug, since a line for each request would drown all others. The loss of Redis is logged with its
      // connection.
      log.debug({ err: error }, 'a command of the cache failed');
      return undefined;
    });
  const owed = new Set<string>();
  const renew = async (names: readonly string[]): Promise<void> => {
    // DEL is the one write that a Redis without free memory still accepts.
    const deleted = await orNothing(redis.del(names.map((name) => `tag:${name}`)));
    if (deleted === undefined) {
      names.forEach((name) => owed.add(name));
    }
  };
  redis.on('ready', () => {
    if (owed.size > 0) {
      const names = [...owed];
      owed.clear();
      void renew(names);
    }
  });
  return {
    isKeeping: true,
    cache: {
      get: async (key) => (await orNothing(redis.get(`cache:${key}`))) ?? undefined,
      getMany: async (keys) => {
        const found = await orNothing(redis.mget(keys.map((key) => `cache:${key}`)));
        return keys.map((_, index) => found?.[index] ?? undefined);
      },
      set: async (key, value, ttlSeconds) => {
        await orNothing(redis.set(`cache:${key}`, value, 'EX', Math.max(1, Math.ceil(ttlSeconds))));
      },
      delete: async (key) => {
        await orNothing(redis.del(`cache:${key}`));
      },
    },
    tags: {
      read: async (names) => {
        const values = await orNothing(
          Promise.all(
            // SET NX GET returns the existing value, or sets the new one and returns null.
            names.map(async (name) => {
              const fresh = randomTag();
              const old = await redis.set(`tag:${name}`, fresh, 'EX', tagLifeSeconds, 'NX', 'GET');
              return [name, old ?? fresh] as const;
            }),
          ),
        );
        return values === undefined ? undefined : Object.fromEntries(values);
      },
      renew,
    },
    claims: {
      claim: async (name, lifeSeconds) =>
        (await redis.set(`claim:${name}`, '1', 'EX', Math.max(1, Math.ceil(lifeSeconds)), 'NX')) === 'OK',
    },
    tokenBuckets: (localShare) => sharedTokenBuckets(redis, { localShare, log }),
    ping: async () => void (await redis.ping()),
    close: async () => redis.disconnect(),
  };
}

function randomTag(): string {
  return randomBytes(9).toString('base64url');
}
