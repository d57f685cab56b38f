import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { refuse, signInProviderNotFound, type Refused } from '../identity/refusals.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { sealSignIn } from './sealed-sign-in.ts';

/** Identity providers, and the key that seals sign-ins at them. */
export type SignInProviders = { providers: readonly IdentityProvider[]; sealingKey: Uint8Array };

/** Begins a sign-in at a provider. Nothing is stored: the client gets all in a sealed secret. */
export async function beginSignIn(
  { providers, sealingKey }: SignInProviders,
  providerId: string,
): Promise<{ url: string; secret: string; expiresAt: Date } | Refused> {
  const provider = providers.find(({ settings }) => settings.id === providerId);
  if (provider === undefined) {
    return refuse(signInProviderNotFound());
  }
  const secrets = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
  const url = await provider.authorizationUrl(secrets);
  return { url, ...(await sealSignIn({ provider: providerId, ...secrets }, sealingKey)) };
}
