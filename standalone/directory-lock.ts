import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '@tributary/platform/config.ts';

/** Thrown when another process has locked the directory. */
export class DirectoryInUse extends StartError {
  override name = 'DirectoryInUse';
}

/** Exclusive use of a directory until `release`. */
export type DirectoryLock = { files: readonly string[]; release(): void };

/**
 * Locks a directory for this process, or throws DirectoryInUse, which names the owner. The operating system releases
 * the lock when the process ends, however that happens, so no stale locks exist. Node reaches such a lock through
 * SQLite.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const lockFile = join(directory, 'lock');
  const ownerFile = join(directory, 'owner');
  const lock = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    lock.exec('pragma journal_mode = off; begin exclusive');
  } catch (error) {
    lock.close();
    if (error instanceof Error && error.message === 'database is locked') {
      throw new DirectoryInUse(
        `${directory} is in use by another Tributary${ownerOf(ownerFile)}. Stop that one, or choose another folder with TRIBUTARY_DATA_DIR.`,
      );
    }
    throw error;
  }
  writeFileSync(ownerFile, `${process.pid}\n`);
  return { files: [lockFile, ownerFile], release: () => lock.close() };
}

/** Used for the message only: a process id alone proves nothing. */
function ownerOf(file: string): string {
  try {
    return ` (process ${Number(readFileSync(file, 'utf8'))})`;
  } catch {
    return '';
  }
}
