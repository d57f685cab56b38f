import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientViewer } from '../users/open-users.ts';
import { openAccounts } from './open-accounts.ts';

let books: Awaited<ReturnType<typeof openAccounts>>;
let operator: Viewer;

beforeAll(async () => {
  books = await openAccounts();
  operator = books.users.olga.viewer;
});
afterAll(() => books.close());

const taken = [{ __typename: 'ExternalIdTaken', code: 'EXTERNAL_ID_TAKEN', path: ['input', 'externalId'] }];
const uuidOf = (id: string) => id.slice(5).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

async function update(input: object, viewer = operator) {
  const { data, errors } = await books.ask(
    viewer,
    `mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) {
      account { name externalId } errors { __typename code path } } }`,
    { input },
  );
  return { codes: errors.map(({ code }) => code), ...data?.updateAccount };
}

async function externalIdOf(id: string, viewer = operator): Promise<unknown> {
  const { data } = await books.ask(viewer, 'query ($id: ID!) { account(id: $id) { externalId } }', { id });
  return data.account?.externalId;
}

it('an external id is set at the opening, and shown to viewers of the account', async () => {
  const id = await books.opened(books.users.ada.id, { externalId: 'CUST-1' });

  expect(await externalIdOf(id)).toBe('CUST-1');
  expect(await externalIdOf(id, books.users.ada.viewer)).toBe('CUST-1');
  expect(await externalIdOf(id, books.users.bob.viewer)).toBeUndefined();
});

it('an external id is unique in its organization: a second opening with it is refused, and opens nothing', async () => {
  await books.opened(null, { externalId: 'unique' });

  const again = await books.open(operator, { externalId: 'unique', name: 'Second' });
  const { count } = (await books.sql`select count(*)::int from accounts.accounts where name = 'Second'`)[0] ?? {};

  expect(again.data.openAccount).toEqual({ account: null, errors: taken });
  expect(count).toBe(0);
});

it('an external id can be used again in other organizations', async () => {
  await books.opened(null, { externalId: 'shared' });

  const { data } = await books.open(books.users.stranger.viewer, { externalId: 'shared' });

  expect(data.openAccount.errors).toEqual([]);
});

it('an external id goes to one of many simultaneous openings', async () => {
  const openings = await Promise.all(Array.from({ length: 8 }, () => books.open(operator, { externalId: 'raced' })));

  const outcomes = openings.map(({ data }) => data.openAccount);
  expect(outcomes.filter(({ account }) => account !== null)).toHaveLength(1);
  expect(outcomes.filter(({ errors }) => errors.length > 0).map(({ errors }) => errors)).toEqual(
    Array.from({ length: 7 }, () => taken),
  );
});

it('a repeated opening with the same external id is not refused, at the same time or later', async () => {
  const repeat = () => books.open(operator, { idempotencyKey: 'repeated', externalId: 'repeated' });

  const openings = [...(await Promise.all([repeat(), repeat(), repeat()])), await repeat()];

  expect(new Set(openings.map(({ data }) => data.openAccount.account?.id)).size).toBe(1);
  expect(openings.flatMap(({ data }) => data.openAccount.errors)).toEqual([]);
});

it('an external id can be changed and removed, and is then free', async () => {
  const id = await books.opened(null, { externalId: 'before' });
  const other = await books.opened();

  expect(await update({ id, externalId: 'after', name: 'New' })).toMatchObject({
    account: { name: 'New', externalId: 'after' },
    errors: [],
  });
  expect(await update({ id: other, externalId: 'before' })).toMatchObject({ errors: [] });
  expect(await update({ id: other, externalId: 'after', name: 'Lost' })).toEqual({
    codes: [],
    account: null,
    errors: taken,
  });
  expect(await update({ id, externalId: null })).toMatchObject({ account: { externalId: null } });
  expect(await update({ id: other, externalId: 'after' })).toMatchObject({ account: { name: 'Everyday' }, errors: [] });
});

it('an external id is refused if it is invalid, or comes with a new overdraft limit', async () => {
  const id = await books.opened();
  const refused = { account: null, errors: [{ code: 'INVALID_INPUT', path: ['input', 'externalId'] }] };

  for (const externalId of ['', ' ', 'a\0', '\ud800', 'x'.repeat(256)]) {
    expect((await books.open(operator, { externalId })).data.openAccount).toMatchObject(refused);
    expect(await update({ id, externalId })).toMatchObject(refused);
  }
  expect(
    await update({ id, externalId: 'with-limit', overdraftLimit: { amount: '1.00', currency: 'EUR' } }),
  ).toMatchObject(refused);
  expect((await books.open(operator, { externalId: '\u{1f600}'.repeat(127) })).data.openAccount.errors).toEqual([]);
});

it('only those who may open accounts may change external ids, so that nobody else can probe which exist', async () => {
  const { ada, organizationId } = books.users;
  const id = await books.opened(ada.id);

  for (const viewer of [ada.viewer, clientViewer(organizationId, ['accounts:write'], [uuidOf(id)])]) {
    expect((await update({ id, externalId: 'probe' }, viewer)).codes).toEqual(['FORBIDDEN']);
    expect((await update({ id, name: 'Mine' }, viewer)).codes).toEqual([]);
  }
  expect((await update({ id, externalId: 'mine' }, clientViewer(organizationId, ['accounts:write']))).codes).toEqual(
    [],
  );
});
