import type postgres from 'postgres';
import { chain, hashBeforeFirst } from '../log/chain.ts';
import type { HoldRow, LogRow } from '../log/tables.ts';
import type { RememberedLedger } from './ledger-memory.ts';
import type { Decision } from './rules/books.ts';

/** The number of rows beyond the newest one for which partitions must exist. */
const partitionMargin = 100_000n;

/** A decision as parameters of SQL: a text for each column of each table. */
export type EncodedBatch = ReturnType<typeof encodeBatch>;

/** Chains the rows of a batch to the newest row of the log, and encodes everything to be written. */
export function encodeBatch(before: RememberedLedger, { rows, accounts, shifts, usage, holds, uses }: Decision) {
  const chained = chain(before.headHash, rows);
  const newest = chained.at(-1);
  const newHolds = new Set(rows.flatMap((row) => (row.kind === 'HOLD' ? [row.id] : [])));
  const log = (name: keyof LogRow & (PlainColumn | `${'debit' | 'credit'}${Measure}`)) =>
    arrayOf(chained, (row) => row[name]);
  const outcomes = uses.map(({ use }) => use.outcome);
  return {
    organizationId: before.organizationId,
    before: { headHash: before.headHash, revision: before.revision },
    head: {
      sequence: newest?.sequence ?? before.lastSequence,
      recordedAt: newest?.recordedAt ?? before.lastRecordedAt,
      hash: newest?.hash.toString('hex') ?? before.headHash,
    },
    log: {
      first: before.lastSequence + 1n,
      id: log('id'),
      kind: log('kind'),
      debitAccountId: log('debitAccountId'),
      creditAccountId: log('creditAccountId'),
      amount: log('amount'),
      currency: log('currency'),
      debitVersion: log('debitVersion'),
      debitPosted: log('debitPosted'),
      debitPending: log('debitPending'),
      debitAvailable: log('debitAvailable'),
      creditVersion: log('creditVersion'),
      creditPosted: log('creditPosted'),
      creditPending: log('creditPending'),
      creditAvailable: log('creditAvailable'),
      holdId: log('holdId'),
      journalId: log('journalId'),
      reversesId: log('reversesId'),
      description: arrayOfTexts(chained, (row) => row.description),
      externalId: arrayOfTexts(chained, (row) => row.externalId),
      effectiveAt: arrayOf(chained, (row) => row.effectiveAt.toISOString()),
      recordedAt: arrayOf(chained, (row) => row.recordedAt.toISOString()),
      subject: arrayOfTexts(chained, (row) => row.subject),
      metadata: listOfJson(chained, (row) => row.metadata),
      hash: arrayOf(chained, (row) => row.hash.toString('hex')),
    },
    accounts: {
      id: arrayOf(accounts, (row) => row.id),
      posted: arrayOf(accounts, (row) => row.posted),
      pending: arrayOf(accounts, (row) => row.pending),
      available: arrayOf(accounts, (row) => row.available),
      version: arrayOf(accounts, (row) => row.version),
    },
    shifts: {
      accountId: arrayOf(shifts, (row) => row.accountId),
      day: arrayOf(shifts, (row) => row.day),
      shift: arrayOf(shifts, (row) => row.shift),
    },
    /** Null, and no part of the statement, if no account of the batch has limits. */
    usage:
      usage.length === 0
        ? null
        : {
            accountId: arrayOf(usage, (row) => row.accountId),
            day: arrayOf(usage, (row) => row.day),
            amount: arrayOf(usage, (row) => row.amount),
            count: arrayOf(usage, (row) => row.count),
          },
    holds: {
      made: asJson(holds.filter(({ id }) => newHolds.has(id)).map(columnsOfHold)),
      changed: asJson(
        holds
          .filter(({ id }) => !newHolds.has(id))
          .map(({ id, remaining, status, amount, raised }) => ({
            ...{ id, remaining, status },
            ...(raised === null ? {} : { amount, raised }),
          })),
      ),
    },
    uses: {
      subject: arrayOfTexts(uses, (one) => one.subject),
      key: arrayOfTexts(uses, (one) => one.key),
      input: listOfJson(uses, ({ use }) => use.input),
      transferId: arrayOf(outcomes, (outcome) => ('refusal' in outcome ? null : outcome.transferId)),
      holdId: arrayOf(outcomes, (outcome) => ('refusal' in outcome ? null : outcome.holdId)),
      refusal: listOfJson(outcomes, (outcome) => ('refusal' in outcome ? outcome.refusal : null)),
    },
  };
}

type Measure = 'Version' | 'Posted' | 'Pending' | 'Available';
type PlainColumn = 'id' | 'kind' | 'currency' | 'amount' | `${string}Id`;

/**
 * Writes a batch in one statement, as a whole or not at all; returns whether it was written. Every insert selects from
 * the update of the ledger's row. So nothing is written if the ledger has changed since the batch was decided.
 */
export async function writeBatch(
  sql: postgres.ISql<{ bigint: bigint }>,
  { organizationId, before, head, log, accounts, shifts, usage, holds, uses }: EncodedBatch,
): Promise<boolean> {
  if ((log.first - 1n) / partitionMargin !== head.sequence / partitionMargin) {
    await sql`select ledger.ensure_partitions(${head.sequence + partitionMargin})`;
  }
  const [row] = await sql<{ written: boolean }[]>`
    with head as (
      update ledger.ledgers set last_sequence = ${head.sequence}, last_recorded_at = ${head.recordedAt},
        head_hash = decode(nullif(${head.hash}, ${hashBeforeFirst}), 'hex')
      where organization_id = ${organizationId} and revision = ${before.revision}
        and head_hash is not distinct from decode(nullif(${before.headHash}, ${hashBeforeFirst}), 'hex')
      returning organization_id),
    rows as (
      insert into ledger.log (organization_id, sequence, id, kind, debit_account_id, credit_account_id, amount, currency,
        debit_version, debit_posted, debit_pending, debit_available, credit_version, credit_posted, credit_pending, credit_available,
        hold_id, journal_id, reverses_id, description, external_id, effective_at, recorded_at, subject, metadata, hash)
      select organization_id, generate_series(${log.first}::bigint, ${head.sequence}::bigint),
        unnest(${log.id}::uuid[]), unnest(${log.kind}::text[]),
        unnest(${log.debitAccountId}::uuid[]), unnest(${log.creditAccountId}::uuid[]),
        unnest(${log.amount}::bigint[]), unnest(${log.currency}::text[]),
        unnest(${log.debitVersion}::int[]), unnest(${log.debitPosted}::bigint[]),
        unnest(${log.debitPending}::bigint[]), unnest(${log.debitAvailable}::bigint[]),
        unnest(${log.creditVersion}::int[]), unnest(${log.creditPosted}::bigint[]),
        unnest(${log.creditPending}::bigint[]), unnest(${log.creditAvailable}::bigint[]),
        unnest(${log.holdId}::uuid[]), unnest(${log.journalId}::uuid[]), unnest(${log.reversesId}::uuid[]),
        unnest(${log.description}::text[]), unnest(${log.externalId}::text[]),
        unnest(${log.effectiveAt}::timestamptz[]), unnest(${log.recordedAt}::timestamptz[]), unnest(${log.subject}::text[]),
        string_to_table(${log.metadata}, ${separator}, '')::jsonb,
        decode(unnest(${log.hash}::text[]), 'hex')
      from head),
    balances as (
      update ledger.accounts a set posted = x.posted, pending = x.pending, available = x.available, version = x.version,
        counted_version = case when a.counted_version is not null then x.version end
      from (
        select unnest(${accounts.id}::uuid[]) as id, unnest(${accounts.posted}::bigint[]) as posted,
          unnest(${accounts.pending}::bigint[]) as pending, unnest(${accounts.available}::bigint[]) as available,
          unnest(${accounts.version}::int[]) as version
        from head) x
      where a.id = x.id),
    shifts as (
      insert into ledger.daily_shifts as d (account_id, day, shift)
      select unnest(${shifts.accountId}::uuid[]), unnest(${shifts.day}::date[]), unnest(${shifts.shift}::numeric[])
      from head
      on conflict (account_id, day) do update set shift = d.shift + excluded.shift),
    ${usage === null ? sql`` : countUsage(sql, usage)}
    made as (
      insert into ledger.holds
      select h.* from head, json_populate_recordset(null::ledger.holds, ${holds.made}::text::json) h),
    changed as (
      update ledger.holds h set remaining = x.remaining, status = x.status,
        amount = coalesce(x.amount, h.amount), raised = coalesce(x.raised, h.raised)
      from head, json_to_recordset(${holds.changed}::text::json) as x(id uuid, remaining bigint, status text, amount bigint, raised bigint)
      where h.id = x.id),
    remembered as (
      insert into ledger.idempotency (organization_id, subject, key, input, transfer_id, hold_id, refusal)
      select organization_id, unnest(${uses.subject}::text[]), unnest(${uses.key}::text[]),
        string_to_table(${uses.input}, ${separator}, '')::json,
        unnest(${uses.transferId}::uuid[]), unnest(${uses.holdId}::uuid[]),
        string_to_table(${uses.refusal}, ${separator}, '')::json
      from head)
    select exists (select from head) as written`;
  return row?.written === true;
}

/** The part of the statement that writes the use of limits: the days as they are after the batch. */
function countUsage(sql: postgres.ISql<{ bigint: bigint }>, usage: NonNullable<EncodedBatch['usage']>) {
  return sql`
    usage as (
      insert into ledger.limit_usage (account_id, day, amount, count)
      select unnest(${usage.accountId}::uuid[]), unnest(${usage.day}::date[]), unnest(${usage.amount}::numeric[]), unnest(${usage.count}::bigint[])
      from head
      on conflict (account_id, day) do update set amount = excluded.amount, count = excluded.count),`;
}

function columnsOfHold(hold: HoldRow) {
  return {
    id: hold.id,
    organization_id: hold.organizationId,
    debit_account_id: hold.debitAccountId,
    credit_account_id: hold.creditAccountId,
    amount: hold.amount,
    remaining: hold.remaining,
    currency: hold.currency,
    status: hold.status,
    sequence: hold.sequence,
    expires_at: hold.expiresAt,
    recorded_at: hold.recordedAt,
    description: hold.description,
    external_id: hold.externalId,
    metadata: hold.metadata,
    revocable: hold.revocable,
    raised: hold.raised,
  };
}

/** An array in PostgreSQL's syntax, of values that need no quotes: ids, numbers, times and names of our own. */
export function arrayOf<Row>(rows: readonly Row[], column: (row: Row) => string | number | bigint | null): string {
  return `{${rows.map((row) => column(row) ?? 'null').join(',')}}`;
}

export function arrayOfTexts<Row>(rows: readonly Row[], column: (row: Row) => string | null): string {
  return `{${rows.map((row) => quoted(column(row))).join(',')}}`;
}

function quoted(text: string | null): string {
  return text === null ? 'null' : `"${isPlain(text) ? text : escaped(text)}"`;
}

function isPlain(text: string): boolean {
  return !text.includes('"') && !text.includes('\\');
}

function escaped(text: string): string {
  return text.replaceAll(/["\\]/g, String.raw`\$&`);
}

/**
 * Separator of JSON texts, for `string_to_table`. JSON never contains it unescaped, so no quotes are needed. JSON is
 * never empty, so an empty text stands for null.
 */
const separator = '\u001f';

function listOfJson<Row>(rows: readonly Row[], column: (row: Row) => object | null): string {
  return rows.map((row) => jsonOrNothing(column(row))).join(separator);
}

function jsonOrNothing(value: object | null): string {
  return value === null ? '' : JSON.stringify(value);
}

/** JSON with each bigint as a string, which PostgreSQL parses exactly. */
function asJson(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}
