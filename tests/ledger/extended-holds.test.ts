import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { amounts, createHold, ledgerWithBank, transferInput, type LedgerWithBank } from './ledger-with-bank.ts';
import { checkSound, verified } from './verified.ts';
import { longProof } from '../support/long-proof.ts';

const extendHold = `mutation ($input: ExtendHoldInput!) {
  extendHold(input: $input) { hold { id status expiresAt remaining { amount } } errors { code path ... on HoldNotOpen { holdStatus } } }
}`;
const answerShape = z.object({
  extendHold: z.object({
    hold: z.object({ status: z.string(), expiresAt: z.coerce.date() }).nullable(),
    errors: z.array(z.object({ code: z.string() })),
  }),
});
const hour = 3_600;

let ledger: LedgerWithBank;
let operator: Viewer;
beforeAll(async () => {
  ledger = await ledgerWithBank();
  operator = ledger.operator();
});
afterAll(() => ledger.close());
afterEach(() => checkSound(ledger));

/** A hold of 40 of a payer's 100, for an hour. */
async function heldFunds(more: object = {}) {
  const parties = await ledger.payerAndPayee();
  const { data } = await ledger.execute(parties.owner, createHold, {
    input: transferInput({
      debit: parties.payer,
      credit: parties.payee,
      amount: '40.00',
      ...{ expiresIn: hour, ...more },
    }),
  });
  const [holdId = ''] = /hold_[0-9a-f]{32}/.exec(JSON.stringify(data)) ?? [];
  const extend = (input: object = {}, viewer: Viewer = operator) =>
    ledger.execute(viewer, extendHold, { input: { idempotencyKey: newId(), holdId, expiresIn: 2 * hour, ...input } });
  const uuid = holdId.slice('hold_'.length);
  return { ...parties, holdId, uuid, extend };
}

async function expiryOf(answer: Promise<{ data?: unknown }>): Promise<number> {
  const { extendHold: payload } = answerShape.parse((await answer).data);
  expect(payload.errors).toEqual([]);
  return payload.hold?.expiresAt.getTime() ?? Number.NaN;
}

it('an extended hold expires at the new time, and not at the old one', async () => {
  const { extend, uuid, payer } = await heldFunds({ expiresIn: 3 });

  const expiresAt = await expiryOf(extend({ expiresIn: 7 }));
  await sleep(4_000);
  expect(await ledger.balanceOf(payer)).toMatchObject(amounts('100.00', '60.00'));

  await expect.poll(() => ledger.balanceOf(payer), { timeout: 15_000 }).toMatchObject(amounts('100.00', '100.00'));
  const [row] = await ledger.sql<{ ms: string }[]>`
    select extract(epoch from recorded_at) * 1000 as ms from ledger.log where hold_id = ${uuid}::uuid and kind = 'EXPIRY'`;
  expect(Number(row?.ms)).toBeGreaterThanOrEqual(expiresAt);
});

it('the new time counts from now, and the balances and the log stay as they were', async () => {
  const { extend, payer } = await heldFunds();
  const before = await ledger.sql`select * from ledger.log order by sequence`;
  const start = Date.now();

  const expiresAt = await expiryOf(extend());

  expect(expiresAt).toBeGreaterThanOrEqual(start + 2 * hour * 1000 - 1_000);
  expect(expiresAt).toBeLessThanOrEqual(Date.now() + 2 * hour * 1000 + 1_000);
  expect(await ledger.balanceOf(payer)).toMatchObject(amounts('100.00', '60.00'));
  expect(await ledger.sql`select * from ledger.log order by sequence`).toEqual(before);
});

it('a hold is extended once for a key, and again for another', async () => {
  const { extend, owner } = await heldFunds();
  const other = await heldFunds();
  const input = { idempotencyKey: newId() };

  const first = await expiryOf(extend(input));
  expect(await expiryOf(extend(input))).toBe(first);
  expect(await expiryOf(extend({ expiresIn: 3 * hour }))).toBeGreaterThan(first);

  const mismatch = { data: { extendHold: { hold: null, errors: [{ code: 'IDEMPOTENCY_MISMATCH' }] } } };
  expect(await extend({ ...input, expiresIn: 4 * hour })).toMatchObject(mismatch);
  expect(await other.extend(input)).toMatchObject(mismatch);
  // The key of somebody else is another key.
  expect(await expiryOf(extend({ ...input, expiresIn: 5 * hour }, owner))).toBeGreaterThan(first);
});

it('requests of one key that come at once extend once', async () => {
  const { extend, uuid } = await heldFunds();
  const input = { idempotencyKey: newId() };

  const expiries = await Promise.all(Array.from({ length: 8 }, () => expiryOf(extend(input))));

  expect(new Set(expiries).size).toBe(1);
  expect(
    await ledger.sql`select count(*)::int as count from ledger.hold_extensions where hold_id = ${uuid}::uuid`,
  ).toEqual([{ count: 1 }]);
});

it.each([
  ['not later than the present expiry', { expiresIn: hour / 2 }, 'INVALID_INPUT', ['input', 'expiresIn']],
  ['of no time', { expiresIn: 0 }, 'INVALID_INPUT', ['input', 'expiresIn']],
  ['of more than a year', { expiresIn: 31_536_001 }, 'INVALID_INPUT', ['input', 'expiresIn']],
  ['of an id of another kind', { holdId: `tr_${'0'.repeat(32)}` }, 'INVALID_INPUT', ['input', 'holdId']],
  ['without a key', { idempotencyKey: '' }, 'INVALID_INPUT', ['input', 'idempotencyKey']],
  ['of a hold that is not there', { holdId: `hold_${'0'.repeat(32)}` }, 'HOLD_NOT_FOUND', ['input', 'holdId']],
])('an extension %s is refused', async (_, input, code, path) => {
  const { extend } = await heldFunds();

  expect(await extend(input)).toMatchObject({ data: { extendHold: { hold: null, errors: [{ code, path }] } } });
});

it('all mistakes of an extension are told at once', async () => {
  const { extend } = await heldFunds();

  expect(await extend({ idempotencyKey: '', holdId: 'x', expiresIn: -1 })).toMatchObject({
    data: {
      extendHold: {
        errors: [
          { path: ['input', 'idempotencyKey'] },
          { path: ['input', 'holdId'] },
          { path: ['input', 'expiresIn'] },
        ],
      },
    },
  });
});

it.each([
  ['captured', 'CAPTURED', 'captureHold', 'CaptureHoldInput'],
  ['voided', 'VOIDED', 'voidHold', 'VoidHoldInput'],
])('a hold that is %s is not extended', async (_, holdStatus, mutation, type) => {
  const { extend, holdId } = await heldFunds();
  await ledger.execute(
    ledger.operator(),
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { errors { code } } }`,
    { input: { idempotencyKey: newId(), holdId } },
  );

  expect(await extend()).toMatchObject({
    data: { extendHold: { hold: null, errors: [{ code: 'HOLD_NOT_OPEN', holdStatus }] } },
  });
});

it('a due hold is not extended, also before its expiry is in the log', async () => {
  const { extend, uuid } = await heldFunds();
  await ledger.sql`update ledger.holds set expires_at = now() where id = ${uuid}::uuid`;

  expect(await extend()).toMatchObject({
    data: { extendHold: { errors: [{ code: 'HOLD_NOT_OPEN', holdStatus: 'EXPIRED' }] } },
  });
});

it('those who may debit the payer extend a hold, and others are refused', async () => {
  const { extend, owner, payer, payee } = await heldFunds();
  const stranger: Viewer = {
    kind: 'user',
    id: newId(),
    organizationId: newId(),
    role: 'OPERATOR',
    expiresAt: 4_000_000_000,
  };
  const code = (expected: string) => ({ data: { extendHold: { hold: null, errors: [{ code: expected }] } } });

  expect(await extend({ expiresIn: 2 * hour }, owner)).toMatchObject({ data: { extendHold: { errors: [] } } });
  expect(await extend({ expiresIn: 3 * hour }, ledger.client(['transfers:write'], [payer]))).toMatchObject({
    data: { extendHold: { errors: [] } },
  });
  expect(await extend({}, ledger.client(['transfers:write'], [payee]))).toMatchObject(code('NOT_PERMITTED'));
  expect(await extend({}, ledger.client(['transfers:write'], [newId()]))).toMatchObject(code('HOLD_NOT_FOUND'));
  expect(await extend({}, stranger)).toMatchObject(code('HOLD_NOT_FOUND'));
  expect(await extend({}, ledger.client(['transfers:read'], [payer]))).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
});

longProof(
  'an extension counts for batches that were prepared before it',
  async () => {
    const { extend, payer, payee } = await heldFunds({ expiresIn: 1 });
    const pay = () =>
      ledger.execute(
        ledger.operator(),
        'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
        { input: transferInput({ debit: payee, credit: payer, amount: '0.01' }) },
      );
    const paying = new AbortController();
    const load = Promise.all(
      Array.from({ length: 100 }, async () => {
        while (!paying.signal.aborted) {
          await pay();
        }
      }),
    );

    // Extensions by so little that expiries and extensions race.
    for (let seconds = 1; seconds < 20; seconds += 1) {
      await extend({ expiresIn: 1 + (seconds % 2) });
      await sleep(80);
    }
    paying.abort();
    await load;

    expect(await verified(ledger)).toEqual([]);
  },
  60_000,
);

it('the verifier finds an expiry that no extension made, and a hold that expired before its extension', async () => {
  const { extend, uuid } = await heldFunds();
  await extend();
  const [before] = await ledger.sql<{ expiresAt: string }[]>`
    select expires_at::text as "expiresAt" from ledger.holds where id = ${uuid}::uuid`;
  const faults = async () => (await verified(ledger)).map(({ problem }) => problem);

  await ledger.sql`update ledger.holds set expires_at = expires_at - interval '1 second' where id = ${uuid}::uuid`;
  expect(await faults()).toEqual([expect.stringContaining('is not that of its extensions')]);
  await ledger.sql`update ledger.holds set expires_at = ${before?.expiresAt ?? ''}::timestamptz where id = ${uuid}::uuid`;
  expect(await faults()).toEqual([]);

  await ledger.sql`update ledger.holds set expires_at = now() where id = ${uuid}::uuid`;
  await sleep(1_500);
  await ledger.sql`update ledger.holds set expires_at = ${before?.expiresAt ?? ''}::timestamptz where id = ${uuid}::uuid`;
  expect(await faults()).toEqual([expect.stringContaining('is not that of its extensions')]);
  // The other tests of this file look for faults too.
  await ledger.sql`update ledger.hold_extensions e set expires_at = l.recorded_at from ledger.log l
    where e.hold_id = ${uuid}::uuid and l.hold_id = e.hold_id and l.kind = 'EXPIRY'`;
  await ledger.sql`update ledger.holds h set expires_at = e.expires_at from ledger.hold_extensions e where e.hold_id = h.id and h.id = ${uuid}::uuid`;
});
