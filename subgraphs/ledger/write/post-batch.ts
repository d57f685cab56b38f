import { assert } from '@tributary/platform/assert.ts';
import { hashBeforeFirst } from '../log/chain.ts';
import type { AccountRow, LogRow } from '../log/tables.ts';
import type { BatchPool } from './batch-pool.ts';
import type { RememberedLedger, LedgerMemory } from './ledger-memory.ts';
import type { Account } from './rules/account.ts';
import type { Decision, LedgerState, NamedHold } from './rules/books.ts';
import type { Command, Outcome } from './rules/commands.ts';
import { decide } from './rules/decide.ts';
import { assertAccount, assertDecision, assertHold, assertReversible } from './rules/invariants.ts';
import { useKey, type Use } from './rules/used-keys.ts';
import { withLimits } from './select-limits.ts';
import { selectAccounts, selectDueHolds, selectHolds, selectReversible, selectUses, type Sql } from './select-rows.ts';
import { encodeBatch, writeBatch, type EncodedBatch } from './write-batch.ts';

/** The access of a process to ledgers: its connections, and its memory of them. */
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
    const { accounts, limitedCount } = isAlone ? remembered : { accounts: new Map(), limitedCount: 0 };
    const known = { ...ledger, accounts, limitedCount, newest: nothingNewer, isAlone };
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
 * Prepares a batch without the lock, while the batch before it may still be in flight. So the process and the database
 * work at the same time. The batch is decided on the ledger as that one will leave it. Null if other processes write to
 * the ledger too, or if nothing of it is remembered: then the batch has to be posted under the lock.
 *
 * Why this is safe: a prepared batch is sent after the commit of the one before it. It is written only if the head and
 * the revision of the ledger are still those on which it was decided. So no other process has written since. The
 * selected rows are current, whether they were selected before or after that commit, because the newest rows of that
 * batch replace them.
 *
 * A refusal is remembered without a new head. If another process has meanwhile remembered one for the same key, the key
 * cannot be written again. Then the batch as a whole is not written.
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

/**
 * The state of a ledger as of one moment, and the time, for commands that are decided and not posted. The transaction
 * has to see one snapshot. It locks nothing, and remembers nothing.
 */
export async function selectState(tx: Sql, batch: Batch): Promise<{ state: LedgerState; now: Date }> {
  const { organizationId } = batch;
  const nothingKnown = { accounts: new Map<string, Account>(), limitedCount: 0, lastRecordedAt: new Date(0) };
  const [[ledger], found] = await Promise.all([
    tx<Pick<RememberedLedger, 'lastSequence' | 'lastRecordedAt' | 'closedUntil'>[]>`
      select last_sequence, last_recorded_at, closed_until from ledger.ledgers where organization_id = ${organizationId}`,
    find(tx, batch, nothingKnown),
  ]);
  const known = {
    organizationId,
    lastSequence: 0n,
    closedUntil: null,
    ...nothingKnown,
    newest: nothingNewer,
    ...ledger,
  };
  return stateOf(tx, batch, { known, found });
}

const nothingNewer: RememberedLedger['newest'] = { holds: new Map(), uses: new Map(), reversed: new Map() };

/** The parts of a ledger on which a batch is decided, as they are known before it. */
type Known = Omit<RememberedLedger, 'headHash' | 'revision' | 'isAlone'>;

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
  batch: Batch,
  { known, found }: { known: RememberedLedger; found: Found },
): Promise<PreparedBatch> {
  const { commands } = batch;
  const { state, now } = await stateOf(sql, batch, { known, found });
  const decision = decide(state, commands, now);
  assertDecision(state, commands, decision);
  const encoded = encodeBatch(known, decision);
  decision.accounts.forEach((row) => known.accounts.set(row.id, row));
  return { encoded, outcomes: withRows(commands, decision), after: stateAfter(known, decision, encoded) };
}

/**
 * The state on which a batch is decided, and the time: selects the rows that the found ones name. `known` learns the
 * selected accounts.
 */
async function stateOf(
  sql: Sql,
  { organizationId, commands }: Batch,
  { known, found }: { known: Known; found: Found },
): Promise<{ state: LedgerState; now: Date }> {
  const { accounts, newest } = known;
  const holds = new Map<string, NamedHold>();
  const learnAccounts = (rows: readonly Account[]) => rows.forEach((row) => accounts.set(row.id, row));
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
  const others = await selectAccounts(sql, organizationId, unread);
  learnSelectedAccounts(others);
  const now = latest([found.now, known.lastRecordedAt, known.closedUntil]);
  const limited = [...found.accounts, ...others].filter(({ countedVersion }) => countedVersion !== null);
  if (limited.length > 0) {
    learnAccounts(await withLimits(sql, limited, now));
    known.limitedCount += limited.length;
  }
  newest.holds.forEach(learnHold);
  const state = {
    ...known,
    holds,
    reversible: new Map(
      found.reversible.map(({ row, reversed }) => [row.id, { row, reversed: newest.reversed.get(row.id) ?? reversed }]),
    ),
    uses: new Map([...found.uses, ...newest.uses]),
  };
  state.reversible.forEach(assertReversible);
  return { state, now };
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

type LockedLedger = Omit<RememberedLedger, 'accounts' | 'limitedCount' | 'newest' | 'isAlone'>;

/** Locks the ledger's row until the transaction ends. */
async function lockLedger(tx: Sql, organizationId: string): Promise<LockedLedger> {
  const lock = () => tx<LockedLedger[]>`
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
