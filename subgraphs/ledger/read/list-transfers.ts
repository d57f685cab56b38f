import { parseMetadataFilter } from '@tributary/domain/metadata.ts';
import { parseId } from '@tributary/domain/ids.ts';
import type { Connection, PageArguments } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { TransferFilter } from '../generated/schema.ts';
import { justBefore } from '../log/sql-moment.ts';
import { log, type LogRow } from '../log/tables.ts';
import { accountsToFollow, parseAccountIds } from './account-filter.ts';
import { selectLogPage } from './log-page.ts';
import { alongAccounts, alongDays, alongLog, alongLogUnlessFew, type LogPath } from './log-paths.ts';
import {
  amountWithin,
  effectiveWithin,
  parseAmountBound,
  parseRanges,
  recordedWithin,
  withMetadata,
} from './row-conditions.ts';
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

/** Parses the values of a filter. */
function parseFilter(filter: TransferFilter) {
  return {
    ...filter,
    ...parseRanges(filter),
    amount: {
      from: parseAmountBound('amountFrom', filter.amountFrom),
      to: parseAmountBound('amountTo', filter.amountTo),
    },
    metadata: parseMetadataFilter('metadata', filter.metadata),
  };
}

type ParsedFilter = ReturnType<typeof parseFilter>;

/**
 * The shortest path to the rows of a filter: first by ids that few rows have, then by accounts, then by the other
 * fields.
 */
function pathFor(viewer: SignedInViewer, filter: ParsedFilter): LogPath {
  const { externalId, journalId, effective, amount, metadata } = filter;
  if (externalId != null || journalId != null) {
    return alongLog;
  }
  const accountIds = accountsToFollow(viewer, parseAccountIds(filter.accountIds));
  if (accountIds !== null) {
    return alongAccounts(accountIds);
  }
  if (effective.from !== null || effective.before !== null) {
    return alongDays({
      from: effective.from,
      to: effective.before === null ? null : justBefore(effective.before),
    });
  }
  return amount.from !== null || amount.to !== null || metadata !== null ? alongLogUnlessFew() : alongLog;
}

function matches(organizationId: string, filter: ParsedFilter): SQL | undefined {
  const { externalId, journalId, recorded, effective, amount, metadata } = filter;
  const accountIds = parseAccountIds(filter.accountIds);
  return and(
    // A list of ids, as in `touches`, would make the planner leave the path.
    accountIds === null ? undefined : touchesOneOf(idsIn(accountIds), log),
    externalId == null ? undefined : isStorable(externalId) ? eq(log.externalId, externalId) : sql`false`,
    journalId == null ? undefined : eq(log.journalId, parseId('jrn', journalId)),
    recordedWithin(organizationId, recorded),
    effectiveWithin(effective),
    amountWithin(amount),
    withMetadata(metadata),
  );
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair, so no row has one. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
