import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Logger } from './logging.ts';
import { openRedis, settled } from './redis.ts';

/** Texts by key, each for a time. Whatever goes wrong is a miss, never an error. */
export type Cache = {
  get(key: string): Promise<string | undefined>;
  /** In the order of the keys. */
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
};

/**
 * Marks of freshness: a random value by name, which every write to what the name stands for takes away; who reads next
 * makes a new one. What was cached under another value is not found any more. Values are random, never counted, so that
 * one that was lost cannot be made again.
 */
export type Tags = {
  /**
   * The values by name. Names without a value get one, so that what is cached next can be found again; undefined when
   * tags cannot be read, and then nothing may be cached.
   */
  read(names: readonly string[]): Promise<Record<string, string> | undefined>;
  /**
   * Takes the values away. Call it after the commit and before the answer. Where that fails, for want of Redis, it is
   * made good at the next connection, and until then what was cached is found for as long as it lives.
   */
  renew(names: readonly string[]): Promise<void>;
};

/** Names that are used once by all processes that share a Redis. */
export type Claims = {
  /** True for the first use of a name within its life, false for a later one. Rejects where it cannot be known. */
  claim(name: string, lifeSeconds: number): Promise<boolean>;
};

export type Caches = {
  /** False where nothing is ever found, so that nobody need look. */
  isKeeping: boolean;
  cache: Cache;
  tags: Tags;
  /** Works without Redis too, but then for this process alone. */
  claims: Claims;
  close(): Promise<void>;
};

/**
 * The tag of everything that a tenant's callers may have cached. The gateway reads it by the tenant of the caller, as
 * the token has it.
 */
export const tenantTag = (tenant: string): string => `tenant:${tenant}`;
/** The tag of what one caller may have cached. */
export const subjectTag = (subject: string): string => `subject:${subject}`;

/** Longer than anything that is cached under a tag. */
const tagLifeSeconds = 24 * 60 * 60;
const memoryBytesMax = 64 * 1024 * 1024;
const claimsMax = 100_000;

/**
 * Opens the caches of a process: in Redis, shared with others, or without a URL in memory, for a process that is alone.
 */
export async function openCache({ redisUrl, log }: { redisUrl?: string | undefined; log: Logger }): Promise<Caches> {
  if (redisUrl === undefined) {
    return inMemory();
  }
  const redis = openRedis({ url: redisUrl, log });
  await settled(redis);
  return inRedis(redis, log);
}

/** For several processes without Redis: nothing is cached, since one could not know of another's writes. */
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
    close: async () => texts.clear(),
  };
}

/** Never forgets a name before its time, and so refuses more than there is room for. */
function claimsInMemory(): Claims {
  /** When a name is free again, by `performance.now()`. */
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
      // One line for each request would drown all others: that Redis is away is logged with its connection.
      log.debug({ err: error }, 'a command of the cache failed');
      return undefined;
    });
  const owed = new Set<string>();
  const renew = async (names: readonly string[]): Promise<void> => {
    // Deleting is the one write that a Redis without memory left does not refuse.
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
            // SET NX GET gives the value that was there, or sets the new one and gives null.
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
    close: async () => redis.disconnect(),
  };
}

function randomTag(): string {
  return randomBytes(9).toString('base64url');
}
