import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '@tributary/platform/config.ts';
import { keepSigningKey, parseSigningKey } from '@tributary/users/identity/signing-key.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signing-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('creates one key for all concurrent starts, readable by its owner only', async () => {
  const file = join(folder, 'key.json');

  const keys = await Promise.all(Array.from({ length: 5 }, () => keepSigningKey(file)));

  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await parseSigningKey(await readFile(file, 'utf8'))).toEqual(keys[0]);
});

it('refuses a file and a setting without a private key, and names which', async () => {
  const file = join(folder, 'key.json');
  await writeFile(file, '{"kty":"OKP","crv":"Ed25519","x":"AAAA"}');

  await expect(keepSigningKey(file)).rejects.toThrow(`${file} must hold a private Ed25519 key`);
  await expect(keepSigningKey(join(folder, 'missing', 'key.json'))).rejects.toThrow(/Make its folder writable/);
  await expect(parseSigningKey('nonsense')).rejects.toThrow(StartError);
  await expect(parseSigningKey('nonsense')).rejects.toThrow(/^JWT_PRIVATE_KEY must hold/);
});
