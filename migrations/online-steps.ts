import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SubgraphName } from '@tributary/registry/registry.ts';
import type postgres from 'postgres';

const separator = '--> statement-breakpoint';
/** An index that is built beside its writers waits for all transactions that were open when it began. */
const lockTimeout = '10min';

/**
 * Runs the online steps of a subgraph that the database lacks: the files of `migrations/<subgraph>/online`, in order.
 * They run after the migrations, beside readers and writers. They fill columns and build indexes, which would block
 * both for long in a migration. Each statement is a transaction of its own, so a file must allow a second run after a
 * failure in its middle.
 */
export async function runOnlineSteps(
  sql: postgres.Sql,
  subgraph: SubgraphName,
  log: (message: string) => void,
): Promise<void> {
  const folder = join(import.meta.dirname, subgraph, 'online');
  const names = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  const done = names.length === 0 ? new Set() : await doneSteps(sql, subgraph);
  for (const name of names.filter((candidate) => !done.has(candidate))) {
    await dropUnfinishedIndexes(sql, subgraph);
    await sql`select set_config('lock_timeout', ${lockTimeout}, false)`;
    for (const statement of readFileSync(join(folder, name), 'utf8').split(separator)) {
      await sql.unsafe(statement);
    }
    await sql`reset lock_timeout`;
    await sql`insert into migrations.online_steps (subgraph, name) values (${subgraph}, ${name})`;
    log(`Ran the online step ${name} of ${subgraph}.`);
  }
}

async function doneSteps(sql: postgres.Sql, subgraph: SubgraphName): Promise<Set<string>> {
  await sql`create table if not exists migrations.online_steps (subgraph text, name text, primary key (subgraph, name))`;
  const rows = await sql<{ name: string }[]>`select name from migrations.online_steps where subgraph = ${subgraph}`;
  return new Set(rows.map(({ name }) => name));
}

/** Drops indexes whose build failed. Such an index is not used, but is kept up to date, and its name is taken. */
async function dropUnfinishedIndexes(sql: postgres.Sql, subgraph: SubgraphName): Promise<void> {
  const unfinished = await sql<{ name: string }[]>`
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = ${subgraph}::regnamespace and not i.indisvalid`;
  for (const { name } of unfinished) {
    await sql`drop index concurrently ${sql(`${subgraph}.${name}`)}`;
  }
}
