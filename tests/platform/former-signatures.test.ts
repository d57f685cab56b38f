import { createTrust } from '@tributary/platform/caller-verifier.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { acceptFormerSignatures, type CallerTranslator } from '@tributary/platform/former-signatures.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { partner } from '../support/partner-caller.ts';

const secret = 's'.repeat(32);
const log = createLogger({ name: 'test', level: 'silent' });
const refusal = { extensions: { code: 'UNAUTHENTICATED' } };

/** The verifier of a receiver that trusts no key, with the secret of the version before or without. */
function verifierWith(by: string | null, translate?: CallerTranslator) {
  const trusted = { keys: [], refresh: async () => {} };
  const former = by === null ? null : acceptFormerSignatures(by, translate);
  return createTrust({ trusted, rules: {}, former, log }).verifierFor('ledger');
}

/** Signs as the version before does, except for the given properties. */
const sign = (
  content: Readonly<Record<string, unknown>>,
  {
    issuer = 'tributary-gateway',
    algorithm = 'HS256',
    lifeSeconds = 60,
    by = secret,
  }: { issuer?: string; algorithm?: string; lifeSeconds?: number | null; by?: string } = {},
) => {
  const signing = new SignJWT(content).setProtectedHeader({ alg: algorithm }).setIssuer(issuer);
  const timed = lifeSeconds === null ? signing : signing.setExpirationTime(Math.floor(Date.now() / 1000) + lifeSeconds);
  return timed.sign(new TextEncoder().encode(by));
};

it.each([partner, anonymousCaller])('verifies to the caller that the version before signed', async (caller) => {
  expect(await verifierWith(secret)(await sign(caller))).toEqual(caller);
});

it('refuses signatures of the version before, unless its secret is set', async () => {
  await expect(verifierWith(null)(await sign(partner))).rejects.toMatchObject(refusal);
});

it('lets a former signature name no delegated caller', async () => {
  expect(await verifierWith(secret)(await sign({ ...partner, act: { sub: 'relay' } }))).toEqual(partner);
});

it.each([
  { flaw: 'by another secret', signing: { by: 't'.repeat(32) } },
  { flaw: 'by another issuer', signing: { issuer: 'tributary' } },
  { flaw: 'with another algorithm', signing: { algorithm: 'HS512', by: secret.repeat(2) } },
  { flaw: 'longer ago than a signature lasts', signing: { lifeSeconds: -8 } },
  { flaw: 'without an end', signing: { lifeSeconds: null } },
  { flaw: 'with a subject that is no text', signing: {}, content: { ...partner, subject: 7 } },
  { flaw: 'without the properties of a caller', signing: {}, content: { address: null } },
])('a caller is refused if it was signed $flaw', async ({ signing, content = partner }) => {
  // The key of HS512 is longer; without a check of the algorithm, this key would pass.
  const verifyCaller = verifierWith('algorithm' in signing && 'by' in signing ? signing.by : secret);

  await expect(verifyCaller(await sign(content, signing))).rejects.toMatchObject(refusal);
});

it('a caller is refused if its signature is altered or missing', async () => {
  const verifyCaller = verifierWith(secret);
  const signed = await sign(partner);
  await verifyCaller(signed);
  const [header, , signature] = signed.split('.');
  const [, content] = (await sign({ ...partner, address: '192.0.2.2' })).split('.');

  for (const token of [[header, content, signature].join('.'), `${signed}x`, 'x', '']) {
    await expect(verifyCaller(token)).rejects.toMatchObject(refusal);
  }
});

it('translates signed content of another form, and nothing unsigned', async () => {
  const verifyCaller = verifierWith(secret, (content) =>
    typeof content === 'object' && content !== null && 'old' in content ? partner : null,
  );

  expect(await verifyCaller(await sign({ old: true }))).toEqual(partner);
  await expect(verifyCaller(await sign({ other: true }))).rejects.toMatchObject(refusal);
  await expect(verifyCaller(await sign({ old: true }, { issuer: 'x' }))).rejects.toMatchObject(refusal);
});
