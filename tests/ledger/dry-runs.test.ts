import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import { transferInput } from './ledger-with-bank.ts';
import { ledgerWithDryRuns, money, type LedgerWithDryRuns, type Mutation } from './ledger-with-dry-runs.ts';
import { checkSound } from './verified.ts';

let ledger: LedgerWithDryRuns;

beforeAll(async () => {
  ledger = await ledgerWithDryRuns();
});
afterAll(() => ledger.close());
afterEach(() => checkSound(ledger));

describe('a dry run', () => {
  /** An input per mutation for a payer with 100.00, with the amount and the balances to be previewed. */
  const cases: Record<
    Mutation,
    (between: {
      debit: string;
      credit: string;
    }) => Promise<{ input: object; amount: string; debit: object; credit: object }>
  > = {
    createTransfer: async (between) => ({
      ...{ input: transferInput({ ...between, amount: '30.00' }), amount: '30.00' },
      ...{ debit: money('70.00'), credit: money('30.00') },
    }),
    createHold: async (between) => ({
      ...{ input: transferInput({ ...between, amount: '30.00' }), amount: '30.00' },
      ...{ debit: money('100.00', '70.00'), credit: money('0.00', '30.00', '0.00') },
    }),
    captureHold: async (between) => {
      const holdId = await ledger.make('createHold', transferInput({ ...between, amount: '30.00' }));
      return {
        ...{ input: { idempotencyKey: newId(), holdId, amount: { amount: '20', currency: 'EUR' } }, amount: '20.00' },
        ...{ debit: money('80.00', '70.00'), credit: money('20.00', '30.00', '20.00') },
      };
    },
    voidHold: async (between) => {
      const holdId = await ledger.make('createHold', transferInput({ ...between, amount: '30.00' }));
      return {
        ...{ input: { idempotencyKey: newId(), holdId }, amount: '30.00' },
        ...{ debit: money('100.00'), credit: money('0.00') },
      };
    },
    reverseTransfer: async (between) => {
      const transferId = await ledger.make('createTransfer', transferInput({ ...between, amount: '30.00' }));
      return {
        ...{ input: { idempotencyKey: newId(), transferId }, amount: '30.00' },
        ...{ debit: money('0.00'), credit: money('100.00') },
      };
    },
  };

  it.each(Object.entries(cases))('of %s previews the outcome, and writes nothing', async (name, prepare) => {
    const mutation = name as Mutation;
    const { payer, payee } = await ledger.payerAndPayee('100.00');
    const operator = ledger.operator();
    const { input, amount, debit, credit } = await prepare({ debit: payer, credit: payee });
    const before = await ledger.contents();

    const first = await ledger.dryRun(operator, mutation, input);
    const second = await ledger.dryRun(operator, mutation, input);
    const after = await ledger.contents();
    const real = await ledger.send(operator, mutation, input);

    expect(first).toMatchObject({
      made: null,
      preview: { amount: { amount }, debitBalance: debit, creditBalance: credit },
      errors: [],
    });
    expect(second).toEqual(first);
    expect(after).toEqual(before);
    expect(real).toMatchObject({ made: { id: expect.any(String) }, preview: null, errors: [] });
    const now = await ledger.balanceOf(mutation === 'reverseTransfer' ? payee : payer);
    expect(now).toMatchObject({
      _entities: [{ balance: { ...debit, version: first.preview?.debitBalance?.version } }],
    });
  });

  it('is refused as the request would be, and remembers no refusal', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('10.00');
    const input = transferInput({ debit: payer, credit: payee, amount: '10.01' });
    const before = await ledger.contents();

    const tried = await ledger.dryRun(owner, 'createTransfer', input);
    const after = await ledger.contents();
    await ledger.make('createTransfer', transferInput({ debit: ledger.bank, credit: payer, amount: '1.00' }));
    const real = await ledger.send(owner, 'createTransfer', input);

    expect(tried).toMatchObject({ made: null, preview: null, errors: [{ code: 'INSUFFICIENT_FUNDS' }] });
    expect(after).toEqual(before);
    expect(real).toMatchObject({ made: { id: expect.any(String) }, errors: [] });
  });

  it('lists all mistakes of an input', async () => {
    const { owner, payee } = await ledger.payerAndPayee();
    const input = {
      ...{ idempotencyKey: '', debitAccountId: 'tr_1', creditAccountId: acct(payee) },
      amount: { amount: '0', currency: 'EUR' },
    };

    const tried = await ledger.dryRun(owner, 'createTransfer', input);

    expect(tried).toEqual(await ledger.send(owner, 'createTransfer', input));
    expect(tried.errors.length).toBe(3);
  });

  it('previews the amount of a transfer with an amount rule', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const { amount: _, ...between } = transferInput({ debit: payer, credit: payee, amountRule: 'BALANCING_DEBIT' });
    const upTo = transferInput({ debit: payer, credit: payee, amount: '500', amountRule: 'UP_TO' });

    const previews = [
      await ledger.dryRun(owner, 'createTransfer', between),
      await ledger.dryRun(owner, 'createTransfer', upTo),
    ];

    expect(previews).toMatchObject([
      { preview: { amount: { amount: '70.00' } } },
      { preview: { amount: { amount: '70.00' } } },
    ]);
  });

  it('answers a used key as a retry would', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const done = transferInput({ debit: payer, credit: payee, amount: '10.00' });
    const refused = transferInput({ debit: payer, credit: payee, amount: '500.00' });
    const first = [
      await ledger.send(owner, 'createTransfer', done),
      await ledger.send(owner, 'createTransfer', refused),
    ];

    const again = [
      await ledger.dryRun(owner, 'createTransfer', done),
      await ledger.dryRun(owner, 'createTransfer', refused),
    ];
    const other = await ledger.dryRun(owner, 'createTransfer', { ...done, description: 'another' });

    expect(again).toEqual(first);
    expect(other).toMatchObject({
      made: null,
      preview: null,
      errors: [{ code: 'IDEMPOTENCY_MISMATCH', field: 'description' }],
    });
  });

  it('leaves its key unused, and is no difference under it', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const input = transferInput({ debit: payer, credit: payee, amount: '10.00' });
    await ledger.dryRun(owner, 'createTransfer', { ...input, amount: { amount: '11', currency: 'EUR' } });

    const real = await ledger.send(owner, 'createTransfer', input);

    expect(real).toMatchObject({ made: { id: expect.any(String) }, errors: [] });
    expect(await ledger.dryRun(owner, 'createTransfer', input)).toEqual(real);
  });

  it('is not requested by null, which counts as left out', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();

    const real = await ledger.request(owner, 'createTransfer', {
      input: transferInput({ debit: payer, credit: payee }),
      dryRun: null,
    });

    expect(real).toMatchObject({ made: { id: expect.any(String) }, preview: null });
  });

  it('previews balances with the cursor from before', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const before = await ledger.balanceOf(payer);

    const { preview } = await ledger.dryRun(owner, 'createTransfer', transferInput({ debit: payer, credit: payee }));

    expect(before).toMatchObject({ _entities: [{ balance: { cursor: preview?.debitBalance?.cursor, version: 1 } }] });
    expect(preview?.debitBalance?.version).toBe(2);
  });
});

describe('a dry run of many transfers', () => {
  it('previews each transfer after the effects of the earlier ones', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('100.00');
    const transfers = ['60.00', '60.00', '40.00'].map((amount) =>
      transferInput({ debit: payer, credit: payee, amount }),
    );
    const before = await ledger.contents();

    const results = await ledger.dryRunMany(owner, transfers);

    expect(results).toMatchObject([
      { made: null, preview: { debitBalance: money('40.00') }, errors: [] },
      { made: null, preview: null, errors: [{ code: 'INSUFFICIENT_FUNDS' }] },
      { made: null, preview: { debitBalance: money('0.00') }, errors: [] },
    ]);
    expect(await ledger.contents()).toEqual(before);
  });

  it('previews all legs of a journal, or refuses all', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('100.00');
    const legs = (...amounts: string[]) =>
      amounts.map((amount) => transferInput({ debit: payer, credit: payee, amount, journal: 'j' }));
    const before = await ledger.contents();

    const accepted = await ledger.dryRunMany(owner, legs('60.00', '40.00'));
    const refused = await ledger.dryRunMany(owner, legs('60.00', '40.01'));

    expect(accepted).toMatchObject([
      { preview: { debitBalance: money('40.00') }, errors: [] },
      { preview: { debitBalance: money('0.00') }, errors: [] },
    ]);
    expect(refused).toMatchObject([
      { preview: null, errors: [{ code: 'JOURNAL_REFUSED' }] },
      { preview: null, errors: [{ code: 'INSUFFICIENT_FUNDS' }] },
    ]);
    expect(await ledger.contents()).toEqual(before);
  });

  it('gives a repeated key one preview', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('100.00');
    const transfer = transferInput({ debit: payer, credit: payee, amount: '30.00' });

    const results = await ledger.dryRunMany(owner, [transfer, transfer, { ...transfer, externalId: 'x' }]);

    expect(results[0]).toMatchObject({ made: null, preview: { debitBalance: money('70.00') } });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toMatchObject({
      preview: null,
      errors: [{ code: 'IDEMPOTENCY_MISMATCH', field: 'externalId' }],
    });
  });

  it('of a thousand is decided, and of more is refused', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('100.00');
    const transfers = (count: number) =>
      Array.from({ length: count }, () => transferInput({ debit: payer, credit: payee, amount: '0.10' }));

    const all = await ledger.dryRunMany(owner, transfers(1_000));
    const tooMany = await ledger.dryRunMany(owner, transfers(1_001));

    expect(all.at(-1)).toMatchObject({ preview: { debitBalance: money('0.00') } });
    expect(tooMany[0]).toMatchObject({ errors: [{ code: 'INVALID_INPUT' }] });
  });
});

describe('the viewer of a dry run', () => {
  it('sees the balances of their own accounts alone', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const input = transferInput({ debit: payer, credit: payee, amount: '10.00' });

    const answers = [
      await ledger.dryRun(owner, 'createTransfer', input),
      await ledger.dryRun(ledger.client(['transfers:write', 'accounts:read'], [payer]), 'createTransfer', input),
      await ledger.dryRun(ledger.client(['transfers:write']), 'createTransfer', input),
      await ledger.dryRun(ledger.operator(), 'createTransfer', input),
    ];

    const amount = { amount: '10.00' };
    expect(answers).toMatchObject([
      { preview: { amount, debitBalance: money('60.00'), creditBalance: null } },
      { preview: { amount, debitBalance: money('60.00'), creditBalance: null } },
      { preview: { amount, debitBalance: null, creditBalance: null } },
      { preview: { amount, debitBalance: money('60.00'), creditBalance: money('10.00') } },
    ]);
  });

  it('has the same rights as for the request itself', async () => {
    const { payer, payee } = await ledger.payerAndPayee('70.00');
    const input = transferInput({ debit: payer, credit: payee });
    const holdId = await ledger.make('createHold', transferInput({ debit: payer, credit: payee }));
    const foreign: Viewer = {
      ...ledger.client(['transfers:write', 'accounts:read']),
      organizationId: newId(),
    };

    const answers = [
      await ledger.dryRun(ledger.customer(), 'createTransfer', input),
      await ledger.dryRun(foreign, 'createTransfer', input),
      await ledger.dryRun(ledger.client(['transfers:write'], [payee]), 'createTransfer', input),
      await ledger.dryRun(ledger.customer(), 'voidHold', { idempotencyKey: newId(), holdId }),
      await ledger.dryRun(foreign, 'captureHold', { idempotencyKey: newId(), holdId }),
    ];

    expect(answers.map(({ preview, errors }) => [preview, errors[0]?.code])).toEqual([
      ...Array.from({ length: 3 }, () => [null, 'ACCOUNT_NOT_FOUND']),
      ...Array.from({ length: 2 }, () => [null, 'HOLD_NOT_FOUND']),
    ]);
  });

  it('needs the scope of the request itself', async () => {
    const { payer, payee } = await ledger.payerAndPayee();

    const { errors } = await ledger.execute(
      ledger.client(['transfers:read', 'accounts:read']),
      'mutation ($input: CreateTransferInput!) { createTransfer(input: $input, dryRun: true) { errors { code } } }',
      { input: transferInput({ debit: payer, credit: payee }) },
    );

    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('gets one answer for an account that they may not see, whatever its state', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const frozen = await ledger.openAccount({ ownerId: newId() });
    await ledger.intend({ kind: 'FREEZE', accountId: acct(frozen) });
    const asset = await ledger.openAccount({ ownerId: newId(), accountClass: 'ASSET' });
    const credits = [frozen, asset, newId()];

    const answers = await Promise.all(
      credits.map((credit) => ledger.dryRun(owner, 'createTransfer', transferInput({ debit: payer, credit }))),
    );

    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]).toMatchObject({ preview: null, errors: [{ code: 'DECLINED' }] });
    expect(
      (await ledger.dryRun(owner, 'createTransfer', transferInput({ debit: payer, credit: payee }))).errors,
    ).toEqual([]);
  });
});
