import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { tablesOf, type SubgraphName } from '@tributary/registry/registry.ts';

/** Snapshot in which drizzle-kit records the tables after a migration, for the next comparison. */
export type TablesSnapshot = {
  id: string;
  prevId: string;
  tables: Record<string, unknown>;
  schemas: Record<string, string>;
};

const drizzleKitTimeoutMs = 60_000;

/** The snapshot of the tables that a subgraph's `tables.ts` describes now. Its ids are new each time. */
export function tablesSnapshot(subgraph: SubgraphName): TablesSnapshot {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'tributary-snapshot-'));
  try {
    runDrizzleKit(subgraph, folder, ['--name', 'snapshot']);
    return readSnapshot(join(folder, 'meta', '0000_snapshot.json'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function readSnapshot(file: string): TablesSnapshot {
  const snapshot: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isSnapshot(snapshot)) {
    throw new Error(`${file} is not a snapshot of drizzle-kit`);
  }
  return snapshot;
}

/** Whether two snapshots differ only in their ids. */
export function describeTheSame(one: TablesSnapshot, other: TablesSnapshot): boolean {
  return isDeepStrictEqual({ ...one, id: '', prevId: '' }, { ...other, id: '', prevId: '' });
}

function isSnapshot(value: unknown): value is TablesSnapshot {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    'prevId' in value &&
    'tables' in value &&
    'schemas' in value
  );
}

/**
 * Runs `drizzle-kit generate`, which reads `tables.ts` and writes a numbered migration into the folder. Throws with its
 * output when it fails.
 */
export function runDrizzleKit(subgraph: SubgraphName, folder: string, options: readonly string[]): void {
  const program = join(dirname(createRequire(import.meta.url).resolve('drizzle-kit')), 'bin.cjs');
  const schema = relative(import.meta.dirname, fileURLToPath(tablesOf(subgraph)));
  // drizzle-kit puts a dot and a slash before every path.
  const out = relative(import.meta.dirname, folder);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'generate', '--dialect', 'postgresql', '--schema', schema, '--out', out, ...options],
    { cwd: import.meta.dirname, encoding: 'utf8', timeout: drizzleKitTimeoutMs, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (status !== 0 || /\berror\b/i.test(stderr)) {
    throw new Error(`drizzle-kit failed:\n${stdout}${stderr}`);
  }
}
