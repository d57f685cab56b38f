import { newId } from '@tributary/platform/ids.ts';
import { createCallerVerifier, hasScope, signCaller, type Caller } from '@tributary/platform/viewer.ts';
import { SignJWT } from 'jose';
import { expect, it } from 'vitest';

const secret = 's'.repeat(32);
const partner: Caller = {
  viewer: {
    kind: 'client',
    id: newId(),
    organizationId: newId(),
    scopes: ['events:read'],
    accountIds: [newId()],
    expiresAt: 2_000_000_000,
  },
  address: '192.0.2.1',
};

it('gives back the caller that was signed', async () => {
  const verifyCaller = createCallerVerifier(secret);
  const signed = await signCaller(partner, secret);

  expect(await verifyCaller(signed)).toEqual(partner);
  expect(await verifyCaller(signed)).toEqual(partner);
});

it('believes neither another secret, nor an altered token, nor another issuer, nor none', async () => {
  const verifyCaller = createCallerVerifier(secret);
  const signed = await signCaller(partner, secret);
  await verifyCaller(signed);
  const key = new TextEncoder().encode(secret);
  const foreign = await new SignJWT(partner).setProtectedHeader({ alg: 'HS256' }).setIssuer('x').sign(key);

  for (const token of [await signCaller(partner, 't'.repeat(32)), `${signed.slice(0, -2)}AA`, foreign, '']) {
    // oxlint-disable-next-line no-await-in-loop -- four small checks
    await expect(verifyCaller(token)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  }
});

it('lets API clients do what their scopes name, and people all', () => {
  expect(hasScope(partner.viewer, 'events:read')).toBe(true);
  expect(hasScope(partner.viewer, 'transfers:write')).toBe(false);
  expect(hasScope({ kind: 'anonymous' }, 'events:read')).toBe(false);
});
