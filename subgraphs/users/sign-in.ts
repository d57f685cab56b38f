import { newId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { eq, sql } from 'drizzle-orm';
import type { AccessToken, AccessTokens } from './access-token.ts';
import { verifyPassword } from './password.ts';
import { isStorable } from './plain-text.ts';
import { invalidCredentials, tooManyAttempts } from './refusals.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';
import { refreshTokens, sessions, users, type UserRow } from './tables.ts';

const sessionDays = 30;

/** Begins a session for the right password, unless there were too many attempts from the address or for the email. */
export async function signIn({
  db,
  throttle,
  accessTokens,
  address,
  email,
  password,
}: {
  db: Database;
  throttle: SignInThrottle;
  accessTokens: AccessTokens;
  address: string | null;
  email: string;
  password: string;
}): Promise<
  | (AccessToken & { refreshToken: string })
  | { refusal: ReturnType<typeof invalidCredentials> | ReturnType<typeof tooManyAttempts> }
> {
  const waitSeconds = await throttle.attempt({ address, email });
  if (waitSeconds !== null) {
    return { refusal: tooManyAttempts(waitSeconds) };
  }
  const user = await userOf(db, email);
  if (!(await verifyPassword(user?.passwordHash ?? null, password)) || user === null) {
    return { refusal: invalidCredentials() };
  }
  await throttle.succeeded(email);
  const refreshToken = newSecret();
  const sessionId = newId();
  await db.transaction(async (tx) => {
    await tx.insert(sessions).values({
      id: sessionId,
      userId: user.id,
      expiresAt: new Date(Date.now() + sessionDays * 24 * 60 * 60 * 1000),
    });
    await tx.insert(refreshTokens).values({ tokenHash: hashSecret(refreshToken), sessionId });
  });
  return { ...(await accessTokens.ofUser(user)), refreshToken };
}

/** PostgreSQL converts both sides to lower case, so that both follow the same rules. */
async function userOf(db: Database, email: string): Promise<UserRow | null> {
  if (!isStorable(email)) {
    return null;
  }
  const [user] = await db
    .select()
    .from(users)
    .where(eq(sql`lower(${users.email})`, sql`lower(${email})`))
    .limit(1);
  return user ?? null;
}
