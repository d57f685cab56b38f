import { StartError } from './config.ts';

/** How long a process may take to close everything before it goes anyway. */
const stopTimeoutMs = 10_000;

/**
 * Runs a process: `main` opens what it needs and names with `onStop` how each thing is closed. On SIGINT or SIGTERM all is closed in reverse order,
 * and the process ends. A StartError is printed as one sentence, another error in full; both end with exit code 1.
 */
export function runProcess(main: (onStop: (close: () => Promise<void>) => void) => Promise<void>): void {
  const closers: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;

  const stop = (exitCode: number): void => {
    if (stopping !== undefined) {
      return;
    }
    setTimeout(() => process.exit(exitCode === 0 ? 1 : exitCode), stopTimeoutMs).unref();
    stopping = closeAll(closers).then(
      () => process.exit(exitCode),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };

  process.on('SIGINT', () => stop(0));
  process.on('SIGTERM', () => stop(0));
  main((close) => closers.push(close)).catch((error: unknown) => {
    console.error(error instanceof StartError ? error.message : error);
    stop(1);
  });
}

/** Closes in reverse order; one that fails does not keep the others open. */
async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- what was opened last may need what was opened first
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, 'not everything closed cleanly');
  }
}
