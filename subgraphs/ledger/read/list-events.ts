import type { Connection, PageArguments } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, inArray, type SQL } from 'drizzle-orm';
import { tryParseId } from '@tributary/domain/ids.ts';
import type { LedgerEventFilter } from '../generated/schema.ts';
import { toEvent, type LogEvent } from '../log/ledger-event.ts';
import { maySee } from '../log/permissions.ts';
import { log, type SeenRow } from '../log/tables.ts';
import { accountsToFollow, parseAccountIds, touches } from './account-filter.ts';
import { alongCrossings, crosses, crossingMatcher, parseCrossingFilter } from './balance-alerts.ts';
import { selectLogPage, sequenceBefore } from './log-page.ts';
import { alongAccounts, alongLog, type LogPath } from './log-paths.ts';
import { rowsVisibleTo } from './visibility.ts';

/** A page of the events that the viewer may see, the same as in the stream. */
export async function listEvents(
  db: Database,
  viewer: SignedInViewer,
  { filter, ...args }: PageArguments & { filter?: LedgerEventFilter | null | undefined },
): Promise<Connection<LogEvent>> {
  const condition = eventsFor(viewer, filter);
  const { organizationId } = viewer;
  const path = eventsPath(viewer, filter);
  const { edges, pageInfo } = await selectLogPage(db, { organizationId, args, condition, path });
  const first = edges[0]?.node.sequence;
  let previous =
    first === undefined ? null : await sequenceBefore(db, { organizationId, sequence: first, condition, path });
  const eventEdges = edges.map(({ cursor, node }) => {
    const event = toEvent(node, previous);
    previous = node.sequence;
    return { cursor, node: event };
  });
  return { edges: eventEdges, nodes: eventEdges.map(({ node }) => node), pageInfo };
}

/** SQL that holds for the rows of the log that match the filter and that the viewer may see. */
export function eventsFor(viewer: SignedInViewer, filter: LedgerEventFilter | null | undefined): SQL | undefined {
  const kinds = filter?.kinds;
  const crossing = parseCrossingFilter(viewer, filter);
  return and(
    rowsVisibleTo(viewer, log),
    touches(filter?.accountIds),
    kinds == null ? undefined : inArray(log.kind, [...kinds]),
    crossing === null ? undefined : crosses(viewer, crossing),
  );
}

/** The shortest path to the rows of `eventsFor`. */
export function eventsPath(viewer: SignedInViewer, filter: LedgerEventFilter | null | undefined): LogPath {
  const crossing = parseCrossingFilter(viewer, filter);
  if (crossing !== null) {
    return alongCrossings(viewer, crossing);
  }
  const accountIds = accountsToFollow(viewer, parseAccountIds(filter?.accountIds));
  return accountIds === null ? alongLog : alongAccounts(accountIds);
}

/**
 * Whether a row matches the filter and the viewer may see it: the same as `eventsFor`, which has validated the filter.
 */
export function matcherFor(
  viewer: SignedInViewer,
  filter: LedgerEventFilter | null | undefined,
): (row: SeenRow) => boolean {
  const accountIds = filter?.accountIds == null ? null : new Set(filter.accountIds.map((id) => tryParseId('acct', id)));
  const kinds = filter?.kinds == null ? null : new Set(filter.kinds);
  const crossing = parseCrossingFilter(viewer, filter);
  const crossesOne = crossing === null ? null : crossingMatcher(viewer, crossing);
  return ({ kind, debitAccountId, debitOwnerId, creditAccountId, creditOwnerId, crossings }) =>
    (kinds === null || kinds.has(kind)) &&
    (crossesOne === null || crossesOne(crossings)) &&
    (accountIds === null || accountIds.has(debitAccountId) || accountIds.has(creditAccountId)) &&
    (maySee(viewer, { id: debitAccountId, ownerId: debitOwnerId }) ||
      maySee(viewer, { id: creditAccountId, ownerId: creditOwnerId }));
}
