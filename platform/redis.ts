import { Redis } from 'ioredis';
import type { Logger } from './logging.ts';

/** Timeout of a command by default. A slower cache is no help. */
const commandTimeoutMsDefault = 250;

/**
 * Opens Redis so that nobody waits for it. Commands fail at once while it is unreachable, and reconnection happens in
 * the background. Only changes between reachable and unreachable are logged. A connection that is silent for two
 * timeouts of a command is closed. Commands then fail at once until another one answers.
 */
export function openRedis({
  url,
  log,
  commandTimeoutMs = commandTimeoutMsDefault,
}: {
  url: string;
  log: Logger;
  commandTimeoutMs?: number;
}): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    // A subscriber does so anew on each connection. ioredis would leave its refusal unhandled, which ends the process.
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    socketTimeout: 2 * commandTimeoutMs,
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

/** Waits until Redis answers or fails to, for two seconds at most. */
export async function firstConnectionAttempt(redis: Redis): Promise<void> {
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
