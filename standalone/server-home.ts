import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, constants } from 'node:fs';
import { chown, cp, lstat, mkdir, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@tributary/platform/config.ts';
import { binariesIn, type PostgresBinaries } from './postgres-binaries.ts';

/** Directory and user of a PostgreSQL server. */
export type ServerHome = {
  /** Holds the data directory `data` and the files that belong to it. */
  path: string;
  binaries: PostgresBinaries;
  /** Prefix of the server's commands. */
  prefix: readonly string[];
  user: { uid: number; gid: number } | undefined;
};

type User = { uid: number; gid: number };

/** In a user namespace of its own, root is an ordinary user who may read and write what root may. */
const asOrdinaryRoot = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
const nobody: User = { uid: 65_534, gid: 65_534 };
/** Directory for data and programs that the user `nobody` could not reach below a private folder of root. */
const reachable = '/var/lib/tributary';

/**
 * Chooses the user and the directory of a PostgreSQL server. PostgreSQL refuses to run as root, and refuses data of
 * another user. Existing data keeps the user and the place with which it was created. Throws StartError if there is no
 * way.
 */
export async function serverHome(directory: string, binaries: PostgresBinaries): Promise<ServerHome> {
  if (process.getuid?.() !== 0) {
    return { path: directory, binaries, prefix: [], user: undefined };
  }
  const owner = await stat(join(directory, 'data')).catch(() => null);
  if (owner === null || owner.uid === 0) {
    if (canReach({ directory, binaries, prefix: asOrdinaryRoot, user: undefined })) {
      return { path: directory, binaries, prefix: asOrdinaryRoot, user: undefined };
    }
    if (owner !== null) {
      throw new StartError(
        `PostgreSQL does not run as root, and ${directory} needs user namespaces, which are not permitted now. Permit them, or choose another folder with TRIBUTARY_DATA_DIR.`,
      );
    }
  }
  return homeOf(owner ?? nobody, directory, binaries);
}

/** The relocated files of a directory that is emptied are removed too. */
export async function removeRelocated(directory: string): Promise<void> {
  if (process.getuid?.() === 0) {
    await rm(relocatedPath(directory), { recursive: true, force: true });
  }
}

async function homeOf({ uid, gid }: User, directory: string, binaries: PostgresBinaries): Promise<ServerHome> {
  const user = { uid, gid };
  const data = join(directory, 'data');
  const isRelocated = (await lstat(data).catch(() => null))?.isSymbolicLink() === true;
  if (!isRelocated) {
    const before = await stat(directory);
    await chown(directory, uid, gid);
    const home = { path: directory, prefix: [], user };
    if (canReach({ directory, binaries, ...home })) {
      return { ...home, binaries };
    }
    const copied = await copyBinaries(binaries);
    if (canReach({ directory, binaries: copied, ...home })) {
      return { ...home, binaries: copied };
    }
    await chown(directory, before.uid, before.gid);
  }

  const path = relocatedPath(directory);
  if (!isRelocated) {
    // A leftover of a removed folder with the same name.
    await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chown(path, uid, gid);
    await symlink(join(path, 'data'), data);
  }
  const copied = await copyBinaries(binaries);
  if (!canReach({ directory: path, binaries: copied, prefix: [], user })) {
    throw new StartError(
      `PostgreSQL does not run as root, and no other user can reach ${directory} or ${path}. Start as an ordinary user, or choose another folder with TRIBUTARY_DATA_DIR.`,
    );
  }
  return { path, binaries: copied, prefix: [], user };
}

/** Whether a server with this user and prefix could run the programs and write to the directory. */
function canReach({
  directory,
  binaries,
  prefix,
  user,
}: {
  directory: string;
  binaries: PostgresBinaries;
  prefix: readonly string[];
  user: User | undefined;
}): boolean {
  const [command, ...args] = [...prefix, 'sh', '-c', 'test -x "$0" && test -w "$1"', binaries.postgres, directory];
  return spawnSync(command, args, { cwd: '/', timeout: 5_000, stdio: 'ignore', ...user }).status === 0;
}

function relocatedPath(directory: string): string {
  return join(reachable, createHash('sha256').update(directory).digest('hex').slice(0, 16));
}

/** Copies the programs to a place where everybody can run them, once per version. */
async function copyBinaries(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const target = join(reachable, `postgres-${binaries.release}`);
  if ((await stat(target).catch(() => null)) === null) {
    const unfinished = `${target}.${process.pid}`;
    await mkdir(reachable, { recursive: true, mode: 0o755 });
    await cp(await realpath(binaries.root), unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE });
    await rename(unfinished, target).catch(async (error: unknown) => {
      await rm(unfinished, { recursive: true, force: true });
      // Another process made the same copy first.
      if ((await stat(target).catch(() => null)) === null) {
        throw error;
      }
    });
  }
  return binariesIn(target, binaries.release);
}

/** Gives our files to the user of the server, when that is another user. */
export function giveTo(user: User | undefined, files: readonly string[]): void {
  if (user !== undefined) {
    for (const file of files) {
      chownSync(file, user.uid, user.gid);
    }
  }
}
