import { newId, tryParseId } from '@tributary/domain/ids.ts';
import { formatAmount } from '@tributary/domain/money.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import { ledgerWithDryRuns, type Answer, type LedgerWithDryRuns, type Mutation } from './ledger-with-dry-runs.ts';
import { checkSound } from './verified.ts';

let ledger: LedgerWithDryRuns;

beforeAll(async () => {
  ledger = await ledgerWithDryRuns();
});
afterAll(() => ledger.close());

const name = fc.constantFrom('bank', 'ada', 'savings', 'bob', 'cash', 'frozen', 'dollars');
const amount = fc
  .integer({ min: 1, max: 60 })
  .map((cents) => ({ amount: `0.${String(cents).padStart(2, '0')}`, currency: 'EUR' }));
const between = {
  debit: name,
  credit: name,
  amount,
  // Few keys, so that they are used again, with the same content or another.
  key: fc.option(fc.constantFrom('k1', 'k2', 'k3'), { freq: 3 }),
  expectedDebitVersion: fc.option(fc.nat(8), { freq: 8 }),
};
const rule = fc.option(fc.constantFrom('UP_TO', 'BALANCING_DEBIT', 'BALANCING_CREDIT'));
const transfer = fc.record({ ...between, rule, journal: fc.option(fc.constantFrom('j1', 'j2')) });
const part = fc.option(amount);
const step = fc.record({
  sender: fc.constantFrom('operator', 'operator', 'ada', 'bob', 'client'),
  request: fc.oneof(
    fc.record({
      kind: fc.constant('transfers' as const),
      transfers: fc.array(transfer, { minLength: 1, maxLength: 5 }),
    }),
    fc.record({ kind: fc.constant('hold' as const), ...between }),
    fc.record({ kind: fc.constantFrom('capture' as const, 'void' as const), of: fc.nat(20), part }),
    fc.record({ kind: fc.constant('reversal' as const), of: fc.nat(20), part }),
  ),
});

async function openAccounts() {
  const [adaId, bobId] = [newId(), newId()];
  const accounts: Record<string, string> = {
    bank: ledger.bank,
    ada: await ledger.openAccount({ ownerId: adaId, overdraftLimit: '30' }),
    savings: await ledger.openAccount({ ownerId: adaId }),
    bob: await ledger.openAccount({ ownerId: bobId }),
    cash: await ledger.openAccount({ accountClass: 'ASSET' }),
    frozen: await ledger.openAccount({ ownerId: adaId }),
    dollars: await ledger.openAccount({ ownerId: adaId, currency: 'USD' }),
  };
  const id = (account: string) => acct(accounts[account] ?? '');
  const funding = { idempotencyKey: newId(), debitAccountId: id('bank'), creditAccountId: id('ada') };
  await ledger.make('createTransfer', { ...funding, amount: { amount: '1.00', currency: 'EUR' } });
  await ledger.intend({ kind: 'FREEZE', accountId: id('frozen') });
  const client: Viewer = {
    ...{
      kind: 'client',
      id: newId(),
      organizationId: ledger.organizationId,
      scopes: ['transfers:write', 'accounts:read'],
    },
    ...{ accountIds: [accounts['ada'] ?? '', accounts['cash'] ?? ''], expiresAt: Math.floor(Date.now() / 1_000) + 900 },
  };
  const viewers: Record<string, Viewer> = {
    ...{ operator: ledger.operator(), ada: ledger.customer(adaId), bob: ledger.customer(bobId), client },
  };
  return { id, viewers };
}

type Between = {
  debit: string;
  credit: string;
  amount: { amount: string; currency: string };
  key: string | null;
  expectedDebitVersion: number | null;
};

/** The correct preview of what a request made, as an operator sees it. */
async function previewOf({ id }: { id: string }) {
  const uuid = tryParseId('tr', id) ?? tryParseId('hold', id);
  const [row] = await ledger.sql`
    select * from ledger.log where id = ${uuid} or (kind = 'VOID' and hold_id = ${uuid}) order by sequence desc limit 1`;
  const money = (column: string) => ({
    amount: formatAmount({ minorUnits: row?.[column], currency: row?.['currency'] }),
  });
  const balance = (side: 'debit' | 'credit') => ({
    ...{ posted: money(`${side}_posted`), pending: money(`${side}_pending`), available: money(`${side}_available`) },
    version: row?.[`${side}_version`],
  });
  return { amount: money('amount'), debitBalance: balance('debit'), creditBalance: balance('credit') };
}

/**
 * The expected answer of a dry run, derived from that of the request after it. A refusal, or the first outcome of a
 * repeated key, is the same in both. Otherwise the dry run has a preview, with the balances that the viewer may see.
 */
async function expectedFor(real: Answer, preview: Answer['preview']): Promise<Answer> {
  if (preview === null || real.made === null) {
    return real;
  }
  const right = await previewOf(real.made);
  const seen = <Of extends object>(balance: Of, tried: { cursor: string } | null) =>
    tried === null ? null : { ...balance, cursor: tried.cursor };
  return {
    made: null,
    preview: {
      amount: right.amount,
      debitBalance: seen(right.debitBalance, preview.debitBalance),
      creditBalance: seen(right.creditBalance, preview.creditBalance),
    },
    errors: real.errors,
  };
}

it('a dry run has the outcome of the same request right after it, and leaves no trace', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
      const { id, viewers } = await openAccounts();
      const [holds, transfers]: [string[], string[]] = [[], []];
      const run = newId();
      const sides = ({ debit, credit, amount: sent, key, expectedDebitVersion }: Between) => ({
        ...{ idempotencyKey: key === null ? newId() : `${run} ${key}`, expectedDebitVersion },
        ...{ debitAccountId: id(debit), creditAccountId: id(credit), amount: sent },
      });
      for (const { sender, request } of steps) {
        const viewer = viewers[sender] ?? ledger.operator();
        const send = async (mutation: Mutation, input: object, isTried: boolean) => [
          isTried ? await ledger.dryRun(viewer, mutation, input) : await ledger.send(viewer, mutation, input),
        ];
        let answer: (isTried: boolean) => Promise<Answer[]>;
        if (request.kind === 'transfers') {
          const all = request.transfers.map((one) => ({ ...sides(one), amountRule: one.rule, journal: one.journal }));
          answer = (isTried) => (isTried ? ledger.dryRunMany(viewer, all) : ledger.sendMany(viewer, all));
        } else if (request.kind === 'hold') {
          const input = sides(request);
          answer = (isTried) => send('createHold', input, isTried);
        } else {
          const [made, mutation, field] = {
            capture: [holds, 'captureHold', 'holdId'] as const,
            void: [holds, 'voidHold', 'holdId'] as const,
            reversal: [transfers, 'reverseTransfer', 'transferId'] as const,
          }[request.kind];
          const named = { idempotencyKey: newId(), [field]: made[request.of % Math.max(1, made.length)] ?? 'none' };
          const input = request.kind === 'void' ? named : { ...named, amount: request.part };
          answer = (isTried) => send(mutation, input, isTried);
        }

        const before = await ledger.contents();
        const tried = await answer(true);
        expect(await ledger.contents()).toEqual(before);
        const real = await answer(false);

        const expected = await Promise.all(real.map((one, index) => expectedFor(one, tried[index]?.preview ?? null)));
        expect(tried).toEqual(expected);
        const made = real.flatMap((one) => one.made?.id ?? []);
        holds.push(...made.filter((one) => one.startsWith('hold_')));
        transfers.push(...made.filter((one) => one.startsWith('tr_')));
      }
      await checkSound(ledger);
    }),
    { numRuns: 10 },
  );
}, 180_000);
