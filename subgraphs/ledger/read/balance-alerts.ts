import { Misuse, forbidden } from '@tributary/platform/errors.ts';
import { parseId } from '@tributary/domain/ids.ts';
import type { SignedInViewer, Viewer } from '@tributary/domain/viewer.ts';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { LedgerEventFilter } from '../generated/schema.ts';
import { mayWatch, mayWatchBalances } from '../log/permissions.ts';
import { alertCrossings, balanceAlerts, log, type AlertCrossing } from '../log/tables.ts';
import { inBounds, type LogPath } from './log-paths.ts';
import { idsIn } from './visibility.ts';

/** SQL that holds for the alerts that the viewer may see: those of accounts that the viewer may see. */
export function alertsVisibleTo(viewer: Viewer): SQL | undefined {
  return mayWatchBalances(viewer)
    ? and(
        eq(balanceAlerts.organizationId, viewer.organizationId),
        onVisibleAccount(viewer, sql`${balanceAlerts.accountId}`),
      )
    : sql`false`;
}

/** The alerts that a row crossed, of those that the viewer may see. */
export function crossingsSeenBy(viewer: Viewer, crossings: readonly AlertCrossing[] | null): AlertCrossing[] {
  return crossings?.filter(({ accountId }) => mayWatch(viewer, accountId)) ?? [];
}

/** A condition on the alerts that events cross: one of these, or any if it has no ids. */
export type CrossingFilter = { alertIds: readonly string[] | null };

/**
 * The condition of a filter on the alerts that events cross; null if it has none. Throws Misuse for too many ids, and
 * `FORBIDDEN` for viewers who see no alerts: their stream would never have an event.
 */
export function parseCrossingFilter(
  viewer: SignedInViewer,
  filter: LedgerEventFilter | null | undefined,
): CrossingFilter | null {
  const ids = filter?.alertIds;
  if (ids == null && filter?.crossedAlertsOnly !== true) {
    return null;
  }
  if (!mayWatchBalances(viewer)) {
    throw forbidden(
      'Balance alerts are for operators, and for API clients with both `accounts:read` and `events:read`. Leave out `crossedAlertsOnly` and `alertIds`.',
    );
  }
  if (ids != null && (ids.length === 0 || ids.length > 100)) {
    throw new Misuse('BAD_USER_INPUT', `\`alertIds\` takes 1 to 100 ids; there are ${ids.length}.`);
  }
  return { alertIds: ids == null ? null : ids.map((id) => parseId('alert', id)) };
}

/** SQL that holds for rows of the log that cross an alert of the filter that the viewer may see. */
export function crosses(viewer: SignedInViewer, { alertIds }: CrossingFilter): SQL {
  return sql`exists (
    select from ${alertCrossings} where ${and(
      eq(alertCrossings.organizationId, log.organizationId),
      eq(alertCrossings.sequence, log.sequence),
      alertIds === null ? undefined : sql`${alertCrossings.alertId} in (${idsIn(alertIds)})`,
      onVisibleAccount(viewer, sql`${alertCrossings.accountId}`),
    )} offset 0)`;
}

/** Whether a row crosses an alert of the filter that the viewer may see: the same as `crosses`. */
export function crossingMatcher(
  viewer: SignedInViewer,
  { alertIds }: CrossingFilter,
): (crossings: readonly AlertCrossing[] | null) => boolean {
  const ids = alertIds === null ? null : new Set(alertIds);
  return (crossings) => crossingsSeenBy(viewer, crossings).some(({ alertId }) => ids === null || ids.has(alertId));
}

/**
 * The path to the rows of `crosses`, along the crossings, which are few. The crossings of an organization and those of
 * an alert each have an index in the order of the log.
 */
export function alongCrossings(viewer: SignedInViewer, { alertIds }: CrossingFilter): LogPath {
  const followed =
    alertIds === null
      ? viewer.kind === 'client' && viewer.accountIds !== null
        ? sql`select ${balanceAlerts.id} from ${balanceAlerts} where ${balanceAlerts.accountId} in (${idsIn(viewer.accountIds)})`
        : null
      : idsIn(alertIds);
  return ({ organizationId, condition, bounds, order, limit }) => {
    // Rows of the log are looked up by their key, and only as many as the page needs. A plan that joins them would scan
    // the log. A plan that sorts crossings after the look-up would look up the rows of all crossings.
    const sequences = (ofAlert: SQL | undefined) => sql`(
      select c.sequence from (
        select distinct ${alertCrossings.sequence} from ${alertCrossings} where ${and(
          eq(alertCrossings.organizationId, organizationId),
          ofAlert,
          inBounds(alertCrossings.sequence, bounds),
        )} order by ${alertCrossings.sequence} ${order} offset 0) c(sequence)
      where exists (
        select from ${log} where ${and(
          eq(log.organizationId, organizationId),
          eq(log.sequence, sql`c.sequence`),
          condition,
        )} offset 0)
      order by c.sequence ${order} limit ${limit})`;
    return followed === null
      ? sequences(undefined)
      : sql`(
          select distinct e.sequence from (${followed}) x(id)
          cross join lateral ${sequences(eq(alertCrossings.alertId, sql`x.id`))} e(sequence)
          order by e.sequence ${order} limit ${limit})`;
  };
}

/** The alerts that a row of the log crossed, as a column; null if it crossed none. */
export const crossingsOfRow: SQL<AlertCrossing[] | null> = sql`(
  select json_agg(json_build_object(
    'alertId', ${alertCrossings.alertId}, 'accountId', ${alertCrossings.accountId},
    'before', ${alertCrossings.balanceBefore}::text, 'after', ${alertCrossings.balanceAfter}::text,
    'currency', ${log.currency}) order by ${alertCrossings.alertId})
  from ${alertCrossings}
  where ${and(eq(alertCrossings.organizationId, log.organizationId), eq(alertCrossings.sequence, log.sequence))})`.mapWith(
  (value: unknown) => crossingsShape.parse(value),
);

const minorUnits = z.string().transform((text) => BigInt(text));
const crossingsShape = z.array(
  z.object({
    ...{ alertId: z.string(), accountId: z.string(), currency: z.string() },
    ...{ before: minorUnits, after: minorUnits },
  }),
);

/** SQL that holds where the viewer may see the account in a column. For viewers who may have alerts. */
function onVisibleAccount(viewer: SignedInViewer, accountId: SQL): SQL | undefined {
  return viewer.kind === 'client' && viewer.accountIds !== null
    ? sql`${accountId} in (${idsIn(viewer.accountIds)})`
    : undefined;
}
