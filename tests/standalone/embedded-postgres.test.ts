import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-postgres-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function query(url: string, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

it('keeps its data from one start to the next, and refuses a second owner meanwhile', async () => {
  const first = await startEmbeddedPostgres({ directory });
  await query(first.url, 'create table kept (n int); insert into kept values (7)');

  await expect(startEmbeddedPostgres({ directory })).rejects.toThrow(/is in use by another Tributary/);
  await first.stop();
  const second = await startEmbeddedPostgres({ directory });

  expect(await query(second.url, 'select n from kept')).toMatchObject([{ n: 7 }]);
  await second.stop();
});

it('stops when its owner is killed, and starts again', async () => {
  const program = `
    import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
    const server = await startEmbeddedPostgres({ directory: process.argv[1] });
    console.log(server.url);
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module-typescript', '-e', program, directory], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(owner.stdout.setEncoding('utf8'), 'data');
  owner.kill('SIGKILL');
  await once(owner, 'exit');

  const again = await startEmbeddedPostgres({ directory });

  await expect(query(String(url).trim(), 'select 1')).rejects.toThrow();
  expect(await query(again.url, 'select n from kept')).toMatchObject([{ n: 7 }]);
  await again.stop();
});

it('says in one sentence that it cannot write to a folder', async () => {
  const place = join(directory, 'file-in-the-way', 'data');
  await writeFile(join(directory, 'file-in-the-way'), '');

  await expect(startEmbeddedPostgres({ directory: place })).rejects.toThrow(
    /^Cannot write to .* \(ENOTDIR\)\. Choose another folder with TRIBUTARY_DATA_DIR\.$/,
  );
});
