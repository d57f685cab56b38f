import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '@tributary/platform/config.ts';
import { lockDirectory } from './directory-lock.ts';
import { startGuarded, type GuardedProcess } from './guarded-process.ts';
import { linkLibraries, postgresBinaries } from './postgres-binaries.ts';
import { giveTo, removeRelocated, serverHome, type ServerHome } from './server-home.ts';
import { stopOrphans } from './stop-orphans.ts';

export type EmbeddedPostgres = {
  /** URL of the superuser for the database `postgres`, on 127.0.0.1. */
  url: string;
  /** Fulfilled, with the reason, if the server ends before it is stopped. */
  failure: Promise<StartError>;
  /** Stops the server by a fast shutdown, or by an immediate one if that takes longer than a second. */
  stop(): Promise<void>;
};

const startTimeoutMs = 30_000;
const initTimeoutMs = 60_000;
/** Attempts to get a port: another process may take a free one before the server listens. */
const portAttempts = 5;
/** Directory of a cluster that is being created. It is renamed to `data` when it is complete. */
const unfinishedName = 'data.unfinished';

/**
 * Starts the embedded PostgreSQL on a directory of its own, and creates the cluster first if there is none. The server
 * stops with this process, however this process ends. It listens on 127.0.0.1 with a password, since postgres.js cannot
 * take a socket from a URL. Throws StartError when it cannot start.
 */
export async function startEmbeddedPostgres({
  directory,
  settings = {},
  fresh = false,
  log = () => {},
  onLaunched = () => {},
}: {
  /** Directory of the data and the password. One process at a time may use it. */
  directory: string;
  /** Server settings, such as `{ fsync: 'off' }`. */
  settings?: Readonly<Record<string, string>>;
  /** Discards existing data first. */
  fresh?: boolean;
  /** Receives a sentence about each step that takes a while. */
  log?: (message: string) => void;
  /** Called while the server gets ready, so that slow work can be done meanwhile. */
  onLaunched?: () => void;
}): Promise<EmbeddedPostgres> {
  const binaries = postgresBinaries();
  const path = await makeDirectory(directory);
  const lock = lockDirectory(path);
  try {
    if (fresh) {
      await removeData(path);
    }
    const home = await serverHome(path, binaries);
    giveTo(home.user, lock.files);
    const libraries = join(home.path, 'lib');
    const environment = { ...(await linkLibraries(home.binaries, libraries)), LC_ALL: 'C' };
    giveTo(home.user, [libraries]);
    const start: Start = (command) =>
      startGuarded({ command: [...home.prefix, ...command], cwd: home.path, environment, user: home.user });

    await removeUnfinished(home.path);
    if (!existsSync(join(home.path, 'data', 'PG_VERSION'))) {
      log('Creating a new database.');
      await initialise({ home, start, isDurable: settings['fsync'] !== 'off' });
    }
    const data = await realpath(join(home.path, 'data'));
    await checkVersion(data, home);
    await stopOrphans(data);
    // Every process with this id is gone by now, and the id may belong to an unrelated process.
    await rm(join(data, 'postmaster.pid'), { force: true });

    const password = await readPassword(home.path);
    const { server, port } = await startServer({ home, data, settings, start, onLaunched });
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      ...lifeOf(server, async () => {
        // Stops orphans even if their guard was killed.
        await stopOrphans(data);
        lock.release();
      }),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

type Start = (command: readonly string[]) => GuardedProcess;

async function makeDirectory(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const probe = join(directory, `.probe-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
    return await realpath(directory);
  } catch (error) {
    throw new StartError(
      `Cannot write to ${directory} (${codeOf(error)}). Choose another folder with TRIBUTARY_DATA_DIR.`,
    );
  }
}

async function removeData(path: string): Promise<void> {
  const data = join(path, 'data');
  if (existsSync(data)) {
    await stopOrphans(await realpath(data));
  }
  await rm(data, { recursive: true, force: true });
  await removeRelocated(path);
}

/** Removes a half-made cluster of a killed start, whose programs may still live for a moment. */
async function removeUnfinished(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (name.startsWith(unfinishedName)) {
      const unfinished = join(path, name);
      await stopOrphans(unfinished);
      await rm(unfinished, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  }
}

/** Creates the cluster beside its final place and renames it at the end, so that a half-made one is never used. */
async function initialise({
  home,
  start,
  isDurable,
}: {
  home: ServerHome;
  start: Start;
  isDurable: boolean;
}): Promise<void> {
  const unfinished = join(home.path, `${unfinishedName}-${randomBytes(4).toString('hex')}`);
  const passwordFile = passwordFileIn(home.path);
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  giveTo(home.user, [passwordFile]);

  const owner = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const encoding = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const initdb = start([
    home.binaries.initdb,
    '-D',
    unfinished,
    ...owner,
    ...encoding,
    '--no-instructions',
    ...(isDurable ? [] : ['--no-sync']),
  ]);
  const timeout = setTimeout(() => void initdb.stop(), initTimeoutMs);
  const code = await initdb.exited;
  clearTimeout(timeout);
  if (code !== 0) {
    await rm(unfinished, { recursive: true, force: true });
    throw new StartError(`PostgreSQL could not create its data in ${home.path}:\n${initdb.output()}`);
  }
  await rename(unfinished, join(home.path, 'data'));
}

async function checkVersion(data: string, { binaries }: ServerHome): Promise<void> {
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (version !== binaries.version) {
    throw new StartError(
      `The data in ${data} belongs to PostgreSQL ${version}, but the embedded version is ${binaries.version}. Start with --fresh to discard the data, or choose another folder with TRIBUTARY_DATA_DIR.`,
    );
  }
}

function passwordFileIn(path: string): string {
  return join(path, 'password');
}

async function readPassword(path: string): Promise<string> {
  const file = passwordFileIn(path);
  const password = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (password === '') {
    throw new StartError(
      `The password of the database is missing from ${file}. Restore the file, or start with --fresh to discard the data.`,
    );
  }
  return password;
}

async function startServer({
  home,
  data,
  settings,
  start,
  onLaunched,
}: {
  home: ServerHome;
  data: string;
  settings: Readonly<Record<string, string>>;
  start: Start;
  onLaunched: () => void;
}): Promise<{ server: GuardedProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const allSettings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      max_connections: '200',
      shared_buffers: '128MB',
      timezone: 'UTC',
      log_timezone: 'UTC',
      log_checkpoints: 'off',
      logging_collector: 'off',
      ...settings,
    };
    const server = start([
      home.binaries.postgres,
      '-D',
      data,
      ...Object.entries(allSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    onLaunched();
    if (await becomesReady(server, data)) {
      return { server, port };
    }
    const state = server.hasExited() ? 'did not start' : `did not start within ${startTimeoutMs / 1000} s`;
    await server.stop();
    if (attempt === portAttempts || !server.output().includes('could not bind')) {
      throw new StartError(`PostgreSQL ${state}:\n${server.output()}`);
    }
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

/** Reads the state of PostgreSQL from the eighth line of `postmaster.pid`, as `pg_ctl` does. */
async function becomesReady(server: GuardedProcess, data: string): Promise<boolean> {
  const deadline = Date.now() + startTimeoutMs;
  while (!server.hasExited() && Date.now() < deadline) {
    const state = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
    if (state.split('\n')[7]?.trim() === 'ready') {
      return true;
    }
    await sleep(10);
  }
  return false;
}

function lifeOf(server: GuardedProcess, release: () => Promise<void>): Pick<EmbeddedPostgres, 'failure' | 'stop'> {
  let stopped: Promise<void> | undefined;
  const failure = (async () => {
    await server.exited;
    // A stopped server has not failed, so the promise is never fulfilled then.
    return stopped === undefined
      ? new StartError(`PostgreSQL ended by itself:\n${server.output()}`)
      : new Promise<never>(() => {});
  })();
  const stop = () =>
    (stopped ??= (async () => {
      await server.stop();
      await release();
    })());
  return { failure, stop };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
