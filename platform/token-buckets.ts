import { hash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Logger } from './logging.ts';

/** A bucket that holds up to `capacity` tokens and gains `perSecond` of them. It begins full. Keys are short. */
export type TokenBucket = { key: string; capacity: number; perSecond: number };

/** Tokens to take from a bucket; fewer than none are given back. */
export type WantedTokens = TokenBucket & { tokens: number };

/** The content of a bucket after a request for tokens. A bucket in debt has a negative number. */
export type BucketLevel = { tokens: number; isEnough: boolean };

export type TokenBuckets = {
  /**
   * Takes tokens from every bucket, or from none if one of them has too few. The levels come in the order of the
   * buckets: at once from this process, later from Redis. Never throws.
   */
  take(buckets: readonly WantedTokens[]): readonly BucketLevel[] | Promise<readonly BucketLevel[]>;
  /**
   * Takes tokens for what has happened already, which may leave a bucket in debt, or gives tokens back. Never throws.
   * A debt is at most the capacity.
   */
  charge(buckets: readonly WantedTokens[]): void | Promise<void>;
};

/**
 * A bucket is kept as one number, the time in milliseconds at which it is full again: it lacks what it gains until
 * then. A bucket that is not kept is full. The arguments are whether buckets may fall into debt, and for each key the
 * time that its capacity takes to fill and the time that the wanted tokens take. The answer has for each key whether it
 * had enough, and the time until it is full.
 */
const takeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local fullIn, answer, isEnough = {}, {}, true
for i, key in ipairs(KEYS) do
  fullIn[i] = math.max(tonumber(redis.call('GET', key) or 0) - now, 0)
  answer[2 * i - 1] = fullIn[i] + ARGV[2 * i + 1] <= ARGV[2 * i] + 0.001 and 1 or 0
  isEnough = isEnough and answer[2 * i - 1] == 1
end
for i, key in ipairs(KEYS) do
  if isEnough or ARGV[1] == '1' then
    fullIn[i] = math.min(fullIn[i] + ARGV[2 * i + 1], 2 * ARGV[2 * i])
    if fullIn[i] > 0 then
      redis.call('SET', key, string.format('%.3f', now + fullIn[i]), 'PX', math.ceil(fullIn[i]))
    else
      redis.call('DEL', key)
    end
  end
  answer[2 * i] = string.format('%.3f', fullIn[i])
end
return answer`;

const localBucketsMax = 100_000;

/**
 * Buckets of one process. When there are more than a hundred thousand, the one that was used longest ago is forgotten,
 * and so is full.
 */
export function localTokenBuckets(): TokenBuckets {
  /** When each bucket is full, by `performance.now()`. */
  const known = new LRUCache<string, { fullAt: number }>({ max: localBucketsMax });
  const stateOf = (key: string) => {
    const state = known.get(key) ?? { fullAt: 0 };
    if (state.fullAt === 0) {
      known.set(key, state);
    }
    return state;
  };
  const takeAll = (buckets: readonly WantedTokens[], mayOwe: boolean): BucketLevel[] => {
    const now = performance.now();
    const asked = buckets.map((bucket) => {
      const { fillMs, takeMs } = timesOf(bucket);
      const state = stateOf(bucket.key);
      const fullIn = Math.max(state.fullAt - now, 0);
      return { bucket, state, fillMs, takeMs, fullIn, isEnough: fullIn + takeMs <= fillMs + 0.001 };
    });
    const isTaken = mayOwe || asked.every(({ isEnough }) => isEnough);
    return asked.map(({ bucket, state, fillMs, takeMs, fullIn, isEnough }) => {
      const after = isTaken ? Math.min(fullIn + takeMs, 2 * fillMs) : fullIn;
      if (isTaken) {
        state.fullAt = now + after;
      }
      return levelOf(bucket, isEnough, after);
    });
  };
  return {
    take: (buckets) => takeAll(buckets, false),
    charge: (buckets) => void takeAll(buckets, true),
  };
}

/**
 * Buckets in Redis, which several processes share. While Redis does not answer, each process goes on with buckets of
 * its own, that have `localShare` of the capacity and of the gain.
 */
export function sharedTokenBuckets(
  redis: Redis,
  { localShare, log }: { localShare: number; log: Logger },
): TokenBuckets {
  const local = localTokenBuckets();
  let isAway = false;
  const inRedis = async (buckets: readonly WantedTokens[], mayOwe: boolean): Promise<BucketLevel[] | null> => {
    if (redis.status !== 'ready') {
      return null;
    }
    try {
      const times = buckets.map(timesOf);
      const args = times.flatMap(({ fillMs, takeMs }) => [fillMs, takeMs]);
      const keys = buckets.map(({ key }) => `bucket:${hiddenKey(key)}`);
      const answer: unknown = await redis.eval(takeScript, keys.length, ...keys, mayOwe ? 1 : 0, ...args);
      isAway = false;
      return buckets.map((bucket, index) => {
        const [isEnough, fullIn] = Array.isArray(answer) ? answer.slice(2 * index) : [];
        return levelOf(bucket, isEnough === 1, Number(fullIn));
      });
    } catch (error) {
      if (!isAway) {
        isAway = true;
        log.warn({ err: error }, 'rates are limited by this process alone, since Redis does not answer');
      }
      return null;
    }
  };
  const shareOf = (buckets: readonly WantedTokens[]): WantedTokens[] =>
    buckets.map(({ key, capacity: whole, perSecond, tokens }) => {
      const capacity = Math.max(whole * localShare, 1);
      return { key, capacity, perSecond: perSecond * localShare, tokens: Math.min(tokens, capacity) };
    });
  return {
    take: async (buckets) => (await inRedis(buckets, false)) ?? local.take(shareOf(buckets)),
    charge: async (buckets) => {
      if ((await inRedis(buckets, true)) === null) {
        await local.charge(shareOf(buckets));
      }
    },
  };
}

/** Readers of Redis see no one's address or subject. */
function hiddenKey(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, 22);
}

function timesOf({ capacity, perSecond, tokens }: WantedTokens) {
  return { fillMs: (capacity / perSecond) * 1_000, takeMs: (tokens / perSecond) * 1_000 };
}

function levelOf({ capacity, perSecond }: TokenBucket, isEnough: boolean, fullInMs: number): BucketLevel {
  return { tokens: capacity - (fullInMs / 1_000) * perSecond, isEnough };
}
