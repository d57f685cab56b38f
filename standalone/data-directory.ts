import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StartError } from '@tributary/platform/config.ts';

/** Directory that keeps everything that outlives a run. */
export type DataDirectory = { path: string; postgres: string; signingKeyFile: string };

/** Creates the data directory unless it exists. Throws StartError when it cannot be written. */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  const absolute = resolve(path);
  const places = {
    path: absolute,
    postgres: join(absolute, 'postgres'),
    signingKeyFile: join(absolute, 'signing-key.json'),
  };
  try {
    await mkdir(absolute, { recursive: true, mode: 0o700 });
    return places;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartError(`Cannot write to ${absolute} (${code}). Choose another folder with TRIBUTARY_DATA_DIR.`);
  }
}
