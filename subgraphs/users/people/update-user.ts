import { problemOfName } from '@tributary/domain/text.ts';
import type { UserViewer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { eq } from 'drizzle-orm';
import type { AccessTokens } from '../identity/access-token.ts';
import { changePerson } from '../identity/acting.ts';
import { endTokens } from '../sessions/end-tokens.ts';
import type { UpdateUserInput } from '../generated/schema.ts';
import { invalidInputs, notYourself, refuse, type Refused } from '../identity/refusals.ts';
import { users, type UserRow } from '../identity/tables.ts';

/**
 * Changes the name and the role of a person; null or left out, they stay. Access tokens name the role, so that a new
 * role ends them.
 */
export async function updateUser(
  db: Database,
  { viewer, accessTokens, input }: { viewer: UserViewer; accessTokens: AccessTokens; input: UpdateUserInput },
): Promise<{ user: UserRow } | Refused> {
  return changePerson(db, { viewer, id: input.id }, async (tx, person) => {
    const { name, role } = { name: input.name ?? person.name, role: input.role ?? person.role };
    const hasNewRole = role !== person.role;
    const refusals = [
      ...invalidInputs({ name: problemOfName(name) }),
      ...(hasNewRole && person.id === viewer.id ? [notYourself('role')] : []),
    ];
    if (refusals.length > 0) {
      return refuse(...refusals);
    }
    if (hasNewRole) {
      return { user: await endTokens(tx, { person, accessTokens, changes: { name, role } }) };
    }
    await tx.update(users).set({ name }).where(eq(users.id, person.id));
    return { user: { ...person, name } };
  });
}
