import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StartError } from '@tributary/platform/config.ts';

/** Directory that keeps everything that outlives a run. */
export type DataDirectory = { path: string; postgres: string; signingKeyFile: string; callerSecret: string };

/** Creates the data directory unless it exists. Throws StartError when it cannot be written. */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  const absolute = resolve(path);
  const places = {
    path: absolute,
    postgres: join(absolute, 'postgres'),
    signingKeyFile: join(absolute, 'signing-key.json'),
  };
  const secretFile = join(absolute, 'caller-secret');
  try {
    await mkdir(absolute, { recursive: true, mode: 0o700 });
    return { ...places, callerSecret: await keepSecret(secretFile) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartError(`Cannot write to ${absolute} (${code}). Choose another folder with TRIBUTARY_DATA_DIR.`);
  }
}

/** Reads the secret from the file, or creates it if there is none yet. */
async function keepSecret(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.length >= 32) {
    return kept.trim();
  }
  const secret = randomBytes(32).toString('hex');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}
