import { assert } from '@tributary/platform/assert.ts';
import type postgres from 'postgres';
import { hashBeforeFirst } from '../log/chain.ts';
import type { AccountRow, HoldRow, LogRow, Refusal } from '../log/tables.ts';
import type { BatchPool } from './batch-pool.ts';
import type { RememberedLedger, LedgerMemory } from './ledger-memory.ts';
import type { Decision, NamedHold } from './rules/books.ts';
import type { Command, Outcome } from './rules/commands.ts';
import { decide } from './rules/decide.ts';
import { assertAccount, assertDecision, assertHold, assertReversible } from './rules/invariants.ts';
import { useKey, type Use } from './rules/used-keys.ts';
import { arrayOf, arrayOfTexts, encodeBatch, writeBatch, type EncodedBatch } from './write-batch.ts';

/** The ledgers as a process reaches them: over its connections, and in what it remembers. */
type Ledgers = { pool: BatchPool; memory: LedgerMemory };
type Batch = { organizationId: string; commands: readonly Command[] };

/**
 * A decided batch: the rows to write, the outcomes in the order of the commands, and the ledger as it is once written.
 */
export type PreparedBatch = { encoded: EncodedBatch; outcomes: Outcome[]; after: RememberedLedger };

/**
 * Posts a batch under the lock of the ledger's row, in one transaction of four round trips: begin, lock and select,
 * write, commit. Returns the outcomes in the order of the commands, once the batch is committed.
 *
 * This is a hot path: its statements are plain SQL, one for each table whatever the size of the batch, for a pool that
 * `openBatchPool` opened. Statements of one round trip are sent together and carried out one after the other. Each sees
 * everything that was committed before it began, so statements after the lock see all earlier batches.
 */
export async function postBatch({ pool, memory }: Ledgers, batch: Batch): Promise<Outcome[]> {
  const remembered = memory.take(batch.organizationId);
  const { outcomes, after } = await pool.main.begin(async (tx) => {
    const [ledger, found] = await Promise.all([
      lockLedger(tx, batch.organizationId),
      find(tx, batch, { accounts: remembered?.accounts ?? new Map(), lastRecordedAt: new Date(0) }),
    ]);
    const isAlone = remembered?.headHash === ledger.headHash && remembered.revision === ledger.revision;
    const known = { ...ledger, accounts: isAlone ? remembered.accounts : new Map(), newest: nothingNewer, isAlone };
    const prepared = await decideOn(tx, batch, { known, found });
    if (!(await writeBatch(tx, prepared.encoded))) {
      throw new Error(`the ledger of ${batch.organizationId} changed under its lock`);
    }
    return prepared;
  });
  memory.keep({ ...after, newest: nothingNewer });
  return outcomes;
}

/**
 * Prepares a batch without the lock, while the batch before it may still be in flight, so that the process and the
 * database work at the same time. The batch is decided on the ledger as that one will leave it. Null if other processes
 * write to the ledger too, or if nothing of it is remembered: then the batch has to be posted under the lock.
 *
 * Why this is safe: a prepared batch is sent after the commit of the one before it. It is written only if the head and
 * the revision of the ledger are still those on which it was decided. So nobody else has written since. The selected
 * rows are current, whether they were selected before or after that commit, because the newest rows of that batch
 * replace them.
 *
 * A refusal is remembered without a new head. If another process has meanwhile remembered one for the same key, the key
 * cannot be written again, and the batch as a whole is not written.
 */
export async function prepareBatch({ pool, memory }: Ledgers, batch: Batch): Promise<PreparedBatch | null> {
  const known = memory.isAlone(batch.organizationId) ? memory.take(batch.organizationId) : null;
  if (known === null) {
    return null;
  }
  // Taken before the select, which may not see these rows yet: `known.newest` is emptied as soon as they are committed.
  const { newest } = known;
  return decideOn(pool.main, batch, { known: { ...known, newest }, found: await find(pool.main, batch, known) });
}

/**
 * Posts a prepared batch in one round trip; returns whether it is committed. If not, nothing of it was done, and
 * batches prepared after it are void. The next batch may be prepared as soon as this was called.
 */
export async function postPrepared({ pool, memory }: Ledgers, { encoded, after }: PreparedBatch): Promise<boolean> {
  memory.keep(after);
  let isWritten = false;
  try {
    isWritten = await writeBatch(pool.writes, encoded);
    // From now on, every select finds these rows in the tables.
    after.newest = nothingNewer;
    return isWritten;
  } finally {
    if (!isWritten) {
      memory.take(after.organizationId);
    }
  }
}

const nothingNewer: RememberedLedger['newest'] = { holds: new Map(), uses: new Map(), reversed: new Map() };

type Sql = postgres.ISql<{ bigint: bigint }>;

/** The selected rows that commands name. */
type Found = {
  now: Date;
  /** The accounts that were looked for, found or not. */
  selectedIds: readonly string[];
  accounts: readonly AccountRow[];
  holds: readonly NamedHold[];
  reversible: readonly { row: LogRow; reversed: bigint }[];
  uses: ReadonlyMap<string, Use>;
};

/** Selects the named rows, except the remembered accounts, and the time, in one round trip. */
async function find(
  sql: Sql,
  { organizationId, commands }: Batch,
  { accounts: known, lastRecordedAt }: Pick<RememberedLedger, 'accounts' | 'lastRecordedAt'>,
): Promise<Found> {
  const named = namedIds(commands);
  const selectedIds = named.accountIds.filter((id) => !known.has(id));
  const [{ now, due }, holds, reversible, accounts, uses] = await Promise.all([
    selectDueHolds(sql, { organizationId, accountIds: named.accountIds, lastRecordedAt }),
    selectHolds(sql, organizationId, named.holdIds),
    selectReversible(sql, organizationId, named.transferIds),
    selectAccounts(sql, organizationId, selectedIds),
    selectUses(sql, organizationId, commands),
  ]);
  return { now, selectedIds, accounts, holds: [...holds, ...due], reversible, uses };
}

/**
 * Selects the rows that the found ones name, decides, and encodes. From then on, `known` is the ledger after the batch.
 */
async function decideOn(
  sql: Sql,
  { organizationId, commands }: Batch,
  { known, found }: { known: RememberedLedger; found: Found },
): Promise<PreparedBatch> {
  const { accounts, newest } = known;
  const holds = new Map<string, NamedHold>();
  const learnAccounts = (rows: readonly AccountRow[]) => rows.forEach((row) => accounts.set(row.id, row));
  const learnSelectedAccounts = (rows: readonly AccountRow[]) => {
    rows.forEach(assertAccount);
    learnAccounts(rows);
  };
  // A hold may be selected for two reasons, and only the rows of named holds have their maker.
  const learnHold = (row: NamedHold) => holds.set(row.id, { ...holds.get(row.id), ...row });
  const learnHolds = (rows: readonly NamedHold[]) =>
    rows.forEach((row) => {
      assertHold(row);
      learnHold(row);
    });
  learnSelectedAccounts(found.accounts);
  learnHolds(found.holds);
  // The accounts of the named holds and transfers are known only now, and then the accounts of their due holds.
  const { accountIds } = namedIds(commands);
  const later = withoutAll(sidesOf([...found.holds, ...found.reversible.map(({ row }) => row)]), accountIds);
  if (later.length > 0) {
    const { lastRecordedAt } = known;
    learnHolds((await selectDueHolds(sql, { organizationId, accountIds: later, lastRecordedAt })).due);
  }
  const concerned = [...new Set([...accountIds, ...later, ...sidesOf([...holds.values()])])];
  const unread = withoutAll(
    concerned.filter((id) => !accounts.has(id)),
    found.selectedIds,
  );
  learnSelectedAccounts(await selectAccounts(sql, organizationId, unread));
  newest.holds.forEach(learnHold);
  const state = {
    ...known,
    holds,
    reversible: new Map(
      found.reversible.map(({ row, reversed }) => [row.id, { row, reversed: newest.reversed.get(row.id) ?? reversed }]),
    ),
    uses: new Map([...found.uses, ...newest.uses]),
  };
  const now = latest([found.now, known.lastRecordedAt, known.closedUntil]);
  state.reversible.forEach(assertReversible);
  const decision = decide(state, commands, now);
  assertDecision(state, commands, decision);
  const encoded = encodeBatch(known, decision);
  learnAccounts(decision.accounts);
  return { encoded, outcomes: withRows(commands, decision), after: stateAfter(known, decision, encoded) };
}

/** The latest time. So time never goes back, neither before the newest row nor into a closed period. */
function latest(times: readonly [Date, ...(Date | null)[]]): Date {
  return times.reduce<Date>((one, other) => (other !== null && other > one ? other : one), times[0]);
}

/** Adds to each outcome the rows that its command made, so that nobody has to load rows that were just written. */
function withRows(commands: readonly Command[], { outcomes, rows, holds }: Decision): Outcome[] {
  const made = new Map(rows.map((row) => [row.id, row]));
  const holdsAfter = new Map(holds.map((hold) => [hold.id, hold]));
  return outcomes.map((outcome, index) => {
    const row = made.get(commands[index]?.id ?? '');
    return row === undefined || 'refusal' in outcome
      ? outcome
      : {
          ...outcome,
          rows: {
            transfer: outcome.transferId === null ? null : row,
            hold: row.holdId === null ? null : (holdsAfter.get(row.holdId) ?? null),
          },
        };
  });
}

function stateAfter(
  known: RememberedLedger,
  { holds, uses, reversed }: Decision,
  { head }: EncodedBatch,
): RememberedLedger {
  return {
    ...known,
    lastSequence: head.sequence,
    lastRecordedAt: head.recordedAt,
    headHash: head.hash,
    newest: {
      holds: new Map(holds.map((hold) => [hold.id, hold])),
      uses: new Map(uses.map(({ subject, key, use }) => [useKey(subject, key), use])),
      reversed,
    },
  };
}

/** The accounts on both sides, each once. */
function sidesOf(rows: readonly { debitAccountId: string; creditAccountId: string }[]): string[] {
  return [...new Set(rows.flatMap(({ debitAccountId, creditAccountId }) => [debitAccountId, creditAccountId]))];
}

function withoutAll(ids: readonly string[], others: readonly string[]): string[] {
  const excluded = new Set(others);
  return ids.filter((id) => !excluded.has(id));
}

/** The ids that commands name, each once. */
function namedIds(commands: readonly Command[]) {
  const [accountIds, holdIds, transferIds] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const command of commands) {
    if ('debitAccountId' in command) {
      accountIds.add(command.debitAccountId).add(command.creditAccountId);
    } else if ('holdId' in command) {
      holdIds.add(command.holdId);
    } else {
      transferIds.add(command.transferId);
    }
  }
  return { accountIds: [...accountIds], holdIds: [...holdIds], transferIds: [...transferIds] };
}

/** Locks the ledger's row until the transaction ends. */
async function lockLedger(
  tx: Sql,
  organizationId: string,
): Promise<Omit<RememberedLedger, 'accounts' | 'newest' | 'isAlone'>> {
  const lock = () => tx<Omit<RememberedLedger, 'accounts' | 'newest' | 'isAlone'>[]>`
    select organization_id, last_sequence, last_recorded_at, closed_until, revision, coalesce(encode(head_hash, 'hex'), ${hashBeforeFirst}) as head_hash
    from ledger.ledgers where organization_id = ${organizationId} for update`;
  let [row] = await lock();
  if (row === undefined) {
    await tx`insert into ledger.ledgers (organization_id, last_recorded_at) values (${organizationId}, 'epoch') on conflict do nothing`;
    [row] = await lock();
  }
  if (row === undefined) {
    throw new Error(`organization ${organizationId} has no ledger`);
  }
  assert((row.lastSequence === 0n) === (row.headHash === hashBeforeFirst), 'head of a ledger contradicts its length');
  return row;
}

/** Not locked: every change of an account is made under the lock of the ledger. */
async function selectAccounts(
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
async function selectHolds(sql: Sql, organizationId: string, ids: readonly string[]): Promise<readonly NamedHold[]> {
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
async function selectDueHolds(
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

async function selectReversible(
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

async function selectUses(sql: Sql, organizationId: string, commands: readonly Command[]): Promise<Map<string, Use>> {
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
