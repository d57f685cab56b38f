import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  hourBefore,
  operationUse,
  usedOperation,
  type OperationUse,
  type UsageStore,
  type UsedOperation,
} from './usage-record.ts';

const dayBytesMax = 64 * 1024 * 1024;
const fileName = /^usage-(\d{4}-\d{2}-\d{2})\.ndjson$/;
const line = z.union([usedOperation, operationUse]);

/**
 * Usage in a folder, with a file for each day. Its lines are only appended, so that several gateways of one machine may
 * share it, and a killed one loses what it has not flushed. A line that is torn is skipped.
 */
export function usageInFolder(folder: string, keepDays: number): UsageStore {
  const pathOf = (day: string): string => join(folder, `usage-${day}.ndjson`);
  const days = async (): Promise<string[]> => {
    const names = await readdir(folder).catch(noFiles);
    return names.flatMap((name) => fileName.exec(name)?.[1] ?? []).toSorted();
  };
  let prunedOn = '';
  const prune = async (today: string): Promise<void> => {
    if (prunedOn !== today) {
      prunedOn = today;
      const oldest = dayOf(hourBefore(keepDays));
      await Promise.all((await days()).filter((day) => day < oldest).map((day) => rm(pathOf(day), { force: true })));
    }
  };

  return {
    // Seldom, since each flush adds lines.
    flushEveryMs: 300_000,

    add: async (uses, operations) => {
      const hour = hourBefore(0);
      const today = dayOf(hour);
      const path = pathOf(today);
      await mkdir(folder, { recursive: true });
      await prune(today);
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      // Room is given by the hour, so that a flood does not cost the rest of the day.
      if (size > (dayBytesMax * (Number(hour.slice(-2)) + 1)) / 24) {
        return uses.reduce((sum, { count }) => sum + count, 0);
      }
      const lines = [...operations, ...uses].map((each) => `${JSON.stringify(each)}\n`);
      // The usage tells what clients do, so other users of the machine may not read it.
      await appendFile(path, lines.join(''), { mode: 0o600 });
      return 0;
    },

    read: async (sinceHour) => {
      const uses: OperationUse[] = [];
      const operations = new Map<string, UsedOperation>();
      // An operation is stored once a day, in the file of the day.
      for (const day of (await days()).filter((each) => each >= dayOf(sinceHour))) {
        for (const text of (await readFile(pathOf(day), 'utf8')).split('\n')) {
          const parsed = parseLine(text);
          if (parsed !== null && 'document' in parsed) {
            operations.set(parsed.id, parsed);
          } else if (parsed !== null && parsed.hour >= sinceHour) {
            uses.push(parsed);
          }
        }
      }
      return { uses, operations };
    },

    close: async () => {},
  };
}

function dayOf(hour: string): string {
  return hour.slice(0, 10);
}

function noFiles(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return [];
  }
  throw error;
}

function parseLine(text: string): z.output<typeof line> | null {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
