import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { subgraphNames } from '@tributary/registry/registry.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { askAt } from '../support/open-test-platform.ts';

// Each step runs whole programs, on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = join(import.meta.dirname, '../..');
/** Copy of the workspace, in which `cards` is created. */
let copy: string;
let made: { code: number | null; output: string };

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'tributary-workspace-'));
  // Uncommitted files are copied as well.
  const listed = spawnSync('git', ['-c', 'safe.directory=*', 'ls-files', '-co', '--exclude-standard'], { cwd: root });
  const files = listed.stdout
    .toString()
    .trim()
    .split('\n')
    .filter((file) => existsSync(join(root, file)));
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(join(root, file), join(copy, file));
  }
  // Installed from the store of the workspace: no package is downloaded again.
  const installed = pnpm('install', '--prefer-offline', '--frozen-lockfile');
  if (installed.code !== 0) {
    throw new Error(`the copy could not be installed:\n${installed.output}`);
  }
  made = pnpm('subgraph:new', 'cards');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('subgraph:new', () => {
  it('changes only generated files and one line of the list', () => {
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining('The subgraph cards is there.') });
    const [before, after] = [root, copy].map((folder) => read(folder, 'subgraphs/registry/list.ts').split('\n'));
    expect(after?.filter((line) => before?.includes(line) !== true)).toEqual([
      "export { manifest as cards } from '../cards/manifest.ts';",
    ]);
    const changed = spawnSync('diff', ['-rq', '-x', 'node_modules', '-x', '.git', '-x', '.tributary', root, copy]);
    const files = [...changed.stdout.toString().matchAll(/^Files (\S+) and .* differ$/gm)];
    expect(files.map(([, file = '']) => file.slice(root.length + 1)).toSorted()).toEqual([
      'compose.yaml',
      'pnpm-lock.yaml',
      'schema/operations/operations.generated.ts',
      'schema/supergraph.graphql',
      'subgraphs/registry/list.ts',
    ]);
  });

  it('creates a subgraph that compiles, is formatted, and has a current and described schema', () => {
    const project = { extends: './tsconfig.json', include: ['subgraphs', 'standalone', 'deploy', 'schema'] };
    writeFileSync(join(copy, 'tsconfig.cards.json'), JSON.stringify(project));

    expect(pnpm('exec', 'tsc', '--noEmit', '-p', 'tsconfig.cards.json')).toEqual({ code: 0, output: '' });
    expect(pnpm('exec', 'oxfmt', '--check', 'subgraphs/cards', 'tests/cards').code).toBe(0);
    expect(pnpm('schema:check')).toMatchObject({ code: 0 });
  });

  it('creates a subgraph that passes its test', () => {
    expect(pnpm('exec', 'vitest', 'run', 'tests/cards')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^2 passed/m),
    });
  });

  it('creates a subgraph that runs in one process with the others', async () => {
    const port = await freePort();
    const environment = { PORT: String(port), TRIBUTARY_DATA_DIR: join(copy, '.tributary') };

    await whileRunning(['standalone/server.ts'], environment, async () => {
      expect(await askAt(`http://127.0.0.1:${port}`)(cardQuery)).toEqual({ data: { card: null } });
    });
  });

  it('creates a subgraph that runs as a process of its own', async () => {
    const { url } = await freshDatabase({ isMigrated: false });
    const environment: Record<string, string> = { DATABASE_URL: url, PORT: String(await freePort()) };
    for (const name of [...subgraphNames, 'cards']) {
      environment[`${name.toUpperCase()}_PORT`] = String(await freePort());
    }

    await whileRunning(['deploy/start-services.ts'], environment, async () => {
      expect(await askAt(`http://127.0.0.1:${environment['PORT']}`)(cardQuery)).toEqual({ data: { card: null } });
      const health = await fetch(`http://127.0.0.1:${environment['CARDS_PORT']}/health/ready`);
      expect(await health.json()).toEqual({ status: 'ready' });
    });
  });

  it.each([
    ['cards', 'cards cannot name a new subgraph: there is a subgraphs/cards already.'],
    ['users', 'users cannot name a new subgraph: there is a subgraphs/users already.'],
    ['Cards', '"Cards" cannot name a subgraph: use lower-case letters and digits'],
    ['1x', '"1x" cannot name a subgraph: use lower-case letters and digits'],
    ['', '"" cannot name a subgraph: use lower-case letters and digits'],
    ['../x', '"../x" cannot name a subgraph: use lower-case letters and digits'],
    ['transfers', 'transfers cannot name a new subgraph: the graph has a type Transfer already.'],
    ['order', 'order cannot name a subgraph: the platform or PostgreSQL uses it for something else.'],
  ])('refuses the name "%s", and changes nothing', (name, message) => {
    const before = listing();

    const { code, output } = node('subgraphs/registry/new-subgraph.ts', name);

    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(message) });
    expect(listing()).toEqual(before);
  });

  it('prints its help, and creates nothing', () => {
    const before = listing();

    const { code, output } = node('subgraphs/registry/new-subgraph.ts', '--help');

    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('subgraph:new [options] <name>') });
    expect(listing()).toEqual(before);
  });

  it('leaves a missing need, setting or resource to the compiler to find', () => {
    const manifest = read(copy, 'subgraphs/cards/manifest.ts');
    const opener = read(copy, 'subgraphs/cards/cards-subgraph.ts');
    const compile = () => pnpm('exec', 'tsc', '--noEmit', '-p', 'tsconfig.cards.json').output;

    writeFileSync(join(copy, 'subgraphs/cards/manifest.ts'), manifest.replace('needs: []', "needs: ['customers']"));
    const need = compile();
    const setting = manifest.replace('settings: {}', 'settings: { CARD_KEY: z.string() }');
    writeFileSync(join(copy, 'subgraphs/cards/manifest.ts'), `import { z } from 'zod';\n${setting}`);
    writeFileSync(
      join(copy, 'subgraphs/cards/cards-subgraph.ts'),
      opener.replace('}: SubgraphResources)', "}: SubgraphResources<'users'>)"),
    );
    const settingAndResource = compile();

    expect(need).toMatch(/^subgraphs\/registry\/registry\.ts.*error TS/m);
    expect(settingAndResource).toMatch(/^standalone\/platform\.ts.*error TS/m);
    expect(settingAndResource).toMatch(/^subgraphs\/cards\/manifest\.ts.*error TS/m);
  });
});

const cardQuery = '{ card(id: "01900000-0000-7000-8000-000000000001") { name } }';

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** All files of the copy, by size and time. */
function listing(): string {
  const options = ['.', '-name', 'node_modules', '-prune', '-o', '-type', 'f', '-printf', '%p %s %T@\n'];
  return spawnSync('find', options, { cwd: copy, encoding: 'utf8' }).stdout;
}

/** The environment of a shell: Vitest's own variables would mislead another Vitest. */
function environmentWith(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, XDG_DATA_HOME } = process.env;
  return { PATH, HOME, XDG_DATA_HOME, NODE_ENV: 'test', ...more };
}

function pnpm(...args: string[]) {
  const running = process.env['npm_execpath'] ?? '';
  const command = running.endsWith('pnpm') ? [running] : ['npx', '-y', 'pnpm@12.21.0'];
  return run([...command, ...args]);
}

function node(...args: string[]) {
  return run([process.execPath, ...args]);
}

function run([command = '', ...args]: readonly string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: copy,
    env: environmentWith(),
    encoding: 'utf8',
    timeout: 100_000,
  });
  return { code: status, output: stdout + stderr };
}

/** Runs a program of the copy until it prints that it is ready, calls `work`, and stops the program. */
async function whileRunning(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, args, { cwd: copy, env: environmentWith(environment) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const closed = once(child, 'close');
  try {
    while (!/\bready\b/.test(output)) {
      if (child.exitCode !== null) {
        throw new Error(`${args.join(' ')} did not start:\n${output}`);
      }
      await sleep(50);
    }
    await work();
  } finally {
    child.kill('SIGTERM');
    await closed;
  }
}
