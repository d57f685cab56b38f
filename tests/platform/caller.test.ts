import { anonymousCaller, createCallerVerifier, signCaller, type Caller } from '@tributary/platform/caller.ts';
import { decodeJwt, SignJWT } from 'jose';
import { expect, it } from 'vitest';

const secret = 's'.repeat(32);
const partner: Caller = {
  issuer: 'https://issuer.example',
  subject: 'partner-7',
  tenant: 'bank-3',
  scopes: ['events:read'],
  claims: { accounts: ['a', 'b'], plan: { name: 'gold' } },
  expiresAt: 2_000_000_000,
  address: '192.0.2.1',
};
const refusal = { extensions: { code: 'UNAUTHENTICATED' } };

/** Signs as `signCaller` does, except for the given properties. */
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

it.each([partner, anonymousCaller])('verifies to the caller that was signed', async (caller) => {
  const verifyCaller = createCallerVerifier(secret);
  const signed = await signCaller(caller, secret);

  expect(await verifyCaller(signed)).toEqual(caller);
  expect(await verifyCaller(signed)).toEqual(caller);
});

it('a caller is accepted for a minute', async () => {
  const now = Math.floor(Date.now() / 1000);
  const { exp = 0 } = decodeJwt(await signCaller(partner, secret));

  expect(exp).toBeGreaterThanOrEqual(now + 60);
  expect(exp).toBeLessThan(now + 70);
});

it('a caller may be signed elsewhere, if everything in it is valid', async () => {
  expect(await createCallerVerifier(secret)(await sign(partner))).toEqual(partner);
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
  const verifyCaller = createCallerVerifier('algorithm' in signing && 'by' in signing ? signing.by : secret);

  await expect(verifyCaller(await sign(content, signing))).rejects.toMatchObject(refusal);
});

it('a caller is refused if its signature is altered or missing', async () => {
  const verifyCaller = createCallerVerifier(secret);
  const signed = await signCaller(partner, secret);
  await verifyCaller(signed);
  const [header, , signature] = signed.split('.');
  const [, content] = (await signCaller({ ...partner, address: '192.0.2.2' }, secret)).split('.');

  for (const token of [[header, content, signature].join('.'), `${signed}x`, 'x', '']) {
    await expect(verifyCaller(token)).rejects.toMatchObject(refusal);
  }
});

it('translates signed content of another form, and nothing unsigned', async () => {
  const verifyCaller = createCallerVerifier(secret, (content) =>
    typeof content === 'object' && content !== null && 'old' in content ? partner : null,
  );

  expect(await verifyCaller(await sign({ old: true }))).toEqual(partner);
  await expect(verifyCaller(await sign({ other: true }))).rejects.toMatchObject(refusal);
  await expect(verifyCaller(await sign({ old: true }, { issuer: 'x' }))).rejects.toMatchObject(refusal);
});
