import { formatId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, count, desc, eq } from 'drizzle-orm';
import { changePerson, type Acting } from '../identity/acting.ts';
import type { Refused } from '../identity/refusals.ts';
import {
  auditEvents,
  externalIdentities,
  personalValues,
  sessions,
  statusOf,
  type UserRow,
} from '../identity/tables.ts';

const sessionsMax = 1_000;
const auditValuesMax = 1_000;
const accountsMax = 1_000;

/**
 * Exports the data of this subgraph about a person, as a JSON document: the person, their sessions, their accounts at
 * identity providers, and their values in the audit trail.
 */
export async function exportPersonalData(
  db: Database,
  acting: Acting & { id: string },
): Promise<{ document: string; user: UserRow } | Refused> {
  return changePerson(db, acting, async (tx, person, record) => {
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
      accountsAtProviders: await tx
        .select({
          issuer: externalIdentities.issuer,
          subject: externalIdentities.subject,
          linkedAt: externalIdentities.createdAt,
        })
        .from(externalIdentities)
        .where(eq(externalIdentities.userId, person.id))
        .limit(accountsMax),
      auditTrail: await selectAuditValues(tx, person.id),
    };
    await record('PERSONAL_DATA_EXPORTED');
    return { document: JSON.stringify(document, null, 2), user: person };
  });
}

/** The newest values of a person in the audit trail, each with its event. */
async function selectAuditValues(tx: Database, userId: string) {
  const { organizationId, sequence } = personalValues;
  return tx
    .select({
      occurredAt: auditEvents.occurredAt,
      action: auditEvents.action,
      field: personalValues.field,
      value: personalValues.value,
    })
    .from(personalValues)
    .innerJoin(auditEvents, and(eq(auditEvents.organizationId, organizationId), eq(auditEvents.sequence, sequence)))
    .where(eq(personalValues.userId, userId))
    .orderBy(desc(sequence), desc(personalValues.field))
    .limit(auditValuesMax);
}
