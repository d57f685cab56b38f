import { changesBetween } from '@tributary/domain/audit.ts';
import { problemOfName } from '@tributary/domain/text.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { eq } from 'drizzle-orm';
import type { AccessTokens } from '../identity/access-token.ts';
import { changePerson, type Acting } from '../identity/acting.ts';
import { endTokens } from '../sessions/end-tokens.ts';
import type { UpdateUserInput } from '../generated/schema.ts';
import { invalidInputs, notYourself, refuse, type Refused } from '../identity/refusals.ts';
import { users, type UserRow } from '../identity/tables.ts';

/**
 * Changes the name and the role of a person. A value that is null or left out stays. Access tokens name the role, so
 * that a new role ends them.
 */
export async function updateUser(
  db: Database,
  { viewer, address, accessTokens, input }: Acting & { accessTokens: AccessTokens; input: UpdateUserInput },
): Promise<{ user: UserRow } | Refused> {
  return changePerson(db, { viewer, address, id: input.id }, async (tx, person, record) => {
    const { name, role } = { name: input.name ?? person.name, role: input.role ?? person.role };
    const hasNewRole = role !== person.role;
    const refusals = [
      ...invalidInputs({ name: problemOfName(name) }),
      ...(hasNewRole && person.id === viewer.id ? [notYourself('role')] : []),
    ];
    if (refusals.length > 0) {
      return refuse(...refusals);
    }
    if (!hasNewRole && name === person.name) {
      return { user: person };
    }
    const user = hasNewRole
      ? await endTokens(tx, { person, accessTokens, changes: { name, role } })
      : await rename(tx, person, name);
    await record('USER_UPDATED', {
      changes: changesBetween({ role: person.role }, { role }),
      personalChanges: changesBetween({ name: person.name }, { name }),
    });
    return { user };
  });
}

async function rename(tx: Database, person: UserRow, name: string): Promise<UserRow> {
  await tx.update(users).set({ name }).where(eq(users.id, person.id));
  return { ...person, name };
}
