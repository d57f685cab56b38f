import { parseAmount, type Money } from '@tributary/domain/money.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import { and, eq, gt, gte, lt, lte, ne, sql, type SQL } from 'drizzle-orm';
import type { MoneyInput } from '../generated/schema.ts';
import { justBefore, sqlMoment } from '../log/sql-moment.ts';
import { log } from '../log/tables.ts';
import { parseTime } from './filter-values.ts';

/** Times from a moment on and before another; null is no bound. */
export type TimeRange = { from: Date | null; before: Date | null };

type RangeField = 'recordedFrom' | 'recordedBefore' | 'effectiveFrom' | 'effectiveBefore';

/** The times of a filter by both dates. Throws Misuse `BAD_USER_INPUT` for a date that does not exist. */
export function parseRanges(filter: { [Field in RangeField]?: string | null | undefined }): {
  recorded: TimeRange;
  effective: TimeRange;
} {
  const time = (name: RangeField): Date | null => {
    const text = filter[name];
    return text == null ? null : parseTime(name, text);
  };
  return {
    recorded: { from: time('recordedFrom'), before: time('recordedBefore') },
    effective: { from: time('effectiveFrom'), before: time('effectiveBefore') },
  };
}

/**
 * SQL for rows recorded within a range. The log is in the order of recording, so the range is one of sequences and
 * needs no index of times.
 */
export function recordedWithin(organizationId: string, { from, before }: TimeRange): SQL | undefined {
  return and(
    from === null ? undefined : gt(log.sequence, sequenceAt(organizationId, justBefore(from))),
    before === null ? undefined : lte(log.sequence, sequenceAt(organizationId, justBefore(before))),
  );
}

/** The position of the newest row recorded by a time. */
function sequenceAt(organizationId: string, time: Date): SQL {
  return sql`(select ledger.sequence_at(${organizationId}::uuid, ${sqlMoment(time)}))`;
}

/** SQL for rows that take effect within a range. */
export function effectiveWithin({ from, before }: TimeRange): SQL | undefined {
  return and(
    from === null ? undefined : gte(log.effectiveAt, sqlMoment(from)),
    before === null ? undefined : lt(log.effectiveAt, sqlMoment(before)),
  );
}

/**
 * SQL for the two kinds of rows that take effect within a range. Rows that took effect when they were recorded are a
 * range of sequences. The others have an index of their own, by account and time of effect.
 */
export function inEffectWithin(
  organizationId: string,
  range: TimeRange,
): { onTime: SQL | undefined; moved: SQL | undefined } {
  return {
    onTime: and(eq(log.effectiveAt, log.recordedAt), recordedWithin(organizationId, range)),
    moved: and(ne(log.effectiveAt, log.recordedAt), effectiveWithin(range)),
  };
}

/** A bound on amounts in a filter. Throws Misuse `BAD_USER_INPUT` for a malformed one. */
export function parseAmountBound(field: string, money: MoneyInput | null | undefined): Money | null {
  if (money == null) {
    return null;
  }
  const parsed = parseAmount(money.amount, money.currency);
  if ('problem' in parsed) {
    throw new Misuse('BAD_USER_INPUT', `\`${field}\`: ${parsed.problem}`);
  }
  return { minorUnits: parsed.minorUnits, currency: money.currency };
}

/** SQL for rows whose amount is within bounds, both included. A row in another currency than a bound does not match. */
export function amountWithin({ from, to }: { from: Money | null; to: Money | null }): SQL | undefined {
  const bound = (money: Money | null, compare: typeof gte) =>
    money === null ? undefined : and(eq(log.currency, money.currency), compare(log.amount, money.minorUnits));
  return and(bound(from, gte), bound(to, lte));
}

/** SQL for rows whose metadata has all of these keys with these values. */
export function withMetadata(metadata: Record<string, string> | null): SQL | undefined {
  return metadata === null ? undefined : sql`${log.metadata} @> ${JSON.stringify(metadata)}::text::jsonb`;
}
