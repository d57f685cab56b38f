import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { StartError } from '@tributary/platform/config.ts';
import { newId } from '@tributary/domain/ids.ts';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { z } from 'zod';

const keyShape = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() });

/**
 * Parses the private key (a JWK, Ed25519) that signs access tokens, from a setting or a file named by `source`. Throws
 * StartError for an invalid key.
 */
export async function parseSigningKey(text: string, source = 'JWT_PRIVATE_KEY'): Promise<JWK> {
  const key = keyShape.safeParse(parseJson(text)).data;
  if (key === undefined || (await importJWK(key, 'EdDSA').catch(() => null)) === null) {
    throw new StartError(
      `${source} must hold a private Ed25519 key as a JWK, such as {"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}.`,
    );
  }
  return { ...key, kid: await calculateJwkThumbprint(key) };
}

/**
 * Loads the key in a file. A missing file is created, readable by its owner only. Of several processes that create it
 * together, one succeeds, and all use its key.
 */
export async function keepSigningKey(file: string): Promise<JWK> {
  const kept = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') {
      return null;
    }
    throw new StartError(
      `Cannot read the key that signs access tokens from ${file} (${codeOf(error)}). Make it readable.`,
    );
  });
  if (kept !== null) {
    return parseSigningKey(kept, file);
  }
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const text = JSON.stringify(await exportJWK(privateKey));
  const draft = `${file}.${newId()}`;
  try {
    await writeFile(draft, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
    // `link` creates the complete file or nothing, and never replaces an existing key.
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return await keepSigningKey(file);
    }
    throw new StartError(
      `Cannot write the key that signs access tokens to ${file} (${codeOf(error)}). Make its folder writable.`,
    );
  } finally {
    await rm(draft, { force: true });
  }
  return parseSigningKey(text);
}

/** The public part of the key. */
export function publicKeyOf({ kty, crv, x, kid }: JWK): JWK {
  return {
    kty: kty ?? 'OKP',
    alg: 'EdDSA',
    use: 'sig',
    ...(crv === undefined ? {} : { crv }),
    ...(x === undefined ? {} : { x }),
    ...(kid === undefined ? {} : { kid }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
