import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * Imported into a gateway before its own code, to report what cannot be seen from outside. Answers each message with a
 * report on the time since the last one.
 */
export type Report = {
  longestBlockMs: number;
  p999BlockMs: number;
  /** The CPU time of a turn of the event loop: without the time in which others had the processor. */
  p999TurnMs: number;
  heapBytes: number;
};

const resolutionMs = 1;

// A worker thread inherits the flags of its process, but its blocks delay no response.
if (isMainThread) {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const turns = createHistogram();
  let before = process.threadCpuUsage();
  setInterval(() => {
    const { user, system } = process.threadCpuUsage();
    turns.record(Math.max(1, Math.round(user + system - before.user - before.system)));
    before = { user, system };
  }, resolutionMs).unref();

  process.on('message', () => {
    // The histogram records the time between two ticks, so an idle loop shows the resolution itself.
    const blockMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    const [longestBlockMs, p999BlockMs] = [blockMs(delay.max), blockMs(delay.percentile(99.9))];
    if (typeof collectGarbage === 'function') {
      collectGarbage();
    }
    process.send?.({
      longestBlockMs,
      p999BlockMs,
      p999TurnMs: turns.percentile(99.9) / 1_000,
      heapBytes: process.memoryUsage().heapUsed,
    } satisfies Report);
    // Excludes the collection above, which this report caused.
    setTimeout(() => {
      delay.reset();
      turns.reset();
    }, 2 * resolutionMs);
  });
  process.channel?.unref();
}
