import { link, mkdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileFailure, isMissing } from '../file-failure.ts';
import { replaceFile } from '../write-file.ts';
import type { KeyPlace } from './key-place.ts';
import { parseKeyAt, parseTrustedAt, trustedText } from './parse-keys.ts';

const ownerOnly = 0o600;
const readableByAll = 0o644;

/** The file with the private key of a service. */
export function keyFileIn(folder: string, service: string): string {
  return join(folder, `${service}.json`);
}

/** The file with the public keys of all services. */
export function trustedFileIn(folder: string): string {
  return join(folder, 'trusted.json');
}

/** A folder with a file for each private key, and one for the list. Processes read them again by themselves. */
export function openKeyFolder(folder: string): KeyPlace {
  const trustedFile = trustedFileIn(folder);
  const currentFile = (service: string) => keyFileIn(folder, service);
  const nextFile = (service: string) => `${currentFile(service)}.next`;
  const previousFile = (service: string) => `${currentFile(service)}.previous`;
  const read = async (path: string) => {
    const text = await attempt('read', path, () => readFile(path, 'utf8').catch(nullIfMissing));
    return text === null ? null : parseKeyAt(path, text);
  };
  return {
    trustedName: trustedFile,
    takesEffect: 'by itself',
    keysOf: async (service) => ({
      current: await read(currentFile(service)),
      next: await read(nextFile(service)),
      previous: await read(previousFile(service)),
    }),
    trusted: async () => {
      const text = await attempt('read', trustedFile, () => readFile(trustedFile, 'utf8').catch(nullIfMissing));
      return text === null ? [] : parseTrustedAt(trustedFile, text);
    },
    writeTrusted: (keys) =>
      attempt('write', trustedFile, () => replaceFile(trustedFile, `${trustedText(keys, 2)}\n`, readableByAll)),
    addNext: (service, key) =>
      attempt('write', nextFile(service), async () => {
        await mkdir(folder, { recursive: true, mode: 0o755 });
        await replaceFile(nextFile(service), `${JSON.stringify(key)}\n`, ownerOnly);
      }),
    switchKeys: (service) =>
      attempt('write', currentFile(service), async () => {
        // A link and not a renaming, so that there is a current key at each moment.
        await link(currentFile(service), previousFile(service)).catch(unless('EEXIST', 'ENOENT'));
        const now = new Date();
        await utimes(nextFile(service), now, now);
        await rename(nextFile(service), currentFile(service));
      }),
    removePrevious: (service) =>
      attempt('write', previousFile(service), () => rm(previousFile(service), { force: true })),
    publishedAtMs: async () => (await attempt('read', trustedFile, () => stat(trustedFile))).mtimeMs,
    switchedAtMs: async (service) =>
      (await attempt('read', currentFile(service), () => stat(currentFile(service)))).mtimeMs,
  };
}

async function attempt<Result>(action: 'read' | 'write', path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainFileFailure(error, action, path);
  }
}

function nullIfMissing(error: unknown): null {
  if (isMissing(error)) {
    return null;
  }
  throw error;
}

/** Lets errors with these codes pass as done. */
function unless(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && 'code' in error && codes.some((code) => code === error.code))) {
      throw error;
    }
  };
}
