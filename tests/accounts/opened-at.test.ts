import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientViewer } from '../users/open-users.ts';
import { openAccounts } from './open-accounts.ts';

let books: Awaited<ReturnType<typeof openAccounts>>;
let operator: Viewer;

beforeAll(async () => {
  books = await openAccounts();
  operator = books.users.olga.viewer;
});
afterEach(() => {
  books.connection.state = 'available';
});
afterAll(() => books.close());

describe('the opening time of an account', () => {
  it('may be set back by an operator, up to now, and is now by default', async () => {
    const openedAtOf = async (id: string) => {
      const { data } = await books.askLedger(
        operator,
        'query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account { openedAt } } }',
        { ids: [{ __typename: 'Account', id }] },
      );
      return data._entities[0].openedAt;
    };
    const from = Date.now();
    const input = { idempotencyKey: 'set back', openedAt: '2019-05-01T00:00:00.000Z' };

    const [first, again] = [await books.open(operator, input), await books.open(operator, input)];
    const other = await books.open(operator, { ...input, openedAt: '2019-05-02T00:00:00.000Z' });
    const now = await books.opened();
    const tomorrow = await books.open(operator, { openedAt: new Date(from + 86_400_000).toISOString() });
    const byClient = await books.open(clientViewer(books.users.organizationId, ['accounts:write']), {
      openedAt: '2019-05-01T00:00:00.000Z',
    });

    expect(await openedAtOf(first.data.openAccount.account.id)).toBe('2019-05-01T00:00:00.000Z');
    expect(again).toEqual(first);
    expect(other.data.openAccount.errors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH', field: 'openedAt' }]);
    // The clock of the database may be a little behind.
    expect(Math.abs(Date.parse(await openedAtOf(now)) - from)).toBeLessThan(60_000);
    expect(tomorrow.data.openAccount.errors).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', 'openedAt'] }]);
    expect(byClient.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('is kept when the ledger is unavailable during the opening', async () => {
    books.connection.state = 'unreachable';
    const input = { idempotencyKey: 'set back, later', openedAt: '2018-01-01T00:00:00.000Z' };
    await books.open(operator, input);
    books.connection.state = 'available';

    await books.replay();

    expect(await books.sql`select opened_at from ledger.accounts where opened_at < '2018-06-01'`).toEqual([
      { opened_at: new Date(input.openedAt) },
    ]);
  });
});
