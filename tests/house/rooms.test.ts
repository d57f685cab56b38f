import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { relativeImportsIn } from './imports.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The folders of each package, from the top floor to the lowest: a file imports from its own floor and from those below
 * it. The files of the package's own folder are the top floor.
 */
const floors: Record<string, readonly string[]> = {
  gateway: [
    'front/sockets',
    'front',
    'front/mcp',
    'front/rest',
    'front/http',
    'streams',
    'request',
    'public-operations',
    'request/rules',
    'request/tokens',
    'generation',
    'documents',
    'usage',
    'caching',
    'execution',
    'compile',
    'planning',
    'composed',
  ],
  platform: ['transport/subscriptions', 'transport', 'json'],
  'subgraphs/users': ['audit', 'providers', 'people', 'clients', 'sessions', 'identity', 'generated'],
  'subgraphs/ledger': ['audit', 'follow', 'read', 'write', 'write/rules', 'log', 'generated'],
};
/** Files of a package's own folder that any floor may import, since they import nothing of it. */
const foundations = ['gateway/telemetry-off.ts', 'platform/fair-timeout.ts', 'platform/interruptible-stream.ts'];

describe.each(Object.entries(floors))('the rooms of %s', (name, rooms) => {
  const files = globSync('**/*.ts', { cwd: join(root, name), exclude: ['**/node_modules/**'] });

  it('are exactly the folders that exist', () => {
    const folders = new Set(files.map((file) => dirname(file)).filter((folder) => folder !== '.'));
    expect([...folders].toSorted()).toEqual(rooms.toSorted());
  });

  it('import nothing from a floor above them', () => {
    const floorOf = (file: string) => ['.', ...rooms].indexOf(posix.dirname(file));
    const climbing = files.flatMap((file) =>
      importsOf(join(root, name, file))
        .map((target) => posix.normalize(posix.join(posix.dirname(file), target)))
        .filter((target) => !foundations.includes(posix.join(name, target)) && floorOf(target) < floorOf(file))
        .map((target) => `${file} imports ${target}`),
    );
    expect(climbing).toEqual([]);
  });
});

it.each(foundations)('%s imports nothing of its package, so that every floor may import it', (file) => {
  expect(importsOf(join(root, file))).toEqual([]);
});

/** The files that a file imports by a relative path. */
function importsOf(path: string): string[] {
  return relativeImportsIn(readFileSync(path, 'utf8'));
}
