import type { UserViewer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { AccessTokens } from '../identity/access-token.ts';
import { changePerson } from '../identity/acting.ts';
import { endAllSessions, endTokens } from './end-tokens.ts';
import type { Refused } from '../identity/refusals.ts';
import type { UserRow } from '../identity/tables.ts';

/** Ends all sessions and access tokens of a person. They can sign in again at once. */
export async function endSessions(
  db: Database,
  { viewer, accessTokens, id }: { viewer: UserViewer; accessTokens: AccessTokens; id: string },
): Promise<{ user: UserRow; endedSessions: number } | Refused> {
  return changePerson(db, { viewer, id }, async (tx, person) => ({
    user: await endTokens(tx, { person, accessTokens }),
    endedSessions: await endAllSessions(tx, person.id),
  }));
}
