import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The folder of the reports that Node.js writes of workers that are aborted. */
export const crashReports = fileURLToPath(new URL('../../node_modules/.cache/crash-reports', import.meta.url));

const framesMax = 30;
const reportShape = z.looseObject({
  header: z.looseObject({
    event: z.string(),
    trigger: z.string(),
    processId: z.number(),
    threadId: z.number().nullish(),
  }),
  javascriptStack: z.looseObject({ message: z.unknown(), stack: z.array(z.string()).optional() }).optional(),
  javascriptHeap: z
    .looseObject({ totalMemory: z.number(), usedMemory: z.number(), memoryLimit: z.number() })
    .optional(),
  nativeStack: z.array(z.looseObject({ symbol: z.string() })).optional(),
  workers: z.array(z.unknown()).optional(),
});

/** Removes the reports of earlier runs. */
export function clearCrashReports(folder: string = crashReports): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** The reports of this run, each in a few lines. */
export function summariesOfCrashes(folder: string = crashReports): string[] {
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    try {
      return `A process was aborted (${path}):\n${summaryOf(readFileSync(path, 'utf8'))}`;
    } catch (error) {
      // An abort may leave half a report.
      return `A process was aborted, and its report is incomplete (${path}): ${String(error)}`;
    }
  });
}

function summaryOf(text: string): string {
  const { header, javascriptStack, javascriptHeap: heap, nativeStack = [] } = reportShape.parse(JSON.parse(text));
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
  return [
    `${header.event} (${header.trigger}), process ${header.processId}, thread ${header.threadId ?? 0}`,
    ...(heap === undefined
      ? []
      : [
          `heap: ${megabytes(heap.usedMemory)} used, ${megabytes(heap.totalMemory)} taken, ${megabytes(heap.memoryLimit)} at most`,
        ]),
    ...(javascriptStack?.stack ?? []).slice(0, framesMax),
    ...nativeStack.slice(0, framesMax).map(({ symbol }) => symbol),
  ].join('\n  ');
}
