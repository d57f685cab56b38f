import { formatId, newId } from '@tributary/domain/ids.ts';
import { openPool, type Pool } from '@tributary/platform/postgres.ts';
import { selectTrails, verifyTrail } from '@tributary/users/audit/verify-trail.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { auditPage } from './audit-trail.ts';
import { mutationsOf, openUsers } from './open-users.ts';

let url: string;
let users: Awaited<ReturnType<typeof openUsers>>;
/** The owner of the database, who can change what no role may. */
let owner: Pool;
/** The role that `ledger:verify` works as. */
let verifier: Pool;

beforeAll(async () => {
  ({ url } = await freshDatabase());
  users = await openUsers({ url });
  owner = openPool({ url, applicationName: 'tests', poolSize: 1 });
  verifier = openPool({ url, role: 'tributary_ledger', applicationName: 'tests', poolSize: 1 });
  const mutate = mutationsOf(users.ask);
  for (const name of ['Ännie', 'B"ob', '𝒞\n']) {
    await mutate(users.olga.viewer, 'updateUser', { id: formatId('usr', users.ada.id), name });
  }
  // A text of more bytes than characters in `changes`, whose bytes are hashed.
  await mutate(users.olga.viewer, 'createApiClient', { name: 'Büro 𝒞', scopes: ['users:read'] });
});
afterAll(async () => {
  await verifier.end();
  await owner.end();
  await users.close();
});

const organizationId = () => users.organizationId;
const verify = (options: object = {}) => verifyTrail(verifier, { organizationId: organizationId(), ...options });

/** Changes tables as only their owner can, without their guards, until the end of the test. */
async function tamper(statement: string): Promise<void> {
  const tables = ['heads', 'events', 'personal_values'];
  const asOwner = (...statements: string[]) =>
    owner.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      for (const text of statements) {
        await tx.unsafe(text);
      }
    });
  await asOwner(...tables.map((table) => `create table audit.kept_${table} as table audit.${table}`));
  onTestFinished(async () => {
    await asOwner(
      ...tables.flatMap((table) => [
        `delete from audit.${table}`,
        `insert into audit.${table} table audit.kept_${table}`,
        `drop table audit.kept_${table}`,
      ]),
    );
  });
  await asOwner(statement);
}

describe('the audit trail of an organization', () => {
  it('is valid, and its head is the hash that callers get', async () => {
    const { head, ...verification } = await verify();
    const { nodes } = await auditPage(users.ask, users.olga.viewer, { last: 1 });

    expect(verification).toEqual({ organizationId: organizationId(), erasedValues: 0, fault: null });
    expect(nodes).toMatchObject([{ sequence: String(head.sequence), hash: head.hash }]);
    expect(await verify({ keptHeads: [head] })).toMatchObject({ fault: null });
  });

  it('stays valid when a person is erased, which counts the values', async () => {
    const person = await users.person(newId(), 'CUSTOMER');

    await mutationsOf(users.ask)(users.olga.viewer, 'eraseUser', { id: formatId('usr', person.id) });

    expect(await verify()).toMatchObject({ fault: null, erasedValues: 2 });
  });

  it('is listed by its organization, and is empty without events', async () => {
    const trails = await selectTrails(verifier);
    const unknown = newId();

    expect(trails.map((trail) => trail.organizationId).toSorted()).toEqual(
      [organizationId(), users.strangersOrganizationId].toSorted(),
    );
    expect(await verifyTrail(verifier, { organizationId: unknown })).toMatchObject({
      head: { sequence: 0n },
      fault: null,
    });
    expect(
      await verifyTrail(verifier, { organizationId: unknown, keptHeads: [{ sequence: 1n, hash: '0'.repeat(64) }] }),
    ).toMatchObject({ fault: { sequence: 1n } });
  });
});

describe('verifying names the first invalid event', () => {
  const hash = 'the hash is not that of the event';
  it.each([
    ['a changed action', `update audit.events set action = 'NOTHING' where sequence = 3`, 3n, hash],
    [
      'another actor',
      `update audit.events set actor_id = subject_id, actor_kind = 'USER' where sequence = 2`,
      2n,
      hash,
    ],
    ['another subject', `update audit.events set subject_id = organization_id where sequence = 4`, 4n, hash],
    [
      'another time',
      `update audit.events set occurred_at = occurred_at + interval '1 ms' where sequence = 5`,
      5n,
      hash,
    ],
    ['other values', `update audit.events set changes = '{"role":[null,"OPERATOR"]}' where sequence = 3`, 3n, hash],
    ['another commitment', `update audit.events set commitments = commitments[1:1] where sequence = 3`, 3n, hash],
    ['a removed event', `delete from audit.events where sequence = 3`, 3n, 'the event is missing'],
    [
      'a removed end',
      `delete from audit.events where sequence > 4; delete from audit.personal_values where sequence > 4`,
      5n,
      'the trail ends before it',
    ],
    ['a head set back', `update audit.heads set sequence = 4`, 5n, 'the event is there'],
    ['another head', `update audit.heads set hash = decode(repeat('11', 32), 'hex')`, null, 'the hash of the head'],
    ['no head', `delete from audit.heads`, 1n, 'the event is there'],
    [
      'a changed personal value',
      `update audit.personal_values set value = 'Eve' where sequence = 3 and field = 'name.after'`,
      3n,
      'its personal value name.after',
    ],
    [
      'a value given to another person, whose erasure would miss it',
      `update audit.personal_values set user_id = null where sequence = 3 and field = 'name.after'`,
      3n,
      'its personal value name.after',
    ],
    [
      'a value that no event is committed to',
      `insert into audit.personal_values select organization_id, sequence, 'extra', user_id, salt, value from audit.personal_values where sequence = 3 and field = 'name.after'`,
      3n,
      'its personal value extra',
    ],
    [
      'a value without an event',
      `insert into audit.personal_values select organization_id, 999, field, user_id, salt, value from audit.personal_values where sequence = 3 and field = 'name.after'`,
      999n,
      'a personal value is there without its event',
    ],
  ])('for %s', async (_, statement, sequence, problem) => {
    const { head } = await verify();
    await tamper(statement);

    const { fault } = await verify();

    expect(fault).toEqual({ sequence: sequence ?? head.sequence, problem: expect.stringContaining(problem) });
  });

  it('for a trail that was cut off and adjusted everywhere, by a head that was kept', async () => {
    const { head } = await verify();
    await tamper(`
      delete from audit.personal_values where sequence > 4; delete from audit.events where sequence > 4;
      update audit.heads h set (sequence, hash) = (
        select e.sequence, e.hash from audit.events e where e.organization_id = h.organization_id order by 1 desc limit 1)`);

    expect(await verify()).toMatchObject({ fault: null });
    expect(await verify({ keptHeads: [head] })).toMatchObject({ fault: { sequence: 5n } });
    expect(await verify({ keptHeads: [{ sequence: 2n, hash: '0'.repeat(64) }] })).toMatchObject({
      fault: { sequence: 2n, problem: expect.stringContaining('was kept') },
    });
  });
});
