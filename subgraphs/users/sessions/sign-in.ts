import { problemOfCharacters } from '@tributary/domain/text.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { eq, sql } from 'drizzle-orm';
import type { AccessToken, AccessTokens } from '../identity/access-token.ts';
import { beginSignedIn } from './begin-session.ts';
import type { SignInInput } from '../generated/schema.ts';
import { networkOf } from '@tributary/platform/network.ts';
import { verifyPassword } from '../identity/password.ts';
import {
  invalidCredentials,
  refuse,
  tooManyAttempts,
  userDisabled,
  type Refusal,
  type Refused,
} from '../identity/refusals.ts';
import { hashSecret } from '../identity/secrets.ts';
import type { RefusedSignIns } from './refused-sign-ins.ts';
import type { Attempt, SignInThrottle } from './sign-in-throttle.ts';
import { refreshTokens, sessions, users, type UserRow } from '../identity/tables.ts';

/** Days for which a network is known after a sign-in from it. */
const networkKnownDays = 90;

/**
 * Begins a session for the right password, unless there were too many attempts. Attempts of strangers do not count
 * against a person in a known place: a network of an earlier sign-in, or a device with a refresh token of theirs.
 */
export async function signIn({
  db,
  throttle,
  refusedSignIns,
  accessTokens,
  address,
  input,
}: {
  db: Database;
  throttle: SignInThrottle;
  refusedSignIns: RefusedSignIns;
  accessTokens: AccessTokens;
  address: string | null;
  input: SignInInput;
}): Promise<(AccessToken & { refreshToken: string }) | Refused> {
  const network = address === null ? null : networkOf(address);
  const { user, attempt } = await lookUp(db, { ...input, network });
  const refuseSignIn = (refusal: Refusal): Refused => {
    refusedSignIns.count({ organizationId: user?.organizationId ?? null, network });
    return refuse(refusal);
  };
  const waitSeconds = await throttle.attempt(attempt);
  if (waitSeconds !== null) {
    return refuseSignIn(tooManyAttempts(waitSeconds));
  }
  if (!(await verifyPassword(user?.passwordHash ?? null, input.password)) || user === null) {
    return refuseSignIn(invalidCredentials());
  }
  await throttle.succeeded(attempt);
  const begun = await db.transaction(async (tx) => {
    // The row may have changed while the password was verified. The lock keeps it until the session exists.
    const [row] = await tx.select().from(users).where(eq(users.id, user.id)).for('share');
    if (row === undefined || row.passwordHash !== user.passwordHash) {
      return refuseSignIn(invalidCredentials());
    }
    if (row.disabledAt !== null) {
      return refuseSignIn(userDisabled());
    }
    return { row, refreshToken: await beginSignedIn(tx, row, address) };
  });
  return 'refusals' in begun ? begun : { ...(await accessTokens.ofUser(begun.row)), refreshToken: begun.refreshToken };
}

/**
 * Looks a person up, and tells how to count the attempt. PostgreSQL converts both emails to lower case, so that both
 * follow the same rules. The attempt is counted under its result.
 */
async function lookUp(
  db: Database,
  { email, network, lastRefreshToken }: SignInInput & { network: string | null },
): Promise<{ user: UserRow | null; attempt: Attempt }> {
  if (problemOfCharacters(email) !== null) {
    return { user: null, attempt: { email, network, knownPlace: null } };
  }
  const deviceHash = lastRefreshToken == null ? null : hashSecret(lastRefreshToken);
  const lookedUp = sql<string>`lower(${email}::text)`;
  const [found] = await db
    .select({
      email: lookedUp,
      user: users,
      isKnownNetwork: sql<boolean>`exists (
        select from ${sessions} where ${sessions.userId} = ${users.id} and ${sessions.network} = ${network}::text
          and ${sessions.createdAt} > now() - make_interval(days => ${networkKnownDays}::int))`,
      isKnownDevice: sql<boolean>`exists (
        select from ${refreshTokens} join ${sessions} on ${sessions.id} = ${refreshTokens.sessionId}
        where ${refreshTokens.tokenHash} = ${deviceHash}::text and ${sessions.userId} = ${users.id})`,
    })
    .from(sql`(select) as once`)
    .leftJoin(users, eq(sql`lower(${users.email})`, lookedUp))
    .limit(1);
  if (found === undefined) {
    throw new Error('a select of one row returned none');
  }
  const knownPlace = found.isKnownDevice ? deviceHash : found.isKnownNetwork ? network : null;
  return { user: found.user, attempt: { email: found.email, network, knownPlace } };
}
