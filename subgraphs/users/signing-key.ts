import { readFile, writeFile } from 'node:fs/promises';
import { StartError } from '@tributary/platform/config.ts';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

/** Reads the private key (a JWK, Ed25519) that signs access tokens from a setting. Throws StartError for anything else. */
export async function readSigningKey(text: string): Promise<JWK> {
  const wrong = new StartError(
    'JWT_PRIVATE_KEY must be a private Ed25519 key as a JWK, such as {"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}.',
  );
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw wrong;
  }
  if (typeof parsed !== 'object' || parsed === null || !('d' in parsed)) {
    throw wrong;
  }
  const key: JWK = { kty: 'OKP', crv: 'Ed25519', ...textsOf(parsed) };
  await importJWK(key, 'EdDSA').catch(() => {
    throw wrong;
  });
  return { ...key, kid: await calculateJwkThumbprint(key) };
}

/** The key that is kept in a file; made, readable by its owner only, if the file is not there. */
export async function keepSigningKey(file: string): Promise<JWK> {
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) {
    return readSigningKey(kept);
  }
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const text = JSON.stringify(await exportJWK(privateKey));
  await writeFile(file, `${text}\n`, { mode: 0o600 });
  return readSigningKey(text);
}

/** What others may know of the key. */
export function publicKeyOf({ kty, crv, x, kid }: JWK): JWK {
  return { kty: kty ?? 'OKP', alg: 'EdDSA', use: 'sig', ...textsOf({ crv, x, kid }) };
}

function textsOf(object: object): Record<string, string> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => typeof value === 'string'));
}
