import { Redis } from 'ioredis';
import type { Logger } from './logging.ts';

/** How long an answer of Redis is worth waiting for: a cache that is slower than this is no help. */
const commandTimeoutMs = 250;
/** A connection that says nothing for so long is given up, so that commands fail at once until another one answers. */
const silenceMaxMs = 500;

/**
 * Opens Redis so that it can only ever be missed, never waited for: commands fail at once while it is away, it is
 * reconnected to in the background, and only the change from one state to the other is logged.
 */
export function openRedis({ url, log }: { url: string; log: Logger }): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    socketTimeout: silenceMaxMs,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2_000),
  });
  let reachable = true;
  redis.on('ready', () => {
    reachable = true;
  });
  redis.on('error', (error) => {
    if (reachable) {
      reachable = false;
      log.warn({ err: error }, 'Redis cannot be reached; going on without it');
    }
  });
  return redis;
}

/** Waits, within bounds, until Redis answers or is known to be away. */
export async function settled(redis: Redis): Promise<void> {
  if (redis.status === 'ready') {
    return;
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const timeout = setTimeout(resolve, 2_000);
  redis.once('ready', resolve);
  redis.once('error', () => resolve());
  await promise;
  clearTimeout(timeout);
}
