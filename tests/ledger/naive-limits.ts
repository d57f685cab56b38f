import type { Command } from '@tributary/ledger/write/rules/commands.ts';
import type { Account } from '../../subgraphs/ledger/write/rules/account.ts';

/** An amount and a number that count against the limits of an account, and the transfer or hold that caused them. */
export type Counted = { account: string; day: string; amount: bigint; count: bigint; by: string };

/** The refusal of the first account that may not lose more by its limits; null if all may. */
export function beyondLimits(
  { counted }: { counted: readonly Counted[] },
  viewer: Command['viewer'],
  accounts: readonly Account[],
  { amount, now, whole }: { amount: bigint; now: Date; whole?: bigint },
): string | null {
  // A raise adds to a hold that is counted.
  const number = whole === undefined ? 1n : 0n;
  const first = utcDay(new Date(now.getTime() - 29 * 86_400_000));
  for (const account of accounts) {
    const ofWindow = counted.filter((one) => one.account === account.id && one.day >= first);
    const ofDay = ofWindow.filter(({ day }) => day === utcDay(now));
    const { limits } = account;
    const isBeyond = (most: bigint | null | undefined, used: bigint) => most != null && used > most;
    if (
      isBeyond(limits?.perTransfer, whole ?? amount) ||
      isBeyond(limits?.perDayAmount, sum(ofDay.map((one) => one.amount)) + amount) ||
      isBeyond(limits?.perDayCount, sum(ofDay.map((one) => one.count)) + number) ||
      isBeyond(limits?.per30DaysAmount, sum(ofWindow.map((one) => one.amount)) + amount) ||
      isBeyond(limits?.per30DaysCount, sum(ofWindow.map((one) => one.count)) + number)
    ) {
      return sees(viewer, account) ? 'LIMIT_EXCEEDED' : 'DECLINED';
    }
  }
  return null;
}

/** The usage after the rest of a hold is freed. The part that raises added still counts. */
export function withoutRest(
  { counted }: { counted: readonly Counted[] },
  { id, left, made, raised }: { id: string; left: bigint; made: bigint; raised: bigint },
): Counted[] {
  const freed = left < made ? left : made;
  return counted.map((one) =>
    one.by === id ? { ...one, amount: one.amount - freed, count: left === made + raised ? 0n : one.count } : one,
  );
}

export function utcDay(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** Whether a viewer sees an account. An account that does not exist is seen by viewers of all accounts only. */
export function sees(viewer: Command['viewer'], account: Account | undefined): boolean {
  if (viewer === null) {
    return true;
  }
  if (viewer.kind === 'client') {
    return viewer.accountIds === null || (account !== undefined && viewer.accountIds.includes(account.id));
  }
  return viewer.role === 'OPERATOR' || (account !== undefined && account.ownerId === viewer.id);
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
