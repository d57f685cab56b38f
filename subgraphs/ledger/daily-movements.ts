import type { AccountRow, DailyMovement, LogContent } from './tables.ts';

/** By how much rows move the posted balance of each account on each day on which they take effect. */
export function dailyMovements(
  rows: readonly LogContent[],
  accounts: ReadonlyMap<string, Pick<AccountRow, 'class'>>,
): DailyMovement[] {
  const movements = new Map<string, DailyMovement>();
  const add = (accountId: string, day: string, movement: bigint) => {
    const key = accountId + day;
    const known = movements.get(key);
    if (known === undefined) {
      movements.set(key, { accountId, day, movement });
    } else {
      known.movement += movement;
    }
  };
  for (const row of rows) {
    if (row.kind === 'TRANSFER' || row.kind === 'CAPTURE') {
      const day = dayOf(row.effectiveAt);
      add(row.debitAccountId, day, debitsRaise(row.debitAccountId, accounts) ? row.amount : -row.amount);
      add(row.creditAccountId, day, debitsRaise(row.creditAccountId, accounts) ? -row.amount : row.amount);
    }
  }
  return [...movements.values()];
}

/** The day in UTC, as PostgreSQL writes it. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function debitsRaise(id: string, accounts: ReadonlyMap<string, Pick<AccountRow, 'class'>>): boolean {
  const account = accounts.get(id);
  if (account === undefined) {
    throw new Error(`account ${id} is not among those of the rows`);
  }
  return account.class === 'ASSET' || account.class === 'EXPENSE';
}
