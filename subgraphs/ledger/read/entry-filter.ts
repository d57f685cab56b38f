import { parseMetadataFilter } from '@tributary/domain/metadata.ts';
import type { Money } from '@tributary/domain/money.ts';
import { and, inArray, type SQL } from 'drizzle-orm';
import type { EntryFilter, Side } from '../generated/schema.ts';
import { log, type LogRow } from '../log/tables.ts';
import { amountWithin, parseAmountBound, parseRanges, recordedWithin, withMetadata } from './row-conditions.ts';
import type { TimeRange } from './row-conditions.ts';

/** The conditions of a filter of entries, parsed. Null is no condition. */
export type EntryConditions = {
  kinds: readonly LogRow['kind'][] | null;
  side: Side | null;
  recorded: TimeRange;
  effective: TimeRange;
  amount: { from: Money | null; to: Money | null };
  metadata: Record<string, string> | null;
};

/** Parses a filter of entries. Throws Misuse `BAD_USER_INPUT`, which names the field. */
export function parseEntryFilter(filter: EntryFilter): EntryConditions {
  return {
    kinds: filter.kinds ?? null,
    side: filter.side ?? null,
    ...parseRanges(filter),
    amount: {
      from: parseAmountBound('amountFrom', filter.amountFrom),
      to: parseAmountBound('amountTo', filter.amountTo),
    },
    metadata: parseMetadataFilter('metadata', filter.metadata),
  };
}

/** SQL for rows that meet the conditions, except those on the side and the time of effect, which the path applies. */
export function meets(organizationId: string, { kinds, recorded, amount, metadata }: EntryConditions): SQL | undefined {
  return and(
    kinds === null ? undefined : inArray(log.kind, [...kinds]),
    recordedWithin(organizationId, recorded),
    amountWithin(amount),
    withMetadata(metadata),
  );
}
