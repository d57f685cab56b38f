import type { Database } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';
import { problemOfText } from './text.ts';
import type { SignedInViewer } from './viewer.ts';

/** The kinds of events in the audit trail. */
export type AuditAction =
  | 'ORGANIZATION_CREATED'
  | 'USER_CREATED'
  | 'USER_UPDATED'
  | 'USER_DISABLED'
  | 'USER_ENABLED'
  | 'USER_ERASED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET_OFFERED'
  | 'PASSWORD_RESET'
  | 'SESSIONS_ENDED'
  | 'PERSONAL_DATA_EXPORTED'
  | 'SIGNED_IN'
  | 'TOOLS_CALLED'
  | 'IDENTITY_LINKED'
  | 'REFRESH_TOKEN_REUSED'
  | 'API_CLIENT_CREATED'
  | 'API_KEY_ROTATED'
  | 'API_CLIENT_REVOKED'
  | 'ACCOUNT_OPENED'
  | 'ACCOUNT_UPDATED'
  | 'ACCOUNT_FROZEN'
  | 'ACCOUNT_UNFROZEN'
  | 'ACCOUNT_CLOSED'
  | 'OVERDRAFT_LIMIT_CHANGED'
  | 'PERIOD_CLOSED'
  | 'TRANSFER_LIMITS_SET';

/** The subject that made a change. Null is the platform itself, such as a command of whoever runs it. */
export type Actor = { kind: 'USER' | 'API_CLIENT'; id: string } | null;

/** The origin of a change: its actor, and the network address that the request came from. */
export type Origin = { actor: Actor; address: string | null };

/** Values of fields before and after a change. Null: none. */
export type Changes = Readonly<Record<string, readonly [before: string | null, after: string | null]>>;

export type AuditEvent = {
  organizationId: string;
  action: AuditAction;
  origin: Origin;
  subject: { kind: 'ORGANIZATION' | 'USER' | 'API_CLIENT' | 'ACCOUNT'; id: string };
  /** Never a secret, nor a hash of one: what is here stays for good. */
  changes?: Changes;
  /** Personal values of the subject, a user. They are erased with the person. */
  personalChanges?: Changes;
};

/** No address of a network is longer, with a zone and a port. */
const addressLengthMax = 100;

/** The origin of changes that nobody asked for by a request. */
export const platformOrigin: Origin = { actor: null, address: null };

/** The origin of a viewer's changes. */
export function originOf({ kind, id }: Pick<SignedInViewer, 'kind' | 'id'>, address: string | null): Origin {
  return { actor: { kind: kind === 'user' ? 'USER' : 'API_CLIENT', id }, address };
}

/** The actor in the form of `subjectOf`. Throws for another form. */
export function actorOfSubject(subject: string): Actor {
  const id = subject.slice('usr:'.length);
  switch (subject.slice(0, 'usr:'.length)) {
    case 'usr:':
      return { kind: 'USER', id };
    case 'cli:':
      return { kind: 'API_CLIENT', id };
    default:
      throw new Error(`${subject} is no subject`);
  }
}

/** The fields that differ between two states, with both values. */
export function changesBetween<Field extends string>(
  before: Readonly<Record<Field, string | null>>,
  after: Readonly<Record<Field, string | null>>,
): Changes {
  const fields = Object.keys(after).filter((field): field is Field => field in before);
  return Object.fromEntries(
    fields.flatMap((field) =>
      before[field] === after[field] ? [] : [[field, [before[field], after[field]] as const]],
    ),
  );
}

/** The changes of a new thing: every value that it has, with nothing before. */
export function changesOfNew(values: Readonly<Record<string, string | null>>): Changes {
  return Object.fromEntries(
    Object.entries(values).flatMap(([field, value]) => (value === null ? [] : [[field, [null, value] as const]])),
  );
}

/**
 * Adds an event to the audit trail of its organization, in the transaction of the change, so that there are both or
 * neither. It has to be the last statement before the commit: it locks the end of the trail, and who holds that lock
 * must wait for no other.
 */
export async function recordEvent(tx: Database, event: AuditEvent): Promise<void> {
  const { organizationId, action, origin, subject, changes = {} } = event;
  await tx.execute(sql`
    select audit.record(
      ${organizationId}::uuid, ${action}::text, ${origin.actor?.kind ?? null}::text, ${origin.actor?.id ?? null}::uuid,
      ${subject.kind}::text, ${subject.id}::uuid, ${JSON.stringify(changes)}::text,
      ${JSON.stringify(personalValuesOf(event))}::text::jsonb)`);
}

type PersonalValue = { field: string; user: string | null; value: string };

function personalValuesOf({ origin, subject, personalChanges = {} }: AuditEvent): PersonalValue[] {
  const values = Object.entries(personalChanges).flatMap(([field, [before, after]]) => [
    { field: `${field}.before`, user: subject.id, value: before },
    { field: `${field}.after`, user: subject.id, value: after },
  ]);
  const address = { field: 'address', user: personAt({ origin, subject }), value: storable(origin.address) };
  return [...values, address].flatMap(({ value, ...rest }) => (value === null ? [] : [{ ...rest, value }]));
}

/** The person at an address: the actor, or the subject of an event without one. Null for a program. */
function personAt({ origin: { actor }, subject }: Pick<AuditEvent, 'origin' | 'subject'>): string | null {
  const { kind, id } = actor ?? subject;
  return kind === 'USER' ? id : null;
}

/** An address that a proxy wrote may be any text. */
function storable(address: string | null): string | null {
  return address === null || problemOfText(address, { min: 1, max: addressLengthMax }) !== null ? null : address;
}
