import postgres from 'postgres';
import { expect, it } from 'vitest';
import { freshDatabase } from './fresh-database.ts';
import { describeWithRedis, freshRedis } from './fresh-redis.ts';

it('gives each of several concurrent callers a migrated database of its own', async () => {
  const databases = await Promise.all([freshDatabase(), freshDatabase(), freshDatabase()]);

  const counts = await Promise.all(
    databases.map(async ({ url }, index) => {
      const sql = postgres(url, { max: 1 });
      await sql`insert into users.organizations (id, name) select gen_random_uuid(), 'x' from generate_series(0, ${index}::int)`;
      const [row] = await sql<{ count: number }[]>`select count(*)::int as count from users.organizations`;
      await sql.end();
      return row?.count;
    }),
  );

  expect(counts).toEqual([1, 2, 3]);
});

it('fails to drop a database with an open connection, and names its application', async () => {
  const database = await freshDatabase();
  const leak = postgres(database.url, { max: 1, connection: { application_name: 'forgetful' }, onnotice: () => {} });
  await leak`select 1`;

  await expect(database.drop()).rejects.toThrow('connections were left open by forgetful (1)');

  await leak.end();
});

describeWithRedis('with Redis', () => {
  it('gives each caller a Redis database of its own', async () => {
    const urls = (await Promise.all([freshRedis(), freshRedis()])).map(({ url }) => url);

    expect(new Set(urls).size).toBe(2);
  });
});
