import type { Redis } from 'ioredis';
import {
  usedOperation,
  usesPerHourMax,
  type OperationUse,
  type UsageStore,
  type UsedOperation,
} from './usage-record.ts';

const secondsPerDay = 86_400;
/** Pairs that one command adds, so that it does not hold up others. */
const pairsAtOnce = 500;
/** Keys that one command reads. */
const keysAtOnce = 100;

/**
 * Adds counts to an hour, which is a hash by operation and client. Pairs beyond the limit are counted as one, so that
 * clients cannot fill Redis. KEYS: the hour. ARGV: seconds to keep it, the limit, then pairs and counts.
 */
const addScript = `
local fields = redis.call('HLEN', KEYS[1])
for index = 3, #ARGV, 2 do
  local pair = ARGV[index]
  if redis.call('HEXISTS', KEYS[1], pair) == 0 then
    if fields >= tonumber(ARGV[2]) then pair = '\\n' else fields = fields + 1 end
  end
  redis.call('HINCRBY', KEYS[1], pair, ARGV[index + 1])
end
redis.call('EXPIRE', KEYS[1], ARGV[1])`;

const hourKey = (hour: string): string => `usage:hour:${hour}`;
const operationKey = (id: string): string => `usage:operation:${id}`;

/** Usage in Redis, of all gateways that share it. Redis drops it after its time. */
export function usageInRedis(redis: Redis, keepDays: number): UsageStore {
  const keepSeconds = keepDays * secondsPerDay;
  return {
    flushEveryMs: 10_000,

    add: async (uses, operations) => {
      for (const operation of operations) {
        await redis.set(operationKey(operation.id), JSON.stringify(operation), 'EX', keepSeconds + 3600);
      }
      for (const [hour, ofHour] of Map.groupBy(uses, (use) => use.hour)) {
        for (const some of chunks(ofHour, pairsAtOnce)) {
          const pairs = some.flatMap(({ operation, client, count }) => [`${operation}\n${client}`, count]);
          await redis.eval(addScript, 1, hourKey(hour), keepSeconds, usesPerHourMax, ...pairs);
        }
      }
      return 0;
    },

    read: async (sinceHour) => {
      const uses: OperationUse[] = [];
      for (const hour of hoursSince(sinceHour)) {
        for (const [pair, count] of Object.entries(await redis.hgetall(hourKey(hour)))) {
          const [operation = '', client = ''] = pair.split('\n');
          uses.push({ hour, operation, client, count: Number(count) });
        }
      }
      const ids = [...new Set(uses.map(({ operation }) => operation))];
      const operations = new Map<string, UsedOperation>();
      for (const some of chunks(ids, keysAtOnce)) {
        for (const text of await redis.mget(some.map(operationKey))) {
          if (text !== null) {
            const operation = usedOperation.parse(JSON.parse(text));
            operations.set(operation.id, operation);
          }
        }
      }
      return { uses, operations };
    },

    close: async () => redis.disconnect(),
  };
}

/** The hours from one to the present. */
function hoursSince(hour: string): string[] {
  const hours: string[] = [];
  for (let time = Date.parse(`${hour}:00:00Z`); time <= Date.now(); time += 3_600_000) {
    hours.push(new Date(time).toISOString().slice(0, 13));
  }
  return hours;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
