import { StartError } from './config.ts';
import { printableError } from './described-error.ts';

/** Deadline for closing everything. The process then exits anyway. */
const stopTimeoutMs = 10_000;

/** Registers the closer of an opened resource. */
export type OnStop = (close: () => Promise<void>) => void;

/**
 * Runs a process that serves until it is stopped. `main` opens resources, and registers their closers with `onStop`. On
 * SIGINT or SIGTERM all are closed in reverse order, and the process ends. A StartError is printed as one sentence,
 * another error in full. Both end with exit code 1.
 */
export function runProcess(main: (onStop: OnStop) => Promise<void>): void {
  const { onStop, stop } = handleSignals({ interrupted: 0, terminated: 0, failed: 1 });
  main(onStop).catch((error: unknown) => {
    printFailure(error);
    stop(1);
  });
}

/** Exit codes of a process that did not end by itself: after SIGINT, after SIGTERM, and after an error. */
export type ExitCodes = { interrupted: number; terminated: number; failed: number };

/**
 * Runs a process that ends by itself. Resources are closed when `main` returns, and its result is the exit code. Any
 * error gives the code `failed`, also one of a closer, or one that no caller awaited. The default codes are 1 and, for
 * signals, those of the shells' convention.
 */
export function runCommand(
  main: (onStop: OnStop) => Promise<number>,
  codes: ExitCodes = { interrupted: 130, terminated: 143, failed: 1 },
): void {
  const { onStop, stop } = handleSignals(codes);
  const fail = (error: unknown) => {
    printFailure(error);
    stop(codes.failed);
  };
  process.on('uncaughtException', fail);
  main(onStop).then(stop, fail);
}

function handleSignals({ interrupted, terminated, failed }: ExitCodes) {
  const closers: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (exitCode: number): void => {
    if (stopping !== undefined) {
      return;
    }
    setTimeout(() => process.exit(exitCode === 0 ? failed : exitCode), stopTimeoutMs).unref();
    stopping = closeAll(closers).then(
      () => process.exit(exitCode),
      (error: unknown) => {
        console.error(printableError(error));
        process.exit(failed);
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

/** Closes in reverse order. A closer that fails does not keep the others from running. */
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
