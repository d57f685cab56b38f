import { hashBeforeFirst, hashOf } from '../log/chain.ts';
import type { AccountRow, LogRow } from '../log/tables.ts';

/** An account as far as nothing that happens to it changes it, and which overdraft limit it had after which position, in their order. */
export type ReplayedAccount = Pick<AccountRow, 'id' | 'class' | 'currency'> & {
  limits: { afterSequence: bigint; overdraftLimit: bigint | null }[];
};

/** What the rows so far make of an account. */
export type ReplayedBalance = Pick<AccountRow, 'posted' | 'pending' | 'available' | 'version'>;

type OpenHold = Pick<LogRow, 'debitAccountId' | 'creditAccountId' | 'currency'> & { remaining: bigint };

/** The first row that is not as it must be. */
export type BadRow = { sequence: bigint; problem: string };

export type Replay = {
  /** Takes the next row; returns what is wrong with it, or null. After a bad row there is nothing more to be learnt from those that follow. */
  take(row: LogRow): BadRow | null;
  /** The last row that was taken. */
  head(): { sequence: bigint; hash: string; recordedAt: Date };
  balances: ReadonlyMap<string, ReplayedBalance>;
  openHolds: ReadonlyMap<string, OpenHold>;
  /** How many floors could not be checked, because it is not known which limit was in force. */
  unknownFloors(): number;
};

/**
 * Plays a log again from its first row, and checks each against those before it: sequence, hash, times, versions, balances, floors and holds. It shares no rule with the code that
 * wrote the log, so that the same mistake would have to be made twice. It remembers something of each account and of each open hold, and nothing of a row.
 */
export function replayLog(organizationId: string, accounts: ReadonlyMap<string, ReplayedAccount>): Replay {
  const balances = new Map<string, ReplayedBalance>();
  const openHolds = new Map<string, OpenHold>();
  let head = { sequence: 0n, hash: hashBeforeFirst, recordedAt: new Date(Number.NEGATIVE_INFINITY) };
  let unknownFloors = 0;

  const take = (row: LogRow): BadRow | null => {
    const expected = head.sequence + 1n;
    if (row.sequence !== expected) {
      return row.sequence > expected
        ? { sequence: expected, problem: `the row is missing; the next that is there is ${row.sequence}` }
        : { sequence: row.sequence, problem: 'the row is there more than once' };
    }
    const hash = hashOf(head.hash, row);
    const problem =
      row.hash.toString('hex') === hash
        ? (findWrongContent(row) ?? findWrongHold(row) ?? findWrongSide(row, 'debit') ?? findWrongSide(row, 'credit'))
        : 'the hash is not that of the row and all before it: something of the row was changed, or other rows were before it';
    head = { sequence: row.sequence, hash, recordedAt: row.recordedAt };
    return problem === null ? null : { sequence: row.sequence, problem };
  };

  const findWrongContent = (row: LogRow): string | null => {
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
  };

  /** What the row does to a hold; and that an open hold is as large as what was made of it. */
  const findWrongHold = ({
    kind,
    holdId,
    id,
    amount,
    currency,
    debitAccountId,
    creditAccountId,
  }: LogRow): string | null => {
    if (kind === 'TRANSFER') {
      return holdId === null ? null : 'a transfer names a hold';
    }
    if (holdId === null) {
      return 'it names no hold';
    }
    if (kind === 'HOLD') {
      openHolds.set(holdId, { debitAccountId, creditAccountId, currency, remaining: amount });
      return holdId === id ? null : 'a hold has the id of another';
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
    if (kind === 'CAPTURE' ? amount > hold.remaining : amount !== hold.remaining) {
      return `the amount is ${amount}, and ${hold.remaining} was left of the hold`;
    }
    if (amount === hold.remaining) {
      openHolds.delete(holdId);
    } else {
      hold.remaining -= amount;
    }
    return null;
  };

  const findWrongSide = (row: LogRow, side: 'debit' | 'credit'): string | null => {
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
      return `the ${side}ed account is not there`;
    }
    if (account.currency !== row.currency) {
      return `the currency is ${row.currency}, and that of the ${side}ed account ${account.currency}`;
    }
    const before = balances.get(id) ?? nothing;
    const should = balanceAfter(before, { row, isRaised: raises(side, account) });
    for (const part of ['version', 'posted', 'pending', 'available'] as const) {
      if (after[part] !== should[part]) {
        return `${part} of the ${side}ed account after it is ${after[part]}, and should be ${should[part]}`;
      }
    }
    balances.set(id, should);
    return should.available < before.available ? findWrongFloor(row, account, should) : null;
  };

  /** The floor binds what lowers an account, by the limit that was in force then. */
  const findWrongFloor = ({ sequence }: LogRow, { limits }: ReplayedAccount, after: ReplayedBalance): string | null => {
    const limit = limits.findLast(({ afterSequence }) => afterSequence < sequence);
    if (limit === undefined) {
      unknownFloors += 1;
      return null;
    }
    const { overdraftLimit } = limit;
    return overdraftLimit === null || after.available + overdraftLimit >= 0n
      ? null
      : `it leaves ${after.available} available, below the floor of ${-overdraftLimit}`;
  };

  return { take, head: () => head, balances, openHolds, unknownFloors: () => unknownFloors };
}

const nothing: ReplayedBalance = { posted: 0n, pending: 0n, available: 0n, version: 0 };

/** Debits raise what an organization has or spends, credits everything else: said here once more, so that an audit shares no rule with the writing. */
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
      // What is lowered was reserved before, and so was not available any more.
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
