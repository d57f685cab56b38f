import { formatId } from '@tributary/domain/ids.ts';
import { tenantTag } from '@tributary/platform/cache.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, clientViewer } from '../users/open-users.ts';
import { openAccounts } from './open-accounts.ts';

let books: Awaited<ReturnType<typeof openAccounts>>;
let operator: Viewer;
let customer: Viewer;

beforeAll(async () => {
  books = await openAccounts();
  operator = books.users.olga.viewer;
  customer = books.users.ada.viewer;
});
afterEach(() => {
  books.connection.state = 'available';
});
afterAll(() => books.close());

const change = async (mutation: string, input: object, viewer = operator) => {
  const inputType = mutation.replace(/^./, (first) => first.toUpperCase());
  const query = `mutation ($input: ${inputType}Input!) { ${mutation}(input: $input) {
    account { id name status overdraftLimit { amount } metadata }
    errors { __typename code path ... on AccountNotOpen { status } }
  } }`;
  const { data, errors } = await books.ask(viewer, query, { input });
  return errors.length > 0 ? { misuse: errors.map(({ code }) => code) } : data[mutation];
};
const statusOf = async (id: string) =>
  (await books.ask(operator, 'query ($id: ID!) { account(id: $id) { status } }', { id })).data.account?.status ?? null;
const transfer = async (debit: string, credit: string, amount: string) =>
  (
    await books.askLedger(
      operator,
      'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { transfer { id } errors { code } } }',
      {
        input: {
          idempotencyKey: crypto.randomUUID(),
          debitAccountId: debit,
          creditAccountId: credit,
          amount: { amount, currency: 'EUR' },
        },
      },
    )
  ).data.createTransfer;

describe('opening', () => {
  it('opens an account that can take part in transfers at once', async () => {
    const owner = formatId('usr', books.users.ada.id);
    const { data, errors } = await books.open(operator, { ownerId: owner, metadata: { branch: '7' } });
    const vault = await books.opened(null, { class: 'ASSET', overdraftLimit: null });

    const { account } = data.openAccount;
    expect(errors).toEqual([]);
    expect(account).toEqual({
      id: expect.stringMatching(/^acct_[0-9a-f]{32}$/),
      name: 'Everyday',
      class: 'LIABILITY',
      currency: 'EUR',
      status: 'OPEN',
      owner: { id: owner },
      overdraftLimit: { amount: '0.00', currency: 'EUR' },
      metadata: { branch: '7' },
    });
    expect((await transfer(vault, account.id, '5.00')).errors).toEqual([]);
  });

  it('opens one account per key, however often and concurrently it is sent, and names a differing field', async () => {
    const input = { idempotencyKey: 'racing', name: 'Rent', metadata: { b: '1', a: '2' } };

    const answers = await Promise.all(Array.from({ length: 10 }, () => books.open(operator, input)));
    const other = await books.open(operator, { ...input, name: 'Other' });
    const byAnother = await books.open(clientViewer(books.users.organizationId, ['accounts:write']), input);

    const ids = new Set(answers.map(({ data }) => data.openAccount.account.id));
    expect(ids.size).toBe(1);
    expect(other.data.openAccount).toEqual({
      account: null,
      errors: [
        {
          __typename: 'IdempotencyMismatch',
          code: 'IDEMPOTENCY_MISMATCH',
          path: ['input', 'idempotencyKey'],
          field: 'name',
        },
      ],
    });
    expect(ids).not.toContain(byAnother.data.openAccount.account.id);
  });

  it('refuses an owner outside of the organization, and impossible limits', async () => {
    const ownerId = formatId('usr', books.users.ada.id);
    const wrong: [object, string, string][] = [
      [{ ownerId: formatId('usr', books.users.stranger.id) }, 'USER_NOT_FOUND', 'ownerId'],
      [{ ownerId: formatId('usr', '01900000-0000-7000-8000-000000000009') }, 'USER_NOT_FOUND', 'ownerId'],
      [{ ownerId, overdraftLimit: null }, 'INVALID_INPUT', 'overdraftLimit'],
      [{ overdraftLimit: { amount: '1.234', currency: 'EUR' } }, 'INVALID_AMOUNT', 'overdraftLimit'],
      [{ overdraftLimit: { amount: '-1', currency: 'EUR' } }, 'INVALID_AMOUNT', 'overdraftLimit'],
      [{ overdraftLimit: { amount: '1', currency: 'USD' } }, 'CURRENCY_MISMATCH', 'overdraftLimit'],
      [{ currency: 'XXX' }, 'INVALID_INPUT', 'currency'],
      [{ name: ' ' }, 'INVALID_INPUT', 'name'],
      [{ name: 'a\0' }, 'INVALID_INPUT', 'name'],
    ];

    for (const [input, code, field] of wrong) {
      const { data } = await books.open(operator, input);
      expect(data.openAccount).toMatchObject({ account: null, errors: [{ code, path: ['input', field] }] });
    }
  });

  it('names all mistakes of an input together, and opens nothing', async () => {
    const before = await books.sql`select id from accounts.accounts`;

    const { data, errors } = await books.open(operator, {
      ...{ idempotencyKey: '', name: '', currency: 'eur', ownerId: 'banana' },
      overdraftLimit: { amount: 'x', currency: 'EUR' },
      metadata: { fine: 'text', number: 5, ['k'.repeat(65)]: 'v' },
    });

    expect(errors).toEqual([]);
    expect(data.openAccount.account).toBeNull();
    expect(data.openAccount.errors.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
      ...['input.idempotencyKey', 'input.name', 'input.currency', 'input.ownerId', 'input.overdraftLimit'],
      ...['input.metadata.number', 'input.metadata'],
    ]);
    expect([...(await books.sql`select id from accounts.accounts`)]).toEqual([...before]);
  });

  it('opening is permitted to operators, and to unconfined API clients with the scope', async () => {
    const { organizationId } = books.users;

    expect((await books.open(customer)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect((await books.open(anonymous)).errors).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
    expect((await books.open(clientViewer(organizationId, ['accounts:read']))).errors).toMatchObject([
      { code: 'FORBIDDEN' },
    ]);
    expect((await books.open(clientViewer(organizationId, ['accounts:write'], []))).errors).toMatchObject([
      { code: 'FORBIDDEN' },
    ]);
    expect((await books.open(clientViewer(organizationId, ['accounts:write']))).data.openAccount.account.name).toBe(
      'Everyday',
    );
  });
});

describe('freezing and closing', () => {
  it('keeps a frozen account out of transfers until it is unfrozen', async () => {
    const vault = await books.opened(null, { class: 'ASSET', overdraftLimit: null });
    const account = await books.opened();

    const frozen = await change('freezeAccount', { id: account });
    const refused = await transfer(vault, account, '1.00');
    const unfrozen = await change('unfreezeAccount', { id: account });
    const posted = await transfer(vault, account, '1.00');

    expect(frozen).toMatchObject({ account: { status: 'FROZEN' }, errors: [] });
    expect(refused.errors).toEqual([{ code: 'ACCOUNT_NOT_OPEN' }]);
    expect(unfrozen).toMatchObject({ account: { status: 'OPEN' }, errors: [] });
    expect(posted.errors).toEqual([]);
  });

  it('closes an account only when it is empty, and for good', async () => {
    const vault = await books.opened(null, { class: 'ASSET', overdraftLimit: null });
    const account = await books.opened();
    await transfer(vault, account, '1.00');

    const full = await change('closeAccount', { id: account });
    const still = await statusOf(account);
    await transfer(account, vault, '1.00');
    const closed = await change('closeAccount', { id: account });
    const reopened = await change('unfreezeAccount', { id: account });

    expect(full).toEqual({
      account: null,
      errors: [{ __typename: 'AccountNotEmpty', code: 'ACCOUNT_NOT_EMPTY', path: ['input', 'id'] }],
    });
    expect(still).toBe('OPEN');
    expect(closed).toMatchObject({ account: { status: 'CLOSED' }, errors: [] });
    expect(reopened.errors).toMatchObject([{ code: 'ACCOUNT_NOT_OPEN', status: 'CLOSED' }]);
  });

  it('a change of status is permitted to operators, for accounts of their own organization only', async () => {
    const account = await books.opened(books.users.ada.id);

    for (const mutation of ['freezeAccount', 'unfreezeAccount', 'closeAccount']) {
      expect(await change(mutation, { id: account }, customer)).toEqual({ misuse: ['FORBIDDEN'] });
      expect(
        await change(mutation, { id: account }, clientViewer(books.users.organizationId, ['accounts:write'])),
      ).toEqual({ misuse: ['FORBIDDEN'] });
      expect((await change(mutation, { id: account }, books.users.stranger.viewer)).errors).toMatchObject([
        { code: 'ACCOUNT_NOT_FOUND' },
      ]);
    }
    expect(await statusOf(account)).toBe('OPEN');
  });

  it('applies concurrent changes of one account one after the other', async () => {
    const account = await books.opened();

    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        change(index % 2 === 0 ? 'freezeAccount' : 'unfreezeAccount', { id: account }),
      ),
    );

    const [row] =
      await books.sql`select status from ledger.accounts where replace(id::text, '-', '') = ${account.slice(5)}`;
    expect(answers.flatMap(({ errors, misuse }) => misuse ?? errors)).toEqual([]);
    expect(await statusOf(account)).toBe(row?.['status']);
  });
});

describe('updating', () => {
  it('lets owners and API clients with the scope rename, keeps omitted fields, and invalidates the cache', async () => {
    const account = await books.opened(books.users.ada.id, { metadata: { branch: '7' } });
    const tag = tenantTag(formatId('org', books.users.organizationId));
    const before = await books.users.caches.tags.read([tag]);

    const renamed = await change('updateAccount', { id: account, name: 'Holidays' }, customer);
    const after = await books.users.caches.tags.read([tag]);
    const uuid = account.slice(5).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    const noted = await change(
      'updateAccount',
      { id: account, metadata: { branch: '8' } },
      clientViewer(books.users.organizationId, ['accounts:write'], [uuid]),
    );

    expect(renamed).toMatchObject({ account: { name: 'Holidays', metadata: { branch: '7' } }, errors: [] });
    expect(noted).toMatchObject({ account: { name: 'Holidays', metadata: { branch: '8' } }, errors: [] });
    expect(after).not.toEqual(before);
  });

  it('changes no account that the viewer may not change', async () => {
    const account = await books.opened(books.users.bob.id);
    const input = { id: account, name: 'Mine now' };
    const { organizationId } = books.users;

    expect((await change('updateAccount', input, customer)).errors).toMatchObject([{ code: 'ACCOUNT_NOT_FOUND' }]);
    expect(
      (await change('updateAccount', input, clientViewer(organizationId, ['accounts:write'], []))).errors,
    ).toMatchObject([{ code: 'ACCOUNT_NOT_FOUND' }]);
    expect(await change('updateAccount', input, clientViewer(organizationId, ['accounts:read']))).toEqual({
      misuse: ['FORBIDDEN'],
    });
    expect(
      await change(
        'updateAccount',
        { id: account, overdraftLimit: { amount: '9', currency: 'EUR' } },
        books.users.bob.viewer,
      ),
    ).toEqual({ misuse: ['FORBIDDEN'] });
  });

  it('names all mistakes of an input together', async () => {
    const overdraftLimit = { amount: '1e2', currency: 'EUR' };

    const refused = await change('updateAccount', { id: 'banana', name: ' ', metadata: { k: null }, overdraftLimit });

    expect(refused.account).toBeNull();
    expect(refused.errors.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
      ...['input.id', 'input.name', 'input.metadata.k', 'input.overdraftLimit'],
    ]);
  });

  it.each(['freezeAccount', 'unfreezeAccount', 'closeAccount', 'updateAccount'])(
    '%s answers an id of another kind with a refusal',
    async (mutation) => {
      expect(await change(mutation, { id: formatId('usr', books.users.ada.id) })).toEqual({
        account: null,
        errors: [{ __typename: 'InvalidInput', code: 'INVALID_INPUT', path: ['input', 'id'] }],
      });
    },
  );

  it('changes the overdraft limit, the name and the metadata together, or none of them', async () => {
    const sink = await books.opened();
    const account = await books.opened(books.users.ada.id);
    const limit = (amount: string) => ({ amount, currency: 'EUR' });

    const raised = await change('updateAccount', { id: account, overdraftLimit: limit('10'), name: 'Credit' });
    const spent = await transfer(account, sink, '10.00');
    const lowered = await change('updateAccount', { id: account, overdraftLimit: limit('9.99'), name: 'Less' });
    const after = await books.ask(
      operator,
      'query ($id: ID!) { account(id: $id) { name overdraftLimit { amount } } }',
      { id: account },
    );

    expect(raised).toMatchObject({ account: { name: 'Credit', overdraftLimit: { amount: '10.00' } }, errors: [] });
    expect(spent.errors).toEqual([]);
    expect(lowered.errors).toMatchObject([{ code: 'OVERDRAFT_LIMIT_IN_USE' }]);
    expect(after.data.account).toEqual({ name: 'Credit', overdraftLimit: { amount: '10.00' } });
  });
});

describe('an unresponsive ledger', () => {
  const idsOf = async () => (await books.sql`select id from accounts.accounts where visible`).length;

  it.each(['unreachable', 'losing responses'] as const)(
    'shows an account only once the ledger has confirmed it (%s)',
    async (state) => {
      const input = { idempotencyKey: `broken-${state}` };
      const before = await idsOf();
      books.connection.state = state;

      const busy = await books.open(operator, input);
      const meanwhile = await idsOf();
      books.connection.state = 'available';
      await books.replay();
      const after = await idsOf();
      const retried = await books.open(operator, input);

      expect(busy.errors).toMatchObject([{ code: 'SERVICE_BUSY' }]);
      expect(meanwhile).toBe(before);
      expect(after).toBe(before + 1);
      expect(retried.data.openAccount).toMatchObject({ account: { status: 'OPEN' }, errors: [] });
      expect(await idsOf()).toBe(after);
    },
  );

  it('returns the outcome to a retry with the same key, without waiting for the replay', async () => {
    const input = { idempotencyKey: 'impatient' };
    books.connection.state = 'losing responses';
    await books.open(operator, input);
    books.connection.state = 'available';

    const retried = await books.open(operator, input);

    expect(retried.data.openAccount).toMatchObject({ account: { status: 'OPEN' }, errors: [] });
  });

  it.each(['unreachable', 'losing responses'] as const)(
    'finishes a freeze later, before any other change of the account (%s)',
    async (state) => {
      const account = await books.opened();
      books.connection.state = state;

      const busy = await change('freezeAccount', { id: account });
      const meanwhile = await statusOf(account);
      books.connection.state = 'available';
      const limited = await change('updateAccount', { id: account, overdraftLimit: { amount: '1', currency: 'EUR' } });

      expect(busy).toEqual({ misuse: ['SERVICE_BUSY'] });
      expect(meanwhile).toBe('OPEN');
      expect(limited).toMatchObject({ account: { status: 'FROZEN', overdraftLimit: { amount: '1.00' } }, errors: [] });
    },
  );

  it('remembers a refusal whose response was lost', async () => {
    const vault = await books.opened(null, { class: 'ASSET', overdraftLimit: null });
    const account = await books.opened();
    await transfer(vault, account, '1.00');
    books.connection.state = 'losing responses';

    await change('closeAccount', { id: account });
    books.connection.state = 'available';
    await transfer(account, vault, '1.00');
    await books.replay();

    // The ledger decided while the account still held money, and that decision stands.
    expect(await statusOf(account)).toBe('OPEN');
    expect((await change('closeAccount', { id: account })).account.status).toBe('CLOSED');
  });
});
