import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import type { Report } from '../gateway/instruments.ts';

/**
 * Imported into a gateway before its own code. Answers each message with the heap in use. Unlike the instruments for
 * requests it does nothing in between: those cost as much as a few thousand deliveries a second.
 */

if (isMainThread) {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');

  process.on('message', () => {
    if (typeof collectGarbage === 'function') {
      collectGarbage();
    }
    process.send?.({ heapBytes: process.memoryUsage().heapUsed } satisfies Partial<Report>);
  });
  process.channel?.unref();
}
