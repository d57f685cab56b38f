import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { createVitest, type Vitest } from 'vitest/node';
import { applyMutation, mutations, nameOf, type Mutation } from './mutations.ts';

const { only } = createCommand('mutate', {
  summary:
    'Changes one line of the code at a time, in a copy of the workspace, and runs the tests that must fail then.',
  examples: ['', '--only gateway/streams'],
  notes: `A mutation that no test notices survives: write the missing test. Exit code 0: none survived; 1: some did;
2: invalid options, or the tests could not be run.`,
})
  .option('--only <text>', 'only mutations whose file or text contains this text (default: all)')
  .parse()
  .opts();

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Shorter than in the suite: a test that notices a mutation by waiting mostly waits to the end of its timeout. */
const testTimeoutMs = 15_000;

type Outcome = 'killed' | 'survived' | 'broken';

runCommand(
  async (onStop) => {
    const chosen = mutations.filter((mutation) => only === undefined || nameOf(mutation).includes(only));
    if (chosen.length === 0) {
      throw new StartError(`No mutation has ${only} in its file or text.`);
    }
    const workspace = await mkdtemp(join(tmpdir(), 'tributary-mutate-'));
    onStop(() => rm(workspace, { recursive: true, force: true }));
    await copyWorkspace(workspace);
    process.chdir(workspace);
    const vitest = await openVitest(workspace);
    onStop(() => vitest.close());

    if ((await runTests(vitest, [...new Set(chosen.flatMap(({ tests }) => tests))])) !== 'survived') {
      throw new StartError('The tests fail without any mutation. Repair them first: pnpm test names them.');
    }
    const counts = { killed: 0, survived: 0, broken: 0 };
    for (const mutation of chosen) {
      const started = performance.now();
      const outcome = await tryMutation(vitest, mutation);
      counts[outcome] += 1;
      console.log(`${outcome.padEnd(8)} ${nameOf(mutation)} (${((performance.now() - started) / 1_000).toFixed(1)} s)`);
    }
    console.log(`${counts.killed} killed, ${counts.survived} survived, ${counts.broken} broken`);
    return counts.survived + counts.broken === 0 ? 0 : 1;
  },
  { interrupted: 130, terminated: 143, failed: 2 },
);

/**
 * Copies the files that Git tracks or would add. The links between the packages are relative, and so lead to the
 * copies. Other packages are linked and not copied.
 */
async function copyWorkspace(target: string): Promise<void> {
  const listed = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  const files = listed.filter((file) => file !== '');
  for (const file of files) {
    // A file that was removed is still in the index.
    if (await exists(join(root, file))) {
      await cp(join(root, file), join(target, file));
    }
  }
  for (const file of files.filter((name) => name === 'package.json' || name.endsWith('/package.json'))) {
    await copyLinks(join(root, dirname(file), 'node_modules'), join(target, dirname(file), 'node_modules'));
  }
}

async function copyLinks(source: string, target: string): Promise<void> {
  if (!(await exists(source))) {
    return;
  }
  await mkdir(target, { recursive: true });
  for (const name of await readdir(source)) {
    if (name === '.pnpm') {
      await symlink(join(source, name), join(target, name));
    } else if (!name.startsWith('.')) {
      await cp(join(source, name), join(target, name), { recursive: true, verbatimSymlinks: true });
    }
  }
}

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) {
    throw new StartError(`git ${args[0]} failed: ${stderr}`);
  }
  return stdout;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

/** One Vitest for all runs, so that PostgreSQL and Redis are started once. */
function openVitest(workspace: string): Promise<Vitest> {
  return createVitest('test', {
    root: workspace,
    watch: false,
    maxWorkers: 1,
    // A worker that goes on would keep the module of the mutation before.
    isolate: true,
    bail: 1,
    retry: 0,
    testTimeout: testTimeoutMs,
    silent: true,
    reporters: [{}],
  });
}

async function tryMutation(vitest: Vitest, mutation: Mutation): Promise<Outcome> {
  const path = join(vitest.config.root, mutation.file);
  const source = await readFile(path, 'utf8');
  await writeFile(path, applyMutation(source, mutation));
  vitest.invalidateFile(path);
  try {
    return await runTests(vitest, mutation.tests);
  } finally {
    await writeFile(path, source);
    vitest.invalidateFile(path);
  }
}

/**
 * `killed` if a test failed, `survived` if all passed, `broken` if something else went wrong, such as a module that
 * cannot be loaded.
 */
async function runTests(vitest: Vitest, tests: readonly string[]): Promise<Outcome> {
  const files = new Set(tests.map((test) => join(vitest.config.root, test)));
  const specifications = (await vitest.globTestSpecifications()).filter(({ moduleId }) => files.has(moduleId));
  if (specifications.length < files.size) {
    throw new StartError(`Some of these test files are not there: ${tests.join(', ')}`);
  }
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const modules = testModules.filter(({ moduleId }) => files.has(moduleId));
  if (modules.some(({ children }) => [...children.allTests('failed')].length > 0)) {
    return 'killed';
  }
  const passed = modules.every((module) => module.ok() && [...module.children.allTests('passed')].length > 0);
  return passed && unhandledErrors.length === 0 ? 'survived' : 'broken';
}
