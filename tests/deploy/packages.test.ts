import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const script = fileURLToPath(new URL('../../deploy/packages.sh', import.meta.url));

/**
 * A folder with a lock file, and a fake command `pnpm`, which records its arguments and leaves the files of the real
 * one.
 */
async function freshWorkspace() {
  const folder = await mkdtemp(join(tmpdir(), 'packages-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'pnpm-lock.yaml'), 'one');
  const pnpm = `#!/bin/sh
echo "$*" >> calls
mkdir -p node_modules/.pnpm
case "$*" in *--prod*) dev=false; echo some > node_modules/.pnpm/lock.yaml;; *) dev=true; cp pnpm-lock.yaml node_modules/.pnpm/lock.yaml;; esac
printf '{ "included": { "devDependencies": %s } }' "$dev" > node_modules/.modules.yaml
`;
  await writeFile(join(folder, 'bin', 'pnpm'), pnpm);
  await chmod(join(folder, 'bin', 'pnpm'), 0o755);
  await cp(script, join(folder, 'packages.sh'));
  return {
    lock: (content: string) => writeFile(join(folder, 'pnpm-lock.yaml'), content),
    /** Runs the script, and returns its calls of pnpm. */
    run: async (...args: string[]): Promise<string[]> => {
      await writeFile(join(folder, 'calls'), '');
      const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
      await promisify(execFile)('sh', ['packages.sh', ...args], { cwd: folder, env });
      return (await readFile(join(folder, 'calls'), 'utf8')).split('\n').filter(Boolean);
    },
  };
}

const forStart = ['install --frozen-lockfile --prod'];
const all = ['install --frozen-lockfile'];

it('installs the packages that `start` needs, once', async () => {
  const { run } = await freshWorkspace();

  expect(await run()).toEqual(forStart);
  expect(await run()).toEqual([]);
});

it('adds the packages of developers when a script needs them, and keeps them', async () => {
  const { run } = await freshWorkspace();
  await run();

  expect(await run('dev')).toEqual(all);
  expect(await run('dev')).toEqual([]);
  expect(await run()).toEqual([]);
});

it('repeats the installation when the lock file has changed', async () => {
  const { run, lock } = await freshWorkspace();
  await run();
  await lock('two');
  expect(await run()).toEqual(forStart);

  await run('dev');
  await lock('three');
  expect(await run()).toEqual(all);
  expect(await run('dev')).toEqual([]);
});
