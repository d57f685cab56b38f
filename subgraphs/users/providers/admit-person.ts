import { changesOfNew, originOf, recordEvent } from '@tributary/domain/audit.ts';
import { newId } from '@tributary/domain/ids.ts';
import { problemOfName } from '@tributary/domain/text.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, sql } from 'drizzle-orm';
import { personNotAdmitted, userDisabled, type Refusal } from '../identity/refusals.ts';
import { rollBackIfRefused } from '../identity/roll-back-if-refused.ts';
import { newSecret } from '../identity/secrets.ts';
import { externalIdentities, users } from '../identity/tables.ts';
import { createUser } from '../people/create-user.ts';
import type { ProviderAccount } from './identity-provider.ts';
import type { ProviderSettings } from './provider-settings.ts';

/**
 * The permitted form of subjects (OpenID Connect Core 1.0, section 2) and email addresses. Other letters may have the
 * same lower case as these (U+212A and `k`), so that two addresses could be taken for one.
 */
const plainText = /^[\x21-\x7e]{1,320}$/;

type Admission = {
  settings: ProviderSettings;
  account: ProviderAccount;
  /** The most people that an organization may have. */
  quota: number;
  address: string | null;
};
type Admitted = { userId: string } | { refusal: Refusal };

/**
 * The person with an account at a provider, if its rule admits them. A known account is found by issuer and subject,
 * which never change. At the first sign-in the verified email address decides: it links a person of the organization,
 * or makes a new one, as far as the rule says so.
 */
export async function admitPerson(db: Database, admission: Admission): Promise<Admitted> {
  const { settings, account } = admission;
  const { organization, emailDomains } = settings.people;
  const { subject, email, isEmailVerified } = account;
  if (email === null || !isEmailVerified || !isOfDomain(email, emailDomains) || !isPlain(subject, email)) {
    return { refusal: personNotAdmitted() };
  }
  const known = await findLinked(db, admission);
  if (known !== null) {
    return known.organizationId === organization ? { userId: known.id } : { refusal: personNotAdmitted() };
  }
  const [found] = await db
    .select()
    .from(users)
    .where(eq(sql`lower(${users.email})`, sql`lower(${email}::text)`));
  if (found === undefined) {
    return createPerson(db, admission, email);
  }
  if (found.organizationId !== organization || !settings.people.linkPeople) {
    return { refusal: personNotAdmitted() };
  }
  return found.disabledAt === null ? linkPerson(db, admission, found.id) : { refusal: userDisabled() };
}

function isOfDomain(email: string, domains: readonly string[]): boolean {
  return domains.includes('*') || domains.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase());
}

function isPlain(...texts: readonly string[]): boolean {
  return texts.every((text) => plainText.test(text));
}

async function findLinked(db: Database, { account: { issuer, subject } }: Admission) {
  const [linked] = await db
    .select({ id: users.id, organizationId: users.organizationId })
    .from(externalIdentities)
    .innerJoin(users, eq(users.id, externalIdentities.userId))
    .where(and(eq(externalIdentities.issuer, issuer), eq(externalIdentities.subject, subject)));
  return linked ?? null;
}

/** Adds a person with a password that nobody knows. An operator can offer a new one with `resetPassword`. */
async function createPerson(db: Database, admission: Admission, email: string): Promise<Admitted> {
  const { settings, account, quota, address } = admission;
  const { organization: organizationId, newPeople: role } = settings.people;
  if (role === null) {
    return { refusal: personNotAdmitted() };
  }
  const id = newId();
  const given = account.name?.trim() ?? '';
  const name = problemOfName(given) === null ? given : email.slice(0, email.lastIndexOf('@'));
  const origin = originOf({ kind: 'user', id }, address);
  const created = await rollBackIfRefused(db, async (tx) => {
    const outcome = await createUser(tx, {
      id,
      organizationId,
      email,
      name,
      role,
      password: newSecret(),
      origin,
      quota,
    });
    return 'refusal' in outcome ? { refusal: firstOf(outcome.refusal) } : addLink(tx, admission, id);
  });
  // Another sign-in of the same person may have been quicker.
  const linked = 'refusal' in created ? await findLinked(db, admission) : null;
  return linked === null ? created : { userId: linked.id };
}

async function linkPerson(db: Database, admission: Admission, userId: string): Promise<Admitted> {
  return rollBackIfRefused(db, (tx) => addLink(tx, admission, userId));
}

/** Links an account to a person. Refused if it was linked to somebody else meanwhile. */
async function addLink(
  tx: Database,
  { settings, account: { issuer, subject }, address }: Admission,
  userId: string,
): Promise<Admitted> {
  await tx.insert(externalIdentities).values({ issuer, subject, userId }).onConflictDoNothing();
  const [link] = await tx
    .select({ userId: externalIdentities.userId })
    .from(externalIdentities)
    .where(and(eq(externalIdentities.issuer, issuer), eq(externalIdentities.subject, subject)));
  if (link?.userId !== userId) {
    return { refusal: personNotAdmitted() };
  }
  await recordEvent(tx, {
    organizationId: settings.people.organization,
    action: 'IDENTITY_LINKED',
    origin: originOf({ kind: 'user', id: userId }, address),
    subject: { kind: 'USER', id: userId },
    changes: changesOfNew({ issuer }),
  });
  return { userId };
}

function firstOf(refusals: readonly Refusal[] | Refusal): Refusal {
  return 'message' in refusals ? refusals : (refusals[0] ?? personNotAdmitted());
}
