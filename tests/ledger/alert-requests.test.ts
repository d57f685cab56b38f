import { newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import {
  alertInput,
  createBalanceAlert,
  deleteBalanceAlert,
  ledgerWithAlerts,
  type LedgerWithAlerts,
} from './ledger-with-alerts.ts';
import { checkSound } from './verified.ts';

let ledger: LedgerWithAlerts;
let bank: string;

beforeAll(async () => {
  ledger = await ledgerWithAlerts();
  ({ bank } = ledger);
});
afterAll(async () => {
  await checkSound(ledger);
  await ledger.close();
});

/** An account with 100.00. */
async function account(): Promise<string> {
  const id = await ledger.openAccount();
  await ledger.transfer({ debit: bank, credit: id, amount: '100.00' });
  return id;
}

async function waitingForLocks(): Promise<unknown> {
  const [row] = await ledger.sql`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and application_name = 'tributary-ledger' and wait_event_type = 'Lock'`;
  return row?.['waiting'];
}

describe('a request to create an alert', () => {
  it('returns the first alert for a repeated key, also concurrently in two processes, and after the alert was deleted', async () => {
    const replica = await ledger.openReplica();
    const id = await account();
    const input = alertInput({ accountId: id, threshold: '50.00' });
    const send = (execute = ledger.execute, sent = input) =>
      execute(ledger.operator, createBalanceAlert, { input: sent });

    // All requests find the key unused, and wait for the lock.
    const unlock = await ledger.lockLog();
    const sending = Promise.all([send(), send(replica.execute), send(), send(replica.execute)]);
    await expect.poll(waitingForLocks, { timeout: 10_000 }).toBe(4);
    await unlock();
    const answers = await sending;
    const [alertId = ''] = (await ledger.alertsOf(id)) ?? [];
    // The same amount in another notation.
    const same = await send(ledger.execute, { ...input, threshold: { amount: '50', currency: 'EUR' } });
    await ledger.deleteAlert(alertId);
    const again = await send(replica.execute);
    await replica.close();

    for (const answer of [...answers, same]) {
      expect(answer).toMatchObject({ data: { createBalanceAlert: { alert: { id: alertId, deletedAt: null } } } });
    }
    expect(again).toMatchObject({
      data: { createBalanceAlert: { alert: { id: alertId, deletedAt: expect.any(String) }, errors: [] } },
    });
    expect(await ledger.alertsOf(id)).toEqual([]);
  });

  it.each([
    ['accountId', async () => ({ accountId: acct(await account()) })],
    ['field', async () => ({ field: 'POSTED' })],
    ['direction', async () => ({ direction: 'ABOVE' })],
    ['threshold', async () => ({ threshold: { amount: '50.01', currency: 'EUR' } })],
  ] as const)('is refused with another %s under the same key', async (field, changed) => {
    const input = alertInput({ accountId: await account(), threshold: '50.00' });
    await ledger.execute(ledger.operator, createBalanceAlert, { input });

    const answer = await ledger.execute(ledger.operator, createBalanceAlert, {
      input: { ...input, ...(await changed()) },
    });

    expect(answer).toMatchObject({
      data: {
        createBalanceAlert: {
          alert: null,
          errors: [{ code: 'IDEMPOTENCY_MISMATCH', field, path: ['input', 'idempotencyKey'] }],
        },
      },
    });
  });

  it.each([
    ['no number', { amount: 'abc', currency: 'EUR' }, 'INVALID_AMOUNT', 'threshold'],
    ['two signs', { amount: '--5.00', currency: 'EUR' }, 'INVALID_AMOUNT', 'threshold'],
    ['a sign alone', { amount: '-', currency: 'EUR' }, 'INVALID_AMOUNT', 'threshold'],
    ['a plus', { amount: '+5.00', currency: 'EUR' }, 'INVALID_AMOUNT', 'threshold'],
    ['too many decimals', { amount: '5.001', currency: 'EUR' }, 'INVALID_AMOUNT', 'threshold'],
    ['more than can be counted', { amount: '-92233720368547758.08', currency: 'EUR' }, 'INVALID_AMOUNT', 'threshold'],
    ['no currency', { amount: '5.00', currency: 'E' }, 'INVALID_AMOUNT', 'threshold'],
    ['another currency', { amount: '5.00', currency: 'USD' }, 'CURRENCY_MISMATCH', 'threshold'],
  ])('is refused with a threshold that is %s', async (_, threshold, code, field) => {
    const input = { ...alertInput({ accountId: await account(), threshold: '1.00' }), threshold };

    expect(await ledger.execute(ledger.operator, createBalanceAlert, { input })).toMatchObject({
      data: { createBalanceAlert: { alert: null, errors: [{ code, path: ['input', field] }] } },
    });
  });

  it.each(['-92233720368547758.07', '92233720368547758.07', '-0.00', '0'])(
    'takes a threshold of %s',
    async (amount) => {
      const input = alertInput({ accountId: await account(), threshold: amount });

      expect(await ledger.execute(ledger.operator, createBalanceAlert, { input })).toMatchObject({
        data: {
          createBalanceAlert: { alert: { threshold: { amount: /^-?0/.test(amount) ? '0.00' : amount } }, errors: [] },
        },
      });
    },
  );

  it('names all malformed fields at once', async () => {
    const input = { ...alertInput({ accountId: newId(), threshold: 'x' }), idempotencyKey: '', accountId: 'usr_1' };

    expect(await ledger.execute(ledger.operator, createBalanceAlert, { input })).toMatchObject({
      data: {
        createBalanceAlert: {
          errors: [
            { code: 'INVALID_INPUT', path: ['input', 'idempotencyKey'] },
            { code: 'INVALID_INPUT', path: ['input', 'accountId'] },
            { code: 'INVALID_AMOUNT', path: ['input', 'threshold'] },
          ],
        },
      },
    });
  });

  it('is refused beyond 20 alerts of an account, also concurrently, until an alert is deleted', async () => {
    const id = await account();
    const create = () =>
      ledger.execute(ledger.operator, createBalanceAlert, { input: alertInput({ accountId: id, threshold: '5.00' }) });

    const answers = await Promise.all(Array.from({ length: 25 }, create));
    const alerts = (await ledger.alertsOf(id)) ?? [];
    const refused = answers.filter(({ data }) => JSON.stringify(data).includes('TOO_MANY_BALANCE_ALERTS'));
    await ledger.transfer({ debit: id, credit: bank, amount: '96.00' });
    await ledger.deleteAlert(alerts[0] ?? '');

    expect(alerts).toHaveLength(20);
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({
      data: {
        createBalanceAlert: {
          alert: null,
          errors: [{ __typename: 'TooManyBalanceAlerts', alertsMax: 20, path: ['input', 'accountId'] }],
        },
      },
    });
    expect((await ledger.list({ filter: { alertIds: alerts.slice(0, 1) } })).nodes[0]?.crossedAlerts).toHaveLength(20);
    expect(await create()).toMatchObject({ data: { createBalanceAlert: { errors: [] } } });
  });
});

describe('a request to delete an alert', () => {
  it.each([
    ['that is unknown', `alert_${'0'.repeat(32)}`, 'BALANCE_ALERT_NOT_FOUND'],
    ['with the id of an account', `acct_${'0'.repeat(32)}`, 'INVALID_INPUT'],
    ['without an id', '', 'INVALID_INPUT'],
  ])('is refused for one %s', async (_, alertId, code) => {
    expect(await ledger.execute(ledger.operator, deleteBalanceAlert, { input: { alertId } })).toMatchObject({
      data: { deleteBalanceAlert: { alert: null, errors: [{ code, path: ['input', 'alertId'] }] } },
    });
  });
});
