import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ExtendHoldInput } from '../generated/schema.ts';
import { accounts, holdExtensions, holds, ledgers, log, type HoldRow, type Refusal } from '../log/tables.ts';
import { explainRefusal } from './explain-refusal.ts';
import { lockLedger } from './lock-ledger.ts';
import { holdSeconds } from './parse-commands.ts';
import { InputParser } from './parse-input.ts';
import { refuseParty } from './rules/open-holds.ts';

type Request = {
  viewer: SignedInViewer;
  organizationId: string;
  idempotencyKey: string;
  subject: string;
  holdId: string;
  expiresIn: number;
};
type Answer = { hold: HoldRow | null; errors: ReturnType<typeof explainRefusal>[] };

/**
 * Sets a later expiry of an open hold. The change writes no row of the log, since no balance changes: it is made under
 * the lock of the ledger, beside the batches. The same key with the same content gives the hold as it is now, and
 * extends nothing. A refusal is not remembered.
 */
export async function extendHold(db: Database, viewer: SignedInViewer, input: ExtendHoldInput): Promise<Answer> {
  const parser = new InputParser();
  const idempotencyKey = parser.key(input.idempotencyKey);
  const holdId = parser.id('hold', 'holdId', input.holdId);
  const expiresIn = parser.seconds('expiresIn', input.expiresIn, holdSeconds.max);
  if (idempotencyKey === null || parser.mistakes.length > 0) {
    return notExtended(...parser.mistakes);
  }
  const { organizationId } = viewer;
  const request = { viewer, organizationId, idempotencyKey, subject: subjectOf(viewer), holdId, expiresIn };
  // Decided twice: most refusals and all repetitions need no lock, for which batches would wait. Without the lock the
  // hold and its extensions are read in one snapshot, or a repetition could be answered with the hold before it.
  const decided = await db.transaction((tx) => decideExtension(tx, request), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  });
  if (!('expiresAt' in decided)) {
    return decided;
  }
  return db.transaction(async (tx) => {
    const { lastSequence: afterSequence, revision } = await lockLedger(tx, organizationId);
    const underLock = await decideExtension(tx, request);
    if (!('expiresAt' in underLock)) {
      return underLock;
    }
    const { expiresAt } = underLock;
    const { subject } = request;
    await tx
      .insert(holdExtensions)
      .values({ organizationId, idempotencyKey, subject, holdId, revision, expiresIn, expiresAt, afterSequence });
    const [hold] = await tx.update(holds).set({ expiresAt }).where(eq(holds.id, holdId)).returning();
    return { hold: hold ?? null, errors: [] };
  });
}

function notExtended(...refusals: readonly Refusal[]): Answer {
  return { hold: null, errors: refusals.map((refusal) => explainRefusal(refusal)) };
}

/** The new expiry, or the answer to a request that extends nothing. */
async function decideExtension(db: Database, request: Request): Promise<{ expiresAt: Date } | Answer> {
  const { organizationId, holdId, expiresIn } = request;
  const [found] = await db
    .select({ hold: holds, maker: log.subject })
    .from(holds)
    .innerJoin(log, and(eq(log.organizationId, holds.organizationId), eq(log.sequence, holds.sequence)))
    .where(and(eq(holds.id, holdId), eq(holds.organizationId, organizationId)));
  const earlier = await earlierExtension(db, request);
  if (earlier !== undefined) {
    const field = earlier.holdId !== holdId ? 'holdId' : earlier.expiresIn !== expiresIn ? 'expiresIn' : null;
    return field === null
      ? { hold: found?.hold ?? null, errors: [] }
      : notExtended({ code: 'IDEMPOTENCY_MISMATCH', field });
  }
  if (found === undefined) {
    return notExtended({ code: 'HOLD_NOT_FOUND' });
  }
  const { hold, maker } = found;
  const sides = await selectSides(db, hold);
  const refusal = refuseParty({ ...request, kind: 'EXTENSION' }, { ...hold, maker }, sides);
  if (refusal !== null) {
    return notExtended(refusal);
  }
  const now = await selectNow(db, organizationId);
  // A due hold has expired, also before its row is written.
  const status = hold.status === 'OPEN' && hold.expiresAt <= now ? 'EXPIRED' : hold.status;
  if (status !== 'OPEN') {
    return notExtended({ code: 'HOLD_NOT_OPEN', status });
  }
  const expiresAt = new Date(now.getTime() + expiresIn * 1000);
  return expiresAt > hold.expiresAt
    ? { expiresAt }
    : notExtended({
        code: 'INVALID_INPUT',
        field: 'expiresIn',
        problem: `The hold expires at ${hold.expiresAt.toISOString()}. Send more seconds, for a later time.`,
      });
}

async function earlierExtension(db: Database, { organizationId, idempotencyKey, subject }: Request) {
  const [extension] = await db
    .select()
    .from(holdExtensions)
    .where(
      and(
        eq(holdExtensions.organizationId, organizationId),
        eq(holdExtensions.idempotencyKey, idempotencyKey),
        eq(holdExtensions.subject, subject),
      ),
    );
  return extension;
}

async function selectSides(db: Database, { id, debitAccountId, creditAccountId }: HoldRow) {
  const rows = await db
    .select()
    .from(accounts)
    .where(inArray(accounts.id, [debitAccountId, creditAccountId]));
  const debit = rows.find((row) => row.id === debitAccountId);
  const credit = rows.find((row) => row.id === creditAccountId);
  if (debit === undefined || credit === undefined) {
    throw new Error(`accounts of hold ${id} are missing`);
  }
  return { debit, credit };
}

/** The time of the database, and never before the newest row of the log. */
async function selectNow(db: Database, organizationId: string): Promise<Date> {
  const [row] = await db
    .select({
      ms: sql<string>`floor(extract(epoch from greatest(clock_timestamp(), ${ledgers.lastRecordedAt})) * 1000)`,
    })
    .from(ledgers)
    .where(eq(ledgers.organizationId, organizationId));
  if (row === undefined) {
    throw new Error(`organization ${organizationId} has no ledger`);
  }
  return new Date(Number(row.ms));
}
