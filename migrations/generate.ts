import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCommand } from '@tributary/platform/command-line.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { subgraphNames, type SubgraphName } from '@tributary/registry/registry.ts';
import { beginHistory } from './begin-history.ts';
import { describeTheSame, readSnapshot, runDrizzleKit, tablesSnapshot } from './tables-snapshot.ts';

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
        : `Nothing to do: tables.ts of ${subgraph} has not changed since the last migration.`,
    );
  }
  process.exit(0);
});

function readArguments(): { subgraph: SubgraphName; name: string; isCustom: boolean; isSnapshot: boolean } {
  const command = createCommand('migrations:generate', {
    summary: 'Writes the next migration of a subgraph, numbered, into migrations/<subgraph>.',
    examples: ['ledger --name add-notes', 'ledger --name add-guards --custom', 'ledger --snapshot'],
    notes: `The subgraphs are ${subgraphNames.join(', ')}. Add the grants of the subgraph's role to the file by hand: no more than its code
needs. A migration that was released is never changed.`,
  })
    .argument('<subgraph>', 'the subgraph whose tables.ts changed')
    .option('--name <name>', 'name of the migration, needed except with --snapshot: lower case, digits and dashes', '')
    .option(
      '--custom',
      'write an empty file, for SQL that tables.ts cannot express (default: the changes of tables.ts)',
    )
    .option('--snapshot', 'record tables.ts as the state after the newest migration (default: write a migration)')
    .parse();
  const [named] = command.processedArgs;
  const { name, custom: isCustom = false, snapshot: isSnapshot = false } = command.opts();
  const subgraph = subgraphNames.find((candidate) => candidate === named);
  if (subgraph === undefined) {
    return command.error(
      `error: there is no subgraph ${JSON.stringify(named)}: choose from ${subgraphNames.join(', ')}`,
    );
  }
  if (/^[a-z][a-z0-9-]{0,60}$/.test(name) === isSnapshot) {
    return command.error('error: give either --name, such as add-notes, or --snapshot');
  }
  return { subgraph, name, isCustom, isSnapshot };
}

/** Records the present `tables.ts` as the state after the newest migration, from which the next one starts. */
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
