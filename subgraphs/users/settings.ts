import { generousSignIn } from '@tributary/platform/settings.ts';
import { subgraphSettings } from '@tributary/kit/settings.ts';
import { z } from 'zod';

export const signingKeyNotes = {
  description: 'Private key that signs access tokens, an Ed25519 JWK',
  pitfall: 'A new key ends all sessions: every token that the old one signed is refused.',
};

/** Settings of the environment for the process of users. */
export const settings = {
  ...subgraphSettings(4001),
  JWT_PRIVATE_KEY: z.string().meta(signingKeyNotes),
  GENEROUS_SIGN_IN: generousSignIn,
};
