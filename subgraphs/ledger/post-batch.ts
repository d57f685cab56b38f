import type { Database } from '@tributary/platform/postgres.ts';
import { and, asc, eq, inArray, or, sql } from 'drizzle-orm';
import { chain, hashBeforeFirst } from './chain.ts';
import type { Command, Outcome } from './commands.ts';
import { decide, useKey, type Decision, type LedgerState, type Use } from './decide.ts';
import { accounts, holds, idempotency, ledgers, log, type HoldRow, type LogRow } from './tables.ts';

/** Rows in one insert: PostgreSQL takes 65,535 parameters, and a row of the log has 26. */
const rowsPerInsert = 1_000;

/** How far ahead of the newest row there must be a partition. */
const partitionMargin = 100_000n;

/**
 * Posts a batch for one organization in one database transaction: lock, read, decide, write. Returns what became of each command, in their order, once it is committed.
 * Everything is read after the ledger's row is locked, in later statements, and so sees all that earlier batches wrote.
 */
export async function postBatch(
  db: Database,
  { organizationId, commands }: { organizationId: string; commands: readonly Command[] },
): Promise<Outcome[]> {
  return db.transaction(async (tx) => {
    const ledger = await lockLedger(tx, organizationId);
    const state = await readState(tx, ledger, commands);
    const decision = decide(state, commands, ledger.now);
    await write(tx, ledger, decision);
    return decision.outcomes;
  });
}

type Ledger = { organizationId: string; lastSequence: bigint; lastRecordedAt: Date; headHash: string; now: Date };

/** Locks the ledger's row until the transaction ends, and takes the time: never before the newest row. */
export async function lockLedger(tx: Database, organizationId: string): Promise<Ledger> {
  await tx
    .insert(ledgers)
    .values({ organizationId, lastSequence: 0n, lastRecordedAt: new Date(0) })
    .onConflictDoNothing();
  const [row] = await tx
    .select({
      lastSequence: ledgers.lastSequence,
      lastRecordedAt: ledgers.lastRecordedAt,
      headHash: ledgers.headHash,
      // clock_timestamp() is taken after the wait for the lock.
      clock: sql`date_trunc('milliseconds', clock_timestamp())`.mapWith(ledgers.lastRecordedAt),
    })
    .from(ledgers)
    .where(eq(ledgers.organizationId, organizationId))
    .for('update');
  if (row === undefined) {
    throw new Error(`organization ${organizationId} has no ledger`);
  }
  const { lastSequence, lastRecordedAt, headHash, clock } = row;
  return {
    organizationId,
    lastSequence,
    lastRecordedAt,
    headHash: headHash?.toString('hex') ?? hashBeforeFirst,
    now: clock > lastRecordedAt ? clock : lastRecordedAt,
  };
}

async function readState(tx: Database, ledger: Ledger, commands: readonly Command[]): Promise<LedgerState> {
  const { organizationId } = ledger;
  const holdIds = commands.flatMap((command) => ('holdId' in command ? [command.holdId] : []));
  const reversedIds = commands.flatMap((command) => ('transferId' in command ? [command.transferId] : []));
  const namedIds = commands.flatMap((command) =>
    'debitAccountId' in command ? [command.debitAccountId, command.creditAccountId] : [],
  );

  const reversible = reversedIds.length === 0 ? [] : await readReversible(tx, organizationId, reversedIds);
  const involvedIds = [...namedIds, ...reversible.flatMap(({ row }) => [row.debitAccountId, row.creditAccountId])];
  const heldRows = await readHolds(tx, organizationId, { holdIds, accountIds: involvedIds, now: ledger.now });
  const accountIds = new Set([...involvedIds, ...heldRows.flatMap((row) => [row.debitAccountId, row.creditAccountId])]);
  const accountRows =
    accountIds.size === 0
      ? []
      : await tx
          .select()
          .from(accounts)
          .where(and(eq(accounts.organizationId, organizationId), inArray(accounts.id, [...accountIds])))
          .orderBy(asc(accounts.id))
          .for('no key update');
  return {
    ...ledger,
    accounts: new Map(accountRows.map((row) => [row.id, row])),
    holds: new Map(heldRows.map((row) => [row.id, row])),
    reversible: new Map(reversible.map((entry) => [entry.row.id, entry])),
    uses: await readUses(tx, organizationId, commands),
  };
}

/** The holds that are named, and those on the accounts that are due. */
async function readHolds(
  tx: Database,
  organizationId: string,
  { holdIds, accountIds, now }: { holdIds: readonly string[]; accountIds: readonly string[]; now: Date },
): Promise<HoldRow[]> {
  const conditions = [
    ...(holdIds.length === 0 ? [] : [inArray(holds.id, [...holdIds])]),
    ...(accountIds.length === 0
      ? []
      : [
          and(
            eq(holds.status, 'OPEN'),
            sql`${holds.expiresAt} <= ${now.toISOString()}::timestamptz`,
            or(inArray(holds.debitAccountId, [...accountIds]), inArray(holds.creditAccountId, [...accountIds])),
          ),
        ]),
  ];
  return conditions.length === 0
    ? []
    : tx
        .select()
        .from(holds)
        .where(and(eq(holds.organizationId, organizationId), or(...conditions)));
}

async function readReversible(
  tx: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<{ row: LogRow; reversed: bigint }[]> {
  const rows = await tx
    .select()
    .from(log)
    .where(
      and(
        eq(log.organizationId, organizationId),
        inArray(log.id, [...ids]),
        inArray(log.kind, ['TRANSFER', 'CAPTURE']),
      ),
    );
  const sums = await tx
    .select({ id: log.reversesId, reversed: sql`sum(${log.amount})::bigint`.mapWith(log.amount) })
    .from(log)
    .where(and(eq(log.organizationId, organizationId), inArray(log.reversesId, [...ids])))
    .groupBy(log.reversesId);
  return rows.map((row) => ({ row, reversed: sums.find(({ id }) => id === row.id)?.reversed ?? 0n }));
}

async function readUses(tx: Database, organizationId: string, commands: readonly Command[]): Promise<Map<string, Use>> {
  const bySubject = Map.groupBy(
    commands.flatMap(({ subject, idempotencyKey: key }) => (key === null ? [] : [{ subject, key }])),
    ({ subject }) => subject,
  );
  if (bySubject.size === 0) {
    return new Map();
  }
  const rows = await tx
    .select()
    .from(idempotency)
    .where(
      and(
        eq(idempotency.organizationId, organizationId),
        or(
          ...[...bySubject].map(([subject, uses]) =>
            and(
              eq(idempotency.subject, subject),
              inArray(
                idempotency.key,
                uses.map(({ key }) => key),
              ),
            ),
          ),
        ),
      ),
    );
  return new Map(
    rows.map(({ subject, key, input, transferId, holdId, refusal }) => [
      useKey(subject, key),
      { input, outcome: refusal === null ? { transferId, holdId } : { refusal } },
    ]),
  );
}

async function write(tx: Database, { organizationId, headHash }: Ledger, decision: Decision): Promise<void> {
  const { uses } = decision;
  const rows = chain(headHash, decision.rows);
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    await tx.insert(log).values(rows.slice(start, start + rowsPerInsert));
  }
  await writeAccounts(tx, decision);
  await writeMovements(tx, decision);
  await writeHolds(tx, decision);
  if (uses.length > 0) {
    await tx.insert(idempotency).values(
      uses.map(({ subject, key, use: { input, outcome } }) => ({
        organizationId,
        subject,
        key,
        input: { ...input },
        ...('refusal' in outcome ? { refusal: outcome.refusal } : outcome),
      })),
    );
  }
  const last = rows.at(-1);
  if (last !== undefined) {
    await tx
      .update(ledgers)
      .set({ lastSequence: last.sequence, lastRecordedAt: last.recordedAt, headHash: last.hash })
      .where(eq(ledgers.organizationId, organizationId));
    if ((last.sequence - BigInt(rows.length)) / partitionMargin !== last.sequence / partitionMargin) {
      await tx.execute(sql`select ledger.ensure_partitions(${String(last.sequence + partitionMargin)}::bigint)`);
    }
  }
}

async function writeAccounts(tx: Database, { accounts: changed }: Decision): Promise<void> {
  if (changed.length === 0) {
    return;
  }
  const values = asJson(
    changed.map(({ id, posted, pending, available, version }) => ({ id, posted, pending, available, version })),
  );
  await tx.execute(sql`
    update ledger.accounts a
    set posted = x.posted, pending = x.pending, available = x.available, version = x.version
    from jsonb_to_recordset(${values}::text::jsonb)
      as x(id uuid, posted bigint, pending bigint, available bigint, version integer)
    where a.id = x.id`);
}

async function writeMovements(tx: Database, { movements }: Decision): Promise<void> {
  if (movements.length > 0) {
    await tx.execute(sql`
      insert into ledger.daily_balances as d (account_id, day, movement)
      select x.account_id, x.day, x.movement
      from jsonb_to_recordset(${asJson(
        movements.map(({ accountId, day, movement }) => ({ account_id: accountId, day, movement })),
      )}::text::jsonb)
        as x(account_id uuid, day date, movement numeric)
      on conflict (account_id, day) do update set movement = d.movement + excluded.movement`);
  }
}

async function writeHolds(tx: Database, { holds: changed, rows }: Decision): Promise<void> {
  const made = new Set(rows.flatMap((row) => (row.kind === 'HOLD' ? [row.id] : [])));
  const [fresh, known] = [changed.filter(({ id }) => made.has(id)), changed.filter(({ id }) => !made.has(id))];
  if (fresh.length > 0) {
    await tx.insert(holds).values(fresh);
  }
  if (known.length > 0) {
    const values = asJson(known.map(({ id, remaining, status }) => ({ id, remaining, status })));
    await tx.execute(sql`
      update ledger.holds h set remaining = x.remaining, status = x.status
      from jsonb_to_recordset(${values}::text::jsonb) as x(id uuid, remaining bigint, status text)
      where h.id = x.id`);
  }
}

/** JSON in which a bigint is a string, which PostgreSQL reads exactly. */
function asJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}
