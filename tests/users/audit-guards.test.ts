import { formatId, newId } from '@tributary/domain/ids.ts';
import { platformOrigin, recordEvent, type AuditEvent } from '@tributary/domain/audit.ts';
import { openPool, openPostgres, type Pool, type Postgres } from '@tributary/platform/postgres.ts';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { trailOf } from './audit-trail.ts';
import { mutationsOf, openUsers } from './open-users.ts';

const subgraphRoles = ['tributary_users', 'tributary_accounts', 'tributary_ledger'];

let url: string;
let owner: postgres.Sql;
let users: Awaited<ReturnType<typeof openUsers>>;
let mutate: ReturnType<typeof mutationsOf>;

beforeAll(async () => {
  ({ url } = await freshDatabase());
  owner = postgres(url, { max: 1, onnotice: () => {} });
  users = await openUsers({ url });
  mutate = mutationsOf(users.ask);
});
afterAll(async () => {
  await users.close();
  await owner.end();
});

/** The SQLSTATE of a failed statement; null if it succeeds. */
async function failure(sql: Pool | postgres.Sql, statement: string): Promise<string | null> {
  try {
    await sql.unsafe(statement);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

async function asRole<Result>(role: string, run: (sql: Pool) => Promise<Result>): Promise<Result> {
  const sql = openPool({ url, role, applicationName: 'tests', poolSize: 1 });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
}

const insufficientPrivilege = '42501';
const record = (organizationId: string) => `
  select audit.record('${organizationId}', 'PERIOD_CLOSED', null, null, 'ORGANIZATION', '${organizationId}', '{}', '[]')`;

describe.each(subgraphRoles)('the role %s', (role) => {
  it('adds events through the function, and writes the trail in no other way', async () => {
    const organizationId = newId();

    const [added, ...refused] = await asRole(role, async (sql) => [
      await failure(sql, record(organizationId)),
      await failure(sql, `insert into audit.heads select * from audit.heads`),
      await failure(sql, `update audit.heads set sequence = 0`),
      await failure(sql, `delete from audit.heads`),
      await failure(sql, `insert into audit.events select * from audit.events`),
      await failure(sql, `update audit.events set action = 'NOTHING'`),
      await failure(sql, `delete from audit.events`),
      await failure(sql, `truncate audit.events`),
      await failure(sql, `insert into audit.personal_values select * from audit.personal_values`),
      await failure(sql, `update audit.personal_values set value = ''`),
      await failure(sql, `delete from audit.personal_values`),
      await failure(sql, `truncate audit.personal_values`),
      await failure(sql, `alter table audit.events disable trigger all`),
      await failure(sql, `select audit.frame('')`),
      await failure(sql, `select audit.erase_values()`),
    ]);

    expect(added).toBeNull();
    expect(new Set(refused)).toEqual(new Set([insufficientPrivilege]));
  });
});

it.each([
  ['tributary_users', null],
  ['tributary_accounts', insufficientPrivilege],
  ['tributary_ledger', insufficientPrivilege],
])('the role %s gets %j for reading the trail', async (role, expected) => {
  const tables = ['heads', 'events', 'personal_values'];

  const outcomes = await asRole(role, (sql) =>
    Promise.all(tables.map((table) => failure(sql, `select from audit.${table}`))),
  );

  expect(outcomes).toEqual([expected, expected, expected]);
});

it('another role cannot even add events', async () => {
  await owner`create role nobody_in_particular`;
  await owner`grant nobody_in_particular to current_user`;
  try {
    const refused = await asRole('nobody_in_particular', (sql) => failure(sql, record(newId())));
    expect(refused).toBe(insufficientPrivilege);
  } finally {
    await owner`drop role nobody_in_particular`;
  }
});

describe('the owner of the database', () => {
  it('cannot change or delete events, nor change values', async () => {
    expect(
      await Promise.all([
        failure(owner, `update audit.events set action = 'NOTHING'`),
        failure(owner, `delete from audit.events`),
        failure(owner, `truncate audit.events`),
        failure(owner, `update audit.personal_values set value = ''`),
        failure(owner, `truncate audit.personal_values`),
      ]),
    ).toEqual(Array.from({ length: 5 }, () => insufficientPrivilege));
  });

  it('cannot delete the values of a person who is not erased', async () => {
    const deletion = (id: string) => `delete from audit.personal_values where user_id = '${id}'`;

    expect(await failure(owner, deletion(users.ada.id))).toBe(insufficientPrivilege);
    expect(await failure(owner, 'delete from audit.personal_values')).toBe(insufficientPrivilege);
  });
});

it('a process of the version before, which knows no trail, erases the values of a person with the person', async () => {
  const person = await users.person(newId(), 'CUSTOMER');

  await owner`update users.users set erased_at = now(), disabled_at = now() where id = ${person.id}`;

  const left = await owner`select from audit.personal_values where user_id = ${person.id}`;
  expect(left).toHaveLength(0);
});

it('a value waits for a simultaneous erasure of its person, and is not kept', async () => {
  const person = await users.person(newId(), 'CUSTOMER');
  const other = postgres(url, { max: 1 });
  const erased = Promise.withResolvers<void>();
  const erasing = owner.begin(async (tx) => {
    await tx`update users.users set erased_at = now(), disabled_at = now() where id = ${person.id}`;
    await erased.promise;
  });
  const value = JSON.stringify([{ field: 'address', user: person.id, value: '192.0.2.9' }]);
  const late = other`
    select audit.record(
      ${users.organizationId}, 'ACCOUNT_OPENED', 'USER', ${person.id}, 'ACCOUNT', ${newId()}, '{}', ${value}::text::jsonb)`.execute();
  await waitForLock();
  erased.resolve();
  await erasing;
  await late;
  await other.end();

  const left = await owner`select from audit.personal_values where user_id = ${person.id}`;
  expect(left).toHaveLength(0);
});

/** Waits until some session waits for the lock of another. */
async function waitForLock(): Promise<void> {
  const watcher = postgres(url, { max: 1 });
  let waiting = 0;
  while (waiting === 0) {
    waiting = (await watcher`select from pg_locks where not granted`).length;
  }
  await watcher.end();
}

it('events of simultaneous changes have every position once, in the order of their times', async () => {
  const organizationId = newId();
  const pools = subgraphRoles.map((role) => openPostgres({ url, role, applicationName: 'tests', poolSize: 2 }));
  const event: AuditEvent = {
    organizationId,
    action: 'PERIOD_CLOSED',
    origin: platformOrigin,
    subject: { kind: 'ORGANIZATION', id: organizationId },
  };
  const write = async ({ db }: Postgres) => {
    for (let turn = 0; turn < 20; turn += 1) {
      await db.transaction((tx) => recordEvent(tx, event));
    }
  };
  await Promise.all([...pools, ...pools].map(write));
  await Promise.all(pools.map(({ close }) => close()));

  const rows = await owner<{ sequence: number; isLater: boolean }[]>`
    select sequence::int, occurred_at >= lag(occurred_at, 1, occurred_at) over (order by sequence) as "isLater"
    from audit.events where organization_id = ${organizationId} order by sequence`;
  expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
  expect(rows.every(({ isLater }) => isLater)).toBe(true);
});

it('times in the trail never decrease, although the clock goes back', async () => {
  const organizationId = newId();
  await owner.unsafe(record(organizationId));
  await owner`update audit.heads set occurred_at = '2100-01-01T00:00:00Z' where organization_id = ${organizationId}`;

  await owner.unsafe(record(organizationId));

  const [last] = await owner<{ occurredAt: Date }[]>`
    select occurred_at as "occurredAt" from audit.events where organization_id = ${organizationId} and sequence = 2`;
  expect(last?.occurredAt.toISOString()).toBe('2100-01-01T00:00:00.000Z');
});

it('a session that is killed between the change and its commit leaves neither change nor event', async () => {
  const person = await users.person(newId(), 'CUSTOMER');
  const before = await trailOf(users.ask, users.olga.viewer);

  const killed = asRole('tributary_users', (sql) =>
    sql.begin(async (tx) => {
      await tx`update users.users set name = 'Changed' where id = ${person.id}`;
      await tx.unsafe(record(users.organizationId));
      // The role itself may end no session.
      await tx`set local role none`;
      await tx`select pg_terminate_backend(pg_backend_pid())`;
    }),
  );

  await expect(killed).rejects.toThrow(/terminating connection|CONNECTION_CLOSED/);
  expect(await trailOf(users.ask, users.olga.viewer)).toEqual(before);
  const [row] = await owner`select name from users.users where id = ${person.id}`;
  expect(row?.['name']).not.toBe('Changed');
});

it('many simultaneous changes of one organization wait for each other, and none fails', async () => {
  const people = await Promise.all(Array.from({ length: 4 }, () => users.person(newId(), 'OPERATOR')));
  const changes = people.flatMap(({ id, viewer }, index) =>
    Array.from({ length: 5 }, (_, turn) =>
      mutate(viewer, 'updateUser', {
        id: formatId('usr', people[(index + turn) % people.length]?.id ?? id),
        name: `Name ${index} ${turn}`,
      }),
    ),
  );

  const outcomes = await Promise.all(changes);

  expect(outcomes.flatMap(({ errors }) => errors)).toEqual([]);
});
