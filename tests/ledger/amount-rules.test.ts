import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import { amounts, ledgerWithBank, transferInput, type LedgerWithBank } from './ledger-with-bank.ts';
import { checkSound } from './verified.ts';

let ledger: LedgerWithBank;

beforeAll(async () => {
  ledger = await ledgerWithBank();
});
afterAll(() => ledger.close());
afterEach(() => checkSound(ledger));

const payload = `transfer { id amount { amount } }
  errors { code message path ... on InsufficientFunds { available { amount } required { amount } }
    ... on NothingToBalance { available { amount } } ... on IdempotencyMismatch { field } }`;
type Payload = { transfer: { id: string; amount: { amount: string } } | null; errors: Record<string, unknown>[] };

async function send(viewer: Viewer, input: Record<string, unknown>): Promise<Payload> {
  const { data, errors } = await ledger.execute(
    viewer,
    `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { ${payload} } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data?.['createTransfer'] as Payload;
}

const moved = (amount: string) => ({ transfer: { amount: { amount } }, errors: [] });
/** The input of a transfer that empties an account, without a bound. */
const emptying = (debit: string, credit: string) => ({
  idempotencyKey: newId(),
  debitAccountId: acct(debit),
  creditAccountId: acct(credit),
  amountRule: 'BALANCING_DEBIT',
});

describe('a transfer of up to an amount', () => {
  it('moves as much as is available, and returns that amount', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');

    const answer = await send(
      owner,
      transferInput({ debit: payer, credit: payee, amount: '100.00', amountRule: 'UP_TO' }),
    );

    expect(answer).toMatchObject(moved('70.00'));
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('0.00'));
    expect(await ledger.balanceOf(payee)).toMatchObject(amounts('70.00'));
  });

  it('is refused if nothing is available, and says that one minor unit is needed', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('1.00');
    await send(owner, transferInput({ debit: payer, credit: payee, amount: '1.00' }));

    const answer = await send(
      owner,
      transferInput({ debit: payer, credit: payee, amount: '100.00', amountRule: 'UP_TO' }),
    );

    expect(answer).toMatchObject({
      transfer: null,
      errors: [{ code: 'INSUFFICIENT_FUNDS', available: { amount: '0.00' }, required: { amount: '0.01' } }],
    });
  });

  it('returns the first transfer with its first amount for a repeated key', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const input = transferInput({ debit: payer, credit: payee, amount: '100.00', amountRule: 'UP_TO' });
    const first = await send(owner, input);
    await send(ledger.operator(), transferInput({ debit: ledger.bank, credit: payer, amount: '500.00' }));

    const again = await send(owner, input);
    const otherRule = await send(owner, { ...input, amountRule: 'BALANCING_DEBIT' });
    const noRule = await send(owner, { ...input, amountRule: null });
    const otherAmount = await send(owner, { ...input, amount: { amount: '70.00', currency: 'EUR' } });

    expect(again).toEqual(first);
    expect([otherRule, noRule, otherAmount].map(({ transfer, errors }) => [transfer, errors[0]?.['field']])).toEqual([
      [null, 'amountRule'],
      [null, 'amountRule'],
      [null, 'amount'],
    ]);
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('500.00'));
  });

  it('is reversed by the amount that moved', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const { transfer } = await send(
      owner,
      transferInput({ debit: payer, credit: payee, amount: '100.00', amountRule: 'UP_TO' }),
    );

    const { data } = await ledger.execute(
      ledger.operator(),
      `mutation ($input: ReverseTransferInput!) { reverseTransfer(input: $input) { ${payload} } }`,
      { input: { idempotencyKey: newId(), transferId: transfer?.id } },
    );

    expect(data).toMatchObject({ reverseTransfer: moved('70.00') });
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('70.00'));
  });

  it('never moves more than is available, however many are sent concurrently', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');

    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        send(owner, transferInput({ debit: payer, credit: payee, amount: '30.00', amountRule: 'UP_TO' })),
      ),
    );

    expect(answers.flatMap(({ transfer }) => transfer?.amount.amount ?? []).toSorted()).toEqual([
      '10.00',
      '30.00',
      '30.00',
    ]);
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('0.00'));
  });
});

describe('a balancing transfer', () => {
  it('empties an account, so that it can be closed', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');

    const answer = await send(owner, emptying(payer, payee));
    const closing = await ledger.intend({ kind: 'CLOSE', accountId: acct(payer) });

    expect(answer).toMatchObject(moved('70.00'));
    expect(closing.data).toMatchObject({ applyAccountIntent: { status: 'CLOSED', errors: [] } });
  });

  it('empties it once, however many are sent concurrently', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');

    const answers = await Promise.all(Array.from({ length: 10 }, () => send(owner, emptying(payer, payee))));

    expect(answers.filter(({ transfer }) => transfer !== null)).toMatchObject([moved('70.00')]);
    expect(answers.flatMap(({ errors }) => errors.map(({ code }) => code))).toEqual(
      Array.from({ length: 9 }, () => 'NOTHING_TO_BALANCE'),
    );
  });

  it('says why it is refused, and repeats the refusal', async () => {
    const payer = await ledger.openAccount({ overdraftLimit: '5000' });
    const payee = await ledger.openAccount();
    await send(ledger.operator(), transferInput({ debit: payer, credit: payee, amount: '20.00' }));
    const operator = ledger.operator();
    const input = emptying(payer, payee);

    const answer = await send(operator, input);
    await send(operator, transferInput({ debit: ledger.bank, credit: payer, amount: '50.00' }));

    expect(answer).toEqual({
      transfer: null,
      errors: [
        {
          code: 'NOTHING_TO_BALANCE',
          message:
            'The account has -20.00 EUR available, and a debit takes that no nearer to zero. Leave the account as it is, or swap the sides.',
          path: ['input', 'debitAccountId'],
          available: { amount: '-20.00' },
        },
      ],
    });
    expect(await send(operator, input)).toEqual(answer);
  });

  it('moves no more than its bound, which has to be the same under a repeated key', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const bounded = transferInput({ debit: payer, credit: payee, amount: '60.00', amountRule: 'BALANCING_DEBIT' });
    const unbounded = emptying(payer, payee);

    const answers = [await send(owner, bounded), await send(owner, unbounded)];
    const changed = [
      await send(owner, { ...bounded, amount: null }),
      await send(owner, { ...unbounded, amount: bounded.amount }),
    ];

    expect(answers).toMatchObject([moved('60.00'), moved('10.00')]);
    expect(changed).toMatchObject([{ errors: [{ field: 'amount' }] }, { errors: [{ field: 'amount' }] }]);
  });

  it('sees the earlier legs of its journal', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const journal = { journal: 'closing' };

    const { data } = await ledger.execute(
      owner,
      `mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { ${payload} } } }`,
      {
        input: {
          transfers: [
            transferInput({ debit: payer, credit: ledger.bank, amount: '2.50', ...journal }),
            { ...emptying(payer, payee), ...journal },
          ],
        },
      },
    );

    expect(data).toMatchObject({ createTransfers: { results: [moved('2.50'), moved('67.50')] } });
  });

  it('has the moved amount in its event', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    await send(owner, emptying(payer, payee));

    const { data } = await ledger.execute(
      owner,
      `query ($filter: LedgerEventFilter) { ledgerEvents(last: 1, filter: $filter) { nodes {
        ... on TransferPosted { transfer { amount { amount } } debitBalance { posted { amount } } } } } }`,
      { filter: { accountIds: [acct(payer)] } },
    );

    expect(data).toMatchObject({
      ledgerEvents: {
        nodes: [{ transfer: { amount: { amount: '70.00' } }, debitBalance: { posted: { amount: '0.00' } } }],
      },
    });
  });
});

describe('an amount', () => {
  it.each([{}, { amountRule: 'EXACT' }, { amountRule: 'UP_TO' }, { amountRule: null }])(
    'is required with %o',
    async (rule) => {
      const { owner, payer, payee } = await ledger.payerAndPayee();
      const { amountRule: _, ...input } = emptying(payer, payee);

      const answer = await send(owner, { ...input, ...rule });

      expect(answer).toEqual({
        transfer: null,
        errors: [
          {
            code: 'INVALID_AMOUNT',
            message: 'Send an amount. Only balancing transfers may leave it out.',
            path: ['input', 'amount'],
          },
        ],
      });
    },
  );

  it.each(['0', '0.001', '-1'])('of %s is no bound', async (amount) => {
    const { owner, payer, payee } = await ledger.payerAndPayee();

    const answers = await Promise.all(
      ['UP_TO', 'BALANCING_DEBIT', 'BALANCING_CREDIT'].map((amountRule) =>
        send(owner, transferInput({ debit: payer, credit: payee, amount, amountRule })),
      ),
    );

    expect(answers.map(({ errors }) => errors.map(({ code }) => code))).toEqual(
      Array.from({ length: 3 }, () => ['INVALID_AMOUNT']),
    );
  });
});

describe('an account that the viewer may not see', () => {
  it('has one refusal for a balancing transfer, whatever its balance', async () => {
    const { owner, payer, payee: empty } = await ledger.payerAndPayee();
    const { payer: full } = await ledger.payerAndPayee();
    const credits = [empty, full, ledger.bank, newId()];

    const answers = await Promise.all(
      credits.map((credit) => send(owner, { ...emptying(payer, credit), amountRule: 'BALANCING_CREDIT' })),
    );

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({
      transfer: null,
      errors: [{ code: 'DECLINED', path: ['input', 'creditAccountId'] }],
    });
  });

  it.each([
    ['another customer', () => ledger.customer()],
    [
      'an operator of another organization',
      (): Viewer => ({ ...ledger.operator(), organizationId: newId() }) as Viewer,
    ],
    ['a client that is confined to other accounts', (): Viewer => ledger.client(['transfers:write'], [newId()])],
  ])('is not debited by %s', async (_, viewer) => {
    const { payer, payee } = await ledger.payerAndPayee();
    const sender = viewer();

    const answers = [
      await send(sender, emptying(payer, payee)),
      await send(sender, transferInput({ debit: payer, credit: payee, amountRule: 'UP_TO' })),
    ];

    expect(answers).toMatchObject([
      { transfer: null, errors: [{ code: 'ACCOUNT_NOT_FOUND' }] },
      { transfer: null, errors: [{ code: 'ACCOUNT_NOT_FOUND' }] },
    ]);
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('100.00'));
  });
});

it('leaves what a hold reserves, until it is captured', async () => {
  const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
  const { data } = await ledger.execute(
    owner,
    `mutation ($input: CreateHoldInput!) { createHold(input: $input) { hold { id } errors { code } } }`,
    { input: transferInput({ debit: payer, credit: payee, amount: '30.00' }) },
  );
  expect(data).toMatchObject({ createHold: { hold: { id: expect.stringMatching(/^hold_/) } } });

  const answer = await send(owner, emptying(payer, payee));

  expect(answer).toMatchObject(moved('40.00'));
  expect(await ledger.balanceOf(payer)).toMatchObject(amounts('30.00', '0.00', '0.00'));
});
