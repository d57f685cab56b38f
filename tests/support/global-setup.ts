import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import { startGuarded } from '@tributary/standalone/guarded-process.ts';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { freePort } from './free-port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the superuser for the database `postgres`. */
    postgresUrl: string;
    /** URL without a database number. Null if Redis is not installed; tests that need it are then skipped. */
    redisUrl: string | null;
    /** Path of a browser; null if none is installed. */
    chromium: string | null;
  }
}

const redisStartTimeoutMs = 10_000;
/** Highest number of callers of `freshRedis` in a run. */
const redisDatabases = 1_024;
const directoryPrefix = 'tributary-tests-';

/** Starts one PostgreSQL with a migrated template, and one Redis if it is installed, for the whole run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.toReversed()) {
      await closer();
    }
  };
  try {
    const programs = findPrograms();
    await removeLeftovers();
    const directory = await mkdtemp(join(tmpdir(), `${directoryPrefix}${process.pid}-`));
    closers.push(() => rm(directory, { recursive: true, force: true }));

    const server = await startEmbeddedPostgres({
      directory,
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
    });
    closers.push(server.stop);
    await makeTemplate(server.url);
    project.provide('postgresUrl', server.url);

    const redis = programs.redis === null ? null : await startRedis(programs.redis, directory);
    if (redis !== null) {
      closers.push(redis.stop);
    }
    project.provide('redisUrl', redis?.url ?? null);
    project.provide('chromium', programs.chromium);
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Reports missing programs of the machine, for which tests are skipped. In CI, where nobody would read the report, they
 * are an error.
 */
function findPrograms(): { redis: string | null; chromium: string | null } {
  const redis = find(['redis-server']);
  const chromium = find(['chromium', 'chromium-browser', 'google-chrome']);
  const missing = [...(redis === null ? ['redis-server'] : []), ...(chromium === null ? ['chromium'] : [])];
  if (missing.length > 0) {
    const message = `${missing.join(' and ')} not found on the PATH: the tests that need it are SKIPPED. On Debian: apt-get install ${missing.join(' ')}`;
    if (process.env['CI'] === 'true') {
      throw new Error(message);
    }
    console.warn(`\n*** ${message}\n`);
  }
  return { redis, chromium };
}

function find(names: readonly string[]): string | null {
  for (const name of names) {
    const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8', timeout: 5_000 });
    if (status === 0) {
      return stdout.trim();
    }
  }
  return null;
}

/** A killed run could not remove its directory; its servers stopped by themselves. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.startsWith(directoryPrefix) ? name.slice(directoryPrefix.length).split('-')[0] : NaN);
    if (Number.isInteger(pid) && !isAlive(pid)) {
      // The directory may belong to another user.
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function makeTemplate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`create database tributary_template`;
  await sql`create sequence redis_databases minvalue 0 maxvalue ${sql.unsafe(String(redisDatabases - 1))}`;
  await sql.end({ timeout: 5 });
  const templateUrl = new URL(url);
  templateUrl.pathname = '/tributary_template';
  await runMigrations(templateUrl.href);
}

async function startRedis(program: string, directory: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const options = { port, bind: '127.0.0.1', save: '', appendonly: 'no', databases: redisDatabases };
  const redis = startGuarded({
    command: [program, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])],
    cwd: directory,
  });
  const deadline = Date.now() + redisStartTimeoutMs;
  while (!redis.output().includes('Ready to accept connections')) {
    if (redis.hasExited() || Date.now() > deadline) {
      await redis.stop();
      throw new Error(`Redis did not start:\n${redis.output()}`);
    }
    await sleep(10);
  }
  return { url: `redis://127.0.0.1:${port}`, stop: redis.stop };
}
