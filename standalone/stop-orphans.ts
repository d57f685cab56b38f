import { spawnSync } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '@tributary/platform/config.ts';

/** Passes until no orphan is left. */
const attempts = [
  // The guards of a killed owner stop its programs at the same time.
  { signal: 'SIGINT', waitMs: 3_000 },
  { signal: 'SIGQUIT', waitMs: 3_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;

/**
 * Stops processes that still work on a PostgreSQL data directory whose owner has ended. The caller holds the lock of
 * the directory, so every process found is an orphan. `data` is a real path, without symbolic links.
 */
export async function stopOrphans(data: string): Promise<void> {
  for (const { signal, waitMs } of attempts) {
    const orphans = await processesIn(data);
    if (orphans.length === 0) {
      return;
    }
    const postmaster = await postmasterOf(data);
    for (const pid of orphans) {
      // A backend takes SIGINT only as a request to cancel its statement. The postmaster, if there still is one, passes
      // the right signal on.
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
 * The PostgreSQL processes of a data directory, which is the working directory of all of them. The process id in
 * `postmaster.pid` may belong to an unrelated process by now.
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
      // Also unreadable for a zombie process, which is rightly skipped.
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
