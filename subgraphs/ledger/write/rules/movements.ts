import { raises, type Side } from '../../log/accounting.ts';
import type { AccountRow } from '../../log/tables.ts';
import type { Account } from './account.ts';

/** The two accounts of a row. */
export type Sides = Record<Side, Account>;

type Changes = { posted?: bigint; pending?: bigint; available?: bigint };

/** The accounts after an amount is posted between them. */
export function posted({ debit, credit }: Sides, amount: bigint): Sides {
  return {
    debit: changed(debit, posting('debit', debit, amount)),
    credit: changed(credit, posting('credit', credit, amount)),
  };
}

/** The accounts after an amount is reserved between them; a negative amount frees it. */
export function reserved({ debit, credit }: Sides, amount: bigint): Sides {
  return {
    debit: changed(debit, reserving('debit', debit, amount)),
    credit: changed(credit, reserving('credit', credit, amount)),
  };
}

/** The accounts after an amount that was reserved between them is posted. */
export function captured({ debit, credit }: Sides, amount: bigint): Sides {
  return {
    debit: changed(debit, added(reserving('debit', debit, -amount), posting('debit', debit, amount))),
    credit: changed(credit, added(reserving('credit', credit, -amount), posting('credit', credit, amount))),
  };
}

function posting(side: Side, account: AccountRow, amount: bigint): Changes {
  const change = raises(side, account) ? amount : -amount;
  return { posted: change, pending: change, available: change };
}

function reserving(side: Side, account: AccountRow, amount: bigint): Changes {
  return raises(side, account) ? { pending: amount } : { pending: -amount, available: -amount };
}

function added(one: Changes, other: Changes): Changes {
  return {
    posted: (one.posted ?? 0n) + (other.posted ?? 0n),
    pending: (one.pending ?? 0n) + (other.pending ?? 0n),
    available: (one.available ?? 0n) + (other.available ?? 0n),
  };
}

function changed(account: Account, { posted: postedBy = 0n, pending = 0n, available = 0n }: Changes): Account {
  const version = account.version + 1;
  return {
    ...account,
    posted: account.posted + postedBy,
    pending: account.pending + pending,
    available: account.available + available,
    version,
    countedVersion: account.countedVersion === null ? null : version,
  };
}
