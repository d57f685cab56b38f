import { anonymousCaller, createCallerVerifier, signCaller, type Caller } from '@tributary/platform/caller.ts';
import { SignJWT } from 'jose';
import { expect, it } from 'vitest';

const secret = 's'.repeat(32);
const key = new TextEncoder().encode(secret);
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

const sign = (content: Record<string, unknown>, { issuer = 'tributary-gateway', expires = true } = {}) => {
  const signing = new SignJWT(content).setProtectedHeader({ alg: 'HS256' }).setIssuer(issuer);
  return (expires ? signing.setExpirationTime('1 minute') : signing).sign(key);
};

it.each([partner, anonymousCaller])('gives back the caller that was signed', async (caller) => {
  const verifyCaller = createCallerVerifier(secret);
  const signed = await signCaller(caller, secret);

  expect(await verifyCaller(signed)).toEqual(caller);
  expect(await verifyCaller(signed)).toEqual(caller);
});

it('believes neither another secret, nor an altered token, nor another issuer, nor a signature without end, nor none', async () => {
  const verifyCaller = createCallerVerifier(secret);
  const signed = await signCaller(partner, secret);
  await verifyCaller(signed);
  const tokens = [
    await signCaller(partner, 't'.repeat(32)),
    `${signed.slice(0, -2)}AA`,
    await sign(partner, { issuer: 'x' }),
    await sign(partner, { expires: false }),
    await sign({ ...partner, subject: 7 }),
    '',
  ];

  expect(await verifyCaller(await sign(partner))).toEqual(partner);
  for (const token of tokens) {
    // oxlint-disable-next-line no-await-in-loop -- a failure is easier to read alone
    await expect(verifyCaller(token)).rejects.toMatchObject(refusal);
  }
});

it('has signed content of another form translated, and nothing that was not signed', async () => {
  const verifyCaller = createCallerVerifier(secret, (content) =>
    typeof content === 'object' && content !== null && 'old' in content ? partner : null,
  );

  expect(await verifyCaller(await sign({ old: true }))).toEqual(partner);
  await expect(verifyCaller(await sign({ other: true }))).rejects.toMatchObject(refusal);
  await expect(verifyCaller(await sign({ old: true }, { issuer: 'x' }))).rejects.toMatchObject(refusal);
});
