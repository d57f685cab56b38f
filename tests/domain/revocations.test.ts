import { formatId, newId } from '@tributary/domain/ids.ts';
import { openRevocations, revocationsChannel, selectRevocations } from '@tributary/domain/revocations.ts';
import { callerOf } from '@tributary/domain/viewer.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { openPool, type Pool } from '@tributary/platform/postgres.ts';
import { subgraphNames } from '@tributary/registry/registry.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { openSwallowingProxy } from '../support/swallowing-proxy.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const organizationId = newId();
let url: string;
let sql: Pool;

beforeAll(async () => {
  ({ url } = await freshDatabase());
  sql = openPool({ url, applicationName: 'tests', poolSize: 4 });
  await sql`insert into users.organizations (id, name) values (${organizationId}, 'Delta')`;
});
afterAll(() => sql.end({ timeout: 5 }));

async function newUser(): Promise<string> {
  const id = newId();
  await sql`insert into users.users (id, organization_id, email, name, role, password_hash)
    values (${id}, ${organizationId}, ${`${id}@example.com`}, 'Ada', 'CUSTOMER', '')`;
  return id;
}

async function newClient(): Promise<string> {
  const id = newId();
  await sql`insert into users.api_clients (id, organization_id, name, scopes, secret_hash)
    values (${id}, ${organizationId}, 'Partner', array['events:read'], '')`;
  return id;
}

const callerOfUser = (id: string): Caller =>
  callerOf({ kind: 'user', id, organizationId, role: 'CUSTOMER', expiresAt: 4_000_000_000 });
const endTokens = (id: string, tx: Pool = sql) =>
  tx`update users.users set token_generation = token_generation + 1 where id = ${id}`;

function follow(databaseUrl = url) {
  const hints = openHints({ log });
  const revocations = openRevocations({ subgraph: 'ledger', databaseUrl, hints, log });
  onTestFinished(revocations.close);
  return { hints, revocations };
}

describe('a revocation', () => {
  it('is added by the change that revokes, also by a change of the version before', async () => {
    const [user, client] = [await newUser(), await newClient()];

    await endTokens(user);
    await endTokens(user);
    await sql`update users.api_clients set revoked_at = coalesce(revoked_at, now()) where id = ${client}`;
    await sql`update users.api_clients set revoked_at = coalesce(revoked_at, now()) where id = ${client}`;

    const { revocations } = await selectRevocations(sql, null);
    expect(revocations).toContainEqual({ subject: formatId('usr', user), generation: 2 });
    expect(revocations).toContainEqual({ subject: formatId('cli', client), generation: 1 });
  });

  it('is not added by other changes', async () => {
    const [user, client] = [await newUser(), await newClient()];

    await sql`update users.users set name = 'Eve', token_generation = token_generation where id = ${user}`;
    await sql`update users.api_clients set name = 'Another' where id = ${client}`;

    const subjects = (await selectRevocations(sql, null)).revocations.map(({ subject }) => subject);
    expect(subjects).not.toContain(formatId('usr', user));
    expect(subjects).not.toContain(formatId('cli', client));
  });

  it('is found after any position from before its commit, however long its transaction took', async () => {
    const [slow, fast] = [await newUser(), await newUser()];
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
    const { promise: updated, resolve: hasUpdated } = Promise.withResolvers<void>();
    const slowly = sql.begin(async (tx) => {
      await tx`update users.users set token_generation = token_generation + 1 where id = ${slow}`;
      hasUpdated();
      await mayCommit;
    });
    await updated;
    await endTokens(fast);
    const before = await selectRevocations(sql, null);

    commit();
    await slowly;
    const after = await selectRevocations(sql, before.position);

    expect(before.revocations).toContainEqual({ subject: formatId('usr', fast), generation: 1 });
    expect(before.revocations).not.toContainEqual(expect.objectContaining({ subject: formatId('usr', slow) }));
    expect(after.revocations).toContainEqual({ subject: formatId('usr', slow), generation: 1 });
  });

  it('is not read again once its transaction is older than the position', async () => {
    await endTokens(await newUser());

    // Any open transaction of the server holds the position back for a while.
    const read = async () => selectRevocations(sql, (await selectRevocations(sql, null)).position);

    await expect.poll(async () => (await read()).revocations, { timeout: 20_000 }).toEqual([]);
  });

  it('is deleted when no token of its time is valid any more', async () => {
    const user = await newUser();
    await endTokens(user);

    await sql`update users.revocations set revoked_at = now() - interval '26 hours' where subject = ${formatId('usr', user)}`;

    const { revocations } = await selectRevocations(sql, null);
    expect(revocations).not.toContainEqual(expect.objectContaining({ subject: formatId('usr', user) }));
  });
});

/** Acts as the role of a subgraph. */
async function asRole(subgraph: string, work: (pool: Pool) => Promise<void>): Promise<void> {
  const pool = openPool({ url, role: `tributary_${subgraph}`, applicationName: 'tests', poolSize: 1 });
  try {
    await work(pool);
  } finally {
    await pool.end({ timeout: 5 });
  }
}

it.each(subgraphNames)('the role of %s reads revocations through the view, and changes none', async (subgraph) => {
  await endTokens(await newUser());

  await asRole(subgraph, async (pool) => {
    expect((await selectRevocations(pool, null)).revocations).not.toEqual([]);
    for (const change of [
      "insert into users.revocations (subject, generation, transaction) values ('usr_1', 1, '1')",
      'update users.revocations set generation = 0',
      'delete from users.revocations',
      'delete from users.recent_revocations',
      'update users.recent_revocations set generation = 0',
      'select users.add_revocation()',
    ]) {
      await expect(pool.unsafe(change)).rejects.toThrow('permission denied');
    }
  });
});

it.each(subgraphNames.filter((name) => name !== 'users'))(
  'the role of %s reads nothing else of users',
  async (subgraph) => {
    await asRole(subgraph, async (pool) => {
      for (const table of ['users', 'api_clients', 'sessions', 'refresh_tokens', 'organizations', 'revocations']) {
        await expect(pool.unsafe(`select from users.${table}`)).rejects.toThrow('permission denied');
      }
    });
  },
);

describe('a subgraph', () => {
  it('refuses a revoked caller within two seconds without any hint, and at once with one', async () => {
    const [user, other] = [await newUser(), await newUser()];
    const { hints, revocations } = follow();
    await revocations.admit(callerOfUser(user), 'mutation');
    const refusal = (id: string) => revocations.admit(callerOfUser(id), 'mutation').catch((error: unknown) => error);

    await endTokens(user);
    const since = performance.now();
    let admittedMs = 0;
    await expect
      .poll(
        async () => {
          const beganMs = performance.now() - since;
          const refused = await refusal(user);
          admittedMs = refused === undefined ? beganMs : admittedMs;
          return refused;
        },
        { interval: 20 },
      )
      .toMatchObject({
        extensions: { code: 'UNAUTHENTICATED' },
      });
    expect(admittedMs).toBeLessThan(2_000);
    await endTokens(other);
    hints.publish(revocationsChannel);
    await expect
      .poll(() => refusal(other), { timeout: 900, interval: 5 })
      .toMatchObject({
        extensions: { code: 'UNAUTHENTICATED' },
      });
  });

  it('refuses mutations after two seconds without the database, and then catches up on missed revocations', async () => {
    const [user, other] = [await newUser(), await newUser()];
    const proxy = await openSwallowingProxy(Number(new URL(url).port));
    const proxied = new URL(url);
    proxied.port = String(proxy.port);
    const { revocations } = follow(proxied.href);
    const refusal = (id: string) => revocations.admit(callerOfUser(id), 'mutation').catch((error: unknown) => error);
    expect(await refusal(user)).toBeUndefined();

    proxy.swallow();
    await endTokens(user);
    const seen: unknown[] = [];
    await expect
      .poll(
        async () => {
          seen.push(await refusal(user));
          return seen.at(-1);
        },
        { timeout: 20_000, interval: 20 },
      )
      .toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });

    expect(await refusal(other)).toBeUndefined();
    expect(seen).toContainEqual(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'SERVICE_BUSY' }) }),
    );
    expect(proxy.connections().made).toBeGreaterThan(1);
  });
});
