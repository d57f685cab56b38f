import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import { createHold, ledgerWithBank, transferInput, type LedgerWithBank } from './ledger-with-bank.ts';
import { verified } from './verified.ts';

const set = /* GraphQL */ `
  mutation ($input: SetTransferLimitsInput!) {
    setTransferLimits(input: $input) {
      account {
        id
      }
      errors {
        __typename
        code
        path
      }
    }
  }
`;
const create = /* GraphQL */ `
  mutation ($input: CreateTransferInput!) {
    createTransfer(input: $input) {
      transfer {
        id
      }
      errors {
        code
        path
        message
        ... on LimitExceeded {
          limit
          remaining {
            amount
            currency
          }
          resetsAt
        }
      }
    }
  }
`;
const limits = /* GraphQL */ `
  query ($ids: [_Any!]!) {
    _entities(representations: $ids) {
      ... on Account {
        transferLimits {
          perTransfer {
            amount
          }
          perDay {
            amount {
              amount
            }
            count
            usedAmount {
              amount
            }
            usedCount
          }
          per30Days {
            amount {
              amount
            }
            count
            usedAmount {
              amount
            }
            usedCount
          }
        }
      }
    }
  }
`;

let ledger: LedgerWithBank;
beforeAll(async () => {
  ledger = await ledgerWithBank();
});
afterAll(async () => {
  await ledger.close();
});

const euros = (amount: string) => ({ amount, currency: 'EUR' });
const setLimits = (account: string, input: object, { viewer = ledger.operator(), execute = ledger.execute } = {}) =>
  execute(viewer, set, { input: { accountId: acct(account), ...input } });
const isSet = { data: { setTransferLimits: { errors: [] } } };
const limitsOf = async (account: string, viewer: Viewer) => {
  const { data, errors } = await ledger.execute(viewer, limits, {
    ids: [{ __typename: 'Account', id: acct(account) }],
  });
  expect(errors).toBeUndefined();
  return data;
};
const shown = (transferLimits: unknown) => ({ _entities: [{ transferLimits }] });
const period = (usedAmount: string, usedCount: number, amount: string | null = null, count: number | null = null) => ({
  amount: amount === null ? null : { amount },
  count,
  usedAmount: { amount: usedAmount },
  usedCount,
});
const paid = { data: { createTransfer: { errors: [] } } };
const refused = (error: object) => ({ data: { createTransfer: { transfer: null, errors: [error] } } });

describe('limits that an operator sets', () => {
  it('bind from the next transfer on, and are shown with their use to the owner and operators', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const pay = (amount: string) =>
      ledger.execute(owner, create, { input: transferInput({ debit: payer, credit: payee, amount }) });
    expect(await limitsOf(payer, owner)).toEqual(shown(null));

    expect(
      await setLimits(payer, { perTransfer: euros('30.00'), perDay: { amount: euros('50.00'), count: 3 } }),
    ).toMatchObject({ data: { setTransferLimits: { account: { id: acct(payer) }, errors: [] } } });

    expect(await pay('30.01')).toMatchObject(
      refused({ code: 'LIMIT_EXCEEDED', limit: 'PER_TRANSFER', remaining: euros('30.00'), resetsAt: null }),
    );
    expect(await pay('30.00')).toMatchObject(paid);
    expect(await pay('20.01')).toMatchObject(
      refused({
        code: 'LIMIT_EXCEEDED',
        path: ['input', 'debitAccountId'],
        limit: 'PER_DAY_AMOUNT',
        remaining: euros('20.00'),
        resetsAt: expect.stringMatching(/T00:00:00.000Z$/),
      }),
    );
    expect(
      await ledger.execute(owner, createHold, { input: transferInput({ debit: payer, credit: payee }) }),
    ).toMatchObject({ data: { createHold: { errors: [] } } });
    const now = shown({
      perTransfer: { amount: '30.00' },
      perDay: period('31.00', 2, '50.00', 3),
      per30Days: period('31.00', 2),
    });
    expect(await limitsOf(payer, owner)).toEqual(now);
    expect(await limitsOf(payer, ledger.operator())).toEqual(now);
    expect(await limitsOf(payer, ledger.customer())).toEqual(shown(null));
    expect(await verified(ledger)).toEqual([]);
  });

  it('replace all earlier ones, and what was used stays used', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const pay = (amount: string) =>
      ledger.execute(owner, create, { input: transferInput({ debit: payer, credit: payee, amount }) });
    await setLimits(payer, { perDay: { amount: euros('10.00') } });
    await pay('10.00');

    await setLimits(payer, {});
    const lifted = await pay('5.00');
    await setLimits(payer, { perDay: { amount: euros('20.00') } });

    expect(lifted).toMatchObject(paid);
    expect(await pay('5.01')).toMatchObject(refused({ code: 'LIMIT_EXCEEDED', remaining: euros('5.00') }));
    expect(await pay('5.00')).toMatchObject(paid);
    expect(await verified(ledger)).toEqual([]);
  });

  it('change nothing if they are the same as before, or if there are none and never were', async () => {
    const { payer } = await ledger.payerAndPayee();
    const rows = () => ledger.sql`select * from ledger.transfer_limits where account_id = ${payer}`;

    expect(await setLimits(payer, {})).toMatchObject(isSet);
    expect(await rows()).toEqual([]);
    await setLimits(payer, { perTransfer: euros('1.00') });
    const before = await rows();
    expect(await setLimits(payer, { perTransfer: euros('1') })).toMatchObject(isSet);

    expect(await rows()).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('are for operators, and for accounts of their organization', async () => {
    const { owner, payer } = await ledger.payerAndPayee();
    const client = ledger.client(['accounts:write', 'transfers:write']);
    for (const viewer of [owner, client]) {
      expect(await setLimits(payer, {}, { viewer })).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    }
    const stranger = { ...ledger.operator(), organizationId: newId() };

    const notFound = { data: { setTransferLimits: { account: null, errors: [{ code: 'ACCOUNT_NOT_FOUND' }] } } };
    expect(await setLimits(payer, { perTransfer: euros('1.00') }, { viewer: stranger })).toMatchObject(notFound);
    expect(await setLimits(newId(), {})).toMatchObject(notFound);
  });

  it('are refused with every mistake by name', async () => {
    const { payer } = await ledger.payerAndPayee();
    const closed = await ledger.openAccount();
    await ledger.intend({ kind: 'CLOSE', accountId: acct(closed) });

    const answer = await setLimits(payer, {
      perTransfer: { amount: '1.00', currency: 'USD' },
      perDay: { amount: euros('1.001'), count: 0 },
      per30Days: { amount: euros('0.00'), count: 1_000_001 },
    });

    expect(answer).toMatchObject({
      data: {
        setTransferLimits: {
          account: null,
          errors: [
            { code: 'CURRENCY_MISMATCH', path: ['input', 'perTransfer', 'amount'] },
            { code: 'INVALID_AMOUNT', path: ['input', 'perDay', 'amount'] },
            { code: 'INVALID_INPUT', path: ['input', 'perDay', 'count'] },
            { code: 'INVALID_AMOUNT', path: ['input', 'per30Days', 'amount'] },
            { code: 'INVALID_INPUT', path: ['input', 'per30Days', 'count'] },
          ],
        },
      },
    });
    expect(await setLimits(closed, { perTransfer: euros('1.00') })).toMatchObject({
      data: { setTransferLimits: { errors: [{ code: 'ACCOUNT_NOT_OPEN', path: ['input', 'accountId'] }] } },
    });
    expect(await limitsOf(payer, ledger.operator())).toEqual(shown(null));
  });

  it('are remembered with a refusal, which the same key returns even after they were lifted', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    await setLimits(payer, { perTransfer: euros('1.00') });
    const input = transferInput({ debit: payer, credit: payee, amount: '2.00' });

    const first = await ledger.execute(owner, create, { input });
    await setLimits(payer, {});

    expect(first).toMatchObject(refused({ code: 'LIMIT_EXCEEDED', remaining: euros('1.00') }));
    expect(await ledger.execute(owner, create, { input })).toEqual(first);
  });
});

describe('the use of a limit', () => {
  it('is exact whichever process decides, and whatever is decided at once', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const replica = await ledger.openReplica();
    const pay = (execute = ledger.execute) =>
      execute(owner, create, { input: transferInput({ debit: payer, credit: payee, amount: '1.00' }) });
    // Both processes remember the account without limits.
    await Promise.all([pay(), pay(replica.execute)]);
    await setLimits(payer, { perDay: { amount: euros('20.00'), count: 15 } }, { execute: replica.execute });

    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => pay(index % 2 === 0 ? ledger.execute : replica.execute)),
    );

    const done = answers.filter(({ data }) => JSON.stringify(data).includes('tr_'));
    expect(done).toHaveLength(15);
    expect(await limitsOf(payer, owner)).toMatchObject(shown({ perDay: period('15.00', 15, '20.00', 15) }));
    await replica.close();
    expect(await verified(ledger)).toEqual([]);
  });

  it('never goes beyond limits that are set meanwhile', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('1000.00');
    const pay = () =>
      ledger.execute(owner, create, { input: transferInput({ debit: payer, credit: payee, amount: '1.00' }) });

    const storm = Array.from({ length: 200 }, pay);
    const setting = setLimits(payer, { perDay: { count: 5 } });
    const after = setting.then(() => Promise.all(Array.from({ length: 50 }, pay)));
    await Promise.all([...storm, after]);

    const [counted] = await ledger.sql<{ count: number }[]>`
      select count(*)::int as count from ledger.log l join ledger.transfer_limits t on t.account_id = l.debit_account_id
      where l.debit_account_id = ${payer} and l.sequence > t.after_sequence`;
    expect(counted?.count).toBeLessThanOrEqual(5);
    expect(await pay()).toMatchObject({ data: { createTransfer: { errors: [{}] } } });
    expect(await verified(ledger)).toEqual([]);
  });

  it('is given back by a hold that is voided', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    await setLimits(payer, { perDay: { amount: euros('50.00') } });
    const hold = (amount: string) =>
      ledger.execute(owner, createHold, { input: transferInput({ debit: payer, credit: payee, amount }) });
    const made = await hold('50.00');
    const [holdId] = JSON.stringify(made.data).match(/hold_[0-9a-f]{32}/) ?? [];
    expect(await hold('1.00')).toMatchObject({ data: { createHold: { errors: [{ code: 'LIMIT_EXCEEDED' }] } } });

    await ledger.execute(
      ledger.operator(),
      'mutation ($input: VoidHoldInput!) { voidHold(input: $input) { errors { code } } }',
      { input: { idempotencyKey: newId(), holdId } },
    );

    expect(await hold('50.00')).toMatchObject({ data: { createHold: { errors: [] } } });
    expect(await verified(ledger)).toEqual([]);
  });

  it('is that of today and the 29 days before', async () => {
    const other = await ledgerWithBank();
    const { owner, payer, payee } = await other.payerAndPayee();
    await setLimits(
      payer,
      { per30Days: { amount: euros('100.00') } },
      { viewer: other.operator(), execute: other.execute },
    );
    await other.sql`
      insert into ledger.limit_usage select ${payer}, (now() at time zone 'UTC')::date - x.days, x.amount, 1
      from (values (1, 1000), (29, 2000), (30, 4000)) x(days, amount)`;

    const answer = await other.execute(owner, create, {
      input: transferInput({ debit: payer, credit: payee, amount: '70.01' }),
    });
    const { data } = await other.execute(owner, limits, { ids: [{ __typename: 'Account', id: acct(payer) }] });

    expect(answer).toMatchObject(refused({ limit: 'PER_30_DAYS_AMOUNT', remaining: euros('70.00') }));
    expect(data).toMatchObject(shown({ perDay: period('0.00', 0), per30Days: period('30.00', 2, '100.00') }));
    await other.close();
  });

  it('is written by every process, or the batch is refused', async () => {
    const { payer } = await ledger.payerAndPayee();
    const move = () =>
      ledger.sql`update ledger.accounts set posted = posted, version = version + 1 where id = ${payer}`;
    await setLimits(payer, { perTransfer: euros('1.00') });

    // The statement of the version before, which knows of no limits.
    await expect(move()).rejects.toMatchObject({ code: '23514', constraint_name: 'accounts_counted' });
  });
});

describe('the verifier', () => {
  it('names use that the log does not give, and a row beyond a limit', async () => {
    const other = await ledgerWithBank();
    const { owner, payer, payee } = await other.payerAndPayee();
    await setLimits(
      payer,
      { perDay: { amount: euros('50.00') } },
      { viewer: other.operator(), execute: other.execute },
    );
    for (const amount of ['20.00', '30.00']) {
      expect(
        await other.execute(owner, create, { input: transferInput({ debit: payer, credit: payee, amount }) }),
      ).toMatchObject(paid);
    }
    const faultsAfter = async (statement: string, undo: string) => {
      await other.sql.unsafe(statement);
      const faults = await verified(other);
      await other.sql.unsafe(undo);
      return faults;
    };
    const usage = `ledger.limit_usage set amount = amount`;

    expect(await verified(other)).toEqual([]);
    expect(await faultsAfter(`update ${usage} - 1`, `update ${usage} + 1`)).toEqual([
      {
        sequence: null,
        problem: expect.stringMatching(
          /^the use of the limits of account acct_.* is 4999 in 2, and by the log 5000 in 2$/,
        ),
      },
    ]);
    expect(
      await faultsAfter(
        'update ledger.transfer_limits set per_day_amount = 4999',
        'update ledger.transfer_limits set per_day_amount = 5000',
      ),
    ).toEqual([
      { sequence: 3n, problem: expect.stringContaining('exceeds the limit per day of a side: with it, 5000 of 4999') },
    ]);
    expect(
      await faultsAfter(
        'update ledger.accounts set counted_version = null',
        `update ledger.accounts set counted_version = version where id = '${payer}'`,
      ),
    ).toEqual([{ sequence: null, problem: expect.stringContaining('is not counted') }]);
    await other.close();
  });
});

it('has the limits before and after in the audit trail, and nothing of limits that change nothing', async () => {
  const id = await ledger.openAccount();
  const operator = ledger.operator();
  const input = { accountId: acct(id), perTransfer: { amount: '10.00', currency: 'EUR' } };

  await ledger.execute(operator, set, { input });
  await ledger.execute(operator, set, { input });
  await ledger.execute(operator, set, { input: { accountId: acct(id), perDay: { count: 3 } } });

  const events = await ledger.sql`
    select action, changes::jsonb from audit.events where subject_id = ${id} order by sequence`;
  expect([...events]).toEqual([
    { action: 'TRANSFER_LIMITS_SET', changes: { perTransfer: [null, '1000'] } },
    { action: 'TRANSFER_LIMITS_SET', changes: { perTransfer: ['1000', null], perDayCount: [null, '3'] } },
  ]);
});
