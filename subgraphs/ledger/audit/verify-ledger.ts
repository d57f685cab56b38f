import type { Pool } from '@tributary/platform/postgres.ts';
import { getTableColumns } from 'drizzle-orm';
import { log, type AccountRow, type LogRow } from '../log/tables.ts';
import { replayLog, type Closing, type Replay, type ReplayedAccount } from './replay-log.ts';
import { findWrongAlerts } from './verify-alerts.ts';
import { findWrongExtensions } from './verify-extensions.ts';
import { findWrongUsage, selectTransferLimits } from './verify-limits.ts';
import { findWrongProjections, rowsPerRead, type Fault, type Transaction } from './verify-projections.ts';

/** A head of an organization's log that somebody outside kept. */
export type KeptHead = { organizationId: string; sequence: bigint; hash: string };

export type Verification = {
  organizationId: string;
  rows: bigint;
  head: { sequence: bigint; hash: string };
  unknownFloors: number;
  faults: Fault[];
};

/**
 * Verifies an organization's log from its first row, and all tables that follow from it, as of one moment. Memory is
 * bounded by the accounts and the open holds. Nothing is written, and no writer waits.
 */
export async function verifyLedger(
  sql: Pool,
  {
    organizationId,
    keptHeads = [],
    onRows = () => {},
  }: {
    organizationId: string;
    keptHeads?: readonly KeptHead[];
    /** Called with the count of each few thousand verified rows. */
    onRows?: (count: number) => void;
  },
): Promise<Verification> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`set local work_mem = '64MB'`;
    const accounts = await selectAccounts(tx, organizationId);
    const replay = replayLog(organizationId, accounts, await selectClosings(tx, organizationId));
    const fault =
      (await replayAll(tx, { organizationId, replay, keptHeads, onRows })) ??
      (await findOtherEnd(tx, organizationId, replay));
    // Tables that follow from an invalid log cannot be valid.
    const faults =
      fault === null
        ? [
            ...(await findWrongProjections(tx, { organizationId, replay, accounts })),
            ...(await findWrongUsage(tx, organizationId)),
            ...(await findWrongAlerts(tx, organizationId)),
            ...(await findWrongExtensions(tx, organizationId)),
          ]
        : [fault];
    const { sequence, hash } = replay.head();
    return { organizationId, rows: sequence, head: { sequence, hash }, unknownFloors: replay.unknownFloors(), faults };
  });
}

/** The organizations that have a log, with its length. */
export async function selectLedgers(sql: Pool): Promise<{ organizationId: string; lastSequence: bigint }[]> {
  return sql<{ organizationId: string; lastSequence: bigint }[]>`
    select organization_id as "organizationId", last_sequence as "lastSequence" from ledger.ledgers
    union
    select organization_id, 0 from (select distinct organization_id from ledger.accounts) a
      where not exists (select from ledger.ledgers l where l.organization_id = a.organization_id)
    order by 1`;
}

async function selectAccounts(tx: Transaction, organizationId: string): Promise<Map<string, ReplayedAccount>> {
  const rows = await tx<Pick<AccountRow, 'id' | 'class' | 'currency'>[]>`
    select id, class, currency from ledger.accounts where organization_id = ${organizationId}`;
  const accounts = new Map<string, ReplayedAccount>(rows.map((row) => [row.id, { ...row, limits: [] }]));
  for (const [id, transferLimits] of await selectTransferLimits(tx, organizationId)) {
    const account = accounts.get(id);
    if (account !== undefined) {
      account.transferLimits = transferLimits;
    }
  }
  const limits = await tx<{ accountId: string; afterSequence: bigint; overdraftLimit: bigint | null }[]>`
    select o.account_id as "accountId", o.after_sequence as "afterSequence", o.overdraft_limit as "overdraftLimit"
    from ledger.overdraft_limits o join ledger.accounts a on a.id = o.account_id
    where a.organization_id = ${organizationId} order by o.account_id, o.after_sequence`;
  for (const { accountId, ...limit } of limits) {
    accounts.get(accountId)?.limits.push(limit);
  }
  return accounts;
}

async function selectClosings(tx: Transaction, organizationId: string): Promise<Closing[]> {
  return tx<Closing[]>`
    select until, after_sequence as "afterSequence" from ledger.closed_periods
    where organization_id = ${organizationId} order by after_sequence, until`;
}

/** Replays the log to its end, selecting ahead, and compares each kept head with its row. */
async function replayAll(
  tx: Transaction,
  {
    organizationId,
    replay,
    keptHeads,
    onRows,
  }: { organizationId: string; replay: Replay; keptHeads: readonly KeptHead[]; onRows: (count: number) => void },
): Promise<Fault | null> {
  const kept = Map.groupBy(keptHeads, ({ sequence }) => sequence);
  let reading: Promise<LogRow[]> | null = selectRows(tx, organizationId, 0n);
  while (reading !== null) {
    const rows: LogRow[] = await reading;
    const last = rows.at(-1);
    reading = last !== undefined && rows.length === rowsPerRead ? selectRows(tx, organizationId, last.sequence) : null;
    for (const row of rows) {
      const bad = replay.take(row) ?? findOtherHead(replay, kept.get(row.sequence));
      if (bad !== null) {
        await reading;
        return bad;
      }
    }
    onRows(rows.length);
  }
  const { sequence: last } = replay.head();
  const beyond = keptHeads.find(({ sequence }) => sequence > last);
  return beyond === undefined
    ? null
    : { sequence: last + 1n, problem: `the log ends before it, and the head that was kept is ${beyond.sequence}` };
}

function findOtherHead(replay: Replay, heads: readonly KeptHead[] = []): Fault | null {
  const { sequence, hash } = replay.head();
  return heads.every((head) => head.hash === hash)
    ? null
    : {
        sequence,
        problem: 'its hash is not the one that was kept: it was changed, or one before it, and all hashes since',
      };
}

/** Compares the length of the log with the counter of the ledger. */
async function findOtherEnd(tx: Transaction, organizationId: string, replay: Replay): Promise<Fault | null> {
  const [ledger] = await tx<{ lastSequence: bigint }[]>`
    select last_sequence as "lastSequence" from ledger.ledgers where organization_id = ${organizationId}`;
  const { sequence } = replay.head();
  const lastSequence = ledger?.lastSequence ?? 0n;
  if (lastSequence === sequence) {
    return null;
  }
  return lastSequence > sequence
    ? {
        sequence: sequence + 1n,
        problem: `the log ends before it, and the ledger says that it goes to ${lastSequence}`,
      }
    : { sequence: lastSequence + 1n, problem: 'the row is there, and the ledger says that the log ends before it' };
}

/** The columns of the log, named as in `LogRow`. */
const columns = Object.entries(getTableColumns(log))
  .map(([name, column]) => `${column.name} as "${name}"`)
  .join(', ');

function selectRows(tx: Transaction, organizationId: string, after: bigint): Promise<LogRow[]> {
  return tx<LogRow[]>`
    select ${tx.unsafe(columns)} from ledger.log
    where organization_id = ${organizationId} and sequence > ${after} order by sequence limit ${rowsPerRead}`;
}
