import { formatId, newId, parseId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { acct } from './fresh-ledger.ts';
import { createHold, createTransfer, ledgerWithBank, transferInput, type LedgerWithBank } from './ledger-with-bank.ts';

let ledger: LedgerWithBank;
beforeAll(async () => {
  ledger = await ledgerWithBank();
});
afterAll(() => ledger.close());

const moneyShape = z.object({ amount: z.string() });
const balanceShape = z.object({
  posted: moneyShape,
  pending: moneyShape,
  available: moneyShape,
  version: z.number(),
  cursor: z.string(),
});
const viewShape = z.object({
  _entities: z.tuple([z.object({ balance: balanceShape })]),
  hold: z.object({ status: z.string(), remaining: moneyShape }),
});

/** An account as its owner sees it, with a hold on it. */
async function viewOf(viewer: Viewer, account: string, holdId: string) {
  const { data } = await ledger.execute(
    viewer,
    `query ($references: [_Any!]!, $hold: ID!) {
      _entities(representations: $references) { ... on Account {
        balance { posted { amount } pending { amount } available { amount } version cursor } } }
      hold(id: $hold) { status remaining { amount } } }`,
    { references: [{ __typename: 'Account', id: acct(account) }], hold: holdId },
  );
  const { _entities: entities, hold } = viewShape.parse(data);
  return { balance: entities[0].balance, hold };
}

async function eventsAfter(cursor: string, account: string) {
  const { data } = await ledger.execute(
    ledger.operator(),
    `query ($after: String, $accounts: [ID!]) { ledgerEvents(after: $after, filter: { accountIds: $accounts }) { nodes { __typename
      debitBalance { posted { amount } pending { amount } available { amount } version cursor }
      ... on HoldExpired { amount { amount } } } } }`,
    { after: cursor, accounts: [acct(account)] },
  );
  return z.object({ ledgerEvents: z.object({ nodes: z.array(z.looseObject({})) }) }).parse(data).ledgerEvents.nodes;
}

/** A hold of 40 of 100. `stopWriting` locks the log, and then makes the hold due. */
async function dueHold() {
  const { owner, payer, payee } = await ledger.payerAndPayee();
  const made = await ledger.execute(owner, createHold, {
    input: transferInput({ debit: payer, credit: payee, amount: '40.00', expiresIn: 3_600 }),
  });
  const [holdId = ''] = /hold_[0-9a-f]{32}/.exec(JSON.stringify(made.data)) ?? [];
  const stopWriting = async () => {
    const unlock = await ledger.lockLog();
    await ledger.sql`update ledger.holds set expires_at = now() where id = ${parseId('hold', holdId)}`;
    return unlock;
  };
  return { owner, payer, payee, holdId, stopWriting };
}

const isLogged = (account: string, version: number) => async () => {
  const [row] = await ledger.sql`select version from ledger.accounts where id = ${account}`;
  return row?.['version'] === version;
};

it('a due hold counts unchanged until its expiry is in the log', async () => {
  const { owner, payer, holdId, stopWriting } = await dueHold();
  const before = await viewOf(owner, payer, holdId);

  const unlock = await stopWriting();
  const whileDue = await viewOf(owner, payer, holdId);
  await unlock();
  await expect.poll(isLogged(payer, 3), { timeout: 10_000 }).toBe(true);
  const after = await viewOf(owner, payer, holdId);

  expect(whileDue).toEqual(before);
  expect(before).toMatchObject({
    balance: { pending: { amount: '60.00' }, available: { amount: '60.00' }, version: 2 },
    hold: { status: 'OPEN', remaining: { amount: '40.00' } },
  });
  expect(after).toMatchObject({
    balance: { pending: { amount: '100.00' }, available: { amount: '100.00' }, version: 3 },
    hold: { status: 'EXPIRED', remaining: { amount: '0.00' } },
  });
  // The earlier balance and the events after its cursor give the present balance.
  expect(await eventsAfter(whileDue.balance.cursor, payer)).toEqual([
    { __typename: 'HoldExpired', amount: { amount: '40.00' }, debitBalance: after.balance },
  ]);
  expect(await eventsAfter(after.balance.cursor, payer)).toEqual([]);
});

it('a due hold is not captured, even if its expiry is not yet in the log', async () => {
  const { owner, payer, holdId, stopWriting } = await dueHold();

  const unlock = await stopWriting();
  const capture = ledger.execute(
    owner,
    `mutation ($input: CaptureHoldInput!) { captureHold(input: $input) { errors { code ... on HoldNotOpen { status } } } }`,
    { input: { idempotencyKey: newId(), holdId } },
  );
  const whileWaiting = await viewOf(owner, payer, holdId);
  await unlock();

  expect(await capture).toMatchObject({
    data: { captureHold: { errors: [{ code: 'HOLD_NOT_OPEN', status: 'EXPIRED' }] } },
  });
  expect(whileWaiting.hold).toEqual({ status: 'OPEN', remaining: { amount: '40.00' } });
  expect(await viewOf(owner, payer, holdId)).toMatchObject({
    balance: { posted: { amount: '100.00' }, available: { amount: '100.00' } },
  });
});

it('a payment with an expected version is made once the version is read after the expiry', async () => {
  const { owner, payer, payee, holdId, stopWriting } = await dueHold();
  const payOnCondition = async (expectedDebitVersion: number) => {
    const { data } = await ledger.execute(owner, createTransfer, {
      input: transferInput({ debit: payer, credit: payee, amount: '100.00', expectedDebitVersion }),
    });
    return data?.['createTransfer'];
  };

  const unlock = await stopWriting();
  const whileDue = await viewOf(owner, payer, holdId);
  const early = payOnCondition(whileDue.balance.version);
  await unlock();
  const refused = await early;
  const after = await viewOf(owner, payer, holdId);
  const paid = await payOnCondition(after.balance.version);

  // The expiry was written before the payment was decided, and changed the version.
  expect(whileDue.balance).toMatchObject({ available: { amount: '60.00' }, version: 2 });
  expect(refused).toMatchObject({ transfer: null, errors: [{ code: 'VERSION_MISMATCH' }] });
  expect(after.balance).toMatchObject({ available: { amount: '100.00' }, version: 3 });
  expect(paid).toMatchObject({ errors: [] });
});

it('a hold expires in time while the log of another organization cannot be written', async () => {
  const { stopWriting } = await dueHold();
  const organizationId = newId();
  const operator: Viewer = { kind: 'user', id: newId(), organizationId, role: 'OPERATOR', expiresAt: 4_000_000_000 };
  const [debit, credit] = await Promise.all(['ASSET', 'LIABILITY'].map((name) => openAccountIn(organizationId, name)));

  const unlock = await stopWriting();
  const made = await ledger.execute(operator, createHold, {
    input: transferInput({ debit: debit ?? '', credit: credit ?? '', expiresIn: 1 }),
  });
  await expect.poll(isLogged(debit ?? '', 2), { timeout: 15_000 }).toBe(true);
  const [stuck] = await ledger.sql`
    select count(*)::int as due from ledger.holds where organization_id = ${ledger.organizationId} and status = 'OPEN' and expires_at <= now()`;
  await unlock();

  expect(made).toMatchObject({ data: { createHold: { errors: [] } } });
  expect(stuck).toEqual({ due: 1 });
});

it('a hold expires in time while the batches of another organization with many due holds fail', async () => {
  const faulty = newId();
  const organizationId = newId();
  const operator: Viewer = { kind: 'user', id: newId(), organizationId, role: 'OPERATOR', expiresAt: 4_000_000_000 };
  const accountsIn = (organization: string) =>
    Promise.all(['ASSET', 'LIABILITY'].map((name) => openAccountIn(organization, name)));
  const [[badDebit = '', badCredit = ''], [debit = '', credit = '']] = await Promise.all([
    accountsIn(faulty),
    accountsIn(organizationId),
  ]);
  // More than is posted is available, so an assertion refuses each batch.
  await ledger.sql`update ledger.accounts set available = 1 where id = ${badDebit}::uuid`;
  await ledger.sql`
    insert into ledger.holds (id, organization_id, debit_account_id, credit_account_id, amount, remaining, currency, status, sequence, expires_at, recorded_at)
    select gen_random_uuid(), ${faulty}, ${badDebit}::uuid, ${badCredit}::uuid, 1, 1, 'EUR', 'OPEN', n, now() - interval '1 day', now() - interval '2 days'
    from generate_series(1, 600) n`;

  const made = await ledger.execute(operator, createHold, {
    input: transferInput({ debit, credit, expiresIn: 1 }),
  });
  await expect.poll(isLogged(debit, 2), { timeout: 15_000 }).toBe(true);
  await ledger.sql`delete from ledger.holds where organization_id = ${faulty}`;

  expect(made).toMatchObject({ data: { createHold: { errors: [] } } });
});

async function openAccountIn(organizationId: string, accountClass: string): Promise<string> {
  const id = newId();
  const { data } = await ledger.execute(
    { kind: 'service', name: 'accounts', organizationId },
    'mutation ($input: ApplyAccountIntentInput!) { applyAccountIntent(input: $input) { status } }',
    {
      input: {
        ...{ intentId: formatId('int', newId()), kind: 'OPEN', accountId: acct(id), class: accountClass },
        ...{ currency: 'EUR', overdraftLimit: null },
      },
    },
  );
  expect(data).toEqual({ applyAccountIntent: { status: 'OPEN' } });
  return id;
}
