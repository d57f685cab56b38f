import { spawnSync } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '@tributary/platform/config.ts';

/** One after the other, for as long as any is left. */
const attempts = [
  // Those of an owner who was killed are told to stop by their guard at the same time.
  { signal: 'SIGINT', waitMs: 3_000 },
  { signal: 'SIGQUIT', waitMs: 3_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;

/**
 * Stops what still works on a PostgreSQL data directory whose owner is no more. The caller holds the lock of the
 * directory, so whatever is found is an orphan. `data` is a real path, without symbolic links.
 */
export async function stopOrphans(data: string): Promise<void> {
  for (const { signal, waitMs } of attempts) {
    const orphans = await processesIn(data);
    if (orphans.length === 0) {
      return;
    }
    const postmaster = await postmasterOf(data);
    for (const pid of orphans) {
      // To a backend SIGINT means only to give up its statement: the postmaster passes the right thing on, if there
      // still is one.
      const isBackend = pid !== postmaster && orphans.includes(postmaster);
      if (!isBackend || signal === 'SIGKILL') {
        send(pid, postmaster === pid || signal !== 'SIGINT' ? signal : 'SIGTERM');
      }
    }
    const deadline = Date.now() + waitMs;
    while ((await processesIn(data)).length > 0 && Date.now() < deadline) {
      await sleep(20);
    }
  }
  const left = await processesIn(data);
  if (left.length > 0) {
    throw new StartError(
      `PostgreSQL still runs on ${data} and does not stop (process ${left.join(', ')}). End it, and try again.`,
    );
  }
}

/**
 * The processes of PostgreSQL that work in the data directory, as all of them do. The process id that PostgreSQL leaves
 * in the directory may belong to somebody else by now.
 */
async function processesIn(data: string): Promise<number[]> {
  if (process.platform !== 'linux') {
    const pid = await postmasterOf(data);
    const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', timeout: 5_000 });
    return pid > 0 && stdout.includes(`-D ${data}`) ? [pid] : [];
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // Also unreadable, and rightly so, for a process that has ended and was not yet waited for.
      const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      const program = folder === data ? await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '') : '';
      return program.trim() === 'postgres' ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

async function postmasterOf(data: string): Promise<number> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  return Number.parseInt(text, 10) || 0;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}
