import { networkOf } from '@tributary/platform/network.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { eq } from 'drizzle-orm';
import type { AccessToken, AccessTokens } from '../identity/access-token.ts';
import {
  invalidSignIn,
  refuse,
  tooManyAttempts,
  userDisabled,
  type Refusal,
  type Refused,
} from '../identity/refusals.ts';
import { users } from '../identity/tables.ts';
import type { CompleteSignInInput } from '../generated/schema.ts';
import { beginSignedIn } from '../sessions/begin-session.ts';
import { claimTicket } from '../sessions/claim-ticket.ts';
import type { RefusedSignIns } from '../sessions/refused-sign-ins.ts';
import type { SignInThrottle } from '../sessions/sign-in-throttle.ts';
import { admitPerson } from './admit-person.ts';
import type { SignInProviders } from './begin-sign-in.ts';
import { openSignIn, signInSecondsMax } from './sealed-sign-in.ts';

/** Codes of providers have some hundred characters. */
const codeLengthMax = 4_096;

/**
 * Completes a sign-in that was begun at a provider, once, and begins a session as a password does. Refuses an answer
 * that does not belong to the begun sign-in, and people whom the rule of the provider does not admit.
 */
export async function completeSignIn({
  db,
  signInProviders: { providers, sealingKey },
  quota,
  throttle,
  refusedSignIns,
  accessTokens,
  address,
  input: { secret, code, state, iss },
}: {
  db: Database;
  signInProviders: SignInProviders;
  /** The most people that an organization may have. */
  quota: number;
  throttle: SignInThrottle;
  refusedSignIns: RefusedSignIns;
  accessTokens: AccessTokens;
  address: string | null;
  input: CompleteSignInInput;
}): Promise<(AccessToken & { refreshToken: string }) | Refused> {
  const network = address === null ? null : networkOf(address);
  const begun = await openSignIn(secret, sealingKey);
  const provider = providers.find(({ settings }) => settings.id === begun?.provider);
  const organizationId = provider?.settings.people.organization ?? null;
  const refuseSignIn = (refusal: Refusal): Refused => {
    refusedSignIns.count({ organizationId, network });
    return refuse(refusal);
  };
  // The network alone counts: nobody guesses the secret of somebody else.
  const waitSeconds = await throttle.attempt({ email: begun?.jti ?? secret, network, knownPlace: null });
  if (waitSeconds !== null) {
    return refuseSignIn(tooManyAttempts(waitSeconds));
  }
  if (begun === null || provider === undefined || begun.state !== state || code.length > codeLengthMax) {
    return refuseSignIn(invalidSignIn());
  }
  // Before the provider is asked, so that a secret causes one request.
  if (!(await claimTicket(db, `sign-in:${begun.jti}`, 2 * signInSecondsMax))) {
    return refuseSignIn(invalidSignIn());
  }
  const account = await provider.accountOf({ code, issuer: iss ?? null }, begun);
  if (account === null) {
    return refuseSignIn(invalidSignIn());
  }
  const admitted = await admitPerson(db, { settings: provider.settings, account, quota, address });
  if ('refusal' in admitted) {
    return refuseSignIn(admitted.refusal);
  }
  const session = await db.transaction(async (tx) => {
    const [row] = await tx.select().from(users).where(eq(users.id, admitted.userId)).for('share');
    if (row === undefined || row.disabledAt !== null) {
      return refuseSignIn(userDisabled());
    }
    return { row, refreshToken: await beginSignedIn(tx, row, address) };
  });
  return 'refusals' in session
    ? session
    : { ...(await accessTokens.ofUser(session.row)), refreshToken: session.refreshToken };
}
