import { parseMetadataFilter } from '@tributary/domain/metadata.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import { parseId } from '@tributary/domain/ids.ts';
import { parseAmount } from '@tributary/domain/money.ts';
import type { Connection, PageArguments } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, eq, gt, gte, inArray, lt, lte, sql, type SQL } from 'drizzle-orm';
import type { MoneyInput, TransferFilter } from '../generated/schema.ts';
import { justBefore, sqlMoment } from '../log/sql-moment.ts';
import { log, type LogRow } from '../log/tables.ts';
import { accountsToFollow, parseAccountIds } from './account-filter.ts';
import { parseTime } from './filter-values.ts';
import { selectLogPage } from './log-page.ts';
import { alongAccounts, alongDays, alongLog, alongLogUnlessFew, type LogPath } from './log-paths.ts';
import { idsIn, rowsVisibleTo, touchesOneOf } from './visibility.ts';

/** A page of the transfers that the viewer may see. */
export function listTransfers(
  db: Database,
  viewer: SignedInViewer,
  { filter, ...args }: PageArguments & { filter?: TransferFilter | null | undefined },
): Promise<Connection<LogRow>> {
  const { organizationId } = viewer;
  const parsed = parseFilter(filter ?? {});
  const condition = and(
    rowsVisibleTo(viewer, log),
    inArray(log.kind, ['TRANSFER', 'CAPTURE']),
    matches(organizationId, parsed),
  );
  return selectLogPage(db, { organizationId, args, condition, path: pathFor(viewer, parsed) });
}

/** Parses the times and the metadata of a filter. */
function parseFilter(filter: TransferFilter) {
  const time = (name: 'recordedFrom' | 'recordedBefore' | 'effectiveFrom' | 'effectiveBefore'): Date | null => {
    const text = filter[name];
    return text == null ? null : parseTime(name, text);
  };
  return {
    ...filter,
    recordedFrom: time('recordedFrom'),
    recordedBefore: time('recordedBefore'),
    effectiveFrom: time('effectiveFrom'),
    effectiveBefore: time('effectiveBefore'),
    metadata: parseMetadataFilter('metadata', filter.metadata),
  };
}

type ParsedFilter = ReturnType<typeof parseFilter>;

/**
 * The shortest path to the rows of a filter: first by ids that few rows have, then by accounts, then by the other
 * fields.
 */
function pathFor(viewer: SignedInViewer, filter: ParsedFilter): LogPath {
  const { externalId, journalId, effectiveFrom, effectiveBefore, amountFrom, amountTo, metadata } = filter;
  if (externalId != null || journalId != null) {
    return alongLog;
  }
  const accountIds = accountsToFollow(viewer, parseAccountIds(filter.accountIds));
  if (accountIds !== null) {
    return alongAccounts(accountIds);
  }
  if (effectiveFrom !== null || effectiveBefore !== null) {
    return alongDays({
      from: effectiveFrom,
      to: effectiveBefore === null ? null : justBefore(effectiveBefore),
    });
  }
  return amountFrom != null || amountTo != null || metadata !== null ? alongLogUnlessFew() : alongLog;
}

function matches(organizationId: string, filter: ParsedFilter): SQL | undefined {
  const { externalId, journalId, recordedFrom, recordedBefore, effectiveFrom, effectiveBefore, metadata } = filter;
  const accountIds = parseAccountIds(filter.accountIds);
  return and(
    // A list of ids, as in `touches`, would make the planner leave the path.
    accountIds === null ? undefined : touchesOneOf(idsIn(accountIds), log),
    externalId == null ? undefined : isStorable(externalId) ? eq(log.externalId, externalId) : sql`false`,
    journalId == null ? undefined : eq(log.journalId, parseId('jrn', journalId)),
    recordedFrom === null ? undefined : gt(log.sequence, sequenceAt(organizationId, justBefore(recordedFrom))),
    recordedBefore === null ? undefined : lte(log.sequence, sequenceAt(organizationId, justBefore(recordedBefore))),
    effectiveFrom === null ? undefined : gte(log.effectiveAt, sqlMoment(effectiveFrom)),
    effectiveBefore === null ? undefined : lt(log.effectiveAt, sqlMoment(effectiveBefore)),
    ofAmount('amountFrom', filter.amountFrom, gte),
    ofAmount('amountTo', filter.amountTo, lte),
    metadata === null ? undefined : sql`${log.metadata} @> ${JSON.stringify(metadata)}::text::jsonb`,
  );
}

/**
 * The position of the newest row recorded by a time. The log is in the order of recording, so this needs no index of
 * times.
 */
function sequenceAt(organizationId: string, time: Date): SQL {
  return sql`(select ledger.sequence_at(${organizationId}::uuid, ${sqlMoment(time)}))`;
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair, so no row has one. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function ofAmount(field: string, money: MoneyInput | null | undefined, compare: typeof gte): SQL | undefined {
  if (money == null) {
    return undefined;
  }
  const parsed = parseAmount(money.amount, money.currency);
  if ('problem' in parsed) {
    throw new Misuse('BAD_USER_INPUT', `\`${field}\`: ${parsed.problem}`);
  }
  return and(eq(log.currency, money.currency), compare(log.amount, parsed.minorUnits));
}
