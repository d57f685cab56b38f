import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const timeoutMs = 60_000;

/** Runs the pnpm of this repository at its root. */
export function pnpm(...args: readonly string[]): { isOk: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync('npx', ['-y', 'pnpm@12.21.0', ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { isOk: status === 0, output: `${stdout}${stderr}`.trim() };
}
