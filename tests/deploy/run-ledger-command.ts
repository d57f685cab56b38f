import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { processEnvironment } from '../support/process-environment.ts';

type LedgerCommand = 'verify' | 'import' | 'export';
export type CommandResult = { code: number | null; stdout: string; stderr: string };

/**
 * Runs `ledger:verify`, `ledger:import` or `ledger:export` with these settings only, and returns the output once the
 * command has ended.
 */
export function runCommand(
  name: LedgerCommand,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  return startCommand(name, args, env).ended;
}

/** The same, without waiting for the end. */
export function startCommand(name: LedgerCommand, args: readonly string[], env: Readonly<Record<string, string>>) {
  const program = fileURLToPath(import.meta.resolve('@tributary/deploy/ledger.ts'));
  const child = spawn(process.execPath, [program, name, ...args], {
    env: { ...processEnvironment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  const ended = once(child, 'close').then(([code]): CommandResult => ({
    code: typeof code === 'number' ? code : null,
    ...printed,
  }));
  return { ended, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
}
