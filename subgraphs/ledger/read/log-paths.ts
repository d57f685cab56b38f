import { and, eq, gt, lt, sql, type Column, type SQL } from 'drizzle-orm';
import { sqlMoment } from '../log/sql-moment.ts';
import { log } from '../log/tables.ts';

/** Positions of the log between two others, both excluded; null is no bound. */
export type Bounds = { after: bigint | null; before: bigint | null };

/** SQL that holds for positions within bounds. */
export function inBounds(sequence: Column, { after, before }: Bounds): SQL | undefined {
  return and(after === null ? undefined : gt(sequence, after), before === null ? undefined : lt(sequence, before));
}

/**
 * The rows of a page: the first `limit` rows that meet a condition, in the order of the log or against it. The
 * condition includes the bounds. They are repeated for paths that begin in another table than the log.
 */
export type Wanted = {
  organizationId: string;
  condition: SQL | undefined;
  bounds: Bounds;
  order: SQL;
  limit: number;
};

/**
 * A path to the rows of a page, as SQL that selects their sequences: up to `limit` of them, and no other row. The
 * shortest path cannot be left to the planner. It assumes that the rows of every filter are spread evenly over the log.
 * Where they are not, it scans the whole log for a page.
 */
export type LogPath = (wanted: Wanted) => SQL;

/** Along the log itself: for conditions that most rows meet, or that have an index in the order of the log. */
export const alongLog: LogPath = ({ organizationId, condition, order, limit }) => sql`(
  select ${log.sequence} from ${log} where ${and(eq(log.organizationId, organizationId), condition)}
  order by ${log.sequence} ${order} limit ${limit})`;

/**
 * Along the rows of some accounts, given as SQL with one id per row. Each side of each account has an index in order,
 * so no more than a page is scanned of any.
 */
export function alongAccounts(accountIds: SQL): LogPath {
  return ({ organizationId, condition, order, limit }) => {
    const side = (column: Column) => sql`(
      select ${log.sequence} from ${log} where ${and(eq(column, sql`x.id`), eq(log.organizationId, organizationId), condition)}
      order by ${log.sequence} ${order} limit ${limit})`;
    return sql`(
      select distinct e.sequence from (${accountIds}) x(id)
      cross join lateral (${side(log.debitAccountId)} union all ${side(log.creditAccountId)}) e(sequence)
      order by e.sequence ${order} limit ${limit})`;
  };
}

/**
 * Along the days on which rows take effect, both bounds included; null is no bound. Each day has its rows in the order
 * of the log.
 */
export function alongDays({ from, to }: { from: Date | null; to: Date | null }): LogPath {
  return ({ organizationId, condition, order, limit }) => {
    const nextDay = (bound: SQL | undefined) => sql`(
      select ${effectiveDay} from ${log}
      where ${and(eq(log.organizationId, organizationId), bound, to === null ? undefined : sql`${effectiveDay} <= ${dayOf(to)}`)}
      order by ${effectiveDay} limit 1)`;
    return sql`(
      with recursive days(day) as (
        ${nextDay(from === null ? undefined : sql`${effectiveDay} >= ${dayOf(from)}`)}
        union all
        select ${nextDay(sql`${effectiveDay} > days.day`)} from days where days.day is not null
      )
      select e.sequence from days cross join lateral (
        select ${log.sequence} from ${log} where ${and(eq(log.organizationId, organizationId), eq(effectiveDay, sql`days.day`), condition)}
        order by ${log.sequence} ${order} limit ${limit}) e(sequence)
      order by e.sequence ${order} limit ${limit})`;
  };
}

/**
 * For conditions with an index that is not in the order of the log. Up to `fewMax` rows are found by the index and
 * sorted. If there are more, a page of them is found soon enough along the log.
 */
export function alongLogUnlessFew(fewMax = 10_000): LogPath {
  return ({ organizationId, condition, order, limit }) => sql`(
    with few as materialized (
      select ${log.sequence} from ${log} where ${and(eq(log.organizationId, organizationId), condition)} limit ${fewMax + 1}
    ), size as (select count(*) as size from few)
    select e.sequence from (
      (select few.sequence from few where (select size from size) <= ${fewMax} order by few.sequence ${order} limit ${limit})
      union all
      (select ${log.sequence} from ${log}
        where ${and(sql`(select size from size) > ${fewMax}`, eq(log.organizationId, organizationId), condition)}
        order by ${log.sequence} ${order} limit ${limit})
    ) e(sequence))`;
}

/** The day in UTC on which a row takes effect, written as the index has it. */
const effectiveDay = sql`((${log.effectiveAt} at time zone 'UTC')::date)`;

function dayOf(time: Date): SQL {
  return sql`((${sqlMoment(time)} at time zone 'UTC')::date)`;
}
