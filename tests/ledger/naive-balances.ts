import type { Account } from '../../subgraphs/ledger/write/rules/account.ts';
import { sum } from './naive-limits.ts';

type Facts = { postings: Moving; holds: readonly { debit: string; credit: string; left: bigint }[] };

/** Debits raise assets and expenses, credits the rest. */
export function debitsRaise(account: Account): boolean {
  return account.class === 'ASSET' || account.class === 'EXPENSE';
}

export function posted(facts: Facts, account: Account): bigint {
  return account.posted + raising(facts.postings, account) - lowering(facts.postings, account);
}

export function pending(facts: Facts, account: Account): bigint {
  const open = facts.holds.map((hold) => ({ ...hold, amount: hold.left }));
  return posted(facts, account) + raising(open, account) - lowering(open, account);
}

export function available(facts: Facts, account: Account): bigint {
  return (
    posted(facts, account) -
    lowering(
      facts.holds.map((hold) => ({ ...hold, amount: hold.left })),
      account,
    )
  );
}

type Moving = readonly { debit: string; credit: string; amount: bigint }[];

function raising(all: Moving, account: Account): bigint {
  return sum(
    all.filter((one) => (debitsRaise(account) ? one.debit : one.credit) === account.id).map((one) => one.amount),
  );
}

function lowering(all: Moving, account: Account): bigint {
  return sum(
    all.filter((one) => (debitsRaise(account) ? one.credit : one.debit) === account.id).map((one) => one.amount),
  );
}
