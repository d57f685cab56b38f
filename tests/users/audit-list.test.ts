import { formatId, newId } from '@tributary/domain/ids.ts';
import { recordEvent, type AuditAction, type Origin } from '@tributary/domain/audit.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditPage, type AuditPage } from './audit-trail.ts';
import { openUsers, type Person } from './open-users.ts';

const account = newId();

let users: Awaited<ReturnType<typeof openUsers>>;
let reader: Person;
/** The actions of the whole trail, in its order. */
let all: string[];

beforeAll(async () => {
  users = await openUsers();
  const { strangersOrganizationId: organizationId } = users;
  reader = users.stranger;
  const origin: Origin = { actor: { kind: 'USER', id: reader.id }, address: null };
  const actions: AuditAction[] = ['ACCOUNT_OPENED', 'ACCOUNT_FROZEN', 'PERIOD_CLOSED', 'ACCOUNT_CLOSED', 'SIGNED_IN'];
  for (const action of [...actions, ...actions]) {
    const subject = action.startsWith('ACCOUNT')
      ? { kind: 'ACCOUNT' as const, id: account }
      : { kind: 'ORGANIZATION' as const, id: organizationId };
    await users.db.transaction((tx) => recordEvent(tx, { organizationId, action, origin, subject }));
  }
  all = ['ORGANIZATION_CREATED', 'USER_CREATED', ...actions, ...actions];
});
afterAll(() => users.close());

const page = (args: object = {}) => auditPage(users.ask, reader.viewer, args);
const actionsOf = ({ nodes }: AuditPage) => nodes.map(({ action }) => action);
const found = async (filter: object, args: object = {}) => actionsOf(await page({ filter, ...args }));

describe('a page of the audit trail', () => {
  it('ascends, and goes on where the one before ended', async () => {
    const pages: string[][] = [];
    let after: string | null = '';
    while (after !== null) {
      const next: AuditPage = await page({ first: 5, after });
      pages.push(actionsOf(next));
      after = next.pageInfo.hasNextPage ? next.pageInfo.endCursor : null;
    }

    expect(pages.map(({ length }) => length)).toEqual([5, 5, 2]);
    expect(pages.flat()).toEqual(all);
  });

  it('is taken from the end with `last`, and ends before a cursor', async () => {
    const end = await page({ last: 3 });
    const earlier = await page({ last: 4, before: end.pageInfo.startCursor });

    expect(actionsOf(end)).toEqual(all.slice(-3));
    expect(end.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(actionsOf(earlier)).toEqual(all.slice(-7, -3));
    expect(earlier.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('lies between two cursors', async () => {
    const { edges } = await page();

    const between = await page({ after: edges[2]?.cursor, before: edges[6]?.cursor });

    expect(actionsOf(between)).toEqual(all.slice(3, 6));
  });

  it('numbers its events without gaps, and gives each a cursor, a public id and a hash', async () => {
    const { nodes, edges } = await page();

    expect(nodes.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => String(index + 1)));
    expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(all.length);
    expect(nodes[0]?.id).toMatch(/^aud_[0-9a-f]{32}$/);
    expect(nodes[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [{ first: 101 }, 'INVALID_PAGE'],
    [{ first: -1 }, 'INVALID_PAGE'],
    [{ first: 1, last: 1 }, 'INVALID_PAGE'],
    [{ after: 'x' }, 'INVALID_CURSOR'],
    [{ before: '' }, 'INVALID_CURSOR'],
    [{ after: Buffer.from('["1; drop table"]').toString('base64url') }, 'INVALID_CURSOR'],
    [{ after: Buffer.from(`["${'9'.repeat(30)}"]`).toString('base64url') }, 'INVALID_CURSOR'],
    [{ filter: { actorId: 'x' } }, 'INVALID_ID'],
    [{ filter: { actorId: formatId('acct', account) } }, 'INVALID_ID'],
    [{ filter: { subjectId: formatId('tr', account) } }, 'INVALID_ID'],
    [{ filter: { from: '2026-02-30T00:00:00Z' } }, 'BAD_USER_INPUT'],
    [{ filter: { before: 'today' } }, 'BAD_USER_INPUT'],
  ])('is refused for %j', async (args, code) => {
    await expect(page(args)).rejects.toThrow(code);
  });

  it('is empty for `first: 0`', async () => {
    expect(actionsOf(await page({ first: 0 }))).toEqual([]);
  });
});

describe('a filter of the audit trail', () => {
  it('finds events of any of some actions, in the order of the trail, also over several pages', async () => {
    const actions = ['SIGNED_IN', 'PERIOD_CLOSED', 'SIGNED_IN'];
    const first = await page({ first: 3, filter: { actions } });

    expect(actionsOf(first)).toEqual(['PERIOD_CLOSED', 'SIGNED_IN', 'PERIOD_CLOSED']);
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(await found({ actions }, { after: first.pageInfo.endCursor })).toEqual(['SIGNED_IN']);
    expect(await found({ actions }, { last: 2 })).toEqual(['PERIOD_CLOSED', 'SIGNED_IN']);
    expect(await found({ actions: [] })).toEqual([]);
    expect(await found({ actions: null })).toEqual(all);
  });

  it('finds events by actor and by subject, alone and together with actions', async () => {
    const actorId = formatId('usr', reader.id);
    const subjectId = formatId('acct', account);

    expect(await found({ actorId })).toEqual(all.slice(2));
    expect(await found({ subjectId })).toEqual(all.filter((action) => action.startsWith('ACCOUNT')));
    expect(await found({ actorId, subjectId, actions: ['ACCOUNT_CLOSED'] })).toEqual([
      'ACCOUNT_CLOSED',
      'ACCOUNT_CLOSED',
    ]);
    expect(await found({ actorId: formatId('cli', newId()) })).toEqual([]);
    expect(await found({ subjectId: formatId('org', users.strangersOrganizationId) })).toEqual([
      'ORGANIZATION_CREATED',
      ...['PERIOD_CLOSED', 'SIGNED_IN', 'PERIOD_CLOSED', 'SIGNED_IN'],
    ]);
  });

  it('finds events from a time on, and before another', async () => {
    const { nodes } = await page();
    // Times in this form sort as texts.
    const times = nodes.map(({ occurredAt }) => occurredAt);
    const [from = '', before = ''] = [times[4], times[9]];
    const within = all.filter((_, index) => from <= (times[index] ?? '') && (times[index] ?? '') < before);

    expect(await found({ from, before })).toEqual(within);
    expect(await found({ from: '2100-01-01T00:00:00Z' })).toEqual([]);
    expect(await found({ before: '2100-01-01T00:00:00Z' })).toEqual(all);
    expect(await found({ before: '2000-01-01T00:00:00Z' })).toEqual([]);
    expect(await found({ from: before, before: from })).toEqual([]);
  });
});

it('the events of the audit trail name their people and organizations', async () => {
  const { data, errors } = await users.ask(
    users.olga.viewer,
    '{ auditEvents { nodes { actor { ... on User { name } } subject { ... on User { name email } ... on Organization { organization: name } } } } }',
  );

  expect(errors).toEqual([]);
  expect(data.auditEvents.nodes).toEqual([
    { actor: null, subject: { organization: 'Delta' } },
    ...['olga', 'ada', 'bob'].map((name) => ({ actor: null, subject: { name, email: `${name}@example.com` } })),
  ]);
});
