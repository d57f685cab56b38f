import { createCallerSigner, noSigner } from '@tributary/platform/caller-signer.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { makeServiceKeys, openMadeKeys } from '@tributary/platform/made-service-keys.ts';
import { newServiceKey, parseServiceKey } from '@tributary/platform/service-key.ts';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, expect, it, vi } from 'vitest';
import { partner } from '../support/partner-caller.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const rules = { anybody: () => true };
const keys = openMadeKeys(makeServiceKeys({ front: ['anybody'], middle: ['forwarded'] }), { rules, log });
const front = keys.signerOf('front');
const refusal = { extensions: { code: 'UNAUTHENTICATED' } };

afterEach(() => void vi.useRealTimers());

it.each([partner, anonymousCaller, { ...partner, act: { sub: 'relay' } }])(
  'a receiver gets the caller that was signed for it',
  async (caller) => {
    const verifyCaller = keys.trust.verifierFor('ledger');
    const signed = front.sign(caller, 'ledger');

    expect(await verifyCaller(signed)).toEqual(caller);
    expect(await verifyCaller(signed)).toBe(await verifyCaller(signed));
  },
);

it('a signature names its key, its service and its receiver, and counts for a minute', () => {
  const now = Math.floor(Date.now() / 1_000);

  const signed = front.sign(partner, 'accounts');
  const { iss, aud, iat = 0, exp = 0 } = decodeJwt(signed);

  expect(decodeProtectedHeader(signed)).toEqual({ alg: 'EdDSA', typ: 'caller+jwt', kid: expect.any(String) });
  expect({ iss, aud }).toEqual({ iss: 'front', aud: 'accounts' });
  expect(iat).toBeGreaterThanOrEqual(now);
  expect(exp - iat).toBe(60);
});

it('a caller is signed once in ten seconds for each receiver', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout'] });
  const first = front.sign(partner, 'users');

  vi.advanceTimersByTime(9_000);
  expect(front.sign({ ...partner }, 'users')).toBe(first);
  expect(front.sign(partner, 'ledger')).not.toBe(first);
  expect(front.sign({ ...partner, address: null }, 'users')).not.toBe(first);

  vi.advanceTimersByTime(2_000);
  expect(front.sign(partner, 'users')).not.toBe(first);
});

it('a new key signs from the next signature on', () => {
  let key = parseServiceKey(newServiceKey());
  const signer = createCallerSigner({ service: 'front', key: () => key });
  const before = decodeProtectedHeader(signer.sign(partner, 'users')).kid;

  key = parseServiceKey(newServiceKey());

  expect(decodeProtectedHeader(signer.sign(partner, 'users')).kid).toBe(key.kid);
  expect(before).not.toBe(key.kid);
});

it('a service forwards a caller whom another one named to it, and nobody else', async () => {
  const middle = keys.signerOf('middle');
  const verifyCaller = keys.trust.verifierFor('back');
  const named = front.sign(partner, 'middle');

  expect(await verifyCaller(middle.forward(named, 'back'))).toEqual(partner);
  await expect(verifyCaller(named)).rejects.toMatchObject(refusal);
  await expect(verifyCaller(middle.sign(partner, 'back'))).rejects.toMatchObject(refusal);
  await expect(verifyCaller(middle.forward(front.sign(partner, 'other'), 'back'))).rejects.toMatchObject(refusal);
});

it('forwarding adds little to a caller who nearly fills the headers of a request', () => {
  const large = front.sign({ ...partner, claims: { accounts: Array(1_000).fill('acct_'.padEnd(37, '0')) } }, 'middle');

  expect(keys.signerOf('middle').forward(large, 'back').length).toBeLessThan(large.length + 500);
});

it('a service without a key signs nothing, and says so', () => {
  expect(() => noSigner('users').sign(partner, 'ledger')).toThrow('users has no key to sign callers with');
  expect(() => noSigner('users').forward('x', 'ledger')).toThrow('users has no key to sign callers with');
});
