import { newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';

const list = 'query ($filter: TransferFilter) { transfers(filter: $filter) { nodes { sequence } } }';
let ledger: FreshLedger;
let bank: string;

beforeAll(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  const between = { debitAccountId: acct(bank), creditAccountId: acct(await ledger.openAccount()) };
  for (const metadata of [{ channel: 'app', number: '4' }, { channel: 'web' }, null]) {
    const input = { idempotencyKey: newId(), ...between, amount: { amount: '1.00', currency: 'EUR' }, metadata };
    await ledger.execute(
      ledger.operator(),
      'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
      { input },
    );
  }
});
afterAll(() => ledger.close());

describe('transfers', () => {
  it.each(['recordedFrom', 'recordedBefore', 'effectiveFrom', 'effectiveBefore'])(
    'are not found by a day that does not exist, as %s',
    async (field) => {
      const { errors } = await ledger.execute(ledger.operator(), list, { filter: { [field]: '2026-06-31T23:59:59Z' } });

      expect(errors).toMatchObject([
        {
          path: ['transfers'],
          message: expect.stringMatching(new RegExp(`^\`${field}\`: .*day from 01 to 30`)),
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    },
  );

  it('are not found by malformed metadata', async () => {
    const { errors } = await ledger.execute(ledger.operator(), list, { filter: { metadata: { k: 5 } } });

    expect(errors).toMatchObject([
      {
        path: ['transfers'],
        message: expect.stringMatching(/`metadata`: .*"k"/),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it('come by metadata whose values are variables', async () => {
    const { data, errors } = await ledger.execute(
      ledger.operator(),
      'query ($channel: String) { transfers(filter: { metadata: { channel: $channel, number: "4" } }) { nodes { sequence } } }',
      { channel: 'app' },
    );

    expect(errors).toBeUndefined();
    expect(data).toEqual({ transfers: { nodes: [{ sequence: '1' }] } });
  });

  it('come all by metadata of no key', async () => {
    const { data } = await ledger.execute(ledger.operator(), list, { filter: { metadata: {} } });

    expect(data).toEqual({ transfers: { nodes: [{ sequence: '1' }, { sequence: '2' }, { sequence: '3' }] } });
  });
});

describe('balances of the past', () => {
  it.each(['2026-02-30T00:00:00Z', '2026-01-01T24:00:00Z', '2016-12-31T23:59:60Z', '0000-01-01T00:00:00Z'])(
    'are not known at %s, which does not exist',
    async (time) => {
      const { data, errors } = await ledger.execute(
        ledger.operator(),
        'query ($ids: [_Any!]!, $time: DateTime!) { _entities(representations: $ids) { ... on Account { balanceAt(time: $time) { amount } } } }',
        { ids: [{ __typename: 'Account', id: acct(bank) }], time },
      );

      expect(data).toEqual({ _entities: [{ balanceAt: null }] });
      expect(errors).toMatchObject([
        {
          path: ['_entities', 0, 'balanceAt'],
          message: expect.stringContaining('does not exist'),
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    },
  );
});
