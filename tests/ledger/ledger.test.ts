import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { newId, parseId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct, freshLedger } from './fresh-ledger.ts';
import {
  amounts,
  balances,
  createHold,
  createTransfer,
  createTransfers,
  ledgerWithBank,
  transferInput,
  type LedgerWithBank,
} from './ledger-with-bank.ts';

let ledger: LedgerWithBank;

beforeAll(async () => {
  ledger = await ledgerWithBank();
});
afterAll(() => ledger.close());

describe('transfers', () => {
  it('moves money between two accounts, exactly', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();

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
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('87.66'));
    expect(await ledger.balanceOf(payee)).toMatchObject(amounts('12.34'));
  });

  it('returns a refusal as data, and the same answer for the same key even when it would now succeed', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('10.00');
    const input = transferInput({ debit: payer, credit: payee, amount: '10.01' });

    const refused = await ledger.execute(owner, createTransfer, { input });
    await ledger.execute(ledger.operator(), createTransfer, {
      input: transferInput({ debit: ledger.bank, credit: payer, amount: '50.00' }),
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
    const { owner, payer, payee } = await ledger.payerAndPayee();
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
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const input = transferInput({ debit: payer, credit: payee });

    const responses = await Promise.all(
      Array.from({ length: 50 }, () => ledger.execute(owner, createTransfer, { input })),
    );

    expect(new Set(responses.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('99.00'));
  });

  it('makes one transfer of a key that reaches two replicas at once', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
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
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('99.00'));
  });

  it('refuses a malformed amount as data, and does not remember it', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
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

  it('checks a condition on the available balance, and names that balance', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
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

  it('posts a journal wholly or not at all, and names the faulty transfer of the request', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
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
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('93.00'));
  });

  it('reverses a transfer, links the two, and reverses no more than its amount', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
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
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const made = await ledger.execute(owner, createHold, {
      input: transferInput({ debit: payer, credit: payee, amount: '40.00', revocable: true }),
    });
    const [holdId] = JSON.stringify(made.data).match(/hold_[0-9a-f]{32}/) ?? [];
    const whileHeld = await ledger.balanceOf(payer);

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
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('85.00'));
    expect(await ledger.balanceOf(payee)).toMatchObject(amounts('15.00'));
  });

  it('does not count a due hold for the next command', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const made = await ledger.execute(owner, createHold, {
      input: transferInput({ debit: payer, credit: payee, amount: '100.00', expiresIn: 31_536_000 }),
    });
    const [holdId = ''] = JSON.stringify(made.data).match(/hold_[0-9a-f]{32}/) ?? [];
    // The hold becomes due.
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

  it('expires a due hold without a request, as an event', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const events = await ledger.subscribe(
      owner,
      `subscription { ledgerEvents(filter: { kinds: [EXPIRY] }) { ... on HoldExpired { hold { status } } } }`,
    );
    const event = events.next();

    await ledger.execute(owner, createHold, {
      input: transferInput({ debit: payer, credit: payee, amount: '40.00', expiresIn: 1 }),
    });

    expect(await event).toMatchObject({ value: { data: { ledgerEvents: { hold: { status: 'EXPIRED' } } } } });
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('100.00'));
    await events.return?.();
  });
});

describe('history', () => {
  it('imports past transfers, and gives balances of the past by either date', async () => {
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

  it('loads the balances of 50 accounts with one statement', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => ledger.openAccount()));
    ledger.statements.length = 0;

    await ledger.execute(ledger.operator(), balances, {
      ids: ids.map((id) => ({ __typename: 'Account', id: acct(id) })),
    });

    expect(ledger.statements.filter((statement) => statement.includes('"ledger"."accounts"'))).toHaveLength(1);
  });
});
