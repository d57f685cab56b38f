import { mayDebit, maySee, maySeeAll } from '../../log/permissions.ts';
import type { AccountRow, Refusal } from '../../log/tables.ts';
import type { Amount, Command, Outcome } from './commands.ts';

/** Whether a command may debit an account. The ledger's own commands may debit all. */
export function isAllowed(viewer: Command['viewer'], account: AccountRow): boolean {
  return viewer === null || mayDebit(viewer, account);
}

/** Whether a refusal may reveal the state of an account, or that there is none. */
export function isVisible(viewer: Command['viewer'], account: AccountRow | undefined): boolean {
  return viewer === null || (account === undefined ? maySeeAll(viewer) : maySee(viewer, account));
}

/** The one refusal for every reason that lies in an account that the viewer may not see. */
export function declined(field: string): Refusal {
  return { code: 'DECLINED', field };
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
  if (account.status === 'OPEN') {
    return null;
  }
  return isVisible(viewer, account) ? { code: 'ACCOUNT_NOT_OPEN', field, status: account.status } : declined(field);
}

/** Refuses an unexpected version of an account that the viewer may see. */
export function refuseVersion(field: string, { version }: AccountRow, expected: number | null): Refusal | null {
  return expected === null || expected === version
    ? null
    : { code: 'VERSION_MISMATCH', field, expected, actual: version };
}

/** Refuses an unmet condition on the available balance of an account that the viewer may see. */
export function refuseCondition(
  field: string,
  { available, currency }: AccountRow,
  required: Amount | null | undefined,
): Refusal | null {
  if (required == null) {
    return null;
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
