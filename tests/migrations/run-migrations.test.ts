import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import postgres from 'postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { migrateTo } from './version-before.ts';

async function query(url: string, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

const appliedRows = `select 'users' as subgraph, * from migrations.users
  union all select 'accounts', * from migrations.accounts union all select 'ledger', * from migrations.ledger order by 1, 2`;

it('does nothing to a database that is up to date', async () => {
  const { url } = await freshDatabase();
  const before = await query(url, appliedRows);
  const messages: string[] = [];

  await runMigrations(url, (message) => messages.push(message));

  expect(messages).toEqual([]);
  expect(await query(url, appliedRows)).toEqual(before);
});

it('migrates an empty database once when several processes start at once', async () => {
  const { url } = await freshDatabase({ isMigrated: false });
  const migrated = await freshDatabase();
  const messages: string[] = [];

  await Promise.all([1, 2, 3].map(() => runMigrations(url, (message) => messages.push(message))));

  expect(messages.map((message) => message.replace(/\d+ of \d+/, 'all')).toSorted()).toEqual([
    'Applied all migrations of accounts.',
    'Applied all migrations of ledger.',
    'Applied all migrations of users.',
    'Ran the online step 0004_search.sql of accounts.',
    'Ran the online step 0007_names_without_rows.sql of accounts.',
  ]);
  expect(await query(url, appliedRows)).toEqual(await query(migrated.url, appliedRows));
});

it("lets an owner without superuser rights migrate, and act only as the subgraphs' roles", async () => {
  const { url } = await freshDatabase({ isMigrated: false });
  const name = new URL(url).pathname.slice(1);
  await query(
    url,
    `create role owner_of_${name} login createrole password 'secret'; alter database ${name} owner to owner_of_${name}`,
  );
  // The server's administrator created the roles and lets the owner act as them.
  await query(url, `grant tributary_users, tributary_accounts, tributary_ledger to owner_of_${name}`);
  const ownerUrl = new URL(url);
  ownerUrl.username = `owner_of_${name}`;
  ownerUrl.password = 'secret';

  await runMigrations(ownerUrl.href);

  await query(ownerUrl.href, 'set role tributary_users; select * from users.users');
  await expect(query(ownerUrl.href, 'set role tributary_users; select * from ledger.accounts')).rejects.toThrow(
    'permission denied for schema ledger',
  );
  await expect(query(ownerUrl.href, 'set role tributary_users; create table users.mine ()')).rejects.toThrow(
    'permission denied for schema users',
  );
  await query(
    url,
    `reassign owned by owner_of_${name} to postgres; drop owned by owner_of_${name}; drop role owner_of_${name}`,
  );
});

it('refuses a database whose applied migrations were changed', async () => {
  const { url } = await freshDatabase();
  await query(url, `update migrations.ledger set hash = 'of an earlier text' where id = 2`);

  await expect(runMigrations(url)).rejects.toThrow(/^Migration 1 of ledger differs from the one applied/);
});

it('refuses a log from before rows were chained, and gives advice', async () => {
  const { url } = await freshDatabase();
  await query(
    url,
    `drop table ledger.daily_shifts; alter table ledger.log alter hash drop not null;
     delete from migrations.ledger where id >= 4;
     insert into ledger.log values ('01890000-0000-7000-8000-000000000001', 1, gen_random_uuid(), 'TRANSFER', gen_random_uuid(), gen_random_uuid(),
       1, 'EUR', 1, 0, 0, 0, 1, 0, 0, 0, null, null, null, null, null, now(), now(), 'ledger', null, null)`,
  );

  await expect(runMigrations(url)).rejects.toThrow(
    'The log in this database is from before its rows were chained by hashes. Use another database, or start with --fresh if this one may be discarded.',
  );
});

it('refuses a database that a newer version has migrated', async () => {
  const { url } = await freshDatabase();
  await query(url, `insert into migrations.accounts (hash, created_at) values ('of the future', 9999999999999)`);

  await expect(runMigrations(url)).rejects.toThrow(/a newer version made it. Upgrade Tributary\./);
});

it('explains an unreachable database, a wrong password and an unknown database', async () => {
  const { url } = await freshDatabase();
  const [elsewhere, stranger, nowhere] = [new URL(url), new URL(url), new URL(url)];
  elsewhere.pathname = '/no_such_database';
  stranger.password = 'wrong';
  // The port of the discard service, on which nothing of ours listens.
  nowhere.port = '9';

  await expect(runMigrations(elsewhere.href)).rejects.toThrow(
    /^PostgreSQL at \S+ has no database \w+\. Create it, or correct DATABASE_URL\.$/,
  );
  await expect(runMigrations(stranger.href)).rejects.toThrow(/does not accept the user and password of DATABASE_URL/);
  await expect(runMigrations(nowhere.href)).rejects.toThrow(/^Cannot reach PostgreSQL at 127\.0\.0\.1:9\./);
});

const indexesOfAccounts = `select indexrelid::regclass::text as index, indisvalid as "isValid" from pg_index
  where indrelid = 'accounts.accounts'::regclass order by 1`;

it('rebuilds an index that an online step left unfinished', async () => {
  const { url } = await freshDatabase();
  const before = await query(url, indexesOfAccounts);
  await query(
    url,
    `update pg_index set indisvalid = false where indexrelid = 'accounts.accounts_by_name_visible'::regclass;
    delete from migrations.online_steps`,
  );

  await runMigrations(url);

  expect(await query(url, indexesOfAccounts)).toEqual(before);
});

it('waits for a writer who locks tables in another order than migrations do, and costs it no deadlock', async () => {
  const { url } = await freshDatabase({ isMigrated: false });
  await migrateTo(url, { users: 2, accounts: 2, ledger: 9 });
  const writer = postgres(url, { max: 1, onnotice: () => {} });

  let migrating: Promise<void> | undefined;
  await writer.begin(async (tx) => {
    await tx`lock table ledger.ledgers in row exclusive mode`;
    migrating = runMigrations(url);
    // Longer than PostgreSQL's deadlock_timeout: whoever has waited for so long looks for a deadlock.
    for (const table of ['accounts', 'idempotency', 'holds']) {
      await sleep(1_200);
      await tx`lock table ledger.${tx(table)} in row exclusive mode`;
    }
  });
  await migrating;
  await writer.end();

  expect(await query(url, `select count(*) > 9 as migrated from migrations.ledger`)).toEqual([{ migrated: true }]);
});

it('accepts a database whose names were computed by the migration that was replaced', async () => {
  const { url } = await freshDatabase({ isMigrated: false });
  await migrateTo(url, { users: 5, accounts: 4, ledger: 11 });
  await query(
    url,
    `update migrations.accounts set hash = 'c278ee5cf69a152d6513d379106557905597e5a7bf5a497b3f9f9f7e66be41c7' where id = 4;
    alter table accounts.accounts
      add column name_key text collate "C" not null generated always as (accounts.name_key(name)) stored;
    create index accounts_by_name on accounts.accounts (organization_id, name_key, id);
    insert into accounts.accounts (id, organization_id, name, class, currency, status, overdraft_limit)
    values ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000000', 'Müller', 'ASSET', 'EUR', 'OPEN', 0)`,
  );

  await runMigrations(url);
  const [renamed] = await query(url, `update accounts.accounts set name = 'Œuvre Élan' returning name_key`);

  expect(renamed).toEqual({ name_key: 'œuvre elan' });
  expect(await query(url, indexesOfAccounts)).toEqual(await query((await freshDatabase()).url, indexesOfAccounts));
});
