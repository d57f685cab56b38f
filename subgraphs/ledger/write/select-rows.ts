import type postgres from 'postgres';
import type { AccountRow, HoldRow, LogRow, Refusal } from '../log/tables.ts';
import type { NamedHold } from './rules/books.ts';
import type { Command } from './rules/commands.ts';
import { useKey, type Use } from './rules/used-keys.ts';
import { arrayOf, arrayOfTexts } from './write-batch.ts';

/** The pool of batches, or a transaction of it. */
export type Sql = postgres.ISql<{ bigint: bigint }>;

/** Selects accounts, and locks none: every change of an account is made under the lock of the ledger. */
export async function selectAccounts(
  sql: Sql,
  organizationId: string,
  ids: readonly string[],
): Promise<readonly AccountRow[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await sql<
    AccountRow[]
  >`select * from ledger.accounts where id = any(${arrayOf(ids, (id) => id)}::uuid[])`;
  return rows.filter((row) => row.organizationId === organizationId);
}

/** Selects holds with their makers: the subjects of their rows in the log. */
export async function selectHolds(
  sql: Sql,
  organizationId: string,
  ids: readonly string[],
): Promise<readonly NamedHold[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await sql<NamedHold[]>`
    select h.*, l.subject as maker
    from ledger.holds h left join ledger.log l on l.organization_id = h.organization_id and l.sequence = h.sequence
    where h.id = any(${arrayOf(ids, (id) => id)}::uuid[])`;
  return rows.filter((row) => row.organizationId === organizationId);
}

/**
 * Selects the time, never before the newest row, and the holds on accounts that are due by then. The time is looked up
 * as a subquery, so that an index can be scanned up to it.
 */
export async function selectDueHolds(
  sql: Sql,
  {
    organizationId,
    accountIds,
    lastRecordedAt,
  }: { organizationId: string; accountIds: readonly string[]; lastRecordedAt: Date },
): Promise<{ now: Date; due: readonly HoldRow[] }> {
  const ids = arrayOf(accountIds, (id) => id);
  const rows = await sql<({ now: Date } & (HoldRow | { id: null }))[]>`
    with clock as materialized (
      select greatest(date_trunc('milliseconds', clock_timestamp()), ${lastRecordedAt}::timestamptz,
        (select last_recorded_at from ledger.ledgers where organization_id = ${organizationId})) as now)
    select clock.now, due.*
    from clock left join ledger.holds due on due.organization_id = ${organizationId} and due.status = 'OPEN'
      and due.expires_at <= (select now from clock)
      and (due.debit_account_id = any(${ids}::uuid[]) or due.credit_account_id = any(${ids}::uuid[]))`;
  const [first] = rows;
  if (first === undefined) {
    throw new Error('no time was selected');
  }
  return { now: first.now, due: rows.filter((row) => row.id !== null) };
}

/** Selects transfers, each with the sum of its reversals. */
export async function selectReversible(
  sql: Sql,
  organizationId: string,
  ids: readonly string[],
): Promise<readonly { row: LogRow; reversed: bigint }[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await sql<(LogRow & { reversed: bigint })[]>`
    select l.*, (select coalesce(sum(r.amount), 0)::bigint from ledger.log r where r.reverses_id = l.id) as reversed
    from (select unnest(${arrayOf(ids, (id) => id)}::uuid[]) as id) named join ledger.log l using (id)
    where l.organization_id = ${organizationId} and l.kind in ('TRANSFER', 'CAPTURE')`;
  return rows.map(({ reversed, ...row }) => ({ row, reversed }));
}

type UseRow = {
  subject: string;
  key: string;
  input: Record<string, unknown>;
  transferId: string | null;
  holdId: string | null;
  refusal: Refusal | null;
};

/** Selects the earlier uses of the keys of commands. */
export async function selectUses(
  sql: Sql,
  organizationId: string,
  commands: readonly Command[],
): Promise<Map<string, Use>> {
  const keyed = commands.filter(({ idempotencyKey }) => idempotencyKey !== null);
  const rows =
    keyed.length === 0
      ? []
      : await sql<UseRow[]>`
          select used.*
          from (select unnest(${arrayOfTexts(keyed, ({ subject }) => subject)}::text[]) as subject,
            unnest(${arrayOfTexts(keyed, ({ idempotencyKey }) => idempotencyKey)}::text[]) as key) sent
          cross join lateral (
            select * from ledger.idempotency i
            where i.organization_id = ${organizationId} and i.subject = sent.subject and i.key = sent.key
            offset 0) used`;
  return new Map(
    rows.map(({ subject, key, input, transferId, holdId, refusal }) => [
      useKey(subject, key),
      { input, outcome: refusal === null ? { transferId, holdId } : { refusal } },
    ]),
  );
}
