import { parseAmount } from '@tributary/domain/money.ts';
import type { MoneyInput } from './generated/schema.ts';
import { currencyMismatch, invalidAmount, invalidInput, type AccountRefusal } from './refusals.ts';

/** Parses a limit from a request. Null means unlimited, which only an account of the organization itself may be. */
export function parseOverdraftLimit(
  limit: MoneyInput | null,
  { currency, ownerId }: { currency: string; ownerId: string | null },
): { minorUnits: bigint | null } | { refusal: AccountRefusal } {
  if (limit === null) {
    return ownerId === null
      ? { minorUnits: null }
      : {
          refusal: invalidInput(
            'overdraftLimit',
            "Only an account of the organization's own may be without limit. Send an amount.",
          ),
        };
  }
  if (limit.currency !== currency) {
    return { refusal: currencyMismatch(currency) };
  }
  const amount = parseAmount(limit.amount, limit.currency);
  return 'problem' in amount ? { refusal: invalidAmount(amount.problem) } : amount;
}
