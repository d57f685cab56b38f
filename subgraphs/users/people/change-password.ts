import { originOf, recordEvent } from '@tributary/domain/audit.ts';
import type { UserViewer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { eq } from 'drizzle-orm';
import type { AccessToken, AccessTokens } from '../identity/access-token.ts';
import { current } from '../identity/acting.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { dropPasswordReset, endAllSessions, endTokens } from '../sessions/end-tokens.ts';
import type { ChangePasswordInput } from '../generated/schema.ts';
import { networkOf } from '@tributary/platform/network.ts';
import { hashPassword, passwordFault, verifyPassword } from '../identity/password.ts';
import { invalidInput, refuse, tooManyAttempts, wrongPassword, type Refused } from '../identity/refusals.ts';
import type { SignInThrottle } from '../sessions/sign-in-throttle.ts';
import { users, type UserRow } from '../identity/tables.ts';

/**
 * Changes the password of the viewer, and ends all their sessions and access tokens. The answer has a new session, with
 * which the viewer continues. Attempts are limited, since an access token alone must not serve to guess the password.
 */
export async function changePassword(
  { db, throttle, accessTokens, address }: ChangeContext,
  viewer: UserViewer,
  { currentPassword, newPassword }: ChangePasswordInput,
): Promise<(AccessToken & { user: UserRow; refreshToken: string }) | Refused> {
  const [row] = await db.select().from(users).where(eq(users.id, viewer.id));
  const { passwordHash: oldHash } = current(row, viewer);
  const fault = passwordFault(newPassword);
  if (fault !== null) {
    return refuse(invalidInput('newPassword', fault));
  }
  const attempted = { email: `usr:${viewer.id}`, network: null, knownPlace: 'changePassword' };
  const waitSeconds = await throttle.attempt(attempted);
  if (waitSeconds !== null) {
    return refuse(tooManyAttempts(waitSeconds));
  }
  if (!(await verifyPassword(oldHash, currentPassword))) {
    return refuse(wrongPassword());
  }
  await throttle.succeeded(attempted);
  const passwordHash = await hashPassword(newPassword);
  const changed = await db.transaction(async (tx) => {
    const [locked] = await tx.select().from(users).where(eq(users.id, viewer.id)).for('no key update');
    const person = current(locked, viewer);
    // Another change came first: the verified password is no longer the current one.
    if (person.passwordHash !== oldHash) {
      return null;
    }
    const user = await endTokens(tx, { person, accessTokens, changes: { passwordHash } });
    await endAllSessions(tx, user.id);
    await dropPasswordReset(tx, user.id);
    const network = address === null ? null : networkOf(address);
    const refreshToken = await beginSession(tx, { userId: user.id, network });
    await recordEvent(tx, {
      organizationId: user.organizationId,
      action: 'PASSWORD_CHANGED',
      origin: originOf(viewer, address),
      subject: { kind: 'USER', id: user.id },
    });
    return { user, refreshToken };
  });
  return changed === null ? refuse(wrongPassword()) : { ...changed, ...(await accessTokens.ofUser(changed.user)) };
}

type ChangeContext = { db: Database; throttle: SignInThrottle; accessTokens: AccessTokens; address: string | null };
