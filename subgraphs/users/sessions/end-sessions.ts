import type { Database } from '@tributary/platform/postgres.ts';
import type { AccessTokens } from '../identity/access-token.ts';
import { changePerson, type Acting } from '../identity/acting.ts';
import { endAllSessions, endTokens } from './end-tokens.ts';
import type { Refused } from '../identity/refusals.ts';
import type { UserRow } from '../identity/tables.ts';

/** Ends all sessions and access tokens of a person. They can sign in again at once. */
export async function endSessions(
  db: Database,
  { viewer, address, accessTokens, id }: Acting & { accessTokens: AccessTokens; id: string },
): Promise<{ user: UserRow; endedSessions: number } | Refused> {
  return changePerson(db, { viewer, address, id }, async (tx, person, record) => {
    const user = await endTokens(tx, { person, accessTokens });
    const endedSessions = await endAllSessions(tx, person.id);
    await record('SESSIONS_ENDED', { changes: { sessions: [String(endedSessions), '0'] } });
    return { user, endedSessions };
  });
}
