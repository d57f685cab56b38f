import { openPostgres, type Postgres } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withinTime } from '../../subgraphs/ledger/read/within-time.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';

const advice = 'Ask for a shorter period.';

let database: FreshDatabase;
let postgres: Postgres;
beforeAll(async () => {
  database = await freshDatabase();
  postgres = openPostgres({ url: database.url, applicationName: 'tests', poolSize: 1 });
});
afterAll(async () => {
  await postgres.close();
  await database.drop();
});

it('cancels a read whose time is up, with the advice', async () => {
  const read = withinTime(postgres.db, { advice, timeMs: 50 }, (tx) => tx.execute(sql`select pg_sleep(20)`));

  await expect(read).rejects.toMatchObject({ message: advice, extensions: { code: 'QUERY_TOO_LARGE' } });
});

it('passes on any other failure', async () => {
  const read = withinTime(postgres.db, { advice }, (tx) => tx.execute(sql`select 1 / 0`));

  await expect(read).rejects.not.toHaveProperty('extensions');
});

it('sees one state of the database, changes nothing, and leaves the connection as it was', async () => {
  const other = openPostgres({ url: database.url, applicationName: 'tests', poolSize: 1 });
  const insert = (organization: string) =>
    sql`insert into ledger.ledgers (organization_id) values (${organization}::uuid)`;
  const count = sql`select count(*)::int as ledgers from ledger.ledgers`;

  const [before, after] = await withinTime(postgres.db, { advice }, async (tx) => {
    const first = await tx.execute(count);
    await other.db.execute(insert('00000000-0000-7000-8000-000000000001'));
    return [first, await tx.execute(count)];
  });
  const writing = withinTime(postgres.db, { advice }, (tx) =>
    tx.execute(insert('00000000-0000-7000-8000-000000000002')),
  );

  expect(after).toEqual(before);
  await expect(writing).rejects.toHaveProperty('cause.code', '25006');
  expect(await other.db.execute(count)).toEqual([{ ledgers: 1 }]);
  expect(await postgres.db.execute(sql`show statement_timeout`)).toEqual([{ statement_timeout: '30s' }]);
  await other.close();
});
