import { StartError } from './config.ts';
import { printableError } from './described-error.ts';

/** How long a process may take to close everything before it goes anyway. */
const stopTimeoutMs = 10_000;

/** Names how something is closed that was opened. */
export type OnStop = (close: () => Promise<void>) => void;

/**
 * Runs a process that serves until it is stopped: `main` opens what it needs and names with `onStop` how each thing is
 * closed. On SIGINT or SIGTERM all is closed in reverse order, and the process ends. A StartError is printed as one
 * sentence, another error in full; both end with exit code 1.
 */
export function runProcess(main: (onStop: OnStop) => Promise<void>): void {
  const { onStop, stop } = handleSignals({ interrupted: 0, terminated: 0 });
  main(onStop).catch((error: unknown) => {
    printFailure(error);
    stop(1);
  });
}

/**
 * Runs a process that ends by itself: all is closed once `main` is through, and what it returns is the exit code.
 * Whoever interrupts it gets another than 0, by the convention of shells; what keeps it from its work ends with
 * `failureCode`.
 */
export function runCommand(main: (onStop: OnStop) => Promise<number>, { failureCode = 1 } = {}): void {
  const { onStop, stop } = handleSignals({ interrupted: 130, terminated: 143 });
  main(onStop).then(stop, (error: unknown) => {
    printFailure(error);
    stop(failureCode);
  });
}

function handleSignals({ interrupted, terminated }: { interrupted: number; terminated: number }) {
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
        console.error(printableError(error));
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => stop(interrupted));
  process.on('SIGTERM', () => stop(terminated));
  return { onStop: (close: () => Promise<void>) => void closers.push(close), stop };
}

function printFailure(error: unknown): void {
  console.error(error instanceof StartError ? error.message : printableError(error));
}

/** Closes in reverse order; one that fails does not keep the others open. */
async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, 'not everything closed cleanly');
  }
}
