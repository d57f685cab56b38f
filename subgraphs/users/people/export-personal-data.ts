import { formatId } from '@tributary/domain/ids.ts';
import type { UserViewer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { count, desc, eq } from 'drizzle-orm';
import { changePerson } from '../identity/acting.ts';
import type { Refused } from '../identity/refusals.ts';
import { sessions, statusOf, type UserRow } from '../identity/tables.ts';

const sessionsMax = 1_000;

/** Exports what this subgraph keeps about a person, as a JSON document of a person and their sessions. */
export async function exportPersonalData(
  db: Database,
  { viewer, id }: { viewer: UserViewer; id: string },
): Promise<{ document: string; user: UserRow } | Refused> {
  return changePerson(db, { viewer, id }, async (tx, person) => {
    const ofPerson = eq(sessions.userId, person.id);
    const rows = await tx
      .select()
      .from(sessions)
      .where(ofPerson)
      .orderBy(desc(sessions.createdAt), desc(sessions.id))
      .limit(sessionsMax);
    const [total] = await tx.select({ sessions: count() }).from(sessions).where(ofPerson);
    const { email, name, role, createdAt, disabledAt } = person;
    const document = {
      person: {
        id: formatId('usr', person.id),
        organizationId: formatId('org', person.organizationId),
        email,
        name,
        role,
        status: statusOf(person),
        createdAt,
        disabledAt,
      },
      sessions: rows.map((session) => ({
        id: formatId('ses', session.id),
        createdAt: session.createdAt,
        expiresAt: session.expiresAt,
        endedAt: session.endedAt,
        network: session.network,
      })),
      sessionsInTotal: total?.sessions ?? 0,
    };
    return { document: JSON.stringify(document, null, 2), user: person };
  });
}
