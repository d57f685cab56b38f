import postgres from 'postgres';
import { describe, inject } from 'vitest';

/** A `describe` for tests that need Redis: skipped, and counted as such, if there is none. */
export const describeWithRedis = inject('redisUrl') === null ? describe.skip : describe;

/**
 * The URL of an empty Redis database of its own for the caller. Publish and subscribe channels are common to all
 * databases of Redis. Throws if there is no Redis: use it below `describeWithRedis`.
 */
export async function freshRedis(): Promise<{ url: string }> {
  const redisUrl = inject('redisUrl');
  if (redisUrl === null) {
    throw new Error('there is no Redis: put the test below describeWithRedis');
  }
  const sql = postgres(inject('postgresUrl'), { max: 1, connect_timeout: 10 });
  try {
    // Each number is given once, and the server is new for each run, so the database is empty.
    const [row] = await sql<{ number: string }[]>`select nextval('redis_databases') as number`;
    return { url: `${redisUrl}/${row?.number}` };
  } finally {
    await sql.end({ timeout: 5 });
  }
}
