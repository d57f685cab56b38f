import type { Database } from '@tributary/platform/postgres.ts';
import { TransactionRollbackError } from 'drizzle-orm';

/** Runs a step in a transaction that a refusal rolls back. */
export async function rollBackIfRefused<Outcome extends object>(
  db: Database,
  step: (tx: Database) => Promise<Outcome>,
): Promise<Outcome> {
  let refused: Outcome | undefined;
  try {
    return await db.transaction(async (tx) => {
      const outcome = await step(tx);
      if ('refusal' in outcome) {
        refused = outcome;
        return tx.rollback();
      }
      return outcome;
    });
  } catch (error) {
    if (error instanceof TransactionRollbackError && refused !== undefined) {
      return refused;
    }
    throw error;
  }
}
