import { originOf, recordEvent } from '@tributary/domain/audit.ts';
import { forbidden } from '@tributary/platform/errors.ts';
import { parseDateTime } from '@tributary/platform/date-time.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import { eq, sql } from 'drizzle-orm';
import type { ClosePeriodInput } from '../generated/schema.ts';
import { closedPeriods, ledgers } from '../log/tables.ts';
import { explainRefusal } from './explain-refusal.ts';
import { lockLedger } from './lock-ledger.ts';

/**
 * Closes the books up to a time: from then on, nothing takes effect before it. Returns the end of the closed periods,
 * which never moves back: a time before it changes nothing. Throws Misuse `FORBIDDEN` for all but operators.
 */
export async function closePeriod(
  { db, viewer, address }: { db: Database; viewer: SignedInViewer; address: string | null },
  input: ClosePeriodInput,
) {
  if (viewer.kind !== 'user' || viewer.role !== 'OPERATOR') {
    throw forbidden('Only operators may close a period. Ask one of them.');
  }
  const { organizationId } = viewer;
  const parsed = parseDateTime(input.until);
  return db.transaction(async (tx) => {
    const { closedUntil, lastSequence, lastRecordedAt } = await lockLedger(tx, organizationId);
    if ('problem' in parsed) {
      return { closedUntil, errors: [invalidUntil(parsed.problem)] };
    }
    const until = parsed.time;
    if (closedUntil !== null && until <= closedUntil) {
      return { closedUntil, errors: [] };
    }
    const [row] = await tx.execute<{ isPast: boolean }>(
      sql`select ${until.toISOString()}::timestamptz <= greatest(clock_timestamp(), ${lastRecordedAt.toISOString()}::timestamptz) as "isPast"`,
    );
    if (row?.isPast !== true) {
      const problem = 'Send a time that is not in the future: transfers of now would be refused.';
      return { closedUntil, errors: [invalidUntil(problem)] };
    }
    await tx
      .insert(closedPeriods)
      .values({ organizationId, until, afterSequence: lastSequence, subject: subjectOf(viewer) });
    await tx.update(ledgers).set({ closedUntil: until }).where(eq(ledgers.organizationId, organizationId));
    await recordEvent(tx, {
      organizationId,
      action: 'PERIOD_CLOSED',
      origin: originOf(viewer, address),
      subject: { kind: 'ORGANIZATION', id: organizationId },
      changes: { closedUntil: [closedUntil?.toISOString() ?? null, until.toISOString()] },
    });
    return { closedUntil: until, errors: [] };
  });
}

function invalidUntil(problem: string) {
  return explainRefusal({ code: 'INVALID_INPUT', field: 'until', problem });
}
