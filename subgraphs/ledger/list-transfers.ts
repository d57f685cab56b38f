import { Misuse } from '@tributary/platform/errors.ts';
import { parseId } from '@tributary/platform/ids.ts';
import { parseAmount } from '@tributary/platform/money.ts';
import type { Connection, PageArguments } from '@tributary/platform/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/platform/viewer.ts';
import { and, eq, gte, inArray, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { MoneyInput, TransferFilter } from './generated/schema.ts';
import { readLogPage } from './read-log.ts';
import { log, type LogRow } from './tables.ts';
import { rowsVisibleTo } from './visibility.ts';

/** A page of the transfers that the viewer may see. */
export function listTransfers(
  db: Database,
  viewer: SignedInViewer,
  { filter, ...args }: PageArguments & { filter?: TransferFilter | null | undefined },
): Promise<Connection<LogRow>> {
  const condition = and(
    rowsVisibleTo(viewer, log),
    inArray(log.kind, ['TRANSFER', 'CAPTURE']),
    filter == null ? undefined : matches(filter),
  );
  return readLogPage(db, { organizationId: viewer.organizationId, args, condition });
}

/** SQL that holds for the rows that touch one of the accounts; none is no restriction. Throws Misuse for more than there may be. */
export function touches(accountIds: readonly string[] | null | undefined): SQL | undefined {
  if (accountIds == null) {
    return undefined;
  }
  if (accountIds.length === 0 || accountIds.length > 100) {
    throw new Misuse('BAD_USER_INPUT', `\`accountIds\` takes 1 to 100 ids; there are ${accountIds.length}.`);
  }
  const ids = accountIds.map((id) => parseId('acct', id));
  return or(inArray(log.debitAccountId, ids), inArray(log.creditAccountId, ids));
}

function matches(filter: TransferFilter): SQL | undefined {
  const { externalId, journalId, recordedFrom, recordedBefore, effectiveFrom, effectiveBefore, metadata } = filter;
  return and(
    touches(filter.accountIds),
    externalId == null ? undefined : isStorable(externalId) ? eq(log.externalId, externalId) : sql`false`,
    journalId == null ? undefined : eq(log.journalId, parseId('jrn', journalId)),
    recordedFrom == null ? undefined : gte(log.recordedAt, recordedFrom),
    recordedBefore == null ? undefined : lt(log.recordedAt, recordedBefore),
    effectiveFrom == null ? undefined : gte(log.effectiveAt, effectiveFrom),
    effectiveBefore == null ? undefined : lt(log.effectiveAt, effectiveBefore),
    ofAmount('amountFrom', filter.amountFrom, gte),
    ofAmount('amountTo', filter.amountTo, lte),
    metadata == null ? undefined : sql`${log.metadata} @> ${JSON.stringify(metadata)}::text::jsonb`,
  );
}

/** PostgreSQL takes neither U+0000 nor half a surrogate pair, and so has no row with one. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function ofAmount(field: string, money: MoneyInput | null | undefined, compare: typeof gte): SQL | undefined {
  if (money == null) {
    return undefined;
  }
  const read = parseAmount(money.amount, money.currency);
  if ('problem' in read) {
    throw new Misuse('BAD_USER_INPUT', `\`${field}\`: ${read.problem}`);
  }
  return and(eq(log.currency, money.currency), compare(log.amount, read.minorUnits));
}
