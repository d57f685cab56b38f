import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { openPostgres, type Postgres } from '@tributary/platform/postgres.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { createOrganization } from '@tributary/users/people/create-organization.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRefusedSignIns } from '../../subgraphs/users/sessions/refused-sign-ins.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { anonymous, clientViewer, log, openUsers, password } from './open-users.ts';

let url: string;
let users: Awaited<ReturnType<typeof openUsers>>;
let role: Postgres;

beforeAll(async () => {
  ({ url } = await freshDatabase());
  users = await openUsers({ url, throttleLimits: { perAddress: 100, perEmail: 3 } });
  role = openPostgres({ url, role: 'tributary_users', applicationName: 'tests', poolSize: 2 });
});
afterAll(async () => {
  await role.close();
  await users.close();
});

const listed = async (viewer: Viewer, args = '') => {
  const { data, errors } = await users.ask(
    viewer,
    `{ refusedSignIns${args} { nodes { minute network attempts } pageInfo { hasNextPage endCursor } } }`,
  );
  return errors.length > 0 ? errors.map(({ code }) => code) : data.refusedSignIns;
};
/** The attempts of a list by network. A minute may end within a test. */
const byNetwork = (nodes: readonly { network: string | null; attempts: number }[]) => {
  const sums = new Map<string | null, number>();
  for (const { network, attempts } of nodes) {
    sums.set(network, (sums.get(network) ?? 0) + attempts);
  }
  return Object.fromEntries(sums);
};
const signIn = (email: string, secret: string, address: string) =>
  users.askFrom(address)(
    anonymous,
    'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken errors { code } } }',
    { input: { email, password: secret } },
  );

describe('refused sign-ins', () => {
  it('are counted by network for the organization of the person, whatever the reason, and for nobody else', async () => {
    const disabled = await users.person(newId(), 'CUSTOMER');
    await users.db.execute(`update users.users set disabled_at = now() where id = '${disabled.id}'`);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await signIn(users.ada.email, 'wrong horse', '2001:db8::1');
    }
    await signIn(users.bob.email, 'wrong horse', '2001:db8::2');
    await signIn(disabled.email, password, '192.0.2.3');
    await signIn('nobody@example.com', 'wrong horse', '192.0.2.3');
    await signIn(users.olga.email, password, '192.0.2.3');

    const seen = async () => byNetwork((await listed(users.olga.viewer)).nodes);

    await expect.poll(seen, { timeout: 20_000 }).toEqual({ '2001:db8:0:0::/64': 6, '192.0.2.3': 1 });
    expect((await listed(users.stranger.viewer)).nodes).toEqual([]);
  });

  it('are visible to operators only', async () => {
    expect(await listed(users.ada.viewer)).toEqual(['FORBIDDEN']);
    expect(await listed(clientViewer(users.organizationId, ['users:read']))).toEqual(['FORBIDDEN']);
    expect(await listed(anonymous)).toEqual(['UNAUTHENTICATED']);
  });

  it('are listed page by page, from a time on, and never by an invalid cursor', async () => {
    const { id: organizationId } = await createOrganization(users.db, 'Listed');
    const viewer = { ...(await users.person(newId(), 'OPERATOR', organizationId)).viewer };
    for (const [minute, network] of [
      ['2026-01-01T00:00:00Z', '192.0.2.1'],
      ['2026-01-01T00:01:00Z', ''],
      ['2026-01-01T00:01:00Z', '192.0.2.1'],
    ]) {
      await users.db.execute(
        `insert into users.refused_sign_ins values ('${organizationId}', '${minute}', '${network}', 2)`,
      );
    }

    const first = await listed(viewer, '(first: 2)');
    const second = await listed(viewer, `(after: "${first.pageInfo.endCursor}")`);

    expect(first.nodes).toEqual([
      { minute: '2026-01-01T00:00:00.000Z', network: '192.0.2.1', attempts: 2 },
      { minute: '2026-01-01T00:01:00.000Z', network: null, attempts: 2 },
    ]);
    expect(second.nodes).toEqual([{ minute: '2026-01-01T00:01:00.000Z', network: '192.0.2.1', attempts: 2 }]);
    expect((await listed(viewer, '(from: "2026-01-01T00:01:00Z")')).nodes).toHaveLength(2);
    expect(await listed(viewer, '(from: "today")')).toEqual(['BAD_USER_INPUT']);
    expect(await listed(viewer, '(after: "x")')).toEqual(['INVALID_CURSOR']);
    expect(await listed(viewer, '(last: 1)')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });
});

describe('the counts', () => {
  it('name up to 1,000 networks of an organization and minute, and add up the rest, for all processes together', async () => {
    const { id: organizationId } = await createOrganization(users.db, 'Attacked');
    const processes = [openRefusedSignIns({ db: role.db, log }), openRefusedSignIns({ db: role.db, log })];

    for (const [index, counts] of processes.entries()) {
      for (let network = 0; network < 1_500; network += 1) {
        counts.count({ organizationId, network: `10.${index}.${network >> 8}.${network & 0xff}` });
      }
      counts.count({ organizationId, network: null });
      counts.count({ organizationId, network: 'x'.repeat(65) });
    }
    await Promise.all(processes.map((counts) => counts.close()));

    const rows = await role.sql<{ named: number; attempts: number }[]>`
      select count(*) filter (where network <> '')::int as named, sum(attempts)::int as attempts
      from users.refused_sign_ins where organization_id = ${organizationId} group by minute`;
    expect(rows.every(({ named }) => named <= 1_000)).toBe(true);
    expect(rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(3_004);
  });

  it('add up over several writes, and are forgotten after 90 days', async () => {
    const { id: organizationId } = await createOrganization(users.db, 'Patient');
    await role.sql`
      insert into users.refused_sign_ins values
        (${organizationId}, now() - interval '91 days', '192.0.2.1', 1),
        (${organizationId}, now() - interval '89 days', '192.0.2.1', 1)`;

    for (let turn = 0; turn < 3; turn += 1) {
      const counts = openRefusedSignIns({ db: role.db, log });
      counts.count({ organizationId, network: '192.0.2.1' });
      await counts.close();
    }

    const rows = await role.sql<{ attempts: number; isOld: boolean }[]>`
      select attempts::int, minute < now() - interval '90 days' as "isOld" from users.refused_sign_ins
      where organization_id = ${organizationId}`;
    expect(rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(4);
    expect(rows.some(({ isOld }) => isOld)).toBe(false);
  });

  it('name no network that is longer than an address, and are written by one process at a time', async () => {
    const { id: organizationId } = await createOrganization(users.db, 'Orderly');
    const counts = openRefusedSignIns({ db: role.db, log });
    counts.count({ organizationId, network: 'x'.repeat(65) });
    const released = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const other = users.db.transaction(async (tx) => {
      await tx.execute('select pg_advisory_xact_lock(7281406124)');
      locked.resolve();
      await released.promise;
    });
    await locked.promise;

    const closed = counts.close();
    const waiting = () => role.sql`select from pg_locks where locktype = 'advisory' and not granted`;
    await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(1);
    released.resolve();
    await Promise.all([other, closed]);

    const rows = await role.sql`
      select network, attempts::int from users.refused_sign_ins where organization_id = ${organizationId}`;
    expect([...rows]).toEqual([{ network: '', attempts: 1 }]);
  });

  it('are a metric, which has the attempts with an unknown email too', async () => {
    const metrics = createMetrics();
    const counts = openRefusedSignIns({ db: role.db, log, metrics });
    counts.count({ organizationId: null, network: '192.0.2.1' });
    counts.count({ organizationId: null, network: '192.0.2.2' });
    counts.count({ organizationId: users.organizationId, network: '192.0.2.2' });
    await counts.close();

    const text = await metrics.metrics();
    expect(text).toContain('tributary_users_refused_sign_ins_total{email="unknown"} 2');
    expect(text).toContain('tributary_users_refused_sign_ins_total{email="known"} 1');
  });
});
