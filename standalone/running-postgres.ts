import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const readyWithinMs = 10_000;

/**
 * URL of the PostgreSQL that another process has started on a directory, as `startEmbeddedPostgres` gave it to that
 * process. Null if it does not become ready within ten seconds. The caller knows from the lock of the directory that
 * the other process exists.
 */
export async function runningPostgres(directory: string): Promise<string | null> {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    const url = await readUrl(directory);
    if (url !== null || Date.now() > deadline) {
      return url;
    }
    await sleep(50);
  }
}

/**
 * PostgreSQL writes its port into the fourth line of `postmaster.pid`, and its state into the eighth. The password lies
 * beside the data, which may be elsewhere.
 */
async function readUrl(directory: string): Promise<string | null> {
  try {
    const data = await realpath(join(directory, 'data'));
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n').map((line) => line.trim());
    const password = (await readFile(join(dirname(data), 'password'), 'utf8')).trim();
    return lines[7] === 'ready' ? `postgres://postgres:${password}@127.0.0.1:${lines[3]}/postgres` : null;
  } catch {
    return null;
  }
}
