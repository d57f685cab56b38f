import { formatId } from '@tributary/domain/ids.ts';
import type postgres from 'postgres';
import type { AccountRow } from '../log/tables.ts';
import { raises, type Replay, type ReplayedAccount } from './replay-log.ts';

/**
 * A fault; `sequence` is the first invalid row of the log. Null: the log is sound, but a table that follows from it is
 * not.
 */
export type Fault = { sequence: bigint | null; problem: string };

export type Transaction = postgres.TransactionSql<{ bigint: bigint }>;

/** Rows are read in chunks of this size. */
export const rowsPerRead = 2_000;
/** The most faults that are reported of each kind: more would tell nothing new. */
export const faultsMax = 10;

type Projections = { organizationId: string; replay: Replay; accounts: ReadonlyMap<string, ReplayedAccount> };

/** Verifies the tables that can be computed from the log. */
export async function findWrongProjections(tx: Transaction, projections: Projections): Promise<Fault[]> {
  const checks = [
    findWrongLedger,
    findWrongClosing,
    findWrongAccounts,
    findWrongSums,
    findWrongOpenHolds,
    findWrongClosedHolds,
    findWrongShifts,
    findWrongReversals,
    findRepeatedIds,
    findWrongOutcomes,
  ];
  // Whole tables are compared: looking rows up one by one is never quicker, and is endless where statistics call a
  // table small.
  await tx`set local enable_nestloop = off`;
  const faults: Fault[] = [];
  for (const check of checks) {
    faults.push(...(await check(tx, projections)));
  }
  return faults;
}

async function findWrongLedger(tx: Transaction, { organizationId, replay }: Projections): Promise<Fault[]> {
  const [ledger] = await tx<{ headHash: Buffer | null; lastRecordedAt: Date }[]>`
    select head_hash as "headHash", last_recorded_at as "lastRecordedAt"
    from ledger.ledgers where organization_id = ${organizationId}`;
  const { sequence, hash, recordedAt } = replay.head();
  if (ledger === undefined || sequence === 0n) {
    return [];
  }
  if (ledger.headHash?.toString('hex') !== hash) {
    return [{ sequence: null, problem: `the head of the ledger has another hash than row ${sequence}` }];
  }
  return ledger.lastRecordedAt.getTime() === recordedAt.getTime()
    ? []
    : [{ sequence: null, problem: `the ledger has another time of its newest row than row ${sequence} itself` }];
}

/** Compares the end of the closed periods, by which rows are refused, with the closings. */
async function findWrongClosing(tx: Transaction, { organizationId }: Projections): Promise<Fault[]> {
  const [row] = await tx<{ kept: string | null; expected: string | null }[]>`
    select l.closed_until::text as kept, c.until::text as expected from ledger.ledgers l
    cross join lateral (select max(until) as until from ledger.closed_periods where organization_id = l.organization_id) c
    where l.organization_id = ${organizationId} and l.closed_until is distinct from c.until`;
  return row === undefined
    ? []
    : [
        {
          sequence: null,
          problem: `the ledger says that the books are closed up to ${row.kept ?? 'no time'}, and they were closed up to ${row.expected ?? 'no time'}`,
        },
      ];
}

type BalanceColumns = Pick<AccountRow, 'id' | 'posted' | 'pending' | 'available' | 'version'>;

async function findWrongAccounts(tx: Transaction, { organizationId, replay }: Projections): Promise<Fault[]> {
  const faults: Fault[] = [];
  const rows = tx<BalanceColumns[]>`
    select id, posted, pending, available, version from ledger.accounts where organization_id = ${organizationId} order by id`;
  for await (const chunk of rows.cursor(rowsPerRead)) {
    for (const account of chunk) {
      const expected = replay.balances.get(account.id) ?? { posted: 0n, pending: 0n, available: 0n, version: 0 };
      for (const part of ['version', 'posted', 'pending', 'available'] as const) {
        if (account[part] !== expected[part] && faults.length < faultsMax) {
          faults.push({
            sequence: null,
            problem: `${part} of account ${formatId('acct', account.id)} is ${account[part]}, and by the log ${expected[part]}`,
          });
        }
      }
    }
  }
  return faults;
}

/** Compares debits with credits over all accounts of a currency, posted as well as pending. */
async function findWrongSums(_: Transaction, { replay, accounts }: Projections): Promise<Fault[]> {
  const sums = new Map<string, { posted: bigint; pending: bigint }>();
  for (const [id, { posted, pending }] of replay.balances) {
    const account = accounts.get(id);
    if (account !== undefined) {
      const sum = sums.get(account.currency) ?? { posted: 0n, pending: 0n };
      const sign = raises('credit', account) ? 1n : -1n;
      sums.set(account.currency, { posted: sum.posted + sign * posted, pending: sum.pending + sign * pending });
    }
  }
  return [...sums].flatMap(([currency, { posted, pending }]) =>
    posted === 0n && pending === 0n
      ? []
      : [
          {
            sequence: null,
            problem: `debits and credits in ${currency} differ: by ${posted} posted, by ${pending} pending`,
          },
        ],
  );
}

async function findWrongOpenHolds(
  tx: Transaction,
  { organizationId, replay, accounts }: Projections,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const report = (problem: string) => {
    if (faults.length < faultsMax) {
      faults.push({ sequence: null, problem });
    }
  };
  let found = 0;
  const rows = tx<{ id: string; remaining: bigint }[]>`
    select id, remaining from ledger.holds where organization_id = ${organizationId} and status = 'OPEN'`;
  for await (const chunk of rows.cursor(rowsPerRead)) {
    for (const { id, remaining } of chunk) {
      const expected = replay.openHolds.get(id)?.remaining;
      found += expected === undefined ? 0 : 1;
      if (remaining !== expected) {
        report(`hold ${formatId('hold', id)} has ${remaining} left, and by the log ${expected ?? 'it is not open'}`);
      }
    }
  }
  if (found < replay.openHolds.size) {
    report(`${replay.openHolds.size - found} holds that are open by the log are not open, or not there`);
  }
  const reserved = new Map<string, bigint>();
  for (const { debitAccountId, creditAccountId, remaining } of replay.openHolds.values()) {
    for (const [side, id] of [
      ['debit', debitAccountId],
      ['credit', creditAccountId],
    ] as const) {
      const account = accounts.get(id);
      const signed = account !== undefined && raises(side, account) ? remaining : -remaining;
      reserved.set(id, (reserved.get(id) ?? 0n) + signed);
    }
  }
  for (const [id, { posted, pending }] of replay.balances) {
    if (pending - posted !== (reserved.get(id) ?? 0n)) {
      report(`pending of account ${formatId('acct', id)} is not its posted balance with its open holds`);
    }
  }
  return faults;
}

/*
 * The checks below compare whole tables inside the database. Their results are materialized before they are limited. A
 * planner that sees the limit would prepare to find the first few rows quickly, and there are none.
 */

async function findWrongClosedHolds(tx: Transaction, { organizationId }: Projections): Promise<Fault[]> {
  const rows = await tx<{ id: string }[]>`
    with by_log as (
      select hold_id, min(sequence) as sequence,
        sum(amount) filter (where kind = 'HOLD') as amount,
        sum(amount) filter (where kind = 'HOLD' and id <> hold_id) as raised,
        (array_agg(kind order by sequence desc))[1] as last_kind,
        sum(amount) filter (where kind = 'HOLD') - coalesce(sum(amount) filter (where kind <> 'HOLD'), 0) as remaining
      from ledger.log where organization_id = ${organizationId} and hold_id is not null group by hold_id),
    wrong as materialized (
      select coalesce(h.id, l.hold_id) as id
      from (select * from ledger.holds where organization_id = ${organizationId}) h full join by_log l on l.hold_id = h.id
      where (h.amount, h.raised, h.sequence, h.remaining, h.status) is distinct from (l.amount, l.raised, l.sequence, l.remaining,
        case when l.remaining > 0 then 'OPEN' when l.last_kind = 'CAPTURE' then 'CAPTURED' when l.last_kind = 'VOID' then 'VOIDED' else 'EXPIRED' end))
    select * from wrong limit ${faultsMax}`;
  return rows.map(({ id }) => ({
    sequence: null,
    problem: `hold ${formatId('hold', id)} contradicts its rows in the log`,
  }));
}

async function findWrongShifts(tx: Transaction, { organizationId }: Projections): Promise<Fault[]> {
  const rows = await tx<{ accountId: string; day: string; kept: string | null; expected: string | null }[]>`
    with own as (select id, class in ('ASSET', 'EXPENSE') as debits_raise from ledger.accounts where organization_id = ${organizationId}),
    shifted as (
      select * from (
        select *, (effective_at at time zone 'UTC')::date as effective_day, (recorded_at at time zone 'UTC')::date as recorded_day
        from ledger.log where organization_id = ${organizationId} and kind in ('TRANSFER', 'CAPTURE')) posted
      where effective_day <> recorded_day),
    sides as (
      select credit_account_id as id, effective_day, recorded_day, amount from shifted
      union all
      select debit_account_id, effective_day, recorded_day, -amount from shifted),
    credited as materialized (
      select id, day, sum(credit) as credit
      from sides cross join lateral (values (effective_day, amount), (recorded_day, -amount)) x(day, credit) group by 1, 2),
    by_log as materialized (
      select id, day, case when debits_raise then -credit else credit end as shift from credited join own using (id)),
    kept as materialized (select d.* from ledger.daily_shifts d join own on own.id = d.account_id),
    wrong as materialized (
      select coalesce(kept.account_id, by_log.id) as id, coalesce(kept.day, by_log.day) as day, kept.shift as kept, by_log.shift as expected
      from kept full join by_log on by_log.id = kept.account_id and by_log.day = kept.day
      where coalesce(kept.shift, 0) <> coalesce(by_log.shift, 0))
    select id as "accountId", day::text as day, kept::text as kept, expected::text as expected from wrong limit ${faultsMax}`;
  return rows.map(({ accountId, day, kept, expected }) => ({
    sequence: null,
    problem: `the shift of account ${formatId('acct', accountId)} on ${day} between effect and recording is ${kept ?? 0}, and by the log ${expected ?? 0}`,
  }));
}

async function findWrongReversals(tx: Transaction, { organizationId }: Projections): Promise<Fault[]> {
  const rows = await tx<{ sequence: bigint }[]>`
    select r.sequence
    from (select *, sum(amount) over (partition by reverses_id order by sequence) as reversed from ledger.log
      where organization_id = ${organizationId} and reverses_id is not null) r
    left join ledger.log o on o.id = r.reverses_id and o.organization_id = r.organization_id and o.kind in ('TRANSFER', 'CAPTURE')
    where o.id is null or r.reversed > o.amount or o.sequence >= r.sequence
      or (r.debit_account_id, r.credit_account_id) is distinct from (o.credit_account_id, o.debit_account_id)
    order by r.sequence limit ${faultsMax}`;
  return rows.map(({ sequence }) => ({
    sequence,
    problem:
      'it does not undo an earlier transfer between its accounts, or undoes more than the amount of that transfer',
  }));
}

async function findRepeatedIds(tx: Transaction, { organizationId }: Projections): Promise<Fault[]> {
  const rows = await tx<{ sequence: bigint }[]>`
    select max(sequence) as sequence from ledger.log where organization_id = ${organizationId}
    group by id having count(*) > 1 order by 1 limit ${faultsMax}`;
  return rows.map(({ sequence }) => ({ sequence, problem: 'its id is that of an earlier row' }));
}

/** Checks that each remembered outcome names a row of the log. */
async function findWrongOutcomes(tx: Transaction, { organizationId }: Projections): Promise<Fault[]> {
  const rows = await tx<{ subject: string; key: string }[]>`
    with wrong as materialized (
      select i.subject, i.key from ledger.idempotency i
      left join ledger.log l on l.organization_id = i.organization_id and l.id = coalesce(i.transfer_id, i.hold_id)
      where i.organization_id = ${organizationId} and i.refusal is null and l.id is null)
    select * from wrong limit ${faultsMax}`;
  return rows.map(({ subject, key }) => ({
    sequence: null,
    problem: `the outcome of the idempotency key ${JSON.stringify(key)} of ${subject} is not in the log`,
  }));
}
