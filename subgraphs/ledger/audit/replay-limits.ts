import type { AccountRow, LogRow, TransferLimitsRow } from '../log/tables.ts';

/** Limits of an account, for the rows after a position. */
export type ReplayedLimits = Pick<
  TransferLimitsRow,
  'afterSequence' | 'perTransfer' | 'perDayAmount' | 'perDayCount' | 'per30DaysAmount' | 'per30DaysCount'
>;

/** An account with its limits, in the order in which they were set. */
export type LimitedAccount = Pick<AccountRow, 'id' | 'class'> & { transferLimits?: readonly ReplayedLimits[] };

/** A hold: the amount for which it was made, the sum of its raises, and the rest of both. */
export type MadeHold = Pick<LogRow, 'sequence' | 'recordedAt'> & { made: bigint; raised: bigint; remaining: bigint };

type Usage = { amount: bigint; count: bigint };

/** The use of limits by the rows so far: by account and day, for 30 days at most. */
export type ReplayedUsage = Map<string, Map<number, Usage>>;

/**
 * Counts a row against the limits in force, and returns the problem if it exceeds one, or null. `hold` is the hold that
 * the row names, as it was before the row. The rules are repeated here, so that an audit shares none with the write
 * path.
 */
export function findExceededLimit(
  usage: ReplayedUsage,
  row: LogRow,
  {
    debit,
    credit,
    hold,
  }: { debit: LimitedAccount | undefined; credit: LimitedAccount | undefined; hold: MadeHold | undefined },
): string | null {
  const lowered = [
    ...(debit === undefined || isDebitNormal(debit) ? [] : [debit]),
    ...(credit === undefined || !isDebitNormal(credit) ? [] : [credit]),
  ];
  for (const { id, transferLimits: [first, ...later] = [] } of lowered) {
    if (first !== undefined && first.afterSequence < row.sequence) {
      const inForce = later.findLast(({ afterSequence }) => afterSequence < row.sequence) ?? first;
      const days = usage.get(id) ?? new Map<number, Usage>();
      usage.set(id, days);
      const problem = count(days, { row, hold, inForce, since: first.afterSequence });
      if (problem !== null) {
        return problem;
      }
    }
  }
  return null;
}

function count(
  days: Map<number, Usage>,
  { row, hold, inForce, since }: { row: LogRow; hold: MadeHold | undefined; inForce: ReplayedLimits; since: bigint },
): string | null {
  const today = utcDay(row.recordedAt);
  [...days.keys()].filter((day) => day <= today - 30).forEach((day) => days.delete(day));
  if (row.kind === 'VOID' || row.kind === 'EXPIRY') {
    if (hold !== undefined && hold.sequence > since && utcDay(hold.recordedAt) > today - 30) {
      const isWhole = row.amount === hold.made + hold.raised;
      // Raises may have counted on other days, and are not given back.
      const amount = row.amount < hold.made ? row.amount : hold.made;
      add(days, utcDay(hold.recordedAt), { amount: -amount, count: isWhole ? -1n : 0n });
    }
    return null;
  }
  const isCounted =
    row.kind === 'HOLD' || (row.kind === 'TRANSFER' && row.reversesId === null && row.subject !== 'ledger');
  if (!isCounted) {
    return null;
  }
  const isRaise = row.kind === 'HOLD' && row.holdId !== row.id;
  add(days, today, { amount: row.amount, count: isRaise ? 0n : 1n });
  const ofDay = days.get(today) ?? { amount: 0n, count: 0n };
  const ofWindow = [...days.values()].reduce((sum, day) => ({
    amount: sum.amount + day.amount,
    count: sum.count + day.count,
  }));
  const measured = [
    { most: inForce.perTransfer, used: row.amount + (isRaise ? (hold?.remaining ?? 0n) : 0n), name: 'per transfer' },
    { most: inForce.perDayAmount, used: ofDay.amount, name: 'per day' },
    { most: inForce.perDayCount, used: ofDay.count, name: 'on the number per day' },
    { most: inForce.per30DaysAmount, used: ofWindow.amount, name: 'per 30 days' },
    { most: inForce.per30DaysCount, used: ofWindow.count, name: 'on the number per 30 days' },
  ];
  const exceeded = measured.find(({ most, used }) => most !== null && used > most);
  return exceeded === undefined
    ? null
    : `it exceeds the limit ${exceeded.name} of a side: with it, ${exceeded.used} of ${exceeded.most} is used`;
}

function add(days: Map<number, Usage>, day: number, { amount, count: number }: Usage): void {
  const before = days.get(day) ?? { amount: 0n, count: 0n };
  days.set(day, { amount: before.amount + amount, count: before.count + number });
}

function isDebitNormal({ class: accountClass }: Pick<AccountRow, 'class'>): boolean {
  return accountClass === 'ASSET' || accountClass === 'EXPENSE';
}

/** The number of the UTC day since 1970. */
function utcDay(time: Date): number {
  return Math.floor(time.getTime() / 86_400_000);
}
