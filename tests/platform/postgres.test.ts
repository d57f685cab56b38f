import { openPool } from '@tributary/platform/postgres.ts';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { openWayToDatabase } from '../support/way-to-database.ts';

/** A pool of one connection, through a proxy to the database that can be cut. */
async function openPoolToCut() {
  const database = await freshDatabase();
  const way = await openWayToDatabase(database.url);
  const sent: string[] = [];
  const onStatement = (statement: string) => sent.push(statement);
  const pool = openPool({ url: way.url, applicationName: 'tests', poolSize: 1, onStatement });
  onTestFinished(async () => {
    await pool.end({ timeout: 1 });
    await way.close();
    await database.drop();
  });
  await pool`select 1`;
  return { pool, way, sent };
}

const answer = Buffer.from('the answer');

it('ends by itself after a connection was lost in the middle of a statement', async () => {
  const { pool, way } = await openPoolToCut();

  way.cutNext(answer);
  await expect(pool`select 'the answer'`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });

  // Without a timeout: the test would end before this does.
  await pool.end();
  expect(way.cuts()).toBe(1);
});

it('ends by itself when a pending connection is lost', async () => {
  const { pool, way, sent } = await openPoolToCut();

  way.cutNext(answer);
  const lost = pool`select 'the answer' from pg_sleep(0.2)`.catch((error: unknown) => error);
  await expect.poll(() => sent.at(-1)).toContain('pg_sleep');
  await pool.end();

  expect(await lost).toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(way.cuts()).toBe(1);
});

it('works again after a connection was lost', async () => {
  const { pool, way } = await openPoolToCut();

  way.cutNext(answer);
  await expect(pool`select 'the answer'`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });

  expect(await pool`select 2 as two`).toEqual([{ two: 2 }]);
});
