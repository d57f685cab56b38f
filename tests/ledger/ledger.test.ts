import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { logCursor } from '@tributary/ledger/log/log-cursor.ts';
import { formatId, newId, parseId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';

const createTransfer = /* GraphQL */ `
  mutation ($input: CreateTransferInput!) {
    createTransfer(input: $input) {
      transfer {
        id
        sequence
        amount {
          amount
          currency
        }
        description
        reversedBy {
          id
        }
      }
      errors {
        __typename
        code
        message
        path
        ... on InsufficientFunds {
          available {
            amount
          }
          required {
            amount
          }
        }
        ... on IdempotencyMismatch {
          field
        }
      }
    }
  }
`;
const createTransfers = /* GraphQL */ `
  mutation ($input: CreateTransfersInput!) {
    createTransfers(input: $input) {
      results {
        transfer {
          id
          journalId
        }
        errors {
          code
          path
          ... on JournalRefused {
            refusedIndex
          }
        }
      }
    }
  }
`;
const createHold = /* GraphQL */ `
  mutation ($input: CreateHoldInput!) {
    createHold(input: $input) {
      hold {
        id
        status
        remaining {
          amount
        }
      }
      errors {
        code
      }
    }
  }
`;
const balances = /* GraphQL */ `
  query ($ids: [_Any!]!) {
    _entities(representations: $ids) {
      ... on Account {
        balance {
          posted {
            amount
          }
          pending {
            amount
          }
          available {
            amount
          }
          version
          cursor
        }
      }
    }
  }
`;

let ledger: FreshLedger;
let bank: string;

beforeAll(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
});
afterAll(() => ledger.close());

/** An account of the owner's with money in it, and one without. */
async function payerAndPayee(funds = '100.00') {
  const owner = newId();
  const payer = await ledger.openAccount({ ownerId: owner });
  const payee = await ledger.openAccount({ ownerId: newId() });
  const funding = await ledger.execute(ledger.operator(), createTransfer, {
    input: transferInput({ debit: bank, credit: payer, amount: funds }),
  });
  expect(funding).toMatchObject({ data: { createTransfer: { errors: [] } } });
  return { owner: ledger.customer(owner), payer, payee };
}

function transferInput({
  debit,
  credit,
  amount = '1.00',
  ...rest
}: {
  debit: string;
  credit: string;
  amount?: string;
  [field: string]: unknown;
}) {
  return {
    idempotencyKey: newId(),
    debitAccountId: acct(debit),
    creditAccountId: acct(credit),
    amount: { amount, currency: 'EUR' },
    ...rest,
  };
}

async function balanceOf(id: string, viewer: Viewer = ledger.operator()) {
  const { data } = await ledger.execute(viewer, balances, { ids: [{ __typename: 'Account', id: acct(id) }] });
  return data;
}

const amounts = (posted: string, pending = posted, available = pending) => ({
  _entities: [
    { balance: { posted: { amount: posted }, pending: { amount: pending }, available: { amount: available } } },
  ],
});

describe('transfers', () => {
  it('moves money between two accounts, exactly', async () => {
    const { owner, payer, payee } = await payerAndPayee();

    const response = await ledger.execute(owner, createTransfer, {
      input: transferInput({ debit: payer, credit: payee, amount: '12.34', description: 'Lunch' }),
    });

    expect(response).toMatchObject({
      data: {
        createTransfer: {
          transfer: { amount: { amount: '12.34', currency: 'EUR' }, description: 'Lunch' },
          errors: [],
        },
      },
    });
    expect(await balanceOf(payer)).toMatchObject(amounts('87.66'));
    expect(await balanceOf(payee)).toMatchObject(amounts('12.34'));
  });

  it('answers a refusal as data, and gives the same answer for the same key even when it would now succeed', async () => {
    const { owner, payer, payee } = await payerAndPayee('10.00');
    const input = transferInput({ debit: payer, credit: payee, amount: '10.01' });

    const refused = await ledger.execute(owner, createTransfer, { input });
    await ledger.execute(ledger.operator(), createTransfer, {
      input: transferInput({ debit: bank, credit: payer, amount: '50.00' }),
    });
    const again = await ledger.execute(owner, createTransfer, { input });

    expect(refused).toMatchObject({
      data: {
        createTransfer: {
          transfer: null,
          errors: [
            {
              __typename: 'InsufficientFunds',
              available: { amount: '10.00' },
              required: { amount: '10.01' },
              path: ['input', 'debitAccountId'],
            },
          ],
        },
      },
    });
    expect(again).toEqual(refused);
  });

  it('names the field in which a second use of a key differs', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const input = transferInput({ debit: payer, credit: payee });
    await ledger.execute(owner, createTransfer, { input });

    const response = await ledger.execute(owner, createTransfer, { input: { ...input, description: 'other' } });

    expect(response).toMatchObject({
      data: {
        createTransfer: {
          errors: [{ code: 'IDEMPOTENCY_MISMATCH', field: 'description', path: ['input', 'idempotencyKey'] }],
        },
      },
    });
  });

  it('makes one transfer of 50 racing retries', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const input = transferInput({ debit: payer, credit: payee });

    const responses = await Promise.all(
      Array.from({ length: 50 }, () => ledger.execute(owner, createTransfer, { input })),
    );

    expect(new Set(responses.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await balanceOf(payer)).toMatchObject(amounts('99.00'));
  });

  it('makes one transfer of a key that reaches two replicas at once', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const replica = await ledger.openReplica();
    const input = transferInput({ debit: payer, credit: payee });

    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0
          ? ledger.execute(owner, createTransfer, { input })
          : replica.execute(owner, createTransfer, { input }),
      ),
    );
    await replica.close();

    expect(new Set(responses.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(responses[0]).toMatchObject({ data: { createTransfer: { errors: [] } } });
    expect(await balanceOf(payer)).toMatchObject(amounts('99.00'));
  });

  it('refuses a malformed amount as data, and does not remember it', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const input = transferInput({ debit: payer, credit: payee, amount: '1.001' });

    const refused = await ledger.execute(owner, createTransfer, { input });
    const corrected = await ledger.execute(owner, createTransfer, {
      input: { ...input, amount: { amount: '1.00', currency: 'EUR' } },
    });

    expect(refused).toMatchObject({
      data: { createTransfer: { errors: [{ code: 'INVALID_AMOUNT', path: ['input', 'amount'] }] } },
    });
    expect(corrected).toMatchObject({ data: { createTransfer: { errors: [] } } });
  });

  it('holds to a condition on what is available, and says what was', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const send = (condition: Record<string, unknown>) =>
      ledger.execute(
        owner,
        `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) {
          transfer { id } errors { code path ... on ConditionNotMet { available { amount } required { amount } } } } }`,
        { input: transferInput({ debit: payer, credit: payee, ...condition }) },
      );
    const eur = (amount: string) => ({ amount, currency: 'EUR' });

    const [met, unmet, malformed, unseen] = [
      await send({ debitAvailableAtLeast: eur('100.00') }),
      await send({ debitAvailableAtLeast: eur('99.01') }),
      await send({ debitAvailableAtLeast: eur('1e2') }),
      await send({ creditAvailableAtLeast: eur('0') }),
    ];

    expect(met).toMatchObject({ data: { createTransfer: { errors: [] } } });
    expect(unmet).toMatchObject({
      data: {
        createTransfer: {
          transfer: null,
          errors: [
            {
              code: 'CONDITION_NOT_MET',
              path: ['input', 'debitAvailableAtLeast'],
              available: { amount: '99.00' },
              required: { amount: '99.01' },
            },
          ],
        },
      },
    });
    expect(malformed).toMatchObject({
      data: { createTransfer: { errors: [{ code: 'INVALID_INPUT', path: ['input', 'debitAvailableAtLeast'] }] } },
    });
    expect(unseen).toMatchObject({
      data: { createTransfer: { errors: [{ code: 'INVALID_INPUT', path: ['input', 'creditAvailableAtLeast'] }] } },
    });
  });

  it('posts a journal wholly or not at all, and says which of the request was at fault', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const send = (large: string) =>
      ledger.execute(owner, createTransfers, {
        input: {
          transfers: [
            transferInput({ debit: payer, credit: payee, amount: '1.00' }),
            transferInput({ debit: payer, credit: payee, amount: '2.00', journal: 'fee' }),
            transferInput({ debit: payer, credit: payee, amount: large, journal: 'fee' }),
          ],
        },
      });

    const [refused, posted] = [await send('1000.00'), await send('3.00')];

    expect(refused.data?.['createTransfers']).toMatchObject({
      results: [
        { errors: [] },
        { transfer: null, errors: [{ code: 'JOURNAL_REFUSED', refusedIndex: 2 }] },
        {
          transfer: null,
          errors: [{ code: 'INSUFFICIENT_FUNDS', path: ['input', 'transfers', '2', 'debitAccountId'] }],
        },
      ],
    });
    expect(posted.data?.['createTransfers']).toMatchObject({
      results: [{ errors: [] }, { errors: [] }, { errors: [] }],
    });
    expect(await balanceOf(payer)).toMatchObject(amounts('93.00'));
  });

  it('undoes a transfer, links the two, and undoes no more than all of it', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const made = await ledger.execute(owner, createTransfer, {
      input: transferInput({ debit: payer, credit: payee, amount: '5.00' }),
    });
    const [id] = JSON.stringify(made.data).match(/tr_[0-9a-f]{32}/) ?? [];
    const reverse = (viewer: Viewer) =>
      ledger.execute(
        viewer,
        `mutation ($input: ReverseTransferInput!) {
          reverseTransfer(input: $input) { transfer { reverses { id reversedBy { id } } } errors { code } } }`,
        { input: { idempotencyKey: newId(), transferId: id } },
      );

    const [byPayer, byOperator, again] = [
      await reverse(owner),
      await reverse(ledger.operator()),
      await reverse(ledger.operator()),
    ];

    expect(byPayer).toMatchObject({ data: { reverseTransfer: { errors: [{ code: 'TRANSFER_NOT_FOUND' }] } } });
    expect(byOperator).toMatchObject({
      data: {
        reverseTransfer: { transfer: { reverses: { id, reversedBy: [{ id: expect.any(String) }] } }, errors: [] },
      },
    });
    expect(again).toMatchObject({ data: { reverseTransfer: { errors: [{ code: 'REVERSAL_EXCEEDS_TRANSFER' }] } } });
  });
});

describe('holds', () => {
  it('reserves, captures in part, and gives back the rest', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const made = await ledger.execute(owner, createHold, {
      input: transferInput({ debit: payer, credit: payee, amount: '40.00' }),
    });
    const [holdId] = JSON.stringify(made.data).match(/hold_[0-9a-f]{32}/) ?? [];
    const whileHeld = await balanceOf(payer);

    const captured = await ledger.execute(
      owner,
      `mutation ($input: CaptureHoldInput!) {
        captureHold(input: $input) { hold { status remaining { amount } captures { id } } transfer { hold { id } } errors { code } } }`,
      { input: { idempotencyKey: newId(), holdId, amount: { amount: '15.00', currency: 'EUR' } } },
    );
    const voided = await ledger.execute(
      owner,
      `mutation ($input: VoidHoldInput!) { voidHold(input: $input) { hold { status remaining { amount } } errors { code } } }`,
      { input: { idempotencyKey: newId(), holdId } },
    );

    expect(whileHeld).toMatchObject(amounts('100.00', '60.00'));
    expect(captured).toMatchObject({
      data: {
        captureHold: {
          hold: { status: 'OPEN', remaining: { amount: '25.00' }, captures: [{}] },
          transfer: { hold: { id: holdId } },
          errors: [],
        },
      },
    });
    expect(voided).toMatchObject({
      data: { voidHold: { hold: { status: 'VOIDED', remaining: { amount: '0.00' } }, errors: [] } },
    });
    expect(await balanceOf(payer)).toMatchObject(amounts('85.00'));
    expect(await balanceOf(payee)).toMatchObject(amounts('15.00'));
  });

  it('counts a due hold no more, for whatever comes next', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const made = await ledger.execute(owner, createHold, {
      input: transferInput({ debit: payer, credit: payee, amount: '100.00', expiresIn: 31_536_000 }),
    });
    const [holdId = ''] = JSON.stringify(made.data).match(/hold_[0-9a-f]{32}/) ?? [];
    // As if a year had passed.
    await ledger.sql`update ledger.holds set expires_at = now() where id = ${parseId('hold', holdId)}`;

    const [spent, captured] = await Promise.all([
      ledger.execute(owner, createTransfer, {
        input: transferInput({ debit: payer, credit: payee, amount: '100.00' }),
      }),
      ledger.execute(
        owner,
        `mutation ($input: CaptureHoldInput!) { captureHold(input: $input) { errors { code ... on HoldNotOpen { status } } } }`,
        { input: { idempotencyKey: newId(), holdId } },
      ),
    ]);

    expect(spent).toMatchObject({ data: { createTransfer: { errors: [] } } });
    expect(captured).toMatchObject({
      data: { captureHold: { errors: [{ code: 'HOLD_NOT_OPEN', status: 'EXPIRED' }] } },
    });
  });

  it('expires a hold by itself, as an event', async () => {
    const { owner, payer, payee } = await payerAndPayee();
    const events = await ledger.subscribe(
      owner,
      `subscription { ledgerEvents(filter: { kinds: [EXPIRY] }) { ... on HoldExpired { hold { status } } } }`,
    );
    const event = events.next();

    await ledger.execute(owner, createHold, {
      input: transferInput({ debit: payer, credit: payee, amount: '40.00', expiresIn: 1 }),
    });

    expect(await event).toMatchObject({ value: { data: { ledgerEvents: { hold: { status: 'EXPIRED' } } } } });
    expect(await balanceOf(payer)).toMatchObject(amounts('100.00'));
    await events.return?.();
  });
});

describe('what one may see', () => {
  it('shows a customer nothing of an account that is not theirs', async () => {
    const { owner, payer } = await payerAndPayee();

    expect(await balanceOf(payer, owner)).toMatchObject(amounts('100.00'));
    expect(await balanceOf(payer, ledger.customer())).toEqual({ _entities: [{ balance: null }] });
    expect(await balanceOf(payer, { ...ledger.operator(), organizationId: newId() } as Viewer)).toEqual({
      _entities: [{ balance: null }],
    });
  });

  it('lists transfers, entries and events only to who may see one of the accounts', async () => {
    const { owner, payer, payee } = await payerAndPayee();
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
    const { payer, payee } = await payerAndPayee();
    const client = (scopes: readonly string[]) =>
      ({
        kind: 'client',
        id: newId(),
        organizationId: ledger.organizationId,
        scopes,
        accountIds: [payer],
        expiresAt: 2_000_000_000,
      }) as Viewer;
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
    const { payer, payee } = await payerAndPayee();

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

describe('history', () => {
  it('takes transfers from before, and knows balances of the past by either date', async () => {
    const early = await freshLedger();
    try {
      const own = await early.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
      const account = await early.openAccount();
      const between = { debitAccountId: own, creditAccountId: account, currency: 'EUR' };
      const outcomes = await early.commands.submit(early.organizationId, [
        pastTransferCommand({ ...between, amount: 100n, recordedAt: new Date('2026-01-01T00:00:00Z') }),
        pastTransferCommand({
          ...between,
          amount: 20n,
          recordedAt: new Date('2026-01-03T00:00:00Z'),
          effectiveAt: new Date('2026-01-01T12:00:00Z'),
        }),
      ]);

      const { data } = await early.execute(
        early.operator(),
        `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account {
          recorded: balanceAt(time: "2026-01-02T00:00:00Z", by: RECORDED) { amount }
          effective: balanceAt(time: "2026-01-02T00:00:00Z") { amount }
          before: balanceAt(time: "2025-12-31T23:59:59.999Z") { amount } } } }`,
        { ids: [{ __typename: 'Account', id: acct(account) }] },
      );

      expect(outcomes).toMatchObject([
        { transferId: expect.any(String), holdId: null },
        { transferId: expect.any(String), holdId: null },
      ]);
      expect(data).toEqual({
        _entities: [{ recorded: { amount: '1.00' }, effective: { amount: '1.20' }, before: { amount: '0.00' } }],
      });
    } finally {
      await early.close();
    }
  });

  it('reads the balances of 50 accounts with one statement', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => ledger.openAccount()));
    ledger.statements.length = 0;

    await ledger.execute(ledger.operator(), balances, {
      ids: ids.map((id) => ({ __typename: 'Account', id: acct(id) })),
    });

    expect(ledger.statements.filter((statement) => statement.includes('"ledger"."accounts"'))).toHaveLength(1);
  });
});

describe('the stream', () => {
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

  it('brings what follows a balance exactly once, across a break, with an unbroken chain', async () => {
    const { owner, payer, payee } = await payerAndPayee();
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
    await payerAndPayee();

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

  it('has a log without gaps, whose last balances are those of the accounts, and which adds up to nothing', async () => {
    const { owner, payer, payee } = await payerAndPayee();
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
