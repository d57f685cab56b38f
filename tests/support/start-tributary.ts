import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from './process-environment.ts';

const program = fileURLToPath(new URL('../../standalone/server.ts', import.meta.url));
const printsWithinMs = 120_000;

export type Tributary = {
  pid: number;
  /** The output so far. */
  stdout(): string;
  stderr(): string;
  /** Throws with the whole output if the process ends first. */
  untilPrinted(pattern: RegExp): Promise<void>;
  /** Fulfilled with the exit code when the process has ended; null if it was killed. */
  exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
};

/** Runs `start` as a process of its own, on a free port unless the environment names one. */
export function runTributary(args: readonly string[], environment: Readonly<Record<string, string>>): Tributary {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...processEnvironment, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let hasEnded = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = once(child, 'close').then(([code]) => {
    hasEnded = true;
    return typeof code === 'number' ? code : null;
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    untilPrinted: async (pattern) => {
      const deadline = Date.now() + printsWithinMs;
      while (!pattern.test(stdout)) {
        if (hasEnded || Date.now() > deadline) {
          child.kill('SIGKILL');
          throw new Error(`it did not print ${String(pattern)}:\n${stdout}\n${stderr}`);
        }
        await sleep(20);
      }
    },
    exited,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

/** Runs `start` until it prints that it is ready. */
export async function startTributary(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Tributary & { url: string }> {
  const tributary = runTributary(args, environment);
  await tributary.untilPrinted(/ready/i);
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(tributary.stdout()) ?? [];
  return { ...tributary, url };
}
