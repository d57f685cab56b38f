import type { Side } from '../../log/accounting.ts';
import { dayMs, dayOf, nameOfDay } from '../../log/utc-days.ts';
import type { HoldRow, LimitName, LimitUsageRow, Refusal } from '../../log/tables.ts';
import type { Account, TransferLimits, Usage } from './account.ts';
import type { Command } from './commands.ts';
import type { Sides } from './movements.ts';
import { declined, isVisible } from './refusals.ts';

/*
 * Transfer limits count by how much a row lowers what is available, on the UTC day of its recording. So a transfer
 * counts once, and so does a hold: when it is made, and not again when it is captured.
 */

/** The number of days in the longest window: the day itself, and the 29 before it. */
export const windowDays = 30;

/**
 * Counts the amount that a row takes from its sides against their limits. Returns the sides after the row, or its
 * refusal if it exceeds a limit. A viewer who may not see an account is not told of its limits. The ledger's own rows
 * are history, and not counted.
 */
export function countAgainstLimits(
  viewer: Command['viewer'],
  {
    before,
    after,
    fields,
    recordedAt,
    count,
    whole,
  }: {
    before: Sides;
    after: Sides;
    fields: Readonly<Record<Side, string>>;
    /** The time at which the row will be recorded. */
    recordedAt: Date;
    /** The number of transfers and holds that the row makes: none if it adds to one that is counted. */
    count: bigint;
    /** The amount that the limit per transfer bounds, if it is more than what the row takes: that of a raised hold. */
    whole?: bigint;
  },
): Sides | Refusal {
  if (viewer === null || (before.debit.limits === undefined && before.credit.limits === undefined)) {
    return after;
  }
  const sides = { ...after };
  const day = dayOf(recordedAt);
  for (const side of ['debit', 'credit'] as const) {
    const { limits, currency } = before[side];
    const amount = before[side].available - after[side].available;
    if (limits !== undefined && amount > 0n) {
      const exceeded = findExceeded(limits, { amount, count }, { day, whole: whole ?? amount });
      if (exceeded !== null) {
        const field = fields[side];
        return isVisible(viewer, before[side])
          ? { code: 'LIMIT_EXCEEDED', field, ...exceeded, currency }
          : declined(field);
      }
      sides[side] = withUsage(after[side], { day, amount, count, since: day - windowDays });
    }
  }
  return sides;
}

type Exceeded = { limit: LimitName; remaining: string; resetsAt: string | null };

/**
 * The first limit that would be exceeded, with the amount that it still allows, and the time from which the row fits.
 */
function findExceeded(
  limits: TransferLimits,
  added: Usage,
  { day, whole }: { day: number; whole: bigint },
): Exceeded | null {
  const { perTransfer, perDayAmount, perDayCount, per30DaysAmount, per30DaysCount, usage } = limits;
  if (perTransfer !== null && whole > perTransfer) {
    const before = whole - added.amount;
    return { limit: 'PER_TRANSFER', remaining: String(atLeastZero(perTransfer - before)), resetsAt: null };
  }
  const windows = [
    { limit: 'PER_DAY_AMOUNT', measure: 'amount', most: perDayAmount, days: 1 },
    { limit: 'PER_DAY_COUNT', measure: 'count', most: perDayCount, days: 1 },
    { limit: 'PER_30_DAYS_AMOUNT', measure: 'amount', most: per30DaysAmount, days: windowDays },
    { limit: 'PER_30_DAYS_COUNT', measure: 'count', most: per30DaysCount, days: windowDays },
  ] as const;
  for (const { limit, measure, most, days } of windows) {
    const used = most === null ? 0n : usedIn(usage, { day, days })[measure];
    if (most !== null && used + added[measure] > most) {
      const remaining = atLeastZero(most - used);
      const fits = dayThatFits(usage, { day, days, measure, spare: most - added[measure] });
      return {
        limit,
        remaining: String(remaining),
        resetsAt: fits === null ? null : new Date(fits * dayMs).toISOString(),
      };
    }
  }
  return null;
}

function atLeastZero(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}

/** The use in a window of days that ends with a day. No use is later than this day. */
export function usedIn(usage: TransferLimits['usage'], { day, days }: { day: number; days: number }): Usage {
  const used = { amount: 0n, count: 0n };
  for (const [usedDay, { amount, count }] of usage) {
    if (usedDay > day - days) {
      used.amount += amount;
      used.count += count;
    }
  }
  return used;
}

/** The first later day on which at most `spare` of the present use still counts; null if there is none. */
function dayThatFits(
  usage: TransferLimits['usage'],
  { day, days, measure, spare }: { day: number; days: number; measure: keyof Usage; spare: bigint },
): number | null {
  if (spare < 0n) {
    return null;
  }
  for (let later = day + 1; later < day + days; later += 1) {
    if (usedIn(usage, { day: later, days })[measure] <= spare) {
      return later;
    }
  }
  // Beyond the window nothing is counted any more.
  return day + days;
}

/**
 * The sides after the rest of a hold is freed, with their use given back on the day on which the hold was counted. A
 * hold of which nothing was captured gives back its count too. The amount of raises is not given back, since it may
 * have counted on other days. Days that no longer count are left as they are.
 */
export function giveBack(
  { before, after }: { before: Sides; after: Sides },
  { amount, raised, remaining, sequence, recordedAt: madeAt }: HoldRow,
  recordedAt: Date,
): Sides {
  if (before.debit.limits === undefined && before.credit.limits === undefined) {
    return after;
  }
  const sides = { ...after };
  const made = amount - (raised ?? 0n);
  const [day, since] = [dayOf(madeAt), dayOf(recordedAt) - windowDays];
  for (const side of ['debit', 'credit'] as const) {
    const { limits } = before[side];
    const isReserved = after[side].available > before[side].available;
    if (limits !== undefined && isReserved && sequence > limits.countedAfter && day > since) {
      const count = remaining === amount ? 1n : 0n;
      sides[side] = withUsage(after[side], {
        day,
        amount: remaining < made ? -remaining : -made,
        count: -count,
        since,
      });
    }
  }
  return sides;
}

/** The account with a change of its use on a day. Days up to `since` no longer count. */
function withUsage(account: Account, { day, amount, count, since }: { day: number; since: number } & Usage): Account {
  const { limits } = account;
  if (limits === undefined) {
    return account;
  }
  const usage = new Map([...limits.usage].filter(([usedDay]) => usedDay > since));
  const before = usage.get(day) ?? { amount: 0n, count: 0n };
  usage.set(day, { amount: before.amount + amount, count: before.count + count });
  return { ...account, limits: { ...limits, usage } };
}

/** The days of use that differ from those before a batch, as rows to write. */
export function changedUsage(
  before: ReadonlyMap<string, Account>,
  after: ReadonlyMap<string, Account>,
): LimitUsageRow[] {
  const rows: LimitUsageRow[] = [];
  for (const { id, limits } of after.values()) {
    if (limits !== undefined) {
      const usageBefore = before.get(id)?.limits?.usage;
      for (const [day, usage] of limits.usage) {
        if (usage !== usageBefore?.get(day)) {
          rows.push({ accountId: id, day: nameOfDay(day), ...usage });
        }
      }
    }
  }
  return rows;
}
