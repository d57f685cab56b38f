import type { AccountRow } from './tables.ts';

export type Side = 'debit' | 'credit';

/**
 * Whether a side is the normal side of an account, which raises it: debits raise assets and expenses, credits all else.
 */
export function raises(side: Side, { class: accountClass }: Pick<AccountRow, 'class'>): boolean {
  return (accountClass === 'ASSET' || accountClass === 'EXPENSE') === (side === 'debit');
}
