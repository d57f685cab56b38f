import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { subgraphNames, type SubgraphName } from '@tributary/registry/registry.ts';
import { beginHistory } from './begin-history.ts';
import { describeTheSame, readSnapshot, runDrizzleKit, tablesSnapshot } from './tables-snapshot.ts';

const help = `Writes the next migration of a subgraph, numbered, into migrations/<subgraph>.

  pnpm migrations:generate <subgraph> --name add-notes            from the changes to tables.ts since the last one
  pnpm migrations:generate <subgraph> --name add-guards --custom  an empty file, for SQL that tables.ts cannot say
  pnpm migrations:generate <subgraph> --snapshot                  after that, if tables.ts changed too

The subgraphs are ${subgraphNames.join(', ')}. Add the grants of the subgraph's role to the file by hand: it may do what its
code does, and no more. A migration that was released is never changed.`;

runProcess(async () => {
  const { subgraph, name, isCustom, isSnapshot } = readArguments();
  const folder = join(import.meta.dirname, subgraph);
  if (isSnapshot) {
    console.log(`${writeSnapshot(subgraph, folder)} is up to date.`);
  } else {
    beginHistory(subgraph, folder);
    const before = new Set(readdirSync(folder));
    runDrizzleKit(subgraph, folder, ['--name', name.replaceAll('-', '_'), ...(isCustom ? ['--custom'] : [])]);
    const written = readdirSync(folder).filter((file) => !before.has(file));
    console.log(
      written.length > 0
        ? `Wrote migrations/${subgraph}/${written.join(', ')}`
        : `Nothing to do: tables.ts of ${subgraph} is as it was at the last migration.`,
    );
  }
  process.exit(0);
});

function readArguments(): { subgraph: SubgraphName; name: string; isCustom: boolean; isSnapshot: boolean } {
  const { values, positionals } = parsed();
  const subgraph = subgraphNames.find((candidate) => candidate === positionals[0]);
  const isNamed = /^[a-z][a-z0-9-]{0,60}$/.test(values.name);
  if (subgraph === undefined || positionals.length !== 1 || isNamed === values.snapshot) {
    throw new StartError(help);
  }
  return { subgraph, name: values.name, isCustom: values.custom, isSnapshot: values.snapshot };
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        name: { type: 'string', default: '' },
        custom: { type: 'boolean', default: false },
        snapshot: { type: 'boolean', default: false },
      },
    });
  } catch {
    throw new StartError(help);
  }
}

/** Records what `tables.ts` says now as the state after the newest migration, so that the next one starts from there. */
function writeSnapshot(subgraph: SubgraphName, folder: string): string {
  const meta = join(folder, 'meta');
  const journal: unknown = JSON.parse(readFileSync(join(meta, '_journal.json'), 'utf8'));
  if (typeof journal !== 'object' || journal === null || !('entries' in journal) || !Array.isArray(journal.entries)) {
    throw new Error(`${meta}/_journal.json is not a journal of drizzle-kit`);
  }
  const name = `${String(journal.entries.length - 1).padStart(4, '0')}_snapshot.json`;
  const file = join(meta, name);
  const snapshot = tablesSnapshot(subgraph);
  if (!existsSync(file) || !describeTheSame(readSnapshot(file), snapshot)) {
    const previous = readdirSync(meta)
      .filter((other) => other.endsWith('_snapshot.json') && other < name)
      .toSorted()
      .at(-1);
    const prevId = previous === undefined ? snapshot.prevId : readSnapshot(join(meta, previous)).id;
    writeFileSync(file, `${JSON.stringify({ ...snapshot, prevId }, null, 2)}\n`);
  }
  return `migrations/${subgraph}/meta/${name}`;
}
