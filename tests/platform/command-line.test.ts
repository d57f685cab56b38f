import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { longProof } from '../support/long-proof.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const commands = Object.entries(manifest.scripts).flatMap(([name, script]) => {
  const [, program, args = ''] = /\bnode (?:--\S+ )*(\S+\.ts)(.*)$/.exec(script) ?? [];
  return program === undefined ? [] : [{ name, program: join(root, program), args: args.split(' ').filter(Boolean) }];
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-command-line-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Node.js denies writing files, starting processes and using the network. */
const restrictions = ['--permission', '--allow-fs-read=*', '--allow-addons', '--disable-warning=SecurityWarning'];

/** Runs a command in an empty folder. */
async function run({ program, args }: { program: string; args: readonly string[] }) {
  const child = spawn(process.execPath, [...restrictions, program, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').reduce((all: string, text: string) => all + text, ''),
    child.stderr.setEncoding('utf8').reduce((all: string, text: string) => all + text, ''),
    once(child, 'exit'),
  ]);
  return { code: Number(code), stdout, stderr };
}

longProof.each(commands)('$name prints its help, and does nothing else', async ({ name, program, args }) => {
  const { code, stdout, stderr } = await run({ program, args: [...args, '--help'] });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`Usage: npx -y pnpm@12.21.0 ${name} `);
  expect(stdout).toContain(`Examples:\n  npx -y pnpm@12.21.0 ${name}`);
  const options =
    stdout
      .split('Options:\n')[1]
      ?.split('\n\n')[0]
      ?.split(/\n(?= {2}-)/) ?? [];
  const undescribed = options.filter((option) => !/\(default:|, needed|print (?:the version|this help)$/.test(option));
  expect(undescribed).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

it('prints help for -h and the version, and refuses unknown options, stray arguments and missing values', async () => {
  const program = join(root, 'standalone/server.ts');
  const [help, version, unknown, stray, missing, ofPartner] = await Promise.all([
    run({ program, args: ['-h'] }),
    run({ program, args: ['--version'] }),
    run({ program, args: ['--frehs'] }),
    run({ program, args: ['fresh'] }),
    run({ program: join(root, 'gateway/server.ts'), args: ['--port'] }),
    run({ program: join(root, 'partners/tail-events.ts'), args: ['--acount'] }),
  ]);

  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('--no-traffic') });
  expect(version).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  expect(unknown).toEqual({
    code: 2,
    stdout: '',
    stderr: "Unknown option '--frehs'. Did you mean --fresh? --help lists the options.\n",
  });
  expect(stray).toEqual({
    code: 2,
    stdout: '',
    stderr: 'Too many arguments. Expected 0 arguments but got 1: fresh. --help lists the options.\n',
  });
  expect(missing).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Option '--port <number>' argument missing/),
  });
  expect(ofPartner).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/unknown option '--acount'[^]*--help lists/),
  });
});
