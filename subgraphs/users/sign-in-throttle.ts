import { firstConnectionAttempt, openRedis } from '@tributary/platform/redis.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { hashSecret } from './secrets.ts';

/**
 * Limits on attempts in a quarter of an hour: all from one address, and those for one email since its owner last signed
 * in.
 */
export type ThrottleLimits = { perAddress: number; perEmail: number };

export const ordinaryLimits: ThrottleLimits = { perAddress: 100, perEmail: 10 };
export const generousLimits: ThrottleLimits = { perAddress: 10_000, perEmail: 1_000 };

export type SignInThrottle = {
  /** Counts an attempt. Null if it is allowed, else the number of seconds to wait. */
  attempt(keys: { address: string | null; email: string }): Promise<number | null>;
  /** Resets the attempts for an email whose owner has signed in. */
  succeeded(email: string): Promise<void>;
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
    attempt: async ({ address, email }) =>
      (address === null ? null : await consume(byAddress, address)) ?? (await consume(byEmail, keyOf(email))),
    succeeded: async (email) => {
      await byEmail.delete(keyOf(email));
    },
    close: async () => redis?.disconnect(),
  };
}

/** The key of an email, of bounded length whatever the email's length. */
function keyOf(email: string): string {
  return hashSecret(email.toLowerCase());
}
