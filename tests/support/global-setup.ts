import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the superuser, on the database `postgres`. */
    postgresUrl: string;
    /** Null where Redis is not installed; what needs it is then skipped. */
    redisUrl: string | null;
    /** The path of a browser; null where none is installed. */
    chromium: string | null;
  }
}

/** Starts one PostgreSQL with a migrated template, and one Redis if there is one, for the whole run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-tests-'));
  const server = await startEmbeddedPostgres({
    directory,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  await sql`create database tributary_template`;
  await sql.end();
  const templateUrl = new URL(server.url);
  templateUrl.pathname = '/tributary_template';
  await runMigrations(templateUrl.href);

  const redis = await startRedis();
  const chromium = find(['chromium', 'chromium-browser', 'google-chrome']);
  const missing = [
    ...(redis === null ? ['redis-server'] : []),
    ...(chromium === null ? ['chromium'] : []),
  ];
  if (missing.length > 0) {
    const message = `${missing.join(' and ')} not found on the PATH: the tests that need it are SKIPPED. On Debian: apt-get install ${missing.join(' ')}`;
    if (process.env['CI'] === 'true') {
      throw new Error(message);
    }
    console.warn(`\n*** ${message}\n`);
  }

  project.provide('postgresUrl', server.url);
  project.provide('redisUrl', redis?.url ?? null);
  project.provide('chromium', chromium);
  return async () => {
    await redis?.stop();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

async function startRedis(): Promise<{ url: string; stop(): Promise<void> } | null> {
  const program = find(['redis-server']);
  if (program === null) {
    return null;
  }
  const port = await freePort();
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--databases', '64'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: tmpdir(),
  });
  child.stdout.setEncoding('utf8');
  for await (const text of child.stdout) {
    if (String(text).includes('Ready to accept connections')) {
      break;
    }
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function find(names: readonly string[]): string | null {
  for (const name of names) {
    const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
    if (status === 0) {
      return stdout.trim();
    }
  }
  return null;
}
