import type { Database } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';
import { usedTickets } from '../identity/tables.ts';

/**
 * Notes that a ticket is used, for the seconds in which it could be used again. True for the first use. Tickets that
 * have ended are forgotten meanwhile.
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
