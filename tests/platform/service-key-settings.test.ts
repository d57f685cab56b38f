import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { createCallerSigner } from '@tributary/platform/caller-signer.ts';
import { StartError } from '@tributary/platform/config.ts';
import { makeServiceKeys } from '@tributary/platform/made-service-keys.ts';
import { newServiceKey, parseServiceKey, trustedKeyOf } from '@tributary/platform/service-key.ts';
import { openSigner, openTrust } from '@tributary/platform/service-key-settings.ts';
import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { collectLogs } from '../support/collect-logs.ts';

const rules = { speaking: { anybody: () => true }, translate: () => null };
const timing = { refreshMs: 20, retryMs: { first: 20, longest: 20 }, cooldownMs: 0 };
const { privateKeys, trusted } = makeServiceKeys({ front: ['anybody'] });
const key = privateKeys['front'] ?? newServiceKey();
const refusal = { extensions: { code: 'UNAUTHENTICATED' } };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-keys-'));
  return () => rm(folder, { recursive: true, force: true });
});

/** Opens the trust by settings, with the messages of its log. */
async function trustBy(settings: Parameters<typeof openTrust>[0], times = {}) {
  const { log, lines, text } = collectLogs();
  const { trust, close } = await openTrust(settings, rules, { log, timing: { ...timing, ...times } });
  onTestFinished(close);
  return { verifyCaller: trust.verifierFor('back'), lines, text };
}

/** Signs for the receiver, each time anew: a verified signature counts for ten seconds whatever happens to its key. */
function signWith(jwk: unknown): string {
  const ownKey = parseServiceKey(jwk);
  return createCallerSigner({ service: 'front', key: () => ownKey }).sign(
    { ...anonymousCaller, claims: { nonce: Math.random() } },
    'back',
  );
}

it('a receiver trusts the keys of a setting, or of a file', async () => {
  const file = join(folder, 'trusted.json');
  await writeFile(file, JSON.stringify(trusted));

  const bySetting = await trustBy({ TRUSTED_KEYS: JSON.stringify(trusted) });
  const byFile = await trustBy({ TRUSTED_KEYS_FILE: file });

  expect(await bySetting.verifyCaller(signWith(key))).toMatchObject({ subject: null });
  expect(await byFile.verifyCaller(signWith(key))).toMatchObject({ subject: null });
});

it('a receiver learns of new and of withdrawn keys in its file, without a restart', async () => {
  const file = join(folder, 'trusted.json');
  await writeFile(file, JSON.stringify(trusted));
  const { verifyCaller } = await trustBy({ TRUSTED_KEYS_FILE: file }, { refreshMs: 3_600_000 });
  const next = newServiceKey();
  await expect(verifyCaller(signWith(next))).rejects.toMatchObject(refusal);

  await writeFile(file, JSON.stringify({ keys: [trustedKeyOf(next, { service: 'front', says: ['anybody'] })] }));

  // An unknown key hastens the reading of the file.
  expect(await verifyCaller(signWith(next))).toMatchObject({ subject: null });
  await expect(verifyCaller(signWith(key))).rejects.toMatchObject(refusal);
});

it.each([
  ['removed', null],
  ['cut off', JSON.stringify(trusted).slice(0, 40)],
  ['emptied', ''],
  ['a list without keys', '{"keys":[]}'],
  ['a list with an unknown word', JSON.stringify(trusted).replace('anybody', 'everything')],
])('while its file is %s, a receiver trusts the last keys and no others', async (_state, text) => {
  const file = join(folder, 'trusted.json');
  await writeFile(file, JSON.stringify(trusted));
  const { verifyCaller, lines } = await trustBy({ TRUSTED_KEYS_FILE: file });

  await (text === null ? rm(file) : writeFile(file, text));
  await expect.poll(() => lines.at(-1)?.msg).toContain('the last ones stay valid');

  expect(await verifyCaller(signWith(key))).toMatchObject({ subject: null });
  await expect(verifyCaller(signWith(newServiceKey()))).rejects.toMatchObject(refusal);
});

it.each([
  ['no setting', {}, 'Set TRUSTED_KEYS or TRUSTED_KEYS_FILE'],
  ['both settings', { TRUSTED_KEYS: '{}', TRUSTED_KEYS_FILE: 'x' }, 'Set TRUSTED_KEYS or TRUSTED_KEYS_FILE, not both.'],
  ['no JSON', { TRUSTED_KEYS: 'keys' }, 'TRUSTED_KEYS is not JSON.'],
  ['no keys', { TRUSTED_KEYS: '{"keys":[]}' }, 'Invalid setting TRUSTED_KEYS: trusted keys are a JWKS document'],
  ['a missing file', { TRUSTED_KEYS_FILE: '/nowhere/trusted.json' }, 'Invalid setting TRUSTED_KEYS_FILE: ENOENT'],
  [
    'an unknown word',
    { TRUSTED_KEYS: JSON.stringify(trusted).replace('anybody', 'all') },
    'says "all": the words are anybody, forwarded.',
  ],
  [
    'a private key',
    { TRUSTED_KEYS: JSON.stringify({ keys: [{ ...trusted.keys[0], d: key.d }] }) },
    'list the public part alone',
  ],
  [
    'a key twice',
    { TRUSTED_KEYS: JSON.stringify({ keys: [trusted.keys[0], trusted.keys[0]] }) },
    'two trusted keys have the same "kid"',
  ],
  [
    'a key that is none',
    { TRUSTED_KEYS: JSON.stringify({ keys: [{ ...trusted.keys[0], x: 'AAAA' }] }) },
    'is no Ed25519 key',
  ],
])('a receiver with %s does not start, and says why', async (_flaw, settings, message) => {
  const opening = openTrust(settings, rules, { log: collectLogs().log });

  await expect(opening).rejects.toThrow(message);
  await expect(opening).rejects.toBeInstanceOf(StartError);
});

it('a receiver that accepts signatures of the version before warns of it', async () => {
  const { lines } = await trustBy({ TRUSTED_KEYS: JSON.stringify(trusted), VIEWER_SECRET: 's'.repeat(32) });

  expect(lines[0]?.msg).toContain('VIEWER_SECRET is set');
});

it('a service signs with the key of its setting, or of its file as it is at the moment', async () => {
  const file = join(folder, 'front.json');
  await writeFile(file, JSON.stringify(key));
  const { log, lines } = collectLogs();
  const bySetting = await openSigner({ SERVICE_KEY: JSON.stringify(key) }, { service: 'front', log });
  const byFile = await openSigner({ SERVICE_KEY_FILE: file }, { service: 'front', log, timing });
  onTestFinished(() => byFile?.close());
  const kidNow = () => decodeProtectedHeader(byFile?.signer.sign(anonymousCaller, 'back') ?? '').kid;
  expect(bySetting?.signer.sign(anonymousCaller, 'back').split('.')[0]).toBeDefined();
  expect(kidNow()).toBe(key.kid);

  const next = newServiceKey();
  await writeFile(file, JSON.stringify(next));
  await expect.poll(kidNow).toBe(next.kid);

  await writeFile(file, 'broken');
  await expect.poll(() => lines.at(-1)?.msg).toContain('the last ones stay valid');
  expect(kidNow()).toBe(next.kid);
});

it('a service without a setting has no signer', async () => {
  expect(await openSigner({}, { service: 'front', log: collectLogs().log })).toBeNull();
});

it.each([
  ['no JSON', `{"d":"${key.d}"`],
  ['another curve', JSON.stringify({ ...key, crv: 'X25519' })],
  ['a public key of another pair', JSON.stringify({ ...key, x: newServiceKey().x })],
  ['a kid with spaces', JSON.stringify({ ...key, kid: 'a b' })],
])('neither an error nor the log quotes a private key with %s', async (_flaw, text) => {
  const file = join(folder, 'front.json');
  await writeFile(file, text);
  const { log, text: logged } = collectLogs();

  const errors = await Promise.all(
    [{ SERVICE_KEY: text }, { SERVICE_KEY_FILE: file }].map((settings) =>
      openSigner(settings, { service: 'front', log }).catch((error: unknown) => error),
    ),
  );

  expect(errors).toEqual([expect.any(StartError), expect.any(StartError)]);
  expect(JSON.stringify(errors.map(String)) + logged()).not.toContain(key.d.slice(0, 8));
  expect(await readFile(file, 'utf8')).toBe(text);
});

it('the kid of a key is its thumbprint', async () => {
  const { kid, ...jwk } = newServiceKey();

  expect(kid).toBe(await calculateJwkThumbprint(jwk));
  expect(parseServiceKey(jwk).kid).toBe(kid);
});
