import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { relativeImportsIn } from './imports.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Permitted imports from one package into another, with their reasons. */
const exceptions: readonly { from: RegExp; to: RegExp; reason: string }[] = [
  { from: /^(?:tests|bench)\//, to: /./, reason: 'they measure and test code that a package does not export' },
  { from: /^subgraphs\/registry\//, to: /^subgraphs\/[^/]+\/manifest\.ts$/, reason: 'a subgraph is one line there' },
  { from: /new-subgraph-files\.ts$/, to: /^subgraphs\/support\//, reason: 'the text of a test in `tests`' },
  { from: /^vitest\.config\.ts$/, to: /^tests\//, reason: 'the configuration of the tests' },
];

it('a relative import stays in its package: other packages are imported by name, as package.json declares', () => {
  const tracked = execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z', '*.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = tracked.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));

  const leaving = files.flatMap((file) =>
    relativeImportsIn(readFileSync(join(root, file), 'utf8'))
      .map((specifier) => posix.join(posix.dirname(file), specifier))
      .filter((target) => packageOf(target) !== packageOf(file) && !isMeant(file, target))
      .map((target) => `${file} imports ${target}`),
  );

  expect(files.length).toBeGreaterThan(500);
  expect(leaving).toEqual([]);
});

it.each([
  ["import { a } from '../ledger/resolvers.ts';", ['../ledger/resolvers.ts']],
  ["import type { A } from '../../users/tables.ts';", ['../../users/tables.ts']],
  ["export { a } from '../ledger/a.ts';", ['../ledger/a.ts']],
  ["import '../ledger/a.ts';", ['../ledger/a.ts']],
  ["const a = await import('../ledger/a.ts');", ['../ledger/a.ts']],
  ["type A = typeof import('../ledger/a.ts');", ['../ledger/a.ts']],
  ["import {\n  a,\n  b,\n} from './a.ts';", ['./a.ts']],
  ["import { a } from '@tributary/ledger/a.ts';", []],
])('%s has the relative imports %j', (text, imports) => {
  expect(relativeImportsIn(text)).toEqual(imports);
});

it('a package is the nearest folder above a file with a package.json', () => {
  expect(packageOf('subgraphs/users/tables.ts')).toBe('subgraphs/users');
  expect(packageOf('gateway/front/http/negotiation.ts')).toBe('gateway');
  expect(packageOf('vitest.config.ts')).toBe('.');
});

function isMeant(file: string, target: string): boolean {
  return exceptions.some(({ from, to }) => from.test(file) && to.test(target));
}

/** The folder of the package of a file, from the root of the repository. */
function packageOf(file: string): string {
  const folder = dirname(file);
  return folder === '.' || existsSync(join(root, folder, 'package.json')) ? folder : packageOf(folder);
}
