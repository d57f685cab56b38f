import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createHold, ledgerWithBank, transferInput, amounts, type LedgerWithBank } from './ledger-with-bank.ts';
import { checkSound } from './verified.ts';

const hold = 'hold { id status amount { amount } raised { amount } remaining { amount } }';
const errors =
  'errors { code path ... on InsufficientFunds { required { amount } } ... on HoldNotOpen { holdStatus } }';
const mutations = {
  raiseHold: `mutation ($input: RaiseHoldInput!) { raiseHold(input: $input) { ${hold} ${errors} } }`,
  captureHold: `mutation ($input: CaptureHoldInput!) { captureHold(input: $input) { ${hold} transfer { amount { amount } } ${errors} } }`,
  voidHold: `mutation ($input: VoidHoldInput!) { voidHold(input: $input) { ${hold} ${errors} } }`,
};

let ledger: LedgerWithBank;
beforeAll(async () => {
  ledger = await ledgerWithBank();
});
afterAll(() => ledger.close());
afterEach(() => checkSound(ledger));

const euros = (amount: string) => ({ amount, currency: 'EUR' });

/** A hold of 40 of a payer's 100. */
async function heldFunds(more: object = {}) {
  const parties = await ledger.payerAndPayee();
  const { data } = await ledger.execute(parties.owner, createHold, {
    input: transferInput({ debit: parties.payer, credit: parties.payee, amount: '40.00', ...more }),
  });
  const [holdId = ''] = /hold_[0-9a-f]{32}/.exec(JSON.stringify(data)) ?? [];
  const send = (name: keyof typeof mutations, input: object = {}, viewer: Viewer = ledger.operator()) =>
    ledger.execute(viewer, mutations[name], { input: { idempotencyKey: newId(), holdId, ...input } });
  return { ...parties, holdId, send };
}

const shown = (amount: string, raised: string, remaining: string, status = 'OPEN') => ({
  status,
  amount: { amount },
  raised: { amount: raised },
  remaining: { amount: remaining },
});

it('a raise reserves more, and its event says by how much', async () => {
  const { holdId, send, payer, owner } = await heldFunds();

  const answer = await send('raiseHold', { amount: euros('25.00'), description: 'Minibar' });

  expect(answer).toMatchObject({ data: { raiseHold: { hold: shown('40.00', '25.00', '65.00'), errors: [] } } });
  expect(await ledger.balanceOf(payer)).toMatchObject(amounts('100.00', '35.00'));
  const { data } = await ledger.execute(
    owner,
    `{ ledgerEvents(last: 2, filter: { kinds: [HOLD] }) { nodes { __typename debitBalance { available { amount } }
      ... on HoldCreated { hold { id amount { amount } } } ... on HoldRaised { amount { amount } hold { id } } } } }`,
  );
  expect(data).toEqual({
    ledgerEvents: {
      nodes: [
        {
          __typename: 'HoldCreated',
          debitBalance: { available: { amount: '60.00' } },
          hold: { id: holdId, amount: { amount: '40.00' } },
        },
        {
          __typename: 'HoldRaised',
          debitBalance: { available: { amount: '35.00' } },
          amount: { amount: '25.00' },
          hold: { id: holdId },
        },
      ],
    },
  });
});

it('a raise is made once for its key, and has to be covered', async () => {
  const { send, owner } = await heldFunds();
  const input = { idempotencyKey: newId(), amount: euros('60.00') };

  const first = await send('raiseHold', input, owner);

  expect(first).toMatchObject({ data: { raiseHold: { hold: shown('40.00', '60.00', '100.00') } } });
  expect(await send('raiseHold', input, owner)).toEqual(first);
  expect(await send('raiseHold', { ...input, amount: euros('59.00') }, owner)).toMatchObject({
    data: { raiseHold: { errors: [{ code: 'IDEMPOTENCY_MISMATCH' }] } },
  });
  expect(await send('raiseHold', { amount: euros('0.01') }, owner)).toMatchObject({
    data: {
      raiseHold: { hold: null, errors: [{ code: 'INSUFFICIENT_FUNDS', path: ['input', 'holdId'] }] },
    },
  });
});

it.each([
  ['an amount of nothing', { amount: euros('0.00') }, 'INVALID_AMOUNT'],
  ['another currency', { amount: { amount: '1.00', currency: 'USD' } }, 'CURRENCY_MISMATCH'],
  ['an id of another kind', { amount: euros('1.00'), holdId: `tr_${'0'.repeat(32)}` }, 'INVALID_INPUT'],
  ['a hold that is not there', { amount: euros('1.00'), holdId: `hold_${'0'.repeat(32)}` }, 'HOLD_NOT_FOUND'],
])('a raise by %s is refused', async (_, input, code) => {
  const { send } = await heldFunds();

  expect(await send('raiseHold', input)).toMatchObject({ data: { raiseHold: { hold: null, errors: [{ code }] } } });
});

it('a raise of a hold of another organization is refused as if there were none', async () => {
  const { send } = await heldFunds();
  const stranger = { ...ledger.operator(), organizationId: newId() };

  expect(await send('raiseHold', { amount: euros('1.00') }, stranger)).toMatchObject({
    data: { raiseHold: { errors: [{ code: 'HOLD_NOT_FOUND' }] } },
  });
});

it.each([
  ['captured', 'CAPTURED', async ({ send }: Held) => send('captureHold')],
  ['voided', 'VOIDED', async ({ send }: Held) => send('voidHold')],
  [
    'due',
    'EXPIRED',
    async ({ holdId }: Held) =>
      ledger.sql`update ledger.holds set expires_at = now() where id = ${holdId.slice('hold_'.length)}::uuid`,
  ],
])('a hold that is %s is not raised, nor captured above', async (_, holdStatus, end) => {
  const held = await heldFunds();
  await end(held);

  const notOpen = { errors: [{ code: 'HOLD_NOT_OPEN', holdStatus }] };
  expect(await held.send('raiseHold', { amount: euros('1.00') })).toMatchObject({ data: { raiseHold: notOpen } });
  expect(await held.send('captureHold', { amount: euros('50.00'), allowAbove: true })).toMatchObject({
    data: { captureHold: notOpen },
  });
});
type Held = Awaited<ReturnType<typeof heldFunds>>;

it('an operator captures above what is left, as a raise and a capture', async () => {
  const { send, payer, payee } = await heldFunds();
  await send('captureHold', { amount: euros('10.00') });

  const without = await send('captureHold', { amount: euros('50.00') });
  const answer = await send('captureHold', { amount: euros('50.00'), allowAbove: true });

  expect(without).toMatchObject({ data: { captureHold: { errors: [{ code: 'CAPTURE_EXCEEDS_HOLD' }] } } });
  expect(answer).toMatchObject({
    data: {
      captureHold: {
        hold: shown('40.00', '20.00', '0.00', 'CAPTURED'),
        transfer: { amount: { amount: '50.00' } },
        errors: [],
      },
    },
  });
  expect(await ledger.balanceOf(payer)).toMatchObject(amounts('40.00'));
  expect(await ledger.balanceOf(payee)).toMatchObject(amounts('60.00'));
  const rows = await ledger.sql`select kind, amount::int from ledger.log order by sequence desc limit 2`;
  expect([...rows]).toEqual([
    { kind: 'CAPTURE', amount: 5_000 },
    { kind: 'HOLD', amount: 2_000 },
  ]);
});

it('a capture above what is left is for operators, has to be covered, and is all or nothing', async () => {
  const { send, owner, payer } = await heldFunds();

  expect(await send('captureHold', { amount: euros('50.00'), allowAbove: true }, owner)).toMatchObject({
    data: { captureHold: { errors: [{ code: 'NOT_PERMITTED', path: ['input', 'allowAbove'] }] } },
  });
  expect(await send('captureHold', { amount: euros('100.01'), allowAbove: true })).toMatchObject({
    data: {
      captureHold: {
        hold: null,
        transfer: null,
        errors: [{ code: 'INSUFFICIENT_FUNDS', required: { amount: '60.01' } }],
      },
    },
  });
  expect(await ledger.balanceOf(payer)).toMatchObject(amounts('100.00', '60.00'));
  expect(await send('captureHold', { amount: euros('40.00'), allowAbove: true }, owner)).toMatchObject({
    data: { captureHold: { hold: shown('40.00', '0.00', '0.00', 'CAPTURED'), errors: [] } },
  });
});

it('raises, captures, voids and expiries at once leave sound books, in two processes', async () => {
  const replica = await ledger.openReplica();
  for (let round = 0; round < 5; round += 1) {
    const { send, holdId } = await heldFunds();
    const at = (execute: LedgerWithBank['execute'], name: keyof typeof mutations, input: object) =>
      execute(ledger.operator(), mutations[name], { input: { idempotencyKey: newId(), holdId, ...input } });
    const all = await Promise.all([
      send('raiseHold', { amount: euros('10.00') }),
      at(replica.execute, 'raiseHold', { amount: euros('20.00') }),
      at(replica.execute, 'captureHold', { amount: euros('55.00'), allowAbove: true }),
      ledger.sql`update ledger.holds set expires_at = now() where id = ${holdId.slice('hold_'.length)}::uuid and ${round % 2 === 0}`,
      send('captureHold', { amount: euros('5.00') }),
      at(replica.execute, 'voidHold', {}),
      send('raiseHold', { amount: euros('1.00') }),
    ]);
    expect(all.filter((answer) => 'errors' in answer && answer.errors !== undefined)).toEqual([]);
  }
  await replica.close();
});

it('clients that do not select the event of a raise get the fields that all events have', async () => {
  const { send, owner } = await heldFunds();
  await send('raiseHold', { amount: euros('1.00') });

  const { data, errors: none } = await ledger.execute(
    owner,
    `{ ledgerEvents(last: 1) { nodes { __typename sequence cursor debitBalance { version } ... on HoldCreated { hold { id } } } } }`,
  );

  expect(none).toBeUndefined();
  expect(data).toMatchObject({ ledgerEvents: { nodes: [{ __typename: 'HoldRaised', debitBalance: { version: 3 } }] } });
});
