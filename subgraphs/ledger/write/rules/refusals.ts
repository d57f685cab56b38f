import { mayDebit, maySee } from '../../log/permissions.ts';
import type { AccountRow, Refusal } from '../../log/tables.ts';
import type { Command, Outcome } from './commands.ts';

/** Whether a command may debit an account. The ledger's own commands may debit all. */
export function isAllowed(viewer: Command['viewer'], account: AccountRow): boolean {
  return viewer === null || mayDebit(viewer, account);
}

/** Whether a refusal may reveal the state of an account. */
export function isVisible(viewer: Command['viewer'], account: AccountRow): boolean {
  return viewer === null || maySee(viewer, account);
}

/** Refuses a malformed command for all its mistakes; null if it has none. */
export function refuseMalformed({ malformed }: Command): Outcome | null {
  if (malformed === undefined) {
    return null;
  }
  const [refusal, ...others] = malformed;
  return others.length === 0 ? { refusal } : { refusal, others };
}

/** Refuses an account that is frozen or closed. */
export function refuseUnlessOpen(viewer: Command['viewer'], field: string, account: AccountRow): Refusal | null {
  return account.status === 'OPEN'
    ? null
    : { code: 'ACCOUNT_NOT_OPEN', field, status: isVisible(viewer, account) ? account.status : null };
}

/** Refuses an unexpected version, and any expectation about an account that the viewer may not see. */
export function refuseVersion(
  viewer: Command['viewer'],
  field: string,
  account: AccountRow,
  expected: number | null,
): Refusal | null {
  if (expected === null || (expected === account.version && isVisible(viewer, account))) {
    return null;
  }
  return isVisible(viewer, account)
    ? { code: 'VERSION_MISMATCH', field, expected, actual: account.version }
    : { code: 'INVALID_INPUT', field, problem: 'Expect a version only of an account that you may see.' };
}

/** Refuses an unmet condition on the available balance, and any condition on an account that the viewer may not see. */
export function refuseCondition(
  viewer: Command['viewer'],
  field: string,
  account: AccountRow,
  required: { minorUnits: bigint; currency: string } | null | undefined,
): Refusal | null {
  if (required == null) {
    return null;
  }
  const { available, currency } = account;
  if (!isVisible(viewer, account)) {
    return { code: 'INVALID_INPUT', field, problem: 'Make a condition only of an account that you may see.' };
  }
  if (required.currency !== currency) {
    return {
      code: 'INVALID_INPUT',
      field,
      problem: `The account is in ${currency}. Send the condition in that currency.`,
    };
  }
  return available >= required.minorUnits
    ? null
    : {
        code: 'CONDITION_NOT_MET',
        field,
        available: String(available),
        required: String(required.minorUnits),
        currency,
      };
}
