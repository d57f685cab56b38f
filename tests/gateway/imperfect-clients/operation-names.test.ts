import { createHash } from 'node:crypto';
import { noCache, openCache, type Caches } from '@tributary/platform/cache.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithRedis, freshRedis } from '../../support/fresh-redis.ts';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';
import { askBy, notingLog, transports } from './ask-by.ts';

const silent = createLogger({ name: 'test', level: 'silent' });
const mutation = 'mutation Preview { rename(id: "1", name: "Eve") { name } }';
const two = 'query A { greeting } query B { people { id } }';
const twoSubscriptions = 'subscription A { reviewAdded { id } } subscription B { reviewAdded { text } }';

/** Requests whose name matches no operation of their document, or several. */
const namesNothing: [string, { query: string; operationName?: string | null }][] = [
  ['another name than the only operation has', { query: mutation, operationName: 'Other' }],
  ['the name in another case', { query: mutation, operationName: 'preview' }],
  [
    'a name for an operation without one',
    { query: 'mutation { rename(id: "1", name: "Eve") { name } }', operationName: 'X' },
  ],
  ['a name of a property that every object inherits', { query: mutation, operationName: 'constructor' }],
  ['the name of a fragment', { query: 'query A { me { ...F } } fragment F on Person { name }', operationName: 'F' }],
  ['no name for two operations', { query: two }],
  ['a null name for two operations', { query: two, operationName: null }],
  ['another name than two operations have', { query: two, operationName: 'C' }],
  ['no name for two subscriptions', { query: twoSubscriptions }],
  ['another name than two subscriptions have', { query: twoSubscriptions, operationName: 'C' }],
  [
    'a name with a line break',
    { query: 'query B { greeting }', operationName: 'A\nquery A {\n  me {\n    name\n  }\n}\n' },
  ],
];
const emptyName: [string, { query: string; operationName: string }][] = [
  ['an empty name, for a mutation', { query: mutation, operationName: '' }],
  ['an empty name, for an operation without one', { query: '{ greeting }', operationName: '' }],
  ['an empty name, for a subscription', { query: 'subscription { reviewAdded { id } }', operationName: '' }],
];

const keepers: [string, () => Promise<Caches>][] = [
  ['caches in memory', () => openCache({ log: silent })],
  ['no caches', async () => noCache()],
];

function namesOnlyWhatItRuns(open: () => Promise<Caches>): void {
  const { log, errors } = notingLog();
  let shop: Bookshop;
  beforeAll(async () => {
    shop = await openBookshop({ caches: await open(), log });
    // Earlier answers and plans must not be found under a name that their operation does not have.
    await shop.query('mutation Warm { rename(id: "2", name: "Bob") { name } }');
    await Promise.all([
      shop.query(two.split(' query')[0] ?? ''),
      shop.query('{ greeting }'),
      shop.query('{ greeting }'),
    ]);
    await shop.query('query A { me { name } } query B { greeting }', {});
    shop.requests.length = 0;
  });
  afterAll(() => shop.close());

  describe.each(transports)('by %s, no operation runs for', (transport) => {
    it.each(transport.endsWith('GET') ? namesNothing : [...namesNothing, ...emptyName])(
      '%s',
      async (_name, members) => {
        const given = Object.fromEntries(
          // A URL has no null.
          Object.entries(members).filter(([, value]) => !(transport.endsWith('GET') && value === null)),
        );

        const heard = await askBy(transport, shop.url, given);

        expect(heard.errors).toEqual([
          { message: expect.stringContaining('operation'), extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } },
        ]);
        expect(heard.data).toBeUndefined();
        expect(heard.status ?? 400).toBe(400);
        expect(shop.requests).toEqual([]);
        expect(errors).toEqual([]);
      },
    );

    it.each(['fragment F on Person { name }', 'type Query { a: String }', ''])(
      'a document without an operation: %s',
      async (query) => {
        const heard = await askBy(transport, shop.url, { query });

        expect(heard.errors?.[0]?.extensions?.code).toMatch(/^(GRAPHQL_\w+|BAD_REQUEST)$/);
        expect(heard.status ?? 400).toBe(400);
        expect(errors).toEqual([]);
      },
    );
  });

  it('a persisted query with another name runs no operation', async () => {
    const extensions = {
      persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(mutation).digest('hex') },
    };
    await askBy('POST', shop.url, { query: mutation, operationName: 'Preview', extensions });
    shop.requests.length = 0;

    for (const transport of transports.filter((each) => !each.endsWith('GET'))) {
      const heard = await askBy(transport, shop.url, { operationName: 'Other', extensions });

      expect(heard.errors?.[0]?.extensions?.code).toBe('OPERATION_RESOLUTION_FAILURE');
    }
    expect(shop.requests).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('in a URL, an empty name counts as none, as GraphQL over HTTP says', async () => {
    const heard = await askBy('GET', shop.url, { query: 'query A { greeting }', operationName: '' });
    const ambiguous = await askBy('GET', shop.url, { query: two, operationName: '' });

    expect(heard).toMatchObject({ status: 200, data: { greeting: 'Hello' } });
    expect(ambiguous).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }],
    });
  });

  it('a socket stays open after a refused operation', async () => {
    const heard = await askBy('WebSocket', shop.url, { query: '{ greeting }', operationName: '' });

    expect(heard.closed).toBeUndefined();
    expect(heard.text).toContain('"type":"error"');
  });
}

describe.each(keepers)('with %s, only the named operation runs', (_name, open) => {
  namesOnlyWhatItRuns(open);
});

describeWithRedis('with caches in Redis, only what was named runs', () => {
  namesOnlyWhatItRuns(async () => openCache({ redisUrl: (await freshRedis()).url, log: silent }));
});
