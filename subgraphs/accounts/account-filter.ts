import { parseId } from '@tributary/domain/ids.ts';
import { parseMetadataFilter } from '@tributary/domain/metadata.ts';
import { isCurrency } from '@tributary/domain/money.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import { and, eq, inArray, sql, type Column, type SQL } from 'drizzle-orm';
import type { AccountFilter } from './generated/schema.ts';

/** Columns of accounts that a filter reads, of the table or of a subquery. */
type FilteredColumns = Readonly<
  Record<'ownerId' | 'class' | 'currency' | 'status' | 'nameKey' | 'externalId' | 'metadata', Column>
>;

/** Conditions of a filter, as SQL over the given columns. Undefined is no condition. */
export type AccountConditions = {
  /** The beginning of the name, which is a part of the list by name. */
  beginning(columns: FilteredColumns): SQL | undefined;
  /** All other conditions. */
  others(columns: FilteredColumns): SQL | undefined;
  /** A part of the name. No index knows it, so PostgreSQL cannot estimate how many accounts have it. */
  part(columns: FilteredColumns): SQL | undefined;
  /** The trigrams of that part. They find accounts by the index, and some that `part` does not hold for. */
  trigrams(columns: FilteredColumns): SQL | undefined;
  /** Whether the filter is for the few accounts of one owner or one reference. */
  isNarrow: boolean;
};

const nameLengthMax = 200;
const trigramLength = 3;
/** Sorts after every character of a name. */
const lastCharacter = '\u{10ffff}';

/**
 * The conditions of a filter. Throws Misuse `BAD_USER_INPUT` for a text of a name that no index can find, and
 * `INVALID_ID`.
 */
export function parseAccountFilter(filter: AccountFilter): AccountConditions {
  const { classes, currencies, statuses, externalId } = filter;
  const metadata = parseMetadataFilter('filter.metadata', filter.metadata);
  const ownerId = filter.ownerId == null ? null : parseId('usr', filter.ownerId);
  const beginning = textOfName('nameStartsWith', filter.nameStartsWith);
  const part = textOfName('nameContains', filter.nameContains);
  if (part !== null && !hasTrigram(part)) {
    throw new Misuse(
      'BAD_USER_INPUT',
      '`filter.nameContains` needs three letters or digits in a row. Send more of the name, or use `nameStartsWith`.',
    );
  }
  return {
    isNarrow: ownerId !== null || externalId != null,

    beginning: ({ nameKey }) =>
      beginning === null || beginning === ''
        ? undefined
        : isStorable(beginning)
          ? sql`${nameKey} >= ${keyOf(beginning)} and ${nameKey} < ${keyOf(beginning)} || ${lastCharacter}::text`
          : sql`false`,

    others: (columns) =>
      and(
        ownerId === null ? undefined : eq(columns.ownerId, ownerId),
        classes == null ? undefined : inArray(columns.class, [...classes]),
        currencies == null ? undefined : inArray(columns.currency, currencies.filter(isCurrency)),
        statuses == null ? undefined : inArray(columns.status, [...statuses]),
        externalId == null ? undefined : isStorable(externalId) ? eq(columns.externalId, externalId) : sql`false`,
        metadata === null ? undefined : sql`${columns.metadata} @> ${JSON.stringify(metadata)}::text::jsonb`,
      ),

    part: ({ nameKey }) =>
      part === null ? undefined : isStorable(part) ? sql`strpos(${nameKey}, ${keyOf(part)}) > 0` : sql`false`,

    trigrams: ({ nameKey }) =>
      part === null || !isStorable(part)
        ? undefined
        : sql`accounts.trigram_text(${nameKey}) like '%' || accounts.trigram_text(${keyOf(part)}) || '%'`,
  };
}

/** The text in the form in which names are searched. PostgreSQL computes it once for the statement. */
function keyOf(text: string): SQL {
  return sql`accounts.name_key(${text}::text)`;
}

function textOfName(field: keyof AccountFilter, text: string | null | undefined): string | null {
  if (text != null && text.length > nameLengthMax) {
    throw new Misuse(
      'BAD_USER_INPUT',
      `\`filter.${field}\` takes up to ${nameLengthMax} characters; there are ${text.length}.`,
    );
  }
  return text ?? null;
}

/** Whether the text has three letters or digits in a row. A character outside of ASCII is enough, by its bytes. */
function hasTrigram(text: string): boolean {
  const words =
    text
      .normalize('NFKD')
      .replaceAll(/[\u0300-\u036f]/gu, '')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.some((word) => Buffer.byteLength(word) >= trigramLength);
}

/** Whether PostgreSQL can store the text, and so find it. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
