import type { Pool } from '@tributary/platform/postgres.ts';
import type postgres from 'postgres';
import { momentText } from '../log/sql-moment.ts';
import type { AccountRow, LogRow } from '../log/tables.ts';

/** A row of the log as a line of an account's statement. */
export type StatementLine = Pick<
  LogRow,
  'sequence' | 'id' | 'kind' | 'amount' | 'holdId' | 'journalId' | 'reversesId'
> &
  Pick<LogRow, 'description' | 'externalId' | 'metadata' | 'effectiveAt' | 'recordedAt'> & {
    side: 'DEBIT' | 'CREDIT';
    counterpartyId: string;
    /** The posted balance after the row, as in `balanceAfter`. */
    balance: bigint;
    version: number;
  };

export type Statement = {
  account: Pick<AccountRow, 'id' | 'ownerId' | 'class' | 'currency' | 'status'>;
  /** The posted balance before the first line. */
  opening: bigint;
  /** The lines in the order of the log, up to some thousands at a time. */
  lines: AsyncIterable<StatementLine[]>;
};

const linesPerRead = 5_000;

/**
 * Passes the statements of an organization's accounts for a period of recording, `from` included and `before` excluded,
 * to `take`. All are as of one moment, and memory is bounded. The lines of a statement are to be taken before the next
 * statement. Nothing is written.
 */
export async function exportStatements(
  sql: Pool,
  {
    organizationId,
    accountIds,
    from,
    before,
  }: { organizationId: string; accountIds: readonly string[] | null; from: Date | null; before: Date | null },
  take: (statement: Statement) => Promise<void>,
): Promise<void> {
  await sql.begin('isolation level repeatable read read only', async (tx) => {
    // The lines may be written to a slow disk.
    await tx`set local idle_in_transaction_session_timeout = '10min'`;
    const [period] = await tx<{ after: bigint; last: bigint }[]>`
      select ${from === null ? tx`0::bigint` : sequenceBefore(tx, organizationId, from)} as after,
        ${before === null ? tx`9223372036854775807` : sequenceBefore(tx, organizationId, before)} as last`;
    if (period === undefined) {
      throw new Error('positions of the period were not selected');
    }
    const accounts = tx<Statement['account'][]>`
      select id, owner_id as "ownerId", class, currency, status from ledger.accounts
      where organization_id = ${organizationId} ${accountIds === null ? tx`` : tx`and id in ${tx([...accountIds])}`} order by id`;
    for (const account of await accounts) {
      const lines = selectLines(tx, account.id, period);
      await take({ account, opening: await openingOf(tx, account.id, period.after), lines });
    }
  });
}

function sequenceBefore(tx: postgres.TransactionSql<{ bigint: bigint }>, organizationId: string, time: Date) {
  return tx`ledger.sequence_at(${organizationId}, ${momentText(time)}::timestamptz - interval '1 millisecond')`;
}

type Period = { after: bigint; last: bigint };

async function openingOf(
  tx: postgres.TransactionSql<{ bigint: bigint }>,
  accountId: string,
  after: bigint,
): Promise<bigint> {
  const [newest] = await tx<{ balance: bigint }[]>`
    select balance from (
      (select sequence, debit_posted as balance from ledger.log
        where debit_account_id = ${accountId} and sequence <= ${after} order by sequence desc limit 1)
      union all
      (select sequence, credit_posted from ledger.log
        where credit_account_id = ${accountId} and sequence <= ${after} order by sequence desc limit 1)) newest
    order by sequence desc limit 1`;
  return newest?.balance ?? 0n;
}

async function* selectLines(
  tx: postgres.TransactionSql<{ bigint: bigint }>,
  accountId: string,
  { after, last }: Period,
): AsyncGenerator<StatementLine[]> {
  const side = (own: 'debit' | 'credit', other: 'debit' | 'credit', position: bigint) => tx`(
    select sequence, id, kind, amount, hold_id as "holdId", journal_id as "journalId", reverses_id as "reversesId", description,
      external_id as "externalId", metadata, effective_at as "effectiveAt", recorded_at as "recordedAt", ${own.toUpperCase()} as side,
      ${tx(`${other}_account_id`)} as "counterpartyId", ${tx(`${own}_posted`)} as balance, ${tx(`${own}_version`)} as version
    from ledger.log where ${tx(`${own}_account_id`)} = ${accountId} and sequence > ${position} and sequence <= ${last}
    order by sequence limit ${linesPerRead})`;
  for (let position = after; ;) {
    const rows = await tx<StatementLine[]>`
      select * from (${side('debit', 'credit', position)} union all ${side('credit', 'debit', position)}) both_sides
      order by sequence limit ${linesPerRead}`;
    if (rows.length > 0) {
      yield rows;
    }
    const newest = rows.at(-1);
    if (newest === undefined || rows.length < linesPerRead) {
      return;
    }
    position = newest.sequence;
  }
}
