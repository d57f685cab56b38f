import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';

const list = 'query ($filter: TransferFilter) { transfers(filter: $filter) { nodes { sequence } } }';
let ledger: FreshLedger;
let bank: string;
/** The owner of the account that the third transfer credits. */
let owner: string;

beforeAll(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  owner = newId();
  const other = await ledger.openAccount();
  const own = await ledger.openAccount({ ownerId: owner });
  for (const metadata of [{ channel: 'app', number: '4' }, { channel: 'web' }, null]) {
    const input = {
      ...{ idempotencyKey: newId(), amount: { amount: '1.00', currency: 'EUR' }, metadata },
      ...{ debitAccountId: acct(bank), creditAccountId: acct(metadata === null ? own : other) },
    };
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
    'are refused for a day that does not exist, as %s',
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

  it('are refused for malformed metadata', async () => {
    const { errors } = await ledger.execute(ledger.operator(), list, { filter: { metadata: { k: 5 } } });

    expect(errors).toMatchObject([
      {
        path: ['transfers'],
        message: expect.stringMatching(/`metadata`: .*"k"/),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it('are filtered by metadata whose values are variables', async () => {
    const { data, errors } = await ledger.execute(
      ledger.operator(),
      'query ($channel: String) { transfers(filter: { metadata: { channel: $channel, number: "4" } }) { nodes { sequence } } }',
      { channel: 'app' },
    );

    expect(errors).toBeUndefined();
    expect(data).toEqual({ transfers: { nodes: [{ sequence: '1' }] } });
  });

  it.each(['transfers', 'ledgerEvents'])(
    'and events have pages that tell whether rows are before and after them (%s)',
    async (field) => {
      const pageOf = async (args: string, viewer = ledger.operator()) => {
        const { data, errors } = await ledger.execute(
          viewer,
          `{ page: ${field}(${args}) { edges { cursor node { sequence } } pageInfo { hasNextPage hasPreviousPage startCursor } } }`,
        );
        expect(errors).toBeUndefined();
        return data?.['page'] as {
          edges: { cursor: string; node: { sequence: string } }[];
          pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null };
        };
      };
      const all = await pageOf('first: 3');
      const [one, , three] = all.edges.map(({ cursor }) => cursor);
      const sides = async (args: string, viewer?: Viewer) => {
        const { edges, pageInfo } = await pageOf(args, viewer);
        return [pageInfo.hasPreviousPage, edges.map(({ node }) => Number(node.sequence)), pageInfo.hasNextPage];
      };

      expect(await sides('first: 2')).toEqual([false, [1, 2], true]);
      expect(await sides('first: 2, after: ""')).toEqual([false, [1, 2], true]);
      expect(await sides(`first: 2, after: "${one}"`)).toEqual([true, [2, 3], false]);
      expect(await sides('first: 0')).toEqual([false, [], true]);
      expect(await sides('last: 0')).toEqual([true, [], false]);
      expect(await sides(`first: 0, after: "${three}"`)).toEqual([true, [], false]);
      expect(await sides(`last: 2, before: "${three}"`)).toEqual([false, [1, 2], true]);
      expect(await sides('last: 2, before: ""')).toEqual([false, [], true]);
      // The customer sees only the third row: nothing of theirs is before it.
      expect(await sides(`first: 2, after: "${one}"`, ledger.customer(owner))).toEqual([false, [3], false]);
      expect(await sides(`last: 1, before: "${one}"`, ledger.customer(owner))).toEqual([false, [], true]);
    },
  );

  it('are all found by metadata without a key', async () => {
    const { data } = await ledger.execute(ledger.operator(), list, { filter: { metadata: {} } });

    expect(data).toEqual({ transfers: { nodes: [{ sequence: '1' }, { sequence: '2' }, { sequence: '3' }] } });
  });
});

describe('balances of the past', () => {
  it.each(['2026-02-30T00:00:00Z', '2026-01-01T24:00:00Z', '2016-12-31T23:59:60Z', '0000-01-01T00:00:00Z'])(
    'are refused for %s, which does not exist',
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

const entriesShape = z.object({
  edges: z.array(z.object({ cursor: z.string() })),
  nodes: z.array(z.object({ version: z.number() })),
  pageInfo: z.object({ hasNextPage: z.boolean(), hasPreviousPage: z.boolean() }),
});

describe('entries', () => {
  it('have pages that tell whether rows are before and after them', async () => {
    const sides = async (args: string) => {
      const { data, errors } = await ledger.execute(
        ledger.operator(),
        `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account {
          entries(${args}) { edges { cursor } nodes { version } pageInfo { hasNextPage hasPreviousPage } } } } }`,
        { ids: [{ __typename: 'Account', id: acct(bank) }] },
      );
      expect(errors).toBeUndefined();
      const [account] = z.array(z.object({ entries: entriesShape })).parse(data?.['_entities']);
      assert(account !== undefined);
      const { entries } = account;
      const { hasPreviousPage, hasNextPage } = entries.pageInfo;
      return {
        cursors: entries.edges.map(({ cursor }) => cursor),
        sides: [hasPreviousPage, entries.nodes.length, hasNextPage],
      };
    };
    const { cursors } = await sides('first: 3');
    const [one, , three] = cursors;

    expect((await sides('first: 2, after: ""')).sides).toEqual([false, 2, true]);
    expect((await sides(`first: 2, after: "${one}"`)).sides).toEqual([true, 2, false]);
    expect((await sides(`first: 2, after: "${three}"`)).sides).toEqual([true, 0, false]);
    expect((await sides('first: 0')).sides).toEqual([false, 0, true]);
    expect((await sides('last: 0')).sides).toEqual([true, 0, false]);
    expect((await sides(`last: 2, before: "${three}"`)).sides).toEqual([false, 2, true]);
  });
});
