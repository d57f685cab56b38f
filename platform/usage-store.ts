import { StartError } from './config.ts';
import { createLogger, type Logger } from './logging.ts';
import { firstConnectionAttempt, openRedis } from './redis.ts';
import { usageInFolder } from './usage-in-folder.ts';
import { usageInRedis } from './usage-in-redis.ts';
import { hourBefore, type Usage, type UsageStore } from './usage-record.ts';

/** Timeout of a command. No request waits for it, and an hour may have thousands of fields. */
const commandTimeoutMs = 5_000;

/** Opens the usage at a URL of Redis, or in a folder. While Redis cannot be reached, its commands fail. */
export async function openUsageStore(
  place: string,
  { keepDays, log }: { keepDays: number; log: Logger },
): Promise<UsageStore> {
  if (!/^rediss?:/.test(place)) {
    return usageInFolder(place, keepDays);
  }
  const redis = openRedis({ url: place, log, commandTimeoutMs });
  await firstConnectionAttempt(redis);
  return usageInRedis(redis, keepDays);
}

/** Reads the usage of the last days for a command. Throws StartError if it cannot be read, or has no uses. */
export async function readUsage(place: string, days: string): Promise<Usage> {
  if (!/^[1-9]\d{0,2}$/.test(days)) {
    throw new StartError(`--days must be a number from 1 to 999, and is ${days}.`);
  }
  const store = await openUsageStore(place, { keepDays: 1, log: createLogger({ name: 'usage', level: 'silent' }) });
  try {
    const usage = await store.read(hourBefore(Number(days)));
    if (usage.uses.length === 0) {
      throw new StartError(
        `There are no uses of the last ${days} days. Check the place, and turn on \`usage\` in the settings of the gateway.`,
      );
    }
    return usage;
  } catch (error) {
    throw error instanceof StartError
      ? error
      : new StartError(
          `The usage cannot be read (${error instanceof Error ? error.message : String(error)}). Check that its place exists and can be reached.`,
        );
  } finally {
    await store.close();
  }
}
