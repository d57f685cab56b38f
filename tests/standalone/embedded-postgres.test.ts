import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';

let parent: string;
let directory: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tributary-postgres-'));
  directory = join(parent, 'kept');
});
afterAll(() => rm(parent, { recursive: true, force: true }));

const settings = { fsync: 'off' };

async function query(url: string, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    // The client does not wait for a connection that the server has ended.
    await sql.end({ timeout: 1 });
  }
}

/** A process of its own that starts a server, and does not stop it. */
function startOwner(place: string): ChildProcess {
  const program = `
    import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
    const server = await startEmbeddedPostgres({ directory: process.argv[1], settings: { fsync: 'off' }, log: console.log });
    console.log(server.url);
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['--input-type=module-typescript', '-e', program, place], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstOutput(owner: ChildProcess): Promise<string> {
  const [text] = await once(owner.stdout?.setEncoding('utf8') ?? owner, 'data');
  return String(text).trim();
}

/** The processes that work somewhere below a directory. */
async function workingBelow(place: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      return folder.startsWith(place) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) {
      throw new Error(`not within 15 s: ${isTrue.toString()}`);
    }
    await sleep(10);
  }
}

it('keeps its data between starts, and refuses a second owner meanwhile by naming the first', async () => {
  const first = await startEmbeddedPostgres({ directory });
  await query(first.url, 'create table kept (n int); insert into kept values (7)');

  await expect(startEmbeddedPostgres({ directory })).rejects.toThrow(
    `${directory} is in use by another Tributary (process ${process.pid}).`,
  );
  await first.stop();
  const second = await startEmbeddedPostgres({ directory, settings });

  expect(await query(second.url, 'select n from kept')).toMatchObject([{ n: 7 }]);
  await second.stop();
});

it('gives a new directory to one of two concurrent starts', async () => {
  const place = join(parent, 'raced');

  const starts = await Promise.allSettled([1, 2, 3].map(() => startEmbeddedPostgres({ directory: place, settings })));

  const servers = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  expect(servers).toHaveLength(1);
  expect(await query(servers[0]?.url ?? '', 'select 1 as n')).toMatchObject([{ n: 1 }]);
  await servers[0]?.stop();
});

it('discards the data for a fresh start', async () => {
  const place = join(parent, 'refreshed');
  const first = await startEmbeddedPostgres({ directory: place, settings });
  await query(first.url, 'create table kept (n int)');
  await first.stop();

  const second = await startEmbeddedPostgres({ directory: place, settings, fresh: true });

  await expect(query(second.url, 'select n from kept')).rejects.toThrow('relation "kept" does not exist');
  await second.stop();
});

it('stops quickly while a client executes a statement', async () => {
  const server = await startEmbeddedPostgres({ directory, settings });
  const busy = query(server.url, 'select pg_sleep(60)').then(
    () => 'done',
    () => 'cut off',
  );
  await until(
    async () => (await query(server.url, `select from pg_stat_activity where wait_event = 'PgSleep'`)).length > 0,
  );
  const startedAt = performance.now();

  await server.stop();

  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(await busy).toBe('cut off');
});

it('reports a server that ends by itself', async () => {
  const server = await startEmbeddedPostgres({ directory, settings });

  const [pid = ''] = (await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');

  expect((await server.failure).message).toContain('PostgreSQL ended by itself');
  await server.stop();
});

it.runIf(process.platform === 'linux')('stops by itself when its owner is killed, and starts again', async () => {
  const owner = startOwner(directory);
  await firstOutput(owner);
  expect(await workingBelow(directory)).not.toEqual([]);
  owner.kill('SIGKILL');

  await until(async () => (await workingBelow(directory)).length === 0);
  const again = await startEmbeddedPostgres({ directory, settings });

  expect(await query(again.url, 'select n from kept')).toMatchObject([{ n: 7 }]);
  await again.stop();
});

it.runIf(process.platform === 'linux')('replaces a server whose owner and guard were both killed', async () => {
  const owner = startOwner(directory);
  const url = await firstOutput(owner);
  const isGuard = async (pid: number) => (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim() === 'sh';
  for (const pid of await workingBelow(directory)) {
    if (await isGuard(pid)) {
      process.kill(pid, 'SIGKILL');
    }
  }
  owner.kill('SIGKILL');
  await once(owner, 'exit');

  const again = await startEmbeddedPostgres({ directory, settings });

  await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  expect(await query(again.url, 'select n from kept')).toMatchObject([{ n: 7 }]);
  await again.stop();
});

it('removes the half-made cluster of a killed first start', async () => {
  const place = join(parent, 'half-made');
  const owner = startOwner(place);
  await until(
    async () => existsSync(place) && (await readdir(place)).some((name) => name.startsWith('data.unfinished')),
  );
  owner.kill('SIGKILL');
  await once(owner, 'exit');

  const server = await startEmbeddedPostgres({ directory: place, settings });

  expect(await query(server.url, 'select 1 as n')).toMatchObject([{ n: 1 }]);
  expect(await readdir(place)).not.toContainEqual(expect.stringMatching(/unfinished/));
  await server.stop();
});

it('reports in one sentence that it cannot write to a folder', async () => {
  const place = join(parent, 'file-in-the-way', 'data');
  await writeFile(join(parent, 'file-in-the-way'), '');

  await expect(startEmbeddedPostgres({ directory: place })).rejects.toThrow(
    /^Cannot write to .* \(ENOTDIR\)\. Choose another folder with TRIBUTARY_DATA_DIR\.$/,
  );
});

it('reports in one sentence that the data belongs to another version', async () => {
  const place = join(parent, 'refreshed');
  await writeFile(join(place, 'data', 'PG_VERSION'), '17\n');

  await expect(startEmbeddedPostgres({ directory: place })).rejects.toThrow(
    /^The data in .* belongs to PostgreSQL 17, but the embedded version is 18\. Start with --fresh/,
  );
});

it('reports the output of a server that does not start', async () => {
  await expect(startEmbeddedPostgres({ directory, settings: { max_connections: 'many' } })).rejects.toThrow(
    /^PostgreSQL did not start[^]*invalid value for parameter "max_connections": "many"/,
  );
});
