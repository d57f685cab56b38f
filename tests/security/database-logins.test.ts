import { openPostgres } from '@tributary/platform/postgres.ts';
import { StartError } from '@tributary/platform/config.ts';
import { makeLogins } from '@tributary/migrations/logins.ts';
import { bySubgraph, subgraphNames } from '@tributary/registry/registry.ts';
import { sql as statement } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';

/** Logins belong to the whole server of the tests, so that no other file may make them. */
let database: FreshDatabase;
const passwords = bySubgraph((name) => `${name}-password-of-32-characters-`.padEnd(32, '$'));
beforeAll(async () => {
  database = await freshDatabase();
  await makeLogins(database.url, passwords);
});
afterAll(async () => {
  await asOwner(...subgraphNames.map((name) => `drop role if exists tributary_${name}_login`));
});

function urlAs(user: string, password: string): string {
  const url = new URL(database.url);
  url.username = user;
  url.password = password;
  return url.href;
}

/** Runs statements one by one over a connection. Returns the rows of the last. */
async function run(settings: { url: string; role?: string }, ...texts: readonly string[]) {
  const { db, close } = openPostgres({ ...settings, applicationName: 'tests', poolSize: 1 });
  try {
    let rows: unknown = null;
    for (const text of texts) {
      rows = await db.execute(statement.raw(text));
    }
    return rows;
  } finally {
    await close();
  }
}

const asOwner = (...texts: string[]) => run({ url: database.url }, ...texts);
const codeOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => (reason instanceof Error && reason.cause !== undefined ? reason.cause : reason),
  );
  return error instanceof Error && 'code' in error ? error.code : error;
};

describe.each(subgraphNames)('the login of %s', (name) => {
  const role = `tributary_${name}`;
  const login = () => urlAs(`${role}_login`, passwords[name]);
  const others = subgraphNames.filter((other) => other !== name);

  it('acts as the role of its subgraph', async () => {
    expect(await run({ url: login(), role }, 'select current_user, session_user')).toMatchObject([
      { current_user: role, session_user: `${role}_login` },
    ]);
  });

  it('has no right of its own, and is no superuser', async () => {
    expect(await codeOf(run({ url: login() }, `create table ${name}.x ()`))).toBe('42501');
    expect(await codeOf(run({ url: login() }, 'create role x'))).toBe('42501');
    expect(await codeOf(run({ url: login() }, "copy (select 1) to program 'true'"))).toBe('42501');
    expect(
      await asOwner(`select rolsuper or rolcreaterole or rolbypassrls or rolinherit as "mayDoMore" from pg_roles
        where rolname = '${role}_login'`),
    ).toEqual([{ mayDoMore: false }]);
  });

  it.each(others)('may not act as that of %s', async (other) => {
    expect(await codeOf(run({ url: login(), role: `tributary_${other}` }, 'select 1'))).toBe('42501');
    expect(await codeOf(run({ url: login(), role }, `set role tributary_${other}`))).toBe('42501');
  });

  it('needs its own password', async () => {
    expect(await codeOf(run({ url: urlAs(`${role}_login`, 'x'.repeat(32)) }, 'select 1'))).toBe('28P01');
  });
});

it('logins may be made by several processes at once', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => makeLogins(database.url, passwords)));

  expect(made).toEqual(made.map(() => subgraphNames.map((name) => `tributary_${name}_login`)));
});

it('a password is changed by making the login again, and the others stay', async () => {
  const changed = 'another-password-of-32-characters';

  const made = await makeLogins(database.url, { ...bySubgraph(() => undefined), users: changed });

  expect(made).toEqual(['tributary_users_login']);
  expect(await run({ url: urlAs('tributary_users_login', changed) }, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(await codeOf(run({ url: urlAs('tributary_users_login', passwords.users) }, 'select 1'))).toBe('28P01');
  expect(await run({ url: urlAs('tributary_ledger_login', passwords.ledger) }, 'select 1 as one')).toEqual([
    { one: 1 },
  ]);
});

it.each([
  ['a superuser', 'alter role tributary_users_login superuser', 'alter role tributary_users_login nosuperuser'],
  [
    'a member of another role',
    'grant tributary_ledger to tributary_users_login',
    'revoke tributary_ledger from tributary_users_login',
  ],
])('a login that is %s is not used', async (_, give, take) => {
  await asOwner(give);

  const refused = await makeLogins(database.url, passwords).catch((error: unknown) => error);
  await asOwner(take);

  expect(refused).toBeInstanceOf(StartError);
  expect(String(refused)).toContain('tributary_users_login may do more');
});
