import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeTheSame, readSnapshot, tablesSnapshot } from '@tributary/migrations/tables-snapshot.ts';
import { subgraphNames } from '@tributary/registry/registry.ts';
import postgres from 'postgres';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';

let url: string;

beforeAll(async () => {
  ({ url } = await freshDatabase());
});

describe.each(subgraphNames)('%s', (subgraph) => {
  const described = tablesSnapshot(subgraph);

  it('has a snapshot of the present tables.ts, from which the next migration starts', () => {
    const meta = join(import.meta.dirname, '../../migrations', subgraph, 'meta');
    const newest =
      readdirSync(meta)
        .filter((file) => file.endsWith('_snapshot.json'))
        .toSorted()
        .at(-1) ?? '';

    const isCurrent = describeTheSame(readSnapshot(join(meta, newest)), described);

    expect(isCurrent, `run: pnpm migrations:generate ${subgraph} --snapshot`).toBe(true);
  });

  it('describes in tables.ts the columns that its migrations create, with their types', async () => {
    const sql = postgres(url, { max: 1 });

    const schemas = schemasOf(described.tables);

    const made = await sql<{ column: string }[]>`
      select format('%s.%s.%s %s%s', c.relnamespace::regnamespace, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' end) as column
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace::regnamespace::text = any(${[subgraph, ...schemas]}) and c.relkind in ('r', 'p') and not c.relispartition`;
    await sql.end();

    expect(columnsOf(described.tables)).toEqual(made.map((row) => row.column).toSorted());
  });
});

type Table = {
  schema: string;
  name: string;
  columns: Record<string, { name: string; type: string; notNull: boolean }>;
};

function schemasOf(tables: Record<string, unknown>): string[] {
  return [...new Set(Object.values(tables as Record<string, Table>).map(({ schema }) => schema))];
}

function columnsOf(tables: Record<string, unknown>): string[] {
  return Object.values(tables as Record<string, Table>)
    .flatMap((table) =>
      Object.values(table.columns).map(
        ({ name, type, notNull }) =>
          `${table.schema}.${table.name}.${name} ${type.replace(' (', '(')}${notNull ? ' not null' : ''}`,
      ),
    )
    .toSorted();
}
