import type { Database } from '@tributary/platform/postgres.ts';
import { changePerson, type Acting } from '../identity/acting.ts';
import { refuse, userDisabled, type Refused } from '../identity/refusals.ts';
import { hashSecret, newSecret } from '../identity/secrets.ts';
import { passwordResets } from '../identity/tables.ts';

const linkHours = 24;

/**
 * Makes a link with which a person sets a new password, once. `page` is the address of the page that takes the token;
 * without it there is only the token. The token is in the fragment, which browsers send to no server.
 */
export async function resetPassword(
  db: Database,
  { page, ...acting }: Acting & { id: string; page: string | undefined },
): Promise<{ token: string; link: string | null; expiresAt: Date } | Refused> {
  return changePerson(db, acting, async (tx, person, record) => {
    if (person.disabledAt !== null) {
      return refuse(userDisabled('id'));
    }
    const token = newSecret();
    const reset = { tokenHash: hashSecret(token), expiresAt: new Date(Date.now() + linkHours * 60 * 60 * 1000) };
    await tx
      .insert(passwordResets)
      .values({ userId: person.id, ...reset })
      .onConflictDoUpdate({ target: passwordResets.userId, set: reset });
    await record('PASSWORD_RESET_OFFERED');
    return { token, link: page === undefined ? null : `${page}#token=${token}`, expiresAt: reset.expiresAt };
  });
}
