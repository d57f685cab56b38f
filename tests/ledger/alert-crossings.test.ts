import { newId } from '@tributary/domain/ids.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import { transferInput } from './ledger-with-bank.ts';
import { ledgerWithAlerts, type LedgerWithAlerts } from './ledger-with-alerts.ts';
import { checkSound, verified } from './verified.ts';

let ledger: LedgerWithAlerts;
let replica: Awaited<ReturnType<LedgerWithAlerts['openReplica']>>;

beforeAll(async () => {
  ledger = await ledgerWithAlerts();
  replica = await ledger.openReplica();
});
afterAll(async () => {
  await replica.close();
  await ledger.close();
});

type Movement = { kind: string; amount: bigint; debit: boolean };
type Balances = { POSTED: bigint; PENDING: bigint; AVAILABLE: bigint };

/** The naive model: the balances of a credit-normal account, added up anew from all its rows. */
function balancesAfter(movements: readonly Movement[]): Balances {
  const sum = (kinds: readonly string[], of: (movement: Movement) => bigint) =>
    movements.filter(({ kind }) => kinds.includes(kind)).reduce((total, movement) => total + of(movement), 0n);
  const signed = ({ amount, debit }: Movement) => (debit ? -amount : amount);
  const outgoing = ({ amount, debit }: Movement) => (debit ? amount : 0n);
  const [made, ended] = [['HOLD'], ['CAPTURE', 'VOID', 'EXPIRY']];
  const posted = sum(['TRANSFER', 'CAPTURE'], signed);
  return {
    POSTED: posted,
    PENDING: posted + sum(made, signed) - sum(ended, signed),
    AVAILABLE: posted - sum(made, outgoing) + sum(ended, outgoing),
  };
}

type AlertRow = {
  id: string;
  field: keyof Balances;
  direction: 'BELOW' | 'ABOVE';
  threshold: bigint;
  after: bigint;
  until: bigint | null;
};

/** The crossings of an account's alerts by the naive model, which looks at the whole history for each row. */
async function naiveCrossings(accountId: string): Promise<string[]> {
  const rows = await ledger.sql<(Movement & { sequence: bigint })[]>`
    select sequence, kind, amount, debit_account_id = ${accountId} as debit from ledger.log
    where debit_account_id = ${accountId} or credit_account_id = ${accountId} order by sequence`;
  const alerts = await ledger.sql<AlertRow[]>`
    select id, field, direction, threshold, after_sequence as after, until_sequence as until
    from ledger.balance_alerts where account_id = ${accountId} order by id`;
  return rows.flatMap(({ sequence }, index) => {
    const [before, after] = [balancesAfter(rows.slice(0, index)), balancesAfter(rows.slice(0, index + 1))];
    return alerts
      .filter((alert) => sequence > alert.after && (alert.until === null || sequence <= alert.until))
      .filter(({ field, direction, threshold }) =>
        direction === 'BELOW'
          ? before[field] >= threshold && after[field] < threshold
          : before[field] <= threshold && after[field] > threshold,
      )
      .map(({ id, field }) => `${sequence} ${id} ${before[field]} ${after[field]}`);
  });
}

async function keptCrossings(accountId: string): Promise<string[]> {
  const rows = await ledger.sql<{ sequence: bigint; id: string; before: bigint; after: bigint }[]>`
    select sequence, alert_id as id, balance_before as before, balance_after as after
    from ledger.alert_crossings where account_id = ${accountId} order by sequence, alert_id`;
  return rows.map(({ sequence, id, before, after }) => `${sequence} ${id} ${before} ${after}`);
}

describe('any history', () => {
  // Amounts in cents, few and small, so that balances meet thresholds exactly.
  const cents = fc.integer({ min: 1, max: 6 });
  const alert = fc.record({
    kind: fc.constant('alert' as const),
    field: fc.constantFrom('POSTED', 'PENDING', 'AVAILABLE'),
    direction: fc.constantFrom('BELOW', 'ABOVE'),
    threshold: fc.integer({ min: -4, max: 12 }),
  });
  const command = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('pay' as const), out: fc.boolean(), cents }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('hold' as const), out: fc.boolean(), cents }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('capture' as const), of: fc.nat(5), cents }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('void' as const), of: fc.nat(5) }) },
  );
  const step = fc.oneof(
    { weight: 3, arbitrary: alert },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), of: fc.nat(5) }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('batch' as const), batch: fc.array(command, { maxLength: 8 }) }),
    },
  );
  const history = fc.array(fc.record({ step, elsewhere: fc.boolean() }), { minLength: 3, maxLength: 12 });

  it('keeps exactly the crossings of a naive replay, whichever process writes and however rows share a batch', async () => {
    let crossings = 0;
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const id = await ledger.openAccount({ overdraftLimit: '1000' });
        const alertIds: string[] = [];
        const holdIds: string[] = [];
        for (const { step: next, elsewhere } of steps) {
          const { execute } = elsewhere ? replica : ledger;
          if (next.kind === 'alert') {
            const threshold = `${next.threshold < 0 ? '-' : ''}0.${String(Math.abs(next.threshold)).padStart(2, '0')}`;
            const { field, direction } = next;
            alertIds.push((await ledger.alert({ accountId: id, field, direction, threshold }, { execute })).id);
          } else if (next.kind === 'delete') {
            await ledger.deleteAlert(alertIds[next.of % (alertIds.length + 1)] ?? `alert_${'0'.repeat(32)}`, {
              execute,
            });
          } else {
            // Commands that are sent in one turn share a batch.
            const answers = await Promise.all(next.batch.map((one) => send(execute, id, one, holdIds)));
            holdIds.push(...answers.flatMap((answer) => answer ?? []));
          }
        }

        const [kept, naive] = [await keptCrossings(id), await naiveCrossings(id)];

        expect(kept).toEqual(naive);
        crossings += kept.length;
      }),
      { numRuns: 25 },
    );
    expect(crossings).toBeGreaterThan(0);
    await checkSound(ledger);
  }, 120_000);

  type Command = typeof command extends fc.Arbitrary<infer One> ? One : never;

  /** Sends a command between an account and the bank. Returns the id of the new hold, if there is one. */
  async function send(
    execute: LedgerWithAlerts['execute'],
    id: string,
    one: Command,
    holdIds: readonly string[],
  ): Promise<string | null> {
    const money = (minorUnits: number) => `0.0${minorUnits}`;
    const holdId = 'of' in one ? (holdIds[one.of % (holdIds.length + 1)] ?? `hold_${'0'.repeat(32)}`) : '';
    const between = (out: boolean, minorUnits: number) =>
      transferInput({ debit: out ? id : ledger.bank, credit: out ? ledger.bank : id, amount: money(minorUnits) });
    const run = async (mutation: string, type: string, input: object) => {
      const { data, errors } = await execute(
        ledger.operator,
        `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${mutation === 'createTransfer' ? 'transfer' : 'hold'} { id } } }`,
        { input },
      );
      expect(errors).toBeUndefined();
      return /hold_[0-9a-f]{32}/.exec(JSON.stringify(data))?.[0] ?? null;
    };
    switch (one.kind) {
      case 'pay':
        return run('createTransfer', 'CreateTransferInput', between(one.out, one.cents));
      case 'hold':
        return run('createHold', 'CreateHoldInput', between(one.out, one.cents));
      case 'capture': {
        const amount = { amount: money(one.cents), currency: 'EUR' };
        await run('captureHold', 'CaptureHoldInput', { idempotencyKey: newId(), holdId, amount });
        return null;
      }
      case 'void':
        await run('voidHold', 'VoidHoldInput', { idempotencyKey: newId(), holdId });
        return null;
    }
  }
});

describe('the verifier', () => {
  let id: string;
  let alertId: string;
  let sequence: string;

  beforeAll(async () => {
    id = await ledger.openAccount();
    await ledger.transfer({ debit: ledger.bank, credit: id, amount: '100.00' });
    const alert = await ledger.alert({ accountId: id, threshold: '50.00' });
    await ledger.transfer({ debit: id, credit: ledger.bank, amount: '60.00' });
    await ledger.transfer({ debit: ledger.bank, credit: id, amount: '10.00' });
    const [event] = (await ledger.list({ filter: { alertIds: [alert.id] } })).nodes;
    [alertId, sequence] = [alert.id, event?.sequence ?? ''];
  });

  const uuid = () => alertId.replace('alert_', '');

  /** The faults that the verifier finds after a change of the tables. The change is undone. */
  async function faultsAfter(change: string, undo: string): Promise<string[]> {
    const run = (statement: string) =>
      ledger.sql.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx.unsafe(statement);
      });
    await run(change);
    const faults = await verified(ledger);
    await run(undo);
    await checkSound(ledger);
    expect(faults.every((fault) => fault.sequence === null)).toBe(true);
    return faults.map(({ problem }) => problem);
  }

  const crossing = () =>
    `insert into ledger.alert_crossings select organization_id, ${sequence}, id, account_id, 10000, 4000 from ledger.balance_alerts where id = '${uuid()}'`;

  it('names a crossing that is missing, with its row, its alert and its balances', async () => {
    const faults = await faultsAfter(
      `delete from ledger.alert_crossings where alert_id = '${uuid()}' and sequence = ${sequence}`,
      crossing(),
    );

    expect(faults).toEqual([`row ${sequence} crosses ${alertId} from 10000 to 4000, and no such crossing is kept`]);
  });

  it.each([
    ['balance_before', '9999', 'from 9999 to 4000'],
    ['balance_after', '4001', 'from 10000 to 4001'],
  ])('names a crossing with another %s', async (column, value, kept) => {
    const set = (to: string) =>
      `update ledger.alert_crossings set ${column} = ${to} where alert_id = '${uuid()}' and sequence = ${sequence}`;

    const faults = await faultsAfter(set(value), set(column === 'balance_before' ? '10000' : '4000'));

    expect(faults).toEqual([`row ${sequence} crosses ${alertId} from 10000 to 4000, and is kept as ${kept}`]);
  });

  it('names a crossing that no row made: by a row of the account, by another row, and by none', async () => {
    const invent = (row: string) =>
      `insert into ledger.alert_crossings select organization_id, ${row}, id, account_id, 1, 2 from ledger.balance_alerts where id = '${uuid()}'`;
    const remove = (row: string) =>
      `delete from ledger.alert_crossings where alert_id = '${uuid()}' and sequence = ${row}`;
    const own = String(BigInt(sequence) + 1n);

    for (const row of [own, '1']) {
      expect(await faultsAfter(invent(row), remove(row))).toEqual([
        `row ${row} does not cross ${alertId}, and such a crossing is kept`,
      ]);
    }
    expect(await faultsAfter(invent('999999'), remove('999999'))).toEqual([
      `the crossing of ${alertId} by row 999999 has another account than the alert, or there is no such row`,
    ]);
  });

  it('names a crossing with another account than its alert, whose viewers would see it', async () => {
    const set = (accountId: string) =>
      `update ledger.alert_crossings set account_id = '${accountId}' where alert_id = '${uuid()}'`;

    const faults = await faultsAfter(set(ledger.bank), set(id));

    expect(faults).toEqual([
      `the crossing of ${alertId} by row ${sequence} has another account than the alert, or there is no such row`,
    ]);
  });

  it('names crossings outside of the lifetime of their alert', async () => {
    const set = (assignment: string) => `update ledger.balance_alerts set ${assignment} where id = '${uuid()}'`;

    const tooLate = await faultsAfter(
      set(`after_sequence = after_sequence + 1`),
      set(`after_sequence = after_sequence - 1`),
    );
    const tooEarly = await faultsAfter(
      `${set(`until_sequence = after_sequence, deleted_at = now()`)}; update ledger.accounts set has_alerts = false where id = '${id}'`,
      `${set(`until_sequence = null, deleted_at = null`)}; update ledger.accounts set has_alerts = true where id = '${id}'`,
    );

    const notCrossed = [`row ${sequence} does not cross ${alertId}, and such a crossing is kept`];
    expect([tooLate, tooEarly]).toEqual([notCrossed, notCrossed]);
  });

  it('names accounts whose mark for alerts is wrong', async () => {
    const other = await ledger.openAccount();
    const mark = (accountId: string, hasAlerts: boolean) =>
      `update ledger.accounts set has_alerts = ${hasAlerts} where id = '${accountId}'`;

    expect(await faultsAfter(mark(id, false), mark(id, true))).toEqual([
      `account ${acct(id)} has alerts, and is not marked as one with alerts`,
    ]);
    expect(await faultsAfter(mark(other, true), mark(other, false))).toEqual([
      `account ${acct(other)} is marked as one with alerts, and has none`,
    ]);
  });
});
