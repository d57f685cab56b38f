import { newId, problemOfId, tryParseId } from '@tributary/domain/ids.ts';
import { parseBalance } from '@tributary/domain/money.ts';
import { problemOfKey } from '@tributary/domain/text.ts';
import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import { forbidden } from '@tributary/platform/errors.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, count, eq, isNull } from 'drizzle-orm';
import type { CreateBalanceAlertInput } from '../generated/schema.ts';
import { mayWatch, mayWatchBalances } from '../log/permissions.ts';
import { accounts, balanceAlerts, type BalanceAlertRow } from '../log/tables.ts';
import {
  accountClosed,
  accountNotFound,
  currencyMismatch,
  idempotencyMismatch,
  invalidInput,
  invalidThreshold,
  tooManyAlerts,
} from './alert-refusals.ts';
import { lockLedger } from './lock-ledger.ts';

/** The most alerts of an account that count at once: each is compared with every new row of the account. */
const alertsMax = 20;

/**
 * Creates an alert on a balance of an account. It counts for the rows after the newest one, in every process at once:
 * batches wait for the lock of the ledger, and the database looks for crossings as it writes their rows. The same key
 * with the same content gives the same alert. Throws Misuse `FORBIDDEN` for viewers who may have no alerts.
 */
export async function createBalanceAlert(db: Database, viewer: SignedInViewer, input: CreateBalanceAlertInput) {
  requireWatcher(viewer);
  const parsed = parseInput(input);
  if ('errors' in parsed) {
    return parsed;
  }
  if (!mayWatch(viewer, parsed.accountId)) {
    return { errors: [accountNotFound] };
  }
  const { organizationId } = viewer;
  const subject = subjectOf(viewer);
  const earlier = await earlierAlert(db, { organizationId, subject, ...parsed });
  if (earlier !== null) {
    return earlier;
  }
  const [account] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.id, parsed.accountId), eq(accounts.organizationId, organizationId)));
  if (account === undefined) {
    return { errors: [accountNotFound] };
  }
  if (account.status === 'CLOSED') {
    return { errors: [accountClosed] };
  }
  if (account.currency !== parsed.currency) {
    return { errors: [currencyMismatch(account.currency)] };
  }
  return db.transaction(async (tx) => {
    const { lastSequence } = await lockLedger(tx, organizationId);
    // The same request may have been answered while this one waited.
    const meanwhile = await earlierAlert(tx, { organizationId, subject, ...parsed });
    if (meanwhile !== null) {
      return meanwhile;
    }
    if ((await countAlerts(tx, parsed.accountId)) >= alertsMax) {
      return { errors: [tooManyAlerts(alertsMax)] };
    }
    const [alert] = await tx
      .insert(balanceAlerts)
      .values({ ...parsed, id: newId(), organizationId, afterSequence: lastSequence, subject })
      .returning();
    await tx.update(accounts).set({ hasAlerts: true }).where(eq(accounts.id, parsed.accountId));
    return { alert, errors: [] };
  });
}

/** Throws Misuse `FORBIDDEN` for viewers who may have no alerts. */
export function requireWatcher(viewer: SignedInViewer): void {
  if (!mayWatchBalances(viewer)) {
    throw forbidden(
      'Balance alerts are for operators, and for API clients with both `accounts:read` and `events:read`.',
    );
  }
}

/** The number of alerts of an account that count. */
export async function countAlerts(db: Database, accountId: string): Promise<number> {
  const [row] = await db
    .select({ alerts: count() })
    .from(balanceAlerts)
    .where(and(eq(balanceAlerts.accountId, accountId), isNull(balanceAlerts.untilSequence)));
  return row?.alerts ?? 0;
}

type ParsedInput = Pick<
  BalanceAlertRow,
  'idempotencyKey' | 'accountId' | 'field' | 'threshold' | 'currency' | 'direction'
>;

/** The parsed input, or all its mistakes. */
function parseInput(
  input: CreateBalanceAlertInput,
): ParsedInput | { errors: ReturnType<typeof invalidInput | typeof invalidThreshold>[] } {
  const { idempotencyKey, field, direction } = input;
  const { amount, currency } = input.threshold;
  const accountId = tryParseId('acct', input.accountId);
  const threshold = parseBalance(amount, currency);
  const problemOfIdempotencyKey = problemOfKey(idempotencyKey);
  const errors = [
    ...(problemOfIdempotencyKey === null ? [] : [invalidInput('idempotencyKey', problemOfIdempotencyKey)]),
    ...(accountId === null ? [invalidInput('accountId', problemOfId('acct', input.accountId))] : []),
    ...('problem' in threshold ? [invalidThreshold(threshold.problem)] : []),
  ];
  return accountId === null || 'problem' in threshold || errors.length > 0
    ? { errors }
    : { idempotencyKey, accountId, field, direction, threshold: threshold.minorUnits, currency };
}

/** The outcome of an earlier request with the same key; null for a key that is new. */
async function earlierAlert(
  db: Database,
  { organizationId, subject, ...sent }: ParsedInput & { organizationId: string; subject: string },
) {
  const [alert] = await db
    .select()
    .from(balanceAlerts)
    .where(
      and(
        eq(balanceAlerts.organizationId, organizationId),
        eq(balanceAlerts.idempotencyKey, sent.idempotencyKey),
        eq(balanceAlerts.subject, subject),
      ),
    );
  if (alert === undefined) {
    return null;
  }
  const differing = comparedFields.find(([name]) => alert[name] !== sent[name]);
  return differing === undefined ? { alert, errors: [] } : { errors: [idempotencyMismatch(differing[1])] };
}

/** The columns of an alert that its input gave, each with the field of the input. */
const comparedFields = [
  ['accountId', 'accountId'],
  ['field', 'field'],
  ['threshold', 'threshold'],
  ['currency', 'threshold'],
  ['direction', 'direction'],
] as const;
