import type { Database } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';
import { usedTickets } from '../identity/tables.ts';

/**
 * Notes the use of a ticket, for the seconds until it has expired. True for the first use. Deletes the notes of expired
 * tickets.
 */
export async function claimTicket(db: Database, id: string, lifeSeconds: number): Promise<boolean> {
  await db.delete(usedTickets).where(sql`${usedTickets.expiresAt} < now()`);
  const noted = await db
    .insert(usedTickets)
    .values({ id, expiresAt: sql`now() + make_interval(secs => ${lifeSeconds})` })
    .onConflictDoNothing()
    .returning({ id: usedTickets.id });
  return noted.length > 0;
}
