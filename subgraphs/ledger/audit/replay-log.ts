import { hashBeforeFirst, hashOf } from '../log/chain.ts';
import type { AccountRow, LogRow } from '../log/tables.ts';
import { findExceededLimit, type LimitedAccount, type MadeHold, type ReplayedUsage } from './replay-limits.ts';

/**
 * The parts of an account that never change, and its overdraft limits in the order of the positions after which they
 * were in force.
 */
export type ReplayedAccount = Pick<AccountRow, 'currency'> &
  LimitedAccount & {
    limits: { afterSequence: bigint; overdraftLimit: bigint | null }[];
  };

/** A closing of a period: rows after the position take effect at `until` or later. */
export type Closing = { afterSequence: bigint; until: Date };

/** The balances of an account by the rows so far. */
export type ReplayedBalance = Pick<AccountRow, 'posted' | 'pending' | 'available' | 'version'>;

type OpenHold = Pick<LogRow, 'debitAccountId' | 'creditAccountId' | 'currency'> & MadeHold;

/** The first invalid row. */
export type BadRow = { sequence: bigint; problem: string };

export type Replay = {
  /** Takes the next row; returns its problem, or null. After an invalid row, later rows tell nothing more. */
  take(row: LogRow): BadRow | null;
  /** The last row that was taken. */
  head(): { sequence: bigint; hash: string; recordedAt: Date };
  balances: ReadonlyMap<string, ReplayedBalance>;
  openHolds: ReadonlyMap<string, OpenHold>;
  /** The number of floors that could not be checked, because the limit in force is unknown. */
  unknownFloors(): number;
};

/**
 * Replays a log from its first row, and checks each row against the rows before it: sequence, hash, times, versions,
 * balances, floors, transfer limits, holds, and closed periods. Closings come in the order of their positions. It
 * shares no rule with the code that wrote the log, so that the same mistake would have to be made twice. Memory is
 * bounded by the accounts and the open holds, and not by the rows.
 */
export function replayLog(
  organizationId: string,
  accounts: ReadonlyMap<string, ReplayedAccount>,
  closings: readonly Closing[] = [],
): Replay {
  const state: ReplayState = {
    organizationId,
    accounts,
    closings,
    closed: { count: 0, until: null },
    balances: new Map(),
    openHolds: new Map(),
    usage: new Map(),
    head: { sequence: 0n, hash: hashBeforeFirst, recordedAt: new Date(Number.NEGATIVE_INFINITY) },
    unknownFloors: 0,
  };
  const { balances, openHolds } = state;
  return {
    take: (row) => take(state, row),
    head: () => state.head,
    balances,
    openHolds,
    unknownFloors: () => state.unknownFloors,
  };
}

/** The books as the rows so far leave them. */
type ReplayState = {
  organizationId: string;
  accounts: ReadonlyMap<string, ReplayedAccount>;
  closings: readonly Closing[];
  /** The closings before the next row, and the latest time up to which they closed the books. */
  closed: { count: number; until: Date | null };
  balances: Map<string, ReplayedBalance>;
  openHolds: Map<string, OpenHold>;
  usage: ReplayedUsage;
  /** The last row that was taken. */
  head: { sequence: bigint; hash: string; recordedAt: Date };
  unknownFloors: number;
};

function take(state: ReplayState, row: LogRow): BadRow | null {
  const expected = state.head.sequence + 1n;
  if (row.sequence !== expected) {
    return row.sequence > expected
      ? { sequence: expected, problem: `the row is missing; the next that is there is ${row.sequence}` }
      : { sequence: row.sequence, problem: 'the row is there more than once' };
  }
  const hash = hashOf(state.head.hash, row);
  const problem =
    row.hash.toString('hex') === hash
      ? (findWrongContent(state, row) ??
        findWrongDate(state, row) ??
        findWrongUse(state, row) ??
        findWrongHold(state, row) ??
        findWrongSide(state, row, 'debit') ??
        findWrongSide(state, row, 'credit'))
      : 'the hash does not match the row and the rows before it: the row was changed, or the rows before it were';
  state.head = { sequence: row.sequence, hash, recordedAt: row.recordedAt };
  return problem === null ? null : { sequence: row.sequence, problem };
}

function findWrongContent({ organizationId, head }: ReplayState, row: LogRow): string | null {
  if (row.organizationId !== organizationId) {
    return 'the row belongs to another organization';
  }
  if (row.recordedAt < head.recordedAt) {
    return 'it was recorded before the row before it';
  }
  if (row.amount <= 0n) {
    return `the amount is ${row.amount}`;
  }
  return row.debitAccountId === row.creditAccountId ? 'both sides are the same account' : null;
}

/** Applies the closings before the row, and checks that it takes effect in no closed period. */
function findWrongDate({ closings, closed }: ReplayState, { sequence, effectiveAt }: LogRow): string | null {
  let next = closings[closed.count];
  while (next !== undefined && next.afterSequence < sequence) {
    closed.count += 1;
    closed.until = closed.until === null || next.until > closed.until ? next.until : closed.until;
    next = closings[closed.count];
  }
  return closed.until !== null && effectiveAt < closed.until
    ? `it takes effect at ${effectiveAt.toISOString()}, and the books were closed up to ${closed.until.toISOString()} before`
    : null;
}

/** Counts the row against the limits of its accounts. */
function findWrongUse({ accounts, openHolds, usage }: ReplayState, row: LogRow): string | null {
  const [debit, credit] = [accounts.get(row.debitAccountId), accounts.get(row.creditAccountId)];
  if (debit?.transferLimits === undefined && credit?.transferLimits === undefined) {
    return null;
  }
  const hold = row.holdId === null ? undefined : openHolds.get(row.holdId);
  return findExceededLimit(usage, row, { debit, credit, hold });
}

/** Applies the row to its hold, and checks that the hold is open, and that its rest fits the amount. */
function findWrongHold(
  { openHolds }: ReplayState,
  { kind, holdId, id, sequence, recordedAt, amount, currency, debitAccountId, creditAccountId }: LogRow,
): string | null {
  if (kind === 'TRANSFER') {
    return holdId === null ? null : 'a transfer names a hold';
  }
  if (holdId === null) {
    return 'it names no hold';
  }
  if (kind === 'HOLD' && holdId === id) {
    const made = { sequence, recordedAt, made: amount, raised: 0n };
    openHolds.set(holdId, { debitAccountId, creditAccountId, currency, ...made, remaining: amount });
    return null;
  }
  const hold = openHolds.get(holdId);
  if (hold === undefined) {
    return 'the hold that it names is not open';
  }
  if (
    hold.debitAccountId !== debitAccountId ||
    hold.creditAccountId !== creditAccountId ||
    hold.currency !== currency
  ) {
    return 'its accounts or currency are not those of the hold';
  }
  if (kind === 'HOLD') {
    hold.raised += amount;
    hold.remaining += amount;
    return null;
  }
  if (kind === 'CAPTURE' ? amount > hold.remaining : amount !== hold.remaining) {
    return `the amount is ${amount}, and ${hold.remaining} was left of the hold`;
  }
  if (amount === hold.remaining) {
    openHolds.delete(holdId);
  } else {
    hold.remaining -= amount;
  }
  return null;
}

function findWrongSide(state: ReplayState, row: LogRow, side: 'debit' | 'credit'): string | null {
  const { accounts, balances } = state;
  const { id, after } =
    side === 'debit'
      ? {
          id: row.debitAccountId,
          after: {
            ...{ version: row.debitVersion, posted: row.debitPosted },
            ...{ pending: row.debitPending, available: row.debitAvailable },
          },
        }
      : {
          id: row.creditAccountId,
          after: {
            ...{ version: row.creditVersion, posted: row.creditPosted },
            ...{ pending: row.creditPending, available: row.creditAvailable },
          },
        };
  const account = accounts.get(id);
  if (account === undefined) {
    return `the ${side}ed account does not exist`;
  }
  if (account.currency !== row.currency) {
    return `the currency is ${row.currency}, and that of the ${side}ed account ${account.currency}`;
  }
  const before = balances.get(id) ?? nothing;
  const expected = balanceAfter(before, { row, isRaised: raises(side, account) });
  for (const part of ['version', 'posted', 'pending', 'available'] as const) {
    if (after[part] !== expected[part]) {
      return `${part} of the ${side}ed account after it is ${after[part]}, and should be ${expected[part]}`;
    }
  }
  balances.set(id, expected);
  return expected.available < before.available ? findWrongFloor(state, { row, account, after: expected }) : null;
}

/** The floor binds rows that lower an account, by the limit that was in force then. */
function findWrongFloor(
  state: ReplayState,
  { row, account, after }: { row: LogRow; account: ReplayedAccount; after: ReplayedBalance },
): string | null {
  const limit = account.limits.findLast(({ afterSequence }) => afterSequence < row.sequence);
  if (limit === undefined) {
    state.unknownFloors += 1;
    return null;
  }
  const { overdraftLimit } = limit;
  return overdraftLimit === null || after.available + overdraftLimit >= 0n
    ? null
    : `it leaves ${after.available} available, below the floor of ${-overdraftLimit}`;
}

const nothing: ReplayedBalance = { posted: 0n, pending: 0n, available: 0n, version: 0 };

/**
 * Whether a side raises an account: debits raise assets and expenses, credits all other classes. The rule is repeated
 * here, so that an audit shares none with the write path.
 */
export function raises(side: 'debit' | 'credit', { class: accountClass }: Pick<AccountRow, 'class'>): boolean {
  return (accountClass === 'ASSET' || accountClass === 'EXPENSE') === (side === 'debit');
}

function balanceAfter(
  { posted, pending, available, version }: ReplayedBalance,
  { row: { kind, amount }, isRaised }: { row: LogRow; isRaised: boolean },
): ReplayedBalance {
  const signed = isRaised ? amount : -amount;
  switch (kind) {
    case 'TRANSFER':
      return {
        version: version + 1,
        posted: posted + signed,
        pending: pending + signed,
        available: available + signed,
      };
    case 'HOLD':
      return {
        version: version + 1,
        posted,
        pending: pending + signed,
        available: isRaised ? available : available - amount,
      };
    case 'CAPTURE':
      // The lowered side was reserved before, so its available balance does not change.
      return {
        version: version + 1,
        posted: posted + signed,
        pending,
        available: isRaised ? available + amount : available,
      };
    case 'VOID':
    case 'EXPIRY':
      return {
        version: version + 1,
        posted,
        pending: pending - signed,
        available: isRaised ? available : available + amount,
      };
  }
}
