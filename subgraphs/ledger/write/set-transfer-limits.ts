import { changesBetween, originOf, recordEvent } from '@tributary/domain/audit.ts';
import { parseId } from '@tributary/domain/ids.ts';
import { parseAmount } from '@tributary/domain/money.ts';
import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import { forbidden } from '@tributary/platform/errors.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, desc, eq } from 'drizzle-orm';
import type { MoneyInput, SetTransferLimitsInput } from '../generated/schema.ts';
import { accounts, transferLimits, type AccountRow, type Refusal, type TransferLimitsRow } from '../log/tables.ts';
import { explainRefusal } from './explain-refusal.ts';
import { lockLedger } from './lock-ledger.ts';

const countMax = 1_000_000;

type Limits = Pick<
  TransferLimitsRow,
  'perTransfer' | 'perDayAmount' | 'perDayCount' | 'per30DaysAmount' | 'per30DaysCount'
>;
type Problem = { refusal: Refusal; path: readonly string[] };

/**
 * Sets the limits of an account, from the next row of the log on. No transfer is decided meanwhile, because the ledger
 * is locked. Returns the errors, none if they are set. Throws Misuse `FORBIDDEN` for all but operators.
 */
export async function setTransferLimits(
  { db, viewer, address }: { db: Database; viewer: SignedInViewer; address: string | null },
  input: SetTransferLimitsInput,
): Promise<{ errors: ReturnType<typeof explainRefusal>[] }> {
  if (viewer.kind !== 'user' || viewer.role !== 'OPERATOR') {
    throw forbidden('Only operators may set transfer limits. Ask one of them.');
  }
  const { organizationId } = viewer;
  const accountId = parseId('acct', input.accountId);
  return db.transaction(async (tx) => {
    const { lastSequence: afterSequence, revision } = await lockLedger(tx, organizationId);
    const [account] = await tx
      .select()
      .from(accounts)
      .where(and(eq(accounts.id, accountId), eq(accounts.organizationId, organizationId)));
    if (account === undefined || account.status === 'CLOSED') {
      return { errors: [refuseAccount(account)] };
    }
    const { limits, problems } = parseLimits(input, account.currency);
    if (problems.length > 0) {
      return { errors: problems.map(({ refusal, path }) => explainRefusal(refusal, ['input', ...path])) };
    }
    const before = await selectLimits(tx, accountId);
    if (isSame(before, limits)) {
      return { errors: [] };
    }
    await tx
      .insert(transferLimits)
      .values({ accountId, revision, afterSequence, ...limits, subject: subjectOf(viewer) });
    await tx.update(accounts).set({ countedVersion: account.version }).where(eq(accounts.id, accountId));
    await recordEvent(tx, {
      organizationId,
      action: 'TRANSFER_LIMITS_SET',
      origin: originOf(viewer, address),
      subject: { kind: 'ACCOUNT', id: accountId },
      changes: changesBetween(textsOf(before), textsOf(limits)),
    });
    return { errors: [] };
  });
}

function refuseAccount(account: AccountRow | undefined) {
  const path = ['input'];
  return account === undefined
    ? explainRefusal({ code: 'ACCOUNT_NOT_FOUND', field: 'accountId' }, path)
    : explainRefusal({ code: 'ACCOUNT_NOT_OPEN', field: 'accountId', status: 'CLOSED' }, path);
}

function parseLimits(
  { perTransfer, perDay, per30Days }: SetTransferLimitsInput,
  currency: string,
): { limits: Limits; problems: Problem[] } {
  const problems: Problem[] = [];
  const amount = (money: MoneyInput | null | undefined, path: readonly string[]): bigint | null => {
    const parsed = money == null ? { minorUnits: null } : parseAmount(money.amount, money.currency);
    if ('problem' in parsed) {
      problems.push({ refusal: { code: 'INVALID_AMOUNT', problem: parsed.problem }, path });
      return null;
    }
    if (parsed.minorUnits !== null && parsed.minorUnits <= 0n) {
      const problem =
        'Send an amount of more than zero, or none for no limit. To stop all transfers, freeze the account.';
      problems.push({ refusal: { code: 'INVALID_AMOUNT', problem }, path });
    } else if (money != null && money.currency !== currency) {
      problems.push({ refusal: { code: 'CURRENCY_MISMATCH', expected: currency }, path });
    }
    return parsed.minorUnits;
  };
  const count = (value: number | null | undefined, path: readonly string[]): bigint | null => {
    if (value != null && (value < 1 || value > countMax)) {
      const problem = `Send 1 to ${countMax}, or none for no limit.`;
      problems.push({ refusal: { code: 'INVALID_INPUT', field: 'count', problem }, path });
    }
    return value == null ? null : BigInt(value);
  };
  const limits = {
    perTransfer: amount(perTransfer, ['perTransfer']),
    perDayAmount: amount(perDay?.amount, ['perDay']),
    perDayCount: count(perDay?.count, ['perDay']),
    per30DaysAmount: amount(per30Days?.amount, ['per30Days']),
    per30DaysCount: count(per30Days?.count, ['per30Days']),
  };
  return { limits, problems };
}

const withoutLimits: Limits = {
  perTransfer: null,
  perDayAmount: null,
  perDayCount: null,
  per30DaysAmount: null,
  per30DaysCount: null,
};

/** The limits in force; none if none were ever set. */
async function selectLimits(tx: Database, accountId: string): Promise<Limits> {
  const [newest] = await tx
    .select()
    .from(transferLimits)
    .where(eq(transferLimits.accountId, accountId))
    .orderBy(desc(transferLimits.revision))
    .limit(1);
  return newest ?? withoutLimits;
}

/** The limits as the audit trail has them, in minor units. */
function textsOf({ perTransfer, perDayAmount, perDayCount, per30DaysAmount, per30DaysCount }: Limits) {
  const textOf = (value: bigint | null) => (value === null ? null : String(value));
  return {
    perTransfer: textOf(perTransfer),
    perDayAmount: textOf(perDayAmount),
    perDayCount: textOf(perDayCount),
    per30DaysAmount: textOf(per30DaysAmount),
    per30DaysCount: textOf(per30DaysCount),
  };
}

function isSame(one: Limits, other: Limits): boolean {
  return (
    one.perTransfer === other.perTransfer &&
    one.perDayAmount === other.perDayAmount &&
    one.perDayCount === other.perDayCount &&
    one.per30DaysAmount === other.per30DaysAmount &&
    one.per30DaysCount === other.per30DaysCount
  );
}
