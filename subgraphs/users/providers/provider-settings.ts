import { readFileSync } from 'node:fs';
import { tryParseId } from '@tributary/domain/ids.ts';
import { StartError } from '@tributary/platform/config.ts';
import { z } from 'zod';

/** The people of an identity provider who may sign in. Each sign-in is held to it. */
const ruleShape = z.strictObject({
  /** The organization of the people, a UUID. */
  organization: z.string().transform((id, { addIssue }) => {
    const parsed = tryParseId('org', id);
    if (parsed === null) {
      addIssue('must be the id of an organization: org_ and 32 hexadecimal digits');
    }
    return parsed ?? '';
  }),
  /** The domains of their email addresses, which the provider has to have verified; `*` for any. */
  emailDomains: z.array(z.string().min(1).toLowerCase()).min(1).max(100),
  /** The role of people who are new here. Null: only people with that email address may sign in. */
  newPeople: z.enum(['CUSTOMER', 'OPERATOR']).nullable().default(null),
  /** Whether people who are here already, by their email address, are linked at their first sign-in. */
  linkPeople: z.boolean().default(false),
});

const isLoopback = (url: string) => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
const safeUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https:') || isLoopback(url), 'must be a URL with https, save on the loopback');

const providerShape = z.strictObject({
  /** The name by which clients choose it. */
  id: z.string().regex(/^[a-z][\da-z-]{0,62}$/, 'must be lower case letters, digits and dashes'),
  /** The name that people read. */
  name: z.string().min(1).max(100),
  issuer: safeUrl,
  clientId: z.string().min(1),
  /** Null for a client without a secret, which PKCE protects alone. */
  clientSecret: z.string().min(1).nullable().default(null),
  /** The page to which the provider sends people back, as it is registered there. */
  redirectUrl: safeUrl,
  scopes: z
    .array(z.string().regex(/^\S+$/))
    .default(['openid', 'email', 'profile'])
    .refine((scopes) => scopes.includes('openid'), 'must contain openid'),
  people: ruleShape,
});

const fileShape = z.strictObject({
  providers: z
    .array(providerShape)
    .max(50)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'must have different ids'),
});

export type ProviderSettings = z.output<typeof providerShape>;

/** Reads the identity providers from a JSON file. Throws StartError with all mistakes. */
export function readProviders(path: string): ProviderSettings[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StartError(
      `Cannot read the identity providers in ${path}: ${error instanceof Error ? error.message : ''}`,
    );
  }
  const { success, data, error } = fileShape.safeParse(parsed);
  if (!success) {
    throw new StartError(`Invalid identity providers in ${path}:\n${z.prettifyError(error)}`);
  }
  return data.providers;
}
