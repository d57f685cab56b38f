import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAccounts } from './open-accounts.ts';

let accounts: Awaited<ReturnType<typeof openAccounts>>;

beforeAll(async () => {
  accounts = await openAccounts({ quota: 2 });
});
afterAll(() => accounts.close());

it('permits as many openings as the quota, also concurrently, and answers retries', async () => {
  const { olga, stranger } = accounts.users;
  const keys = ['one', 'two', 'three', 'four'];

  const answers = await Promise.all(keys.map((idempotencyKey) => accounts.open(olga.viewer, { idempotencyKey })));
  const opened = answers.map(({ data }) => data.openAccount.account?.id ?? null);
  const first = opened.findIndex((id) => id !== null);
  const repeated = await accounts.open(olga.viewer, { idempotencyKey: keys[first], name: 'Everyday' });
  const elsewhere = await accounts.open(stranger.viewer);

  expect(opened.filter((id) => id !== null)).toHaveLength(2);
  expect(answers.flatMap(({ data }) => data.openAccount.errors)).toEqual(
    [1, 2].map(() => ({ __typename: 'QuotaReached', code: 'QUOTA_REACHED', path: null })),
  );
  expect(repeated.data.openAccount.account.id).toBe(opened[first]);
  expect(elsewhere.data.openAccount.account).not.toBeNull();
  const [left] = await accounts.sql`
    select count(*)::int as accounts, (select used::int from accounts.usage where organization_id = ${accounts.users.organizationId}) as used
    from accounts.accounts where organization_id = ${accounts.users.organizationId}`;
  expect(left).toEqual({ accounts: 2, used: 2 });
});
