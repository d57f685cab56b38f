import { newId } from '@tributary/domain/ids.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import { transferInput } from './ledger-with-bank.ts';
import { alertInput, createBalanceAlert, ledgerWithAlerts, type LedgerWithAlerts } from './ledger-with-alerts.ts';
import { checkSound } from './verified.ts';

let ledger: LedgerWithAlerts;
let bank: string;

beforeAll(async () => {
  ledger = await ledgerWithAlerts();
  ({ bank } = ledger);
});
afterAll(() => ledger.close());
afterEach(() => checkSound(ledger));

/** An account with 100.00. */
async function account({ overdraftLimit = '0' } = {}): Promise<string> {
  const id = await ledger.openAccount({ overdraftLimit });
  await ledger.transfer({ debit: bank, credit: id, amount: '100.00' });
  return id;
}

const mutate = async (mutation: string, input: Record<string, unknown>): Promise<string> => {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const { data } = await ledger.execute(
    ledger.operator,
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${mutation === 'reverseTransfer' ? 'transfer' : 'hold'} { id } errors { code } } }`,
    { input: { idempotencyKey: newId(), ...input } },
  );
  expect(data).toMatchObject({ [mutation]: { errors: [] } });
  return /(?:hold|tr)_[0-9a-f]{32}/.exec(JSON.stringify(data))?.[0] ?? '';
};

describe('an alert is crossed', () => {
  it('by the row that takes the balance below its threshold, and by no other', async () => {
    const id = await account();
    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });

    await ledger.transfer({ debit: id, credit: bank, amount: '49.99' });
    await ledger.transfer({ debit: id, credit: bank, amount: '0.01' });
    await ledger.transfer({ debit: id, credit: bank, amount: '0.01' });
    await ledger.transfer({ debit: id, credit: bank, amount: '10.00' });

    expect(await ledger.crossings(alert.id)).toEqual([['50.00', '49.99']]);
  });

  it('by the row that takes the balance above its threshold, and by no other', async () => {
    const id = await account();
    const alert = await ledger.alert({ accountId: id, threshold: '150.00', direction: 'ABOVE' });

    await ledger.transfer({ debit: bank, credit: id, amount: '49.99' });
    await ledger.transfer({ debit: bank, credit: id, amount: '0.01' });
    await ledger.transfer({ debit: bank, credit: id, amount: '0.01' });
    await ledger.transfer({ debit: bank, credit: id, amount: '10.00' });

    expect(await ledger.crossings(alert.id)).toEqual([['150.00', '150.01']]);
  });

  it('once each time: the balance has to come back before it can cross again', async () => {
    const id = await account();
    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });

    await ledger.transfer({ debit: id, credit: bank, amount: '60.00' });
    await ledger.transfer({ debit: bank, credit: id, amount: '5.00' });
    await ledger.transfer({ debit: id, credit: bank, amount: '5.00' });
    await ledger.transfer({ debit: bank, credit: id, amount: '10.00' });
    await ledger.transfer({ debit: id, credit: bank, amount: '1.00' });

    expect(await ledger.crossings(alert.id)).toEqual([
      ['100.00', '40.00'],
      ['50.00', '49.00'],
    ]);
  });

  it('by nothing while the balance is on the other side from the start', async () => {
    const id = await account();
    const below = await ledger.alert({ accountId: id, threshold: '200.00' });
    const above = await ledger.alert({ accountId: id, threshold: '50.00', direction: 'ABOVE' });

    await ledger.transfer({ debit: id, credit: bank, amount: '10.00' });
    await ledger.transfer({ debit: bank, credit: id, amount: '20.00' });

    expect(await ledger.crossings(below.id)).toEqual([]);
    expect(await ledger.crossings(above.id)).toEqual([]);
  });

  it('by each row of a batch for itself', async () => {
    const id = await account();
    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });

    await ledger.transfer(
      { debit: id, credit: bank, amount: '60.00' },
      { debit: bank, credit: id, amount: '20.00' },
      { debit: id, credit: bank, amount: '20.00' },
      { debit: bank, credit: id, amount: '30.00' },
    );

    expect(await ledger.crossings(alert.id)).toEqual([
      ['100.00', '40.00'],
      ['60.00', '40.00'],
    ]);
  });

  it('on both sides of a row, and with several of one account, in the order of their creation', async () => {
    const [one, other] = [await account(), await account()];
    const first = await ledger.alert({ accountId: one, threshold: '80.00' });
    const second = await ledger.alert({ accountId: one, threshold: '90.00', field: 'POSTED' });
    const third = await ledger.alert({ accountId: other, threshold: '110.00', direction: 'ABOVE' });

    await ledger.transfer({ debit: one, credit: other, amount: '50.00' });

    const { nodes } = await ledger.list({ filter: { alertIds: [third.id] } });
    expect(nodes.map(({ crossedAlerts }) => crossedAlerts)).toEqual([
      [
        { alertId: first.id, before: '100.00', after: '50.00' },
        { alertId: second.id, before: '100.00', after: '50.00' },
        { alertId: third.id, before: '100.00', after: '150.00' },
      ],
    ]);
  });

  it('below zero, by an account that may be overdrawn', async () => {
    const id = await account({ overdraftLimit: '50000' });
    const alert = await ledger.alert({ accountId: id, threshold: '-5.00' });

    await ledger.transfer({ debit: id, credit: bank, amount: '105.00' });
    await ledger.transfer({ debit: id, credit: bank, amount: '0.01' });

    expect(await ledger.crossings(alert.id)).toEqual([['-5.00', '-5.01']]);
  });

  it('by an account that debits raise', async () => {
    const cash = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
    const above = await ledger.alert({ accountId: cash, threshold: '10.00', direction: 'ABOVE', field: 'POSTED' });
    const below = await ledger.alert({ accountId: cash, threshold: '0.00', field: 'PENDING' });

    await ledger.transfer({ debit: cash, credit: bank, amount: '11.00' });
    await ledger.transfer({ debit: bank, credit: cash, amount: '12.00' });

    expect(await ledger.crossings(above.id)).toEqual([['0.00', '11.00']]);
    expect(await ledger.crossings(below.id)).toEqual([['11.00', '-1.00']]);
  });

  it('by holds as they change each balance: reserved, captured in part, and voided', async () => {
    const [payer, payee] = [await account(), await account()];
    const alert = (accountId: string, field: string, direction: string, threshold: string) =>
      ledger.alert({ accountId, field, direction, threshold });
    const alerts = {
      available: await alert(payer, 'AVAILABLE', 'BELOW', '50.00'),
      pending: await alert(payer, 'PENDING', 'BELOW', '50.00'),
      posted: await alert(payer, 'POSTED', 'BELOW', '80.00'),
      back: await alert(payer, 'AVAILABLE', 'ABOVE', '70.00'),
      payeePending: await alert(payee, 'PENDING', 'ABOVE', '150.00'),
      payeePosted: await alert(payee, 'POSTED', 'ABOVE', '120.00'),
    };

    const hold = { debitAccountId: acct(payer), creditAccountId: acct(payee) };
    const holdId = await mutate('createHold', { ...hold, amount: { amount: '60.00', currency: 'EUR' } });
    await mutate('captureHold', { holdId, amount: { amount: '25.00', currency: 'EUR' } });
    await mutate('voidHold', { holdId });

    const crossings = await Promise.all(
      Object.entries(alerts).map(async ([name, { id }]) => [name, await ledger.crossings(id)] as const),
    );
    expect(Object.fromEntries(crossings)).toEqual({
      available: [['100.00', '40.00']],
      pending: [['100.00', '40.00']],
      posted: [['100.00', '75.00']],
      back: [['40.00', '75.00']],
      payeePending: [['100.00', '160.00']],
      payeePosted: [['100.00', '125.00']],
    });
  });

  it('by the expiry of a hold', async () => {
    const payer = await account();
    const alert = await ledger.alert({ accountId: payer, threshold: '90.00', direction: 'ABOVE' });
    const sides = { debitAccountId: acct(payer), creditAccountId: acct(bank) };

    await mutate('createHold', { ...sides, amount: { amount: '60.00', currency: 'EUR' }, expiresIn: 1 });

    await expect.poll(() => ledger.crossings(alert.id), { timeout: 10_000 }).toEqual([['40.00', '100.00']]);
  });

  it('by a reversal', async () => {
    const payer = await account();
    const { data } = await ledger.execute(
      ledger.operator,
      'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { transfer { id } } }',
      { input: transferInput({ debit: payer, credit: bank, amount: '60.00' }) },
    );
    const [transferId] = /tr_[0-9a-f]{32}/.exec(JSON.stringify(data)) ?? [];
    const alert = await ledger.alert({ accountId: payer, threshold: '50.00', direction: 'ABOVE' });

    await mutate('reverseTransfer', { transferId });

    expect(await ledger.crossings(alert.id)).toEqual([['40.00', '100.00']]);
  });

  it('by nothing that is refused', async () => {
    const id = await account();
    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });
    const journal = [
      transferInput({ debit: id, credit: bank, amount: '60.00', journal: 'j' }),
      transferInput({ debit: id, credit: bank, amount: '60.00', journal: 'j' }),
    ];

    const { data } = await ledger.execute(
      ledger.operator,
      'mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { errors { code } } } }',
      { input: { transfers: journal } },
    );

    expect(JSON.stringify(data)).toContain('INSUFFICIENT_FUNDS');
    expect(await ledger.crossings(alert.id)).toEqual([]);
  });

  it('by a command that is sent twice, once', async () => {
    const id = await account();
    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });
    const input = transferInput({ debit: id, credit: bank, amount: '60.00' });
    const send = () =>
      ledger.execute(
        ledger.operator,
        'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
        { input },
      );

    await Promise.all([send(), send()]);
    await send();

    expect(await ledger.crossings(alert.id)).toEqual([['100.00', '40.00']]);
  });
});

describe('an alert counts', () => {
  it('from its cursor on: earlier rows crossed nothing, and the events after the cursor contain all crossings', async () => {
    const id = await account();
    await ledger.transfer({ debit: id, credit: bank, amount: '60.00' });
    await ledger.transfer({ debit: bank, credit: id, amount: '60.00' });
    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });
    await ledger.transfer({ debit: id, credit: bank, amount: '60.00' });

    const { nodes } = await ledger.list({ after: alert.cursor, filter: { alertIds: [alert.id] } });

    expect(nodes).toMatchObject([{ previousSequence: null, crossedAlerts: [{ alertId: alert.id }] }]);
  });

  it('until it is deleted: earlier crossings stay, and no more are added', async () => {
    const id = await account();
    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });
    const other = await ledger.alert({ accountId: id, threshold: '45.00' });
    const around = async () => {
      await ledger.transfer({ debit: id, credit: bank, amount: '60.00' });
      await ledger.transfer({ debit: bank, credit: id, amount: '60.00' });
    };
    await around();

    const deleted = await ledger.deleteAlert(alert.id);
    await around();

    expect(deleted).toMatchObject({
      data: { deleteBalanceAlert: { alert: { id: alert.id, deletedAt: expect.any(String) }, errors: [] } },
    });
    expect(await ledger.crossings(alert.id)).toHaveLength(1);
    expect(await ledger.crossings(other.id)).toHaveLength(2);
    expect(await ledger.alertsOf(id)).toEqual([other.id]);
    expect(await ledger.deleteAlert(alert.id)).toMatchObject({ data: deleted.data });
  });

  it('also if it is created on a frozen account, and stays on a closed account, which gets no new alert', async () => {
    const id = await account();
    await ledger.intend({ kind: 'FREEZE', accountId: acct(id) });
    const alert = await ledger.alert({ accountId: id, threshold: '1.00' });
    await ledger.intend({ kind: 'UNFREEZE', accountId: acct(id) });
    await ledger.transfer({ debit: id, credit: bank, amount: '100.00' });
    await ledger.intend({ kind: 'CLOSE', accountId: acct(id) });

    const refused = await ledger.execute(ledger.operator, createBalanceAlert, {
      input: alertInput({ accountId: id, threshold: '1.00' }),
    });

    expect(refused).toMatchObject({
      data: {
        createBalanceAlert: { alert: null, errors: [{ code: 'ACCOUNT_NOT_OPEN', path: ['input', 'accountId'] }] },
      },
    });
    expect(await ledger.crossings(alert.id)).toEqual([['100.00', '0.00']]);
    expect(await ledger.alertsOf(id)).toEqual([alert.id]);
    expect(await ledger.deleteAlert(alert.id)).toMatchObject({ data: { deleteBalanceAlert: { errors: [] } } });
  });
});

describe('two processes', () => {
  it('find the crossings of an alert that either creates, from the next row on', async () => {
    const replica = await ledger.openReplica();
    const id = await account();
    const pay = (execute: typeof ledger.execute, [debit, credit]: [string, string]) =>
      execute(
        ledger.operator,
        'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
        { input: transferInput({ debit, credit, amount: '60.00' }) },
      );
    // Both remember the account as one without alerts.
    for (const { execute } of [replica, ledger, replica]) {
      await pay(execute, [id, bank]);
      await pay(execute, [bank, id]);
    }

    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });
    await pay(replica.execute, [id, bank]);
    await pay(replica.execute, [bank, id]);
    const other = await ledger.alert({ accountId: id, threshold: '45.00' }, { execute: replica.execute });
    await pay(ledger.execute, [id, bank]);
    await pay(ledger.execute, [bank, id]);
    await ledger.deleteAlert(alert.id, { execute: replica.execute });
    await pay(ledger.execute, [id, bank]);
    await pay(replica.execute, [bank, id]);
    await replica.close();

    expect(await ledger.crossings(alert.id)).toHaveLength(2);
    expect(await ledger.crossings(other.id)).toHaveLength(2);
  });

  it('lose no crossing of alerts that are created and deleted while both write', async () => {
    const replica = await ledger.openReplica();
    const id = await account();
    const executeOf = (number: number) => (number % 2 === 0 ? ledger.execute : replica.execute);
    const swing = (number: number) =>
      executeOf(number)(
        ledger.operator,
        'mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { errors { code } } } }',
        {
          input: {
            transfers: [
              transferInput({ debit: id, credit: bank, amount: '60.00', journal: `j${number}` }),
              transferInput({ debit: bank, credit: id, amount: '60.00', journal: `j${number}` }),
            ],
          },
        },
      );
    const comeAndGo = async (number: number) => {
      const execute = executeOf(number + 1);
      const { id: alertId } = await ledger.alert({ accountId: id, threshold: `${41 + number}.00` }, { execute });
      await swing(number);
      await ledger.deleteAlert(alertId, { execute });
      return alertId;
    };

    const [alertIds] = await Promise.all([
      Promise.all(Array.from({ length: 15 }, (_, number) => comeAndGo(number))),
      Promise.all(Array.from({ length: 100 }, (_, number) => swing(number))),
    ]);
    await replica.close();

    // Each alert existed during at least one swing. `checkSound` compares all of them with the log.
    const counts = await Promise.all(alertIds.map(async (alertId) => (await ledger.crossings(alertId)).length));
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
  });

  it('know the alerts after a restart', async () => {
    const id = await account();
    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });

    const restarted = await ledger.openReplica();
    await restarted.execute(
      ledger.operator,
      'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
      { input: transferInput({ debit: id, credit: bank, amount: '60.00' }) },
    );
    await restarted.close();

    expect(await ledger.crossings(alert.id)).toEqual([['100.00', '40.00']]);
  });
});
