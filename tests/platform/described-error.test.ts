import { describeError, printableError } from '@tributary/platform/described-error.ts';
import { openPostgres, type Postgres } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';
import { GraphQLError } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectLogs } from '../support/collect-logs.ts';
import { freshDatabase } from '../support/fresh-database.ts';

const secret = 'hunter2\n    at the bank';
let postgres: Postgres;
beforeAll(async () => {
  const { url } = await freshDatabase();
  // Observed statements, which make the errors of the client carry more.
  postgres = openPostgres({ url, applicationName: 'test', onStatement: () => {} });
  await postgres.db.execute(sql`create table vault (key text primary key, amount int not null check (amount > 0))`);
  await postgres.db.execute(sql`insert into vault values (${secret}, 1)`);
});
afterAll(() => postgres.close());

const failures: [string, () => PromiseLike<unknown>][] = [
  ['a duplicate key', () => postgres.db.execute(sql`insert into vault values (${secret}, 1)`)],
  ['a check', () => postgres.db.execute(sql`insert into vault values (${`${secret} 2`}, -1)`)],
  ['a value of another type', () => postgres.db.execute(sql`select ${secret}::int`)],
  ['a value that was read', () => postgres.db.execute(sql`select key::int from vault where key = ${secret}`)],
  ['invalid JSON', () => postgres.db.execute(sql`select ${secret}::json`)],
  ['a statement that is wrong', () => postgres.db.execute(sql`select ${secret} from nothing`)],
  ['a statement without Drizzle', () => postgres.sql`insert into vault values (${secret}, 1)`],
];

describe.each(failures)('a statement that fails by %s', (_, fail) => {
  it('is logged with its code, and without its parameters', async () => {
    const error = await fail().then(
      () => null,
      (failed: unknown) => failed,
    );
    const { log, text } = collectLogs();

    log.error({ err: error }, 'it failed');
    log.child({ requestId: 'one' }).warn({ err: new Error('outer', { cause: error }) }, 'it failed');
    log.warn({ err: new AggregateError([error], 'several') }, 'it failed');
    const written = text() + printableError(error);

    expect(error).toBeInstanceOf(Error);
    expect(written).toMatch(/"code":"(23505|23514|22P02|42P01)"/);
    expect(written).not.toContain('hunter2');
    expect(written).not.toContain('at the bank');
    expect(written).toContain('described-error.test.ts');
  });
});

it('an error keeps its type, code, causes and places, and nothing else', () => {
  const cause = Object.assign(new TypeError('no way'), { code: 'ECONNREFUSED', command: { args: ['hunter2'] } });
  const described = describeError(new GraphQLError('failed', { originalError: cause, extensions: { code: 'X' } }));

  expect(described).toMatchObject({ type: 'GraphQLError', message: 'failed', code: 'X' });
  expect(describeError(new Error('outer', { cause }))).toEqual({
    type: 'Error',
    message: 'outer',
    stack: expect.stringMatching(/^at .*described-error\.test/),
    cause: { type: 'TypeError', message: 'no way', code: 'ECONNREFUSED', stack: expect.stringMatching(/^at /) },
  });
  expect(describeError('text')).toEqual({ type: 'string', message: 'text', stack: '' });
});

it('circular causes are cut off', () => {
  const error = new Error('round');
  error.cause = error;

  expect(JSON.stringify(describeError(error)).length).toBeLessThan(100_000);
});
