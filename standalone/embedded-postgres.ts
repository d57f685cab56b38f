import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '@tributary/platform/config.ts';
import postgres from 'postgres';
import { linkLibraries, postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';

export type EmbeddedPostgres = {
  /** Of the superuser, on the database `postgres`, on 127.0.0.1. */
  url: string;
  stop(): Promise<void>;
};

const startTimeoutMs = 30_000;
const initTimeoutMs = 60_000;
const fastStopMs = 1_200;
/** How long a server whose owner was killed takes to notice and stop. */
const orphanStopMs = 4_000;
const nobody = 65_534;

/**
 * Runs after the server was started with our pipe as its standard input: when the pipe ends, because we closed it or were killed, it stops the server,
 * fast at first and at once if that takes too long.
 */
const watchdog = `
exec 3<&0
"$@" </dev/null &
server=$!
{ cat <&3 >/dev/null; kill -INT $server; sleep 3; kill -QUIT $server; } 2>/dev/null &
watch=$!
wait $server
status=$?
kill $watch 2>/dev/null
exit $status
`;

/**
 * Starts the PostgreSQL that comes with the platform, on a data directory of its own, and makes that first if it is not there. The server stops with this process,
 * however this process ends. Throws StartError when it cannot start.
 */
export async function startEmbeddedPostgres({
  directory,
  settings = {},
}: {
  /** Where the data, the password and the log are kept. */
  directory: string;
  /** Server settings, such as `{ fsync: 'off' }`. */
  settings?: Readonly<Record<string, string>>;
}): Promise<EmbeddedPostgres> {
  const binaries = postgresBinaries();
  const data = join(directory, 'data');
  await makeDirectory(directory);
  const environment = { ...process.env, ...(await linkLibraries(binaries, join(directory, 'lib'))), LC_ALL: 'C' };
  const runAs = unprivileged();
  if (runAs.uid !== undefined) {
    await chown(directory, runAs.uid, runAs.uid);
  }

  const run: Run = (command, args) =>
    spawn('sh', ['-c', watchdog, 'sh', ...runAs.prefix, command, ...args], {
      detached: true,
      env: environment,
      stdio: ['pipe', 'ignore', 'pipe'],
      cwd: directory,
      ...(runAs.uid === undefined ? {} : { uid: runAs.uid, gid: runAs.uid }),
    });

  const passwordFile = join(directory, 'password');
  if (!existsSync(join(data, 'PG_VERSION'))) {
    await initialise({ binaries, data, passwordFile, run, uid: runAs.uid });
  }
  await checkVersion(data, binaries);
  await waitForOrphan(data);

  const password = (await readFile(passwordFile, 'utf8')).trim();
  const port = await freePort();
  const allSettings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    logging_collector: 'off',
    ...settings,
  };
  const child = run(binaries.postgres, [
    '-D',
    data,
    ...Object.entries(allSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const output = tailOf(child);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const stop = () => stopServer(child);
  try {
    await untilReady(url, child, output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

type Run = (command: string, args: readonly string[]) => ChildProcess;

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const probe = join(directory, `.probe-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new StartError(
      `Cannot write to ${directory} (${codeOf(error)}). Choose another folder with TRIBUTARY_DATA_DIR.`,
    );
  }
}

/** PostgreSQL refuses to run as root: it runs in a user namespace where root is nobody special, or else as nobody. */
function unprivileged(): { prefix: string[]; uid?: number } {
  if (process.getuid?.() !== 0) {
    return { prefix: [] };
  }
  const prefix = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
  const isPermitted = spawnSync('unshare', [...prefix.slice(1), 'true'], { timeout: 5_000 }).status === 0;
  return isPermitted ? { prefix } : { prefix: [], uid: nobody };
}

/** Makes the data directory beside its place and moves it there at the end, so that it is never half made. */
async function initialise({
  binaries,
  data,
  passwordFile,
  run,
  uid,
}: {
  binaries: PostgresBinaries;
  data: string;
  passwordFile: string;
  run: Run;
  uid: number | undefined;
}): Promise<void> {
  const unfinished = `${data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (uid !== undefined) {
    await chown(passwordFile, uid, uid);
  }
  const child = run(binaries.initdb, [
    ...['-D', unfinished, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--locale-provider=builtin'],
    ...['--builtin-locale=C.UTF-8', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'],
  ]);
  const output = tailOf(child);
  const timeout = setTimeout(() => child.stdin?.end(), initTimeoutMs);
  const [code] = await once(child, 'exit');
  clearTimeout(timeout);
  if (code !== 0) {
    throw new StartError(`PostgreSQL could not make its data directory ${data}:\n${output()}`);
  }
  await rename(unfinished, data);
}

async function checkVersion(data: string, binaries: PostgresBinaries): Promise<void> {
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (version !== binaries.version) {
    throw new StartError(
      `The data in ${data} is of PostgreSQL ${version}, and this is ${binaries.version}. Start with --fresh to make new data, or choose another folder with TRIBUTARY_DATA_DIR.`,
    );
  }
}

/**
 * Waits for the server of an owner who was killed. A process id alone proves nothing, since it may have been given to
 * another process: a server of this directory works in it.
 */
async function waitForOrphan(data: string): Promise<void> {
  const lockFile = join(data, 'postmaster.pid');
  const deadline = Date.now() + orphanStopMs;
  for (;;) {
    // oxlint-disable no-await-in-loop -- one look after the other is what waiting means
    const pid = Number((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0]);
    if (!Number.isInteger(pid) || pid <= 0) {
      return;
    }
    if (!(await worksIn(pid, data))) {
      await rm(lockFile, { force: true });
      return;
    }
    if (Date.now() > deadline) {
      throw new StartError(
        `The data in ${data} is in use by another Tributary (PostgreSQL process ${pid}). Stop that one, or choose another folder with TRIBUTARY_DATA_DIR.`,
      );
    }
    await sleep(50);
    // oxlint-enable no-await-in-loop
  }
}

async function worksIn(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') {
    return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === data;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) {
    throw new Error('a listening socket has no port');
  }
  return address.port;
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    // oxlint-disable no-await-in-loop -- one attempt after the other is what waiting means
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new StartError(`PostgreSQL did not start:\n${output()}`);
    }
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
    const isReady = await sql`select 1`.then(
      () => true,
      () => false,
    );
    await sql.end({ timeout: 1 });
    if (isReady) {
      return;
    }
    if (Date.now() > deadline) {
      throw new StartError(`PostgreSQL did not start within ${startTimeoutMs / 1000} s:\n${output()}`);
    }
    await sleep(20);
    // oxlint-enable no-await-in-loop
  }
}

/** Ends the pipe, at which the watchdog stops the server; the whole group is stopped at once if that takes too long. */
async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exited = once(child, 'exit');
  child.stdin?.end();
  const hurry = setTimeout(() => {
    if (child.pid !== undefined) {
      process.kill(-child.pid, 'SIGQUIT');
    }
  }, fastStopMs);
  await exited;
  clearTimeout(hurry);
}

/** Keeps the last lines that a server wrote, for the message when it fails. */
function tailOf(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2_000);
  });
  return () => tail.trim();
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
