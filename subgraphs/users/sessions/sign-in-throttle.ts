import { firstConnectionAttempt, openRedis } from '@tributary/platform/redis.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { hashSecret } from '../identity/secrets.ts';

/**
 * Limits on attempts in a quarter of an hour: those from one network, and those for one email since its owner last
 * signed in. Attempts from a known place of the owner are counted apart, up to the first limit per place, so that
 * attempts of others do not lock the owner out.
 */
export type ThrottleLimits = { perAddress: number; perEmail: number };

export const ordinaryLimits: ThrottleLimits = { perAddress: 100, perEmail: 10 };
export const generousLimits: ThrottleLimits = { perAddress: 10_000, perEmail: 1_000 };

export type Attempt = {
  /** The very text by which the person is looked up. */
  email: string;
  /** The network of the caller, as `networkOf` gives it. */
  network: string | null;
  /** The network or device, if the person signed in from it before. */
  knownPlace: string | null;
};

export type SignInThrottle = {
  /** Counts an attempt. Null if it is allowed, else the number of seconds to wait. */
  attempt(attempt: Attempt): Promise<number | null>;
  /** Resets the attempts for an email whose owner has signed in, and those from the place. */
  succeeded(attempt: Attempt): Promise<void>;
  close(): Promise<void>;
};

const windowSeconds = 15 * 60;

/**
 * Opens the throttle. It counts in Redis, for all processes; in memory without a URL, and while Redis is unreachable.
 */
export async function openSignInThrottle({
  redisUrl,
  limits,
  log,
}: {
  redisUrl?: string | undefined;
  limits: ThrottleLimits;
  log: Logger;
}): Promise<SignInThrottle> {
  const redis = redisUrl === undefined ? null : openRedis({ url: redisUrl, log });
  if (redis !== null) {
    await firstConnectionAttempt(redis);
  }
  const limiter = (keyPrefix: string, points: number) => {
    const options = { keyPrefix, points, duration: windowSeconds };
    const inMemory = new RateLimiterMemory(options);
    return redis === null
      ? inMemory
      : new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: inMemory });
  };
  const byAddress = limiter('sign-in-address', limits.perAddress);
  const byEmail = limiter('sign-in-email', limits.perEmail);
  const byKnownPlace = limiter('sign-in-known-place', limits.perAddress);

  const consume = async (by: typeof byAddress, key: string): Promise<number | null> => {
    try {
      await by.consume(key);
      return null;
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      }
      throw error;
    }
  };

  return {
    attempt: async ({ email, network, knownPlace }) =>
      knownPlace === null
        ? ((network === null ? null : await consume(byAddress, network)) ?? (await consume(byEmail, keyOf(email))))
        : consume(byKnownPlace, keyOf(email, knownPlace)),
    succeeded: async ({ email, knownPlace }) => {
      await byEmail.delete(keyOf(email));
      if (knownPlace !== null) {
        await byKnownPlace.delete(keyOf(email, knownPlace));
      }
    },
    close: async () => redis?.disconnect(),
  };
}

/** A key of fixed length for texts of any length. */
function keyOf(...texts: readonly string[]): string {
  return hashSecret(JSON.stringify(texts));
}
