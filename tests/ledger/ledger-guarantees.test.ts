import { logCursor } from '@tributary/ledger/log/log-cursor.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import type { Scope, Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import {
  amounts,
  balances,
  createHold,
  createTransfer,
  ledgerWithBank,
  transferInput,
  type LedgerWithBank,
} from './ledger-with-bank.ts';

let ledger: LedgerWithBank;

beforeAll(async () => {
  ledger = await ledgerWithBank();
});
afterAll(() => ledger.close());

describe('permissions', () => {
  it('shows a customer nothing of an account that is not theirs', async () => {
    const { owner, payer } = await ledger.payerAndPayee();

    expect(await ledger.balanceOf(payer, owner)).toMatchObject(amounts('100.00'));
    expect(await ledger.balanceOf(payer, ledger.customer())).toEqual({ _entities: [{ balance: null }] });
    expect(await ledger.balanceOf(payer, { ...ledger.operator(), organizationId: newId() } as Viewer)).toEqual({
      _entities: [{ balance: null }],
    });
  });

  it('lists transfers, entries and events only to viewers who may see one of the accounts', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    await ledger.execute(owner, createTransfer, { input: transferInput({ debit: payer, credit: payee }) });
    const everything = /* GraphQL */ `
      query ($accounts: [ID!]!, $ids: [_Any!]!) {
        transfers(filter: { accountIds: $accounts }) {
          nodes {
            id
          }
        }
        ledgerEvents(filter: { accountIds: $accounts }) {
          nodes {
            sequence
            previousSequence
          }
        }
        _entities(representations: $ids) {
          ... on Account {
            entries {
              nodes {
                side
                version
                balanceAfter {
                  amount
                }
              }
            }
          }
        }
      }
    `;
    const variables = { accounts: [acct(payer)], ids: [{ __typename: 'Account', id: acct(payer) }] };

    const [own, other] = [
      await ledger.execute(owner, everything, variables),
      await ledger.execute(ledger.customer(), everything, variables),
    ];

    expect(own).toMatchObject({
      data: {
        transfers: { nodes: [{}, {}] },
        ledgerEvents: { nodes: [{ previousSequence: null }, { previousSequence: expect.any(String) }] },
        _entities: [
          {
            entries: {
              nodes: [
                { side: 'CREDIT', version: 1, balanceAfter: { amount: '100.00' } },
                { side: 'DEBIT', version: 2, balanceAfter: { amount: '99.00' } },
              ],
            },
          },
        ],
      },
    });
    expect(other.data).toEqual({
      transfers: { nodes: [] },
      ledgerEvents: { nodes: [] },
      _entities: [{ entries: null }],
    });
  });

  it('lets an API client do what its scopes name, on the accounts that it is confined to', async () => {
    const { payer, payee } = await ledger.payerAndPayee();
    const client = (scopes: readonly Scope[]) => ledger.client(scopes, [payer]);
    const input = transferInput({ debit: payer, credit: payee });

    const written = await ledger.execute(client(['transfers:write']), createTransfer, { input });
    const forbidden = await ledger.execute(client(['accounts:read']), createTransfer, { input });
    const elsewhere = await ledger.execute(client(['transfers:write']), createTransfer, {
      input: transferInput({ debit: payee, credit: payer }),
    });

    expect(written).toMatchObject({ data: { createTransfer: { transfer: { id: expect.any(String) }, errors: [] } } });
    expect(forbidden).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(elsewhere).toMatchObject({ data: { createTransfer: { errors: [{ code: 'ACCOUNT_NOT_FOUND' }] } } });
    const head = '{ ledgerHead { sequence } }';
    for (const [viewer, code] of [
      [{ kind: 'anonymous' } as Viewer, 'UNAUTHENTICATED'],
      [client(['transfers:write']), 'FORBIDDEN'],
    ] as const) {
      expect(await ledger.execute(viewer, head)).toMatchObject({ errors: [{ extensions: { code } }] });
    }
    expect(await ledger.execute(client(['events:read']), head)).toMatchObject({
      data: { ledgerHead: { sequence: expect.any(String) } },
    });
  });

  it('takes account intents from the accounts subgraph only, and each once', async () => {
    const input = { intentId: formatId('int', newId()), kind: 'FREEZE', accountId: acct(await ledger.openAccount()) };
    const mutation = `mutation ($input: ApplyAccountIntentInput!) { applyAccountIntent(input: $input) { status errors { code } } }`;

    const byOperator = await ledger.execute(ledger.operator(), mutation, { input });
    const applied = await ledger.intend(input);
    await ledger.intend({ kind: 'UNFREEZE', accountId: input.accountId });
    const again = await ledger.intend(input);

    expect(byOperator).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(applied).toMatchObject({ data: { applyAccountIntent: { status: 'FROZEN', errors: [] } } });
    expect(again).toMatchObject({ data: { applyAccountIntent: { status: 'OPEN', errors: [] } } });
  });

  it('closes an account only when it is empty, and then for good', async () => {
    const { payer, payee } = await ledger.payerAndPayee();

    expect(await ledger.intend({ kind: 'CLOSE', accountId: acct(payer) })).toMatchObject({
      data: { applyAccountIntent: { status: 'OPEN', errors: [{ code: 'ACCOUNT_NOT_EMPTY' }] } },
    });
    expect(await ledger.intend({ kind: 'CLOSE', accountId: acct(payee) })).toMatchObject({
      data: { applyAccountIntent: { status: 'CLOSED' } },
    });
    expect(
      await ledger.execute(ledger.operator(), createTransfer, {
        input: transferInput({ debit: payer, credit: payee }),
      }),
    ).toMatchObject({ data: { createTransfer: { errors: [{ code: 'ACCOUNT_NOT_OPEN' }] } } });
  });
});

describe('the event stream', () => {
  const subscription = /* GraphQL */ `
    subscription ($after: String, $filter: LedgerEventFilter, $heartbeat: Int) {
      ledgerEvents(after: $after, filter: $filter, heartbeatSeconds: $heartbeat) {
        __typename
        cursor
        sequence
        previousSequence
        ... on TransferPosted {
          transfer {
            amount {
              amount
            }
          }
        }
      }
    }
  `;
  type Event = { cursor: string; sequence: string; previousSequence: string | null };
  const eventOf = (response: { data?: Record<string, unknown> | null | undefined } | undefined) =>
    response?.data?.['ledgerEvents'] as Event;

  it('delivers events after a balance exactly once, across a break, with an unbroken chain', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const { data } = await ledger.execute(owner, balances, { ids: [{ __typename: 'Account', id: acct(payer) }] });
    const [after] = /(?<="cursor":")[^"]+/.exec(JSON.stringify(data)) ?? [];
    const filter = { accountIds: [acct(payer)] };
    const pay = (amount: string) =>
      ledger.execute(owner, createTransfer, { input: transferInput({ debit: payer, credit: payee, amount }) });

    const first = await ledger.subscribe(owner, subscription, { after, filter });
    await pay('1.00');
    const one = eventOf((await first.next()).value);
    await first.return?.();
    await pay('2.00');
    const second = await ledger.subscribe(owner, subscription, { after: one.cursor, filter });
    const two = (await second.next()).value;
    const next = second.next();
    await pay('3.00');
    const three = eventOf((await next).value);
    await second.return?.();

    expect(one).toMatchObject({ __typename: 'TransferPosted', transfer: { amount: { amount: '1.00' } } });
    expect(eventOf(two)).toMatchObject({ previousSequence: one.sequence, transfer: { amount: { amount: '2.00' } } });
    expect(three).toMatchObject({ previousSequence: eventOf(two).sequence, transfer: { amount: { amount: '3.00' } } });
  });

  it('sends heartbeats while nothing happens', async () => {
    const stream = await ledger.subscribe(ledger.customer(), subscription, { heartbeat: 1 });

    expect(eventOf((await stream.next()).value)).toMatchObject({ __typename: 'Heartbeat', previousSequence: null });
    await stream.return?.();
  });

  it('ends at once when its reader leaves, also while it waits', async () => {
    const stream = await ledger.subscribe(ledger.customer(), subscription);
    const waiting = stream.next();

    await stream.return?.();

    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('ends with the token, and says where to resume', async () => {
    const stream = await ledger.subscribe(ledger.customer(newId(), 1), subscription);

    expect((await stream.next()).value).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', cursor: expect.any(String) } }],
    });
  });

  it.each([
    ['garbage', () => 'garbage'],
    ['another organization', () => logCursor(newId(), 1n)],
    ['the future', () => logCursor(ledger.organizationId, 1_000_000n)],
  ])('refuses a cursor from %s', async (_, cursor) => {
    const stream = await ledger.subscribe(ledger.operator(), subscription, { after: cursor() });

    expect((await stream.next()).value).toMatchObject({ errors: [{ extensions: { code: 'INVALID_CURSOR' } }] });
    expect(
      await ledger.execute(ledger.operator(), 'query ($after: String) { transfers(after: $after) { nodes { id } } }', {
        after: cursor(),
      }),
    ).toMatchObject({
      errors: [{ extensions: { code: 'INVALID_CURSOR' } }],
    });
  });
});

describe('the database', () => {
  it.each([
    ['update ledger.log set amount = amount + 1'],
    ['delete from ledger.log'],
    ['truncate ledger.log'],
    ['truncate ledger.log_000000'],
    ['delete from ledger.log_000000'],
  ])('refuses `%s`, even to its owner', async (statement) => {
    await ledger.payerAndPayee();

    await expect(ledger.sql.unsafe(statement)).rejects.toThrow(/append-only/);
  });

  it('lets the role of the service only read and add to the log', async () => {
    const may = async (privilege: string) => {
      const [row] = await ledger.sql<
        { may: boolean }[]
      >`select has_table_privilege('tributary_ledger', 'ledger.log', ${privilege}) as may`;
      return row?.may;
    };

    expect([await may('select'), await may('insert')]).toEqual([true, true]);
    expect([await may('update'), await may('delete'), await may('truncate')]).toEqual([false, false, false]);
  });

  it('has a log without gaps, whose last balances are those of the accounts, and whose sum is zero', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        ledger.execute(owner, index % 3 === 0 ? createHold : createTransfer, {
          input: transferInput({ debit: payer, credit: payee, amount: `${index % 7}.50` }),
        }),
      ),
    );

    const [gaps] = await ledger.sql<{ count: bigint; last: bigint; head: bigint }[]>`
      select count(*)::text as count, max(sequence)::text as last, (select last_sequence::text from ledger.ledgers where organization_id = ${ledger.organizationId}) as head
      from ledger.log where organization_id = ${ledger.organizationId}`;
    const differing = await ledger.sql`
      select a.id from ledger.accounts a cross join lateral (
        select case when l.debit_account_id = a.id then l.debit_posted else l.credit_posted end as posted,
          case when l.debit_account_id = a.id then l.debit_available else l.credit_available end as available,
          case when l.debit_account_id = a.id then l.debit_version else l.credit_version end as version
        from ledger.log l where a.id in (l.debit_account_id, l.credit_account_id) order by l.sequence desc limit 1) l
      where (a.posted, a.available, a.version) is distinct from (l.posted, l.available, l.version)`;
    const [sum] = await ledger.sql<{ sum: string }[]>`
      select sum(case when class in ('ASSET', 'EXPENSE') then -posted else posted end)::text as sum from ledger.accounts`;

    expect(gaps?.count).toBe(gaps?.last);
    expect(gaps?.last).toBe(gaps?.head);
    expect([...differing]).toEqual([]);
    expect(sum?.sum).toBe('0');
  });
});
