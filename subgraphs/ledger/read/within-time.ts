import { Misuse } from '@tributary/platform/errors.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';

/** The time of a read whose rows have no bound: shorter than the default deadline of a request at the gateway, 10 s. */
export const readTimeMs = 8_000;

/** The code of a statement that PostgreSQL cancelled. */
const queryCanceled = '57014';

/**
 * Runs a read that sees one state of the database. Its statements are cancelled after a time: nobody can keep the
 * database busy with a read that the gateway has cancelled. Throws Misuse `QUERY_TOO_LARGE` with the advice.
 */
export async function withinTime<Result>(
  db: Database,
  { advice, timeMs = readTimeMs }: { advice: string; timeMs?: number },
  read: (tx: Database) => Promise<Result>,
): Promise<Result> {
  try {
    return await db.transaction(
      async (tx) => {
        await tx.execute(sql`select set_config('statement_timeout', ${String(Math.ceil(timeMs))}, true)`);
        return read(tx);
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    );
  } catch (error) {
    throw isCanceled(error) ? new Misuse('QUERY_TOO_LARGE', advice) : error;
  }
}

function isCanceled(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === queryCanceled;
}
