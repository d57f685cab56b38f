import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';
import { askBy, hear, notingLog, transports } from './ask-by.ts';

const { log, errors } = notingLog();
let shop: Bookshop;
beforeAll(async () => {
  shop = await openBookshop({ log });
});
beforeEach(() => {
  shop.requests.length = 0;
  errors.length = 0;
});
afterAll(() => shop.close());

const query = '{ greeting }';
const accepts = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed;subscriptionSpec=1.0',
  'application/graphql-response+json, application/json, text/event-stream, multipart/mixed',
];
const isProven = { 'apollo-require-preflight': 'true' };

/** The refusal of every malformed request. */
const isRefused = { status: 400, errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }] };

type Members = [string, Record<string, unknown>];
const onlyInUrls: Members[] = [
  ['variables that are no JSON', { query, variables: '{' }],
  ['extensions that are no JSON', { query, extensions: 'x' }],
];
const onlyInBodies: Members[] = [
  ['a document that is a list', { query: [] }],
  ['a document that is null', { query: null }],
  ['a document that is a syntax tree', { query: { kind: 'Document', definitions: [] } }],
  ['a name that is a number', { query, operationName: 5 }],
  ['a name that is a list', { query, operationName: ['A'] }],
];

describe.each(transports)('by %s, a request is refused', (transport) => {
  const isGet = transport.endsWith('GET');

  it.each<Members>([
    ['extensions that are a list', { query, extensions: [] }],
    ['extensions that are a text', { query, extensions: '"x"' }],
    ['extensions that are a number', { query, extensions: 5 }],
    ['extensions that are true', { query, extensions: true }],
    ['variables that are a list', { query, variables: [7] }],
    ['variables that are a text', { query, variables: '"{}"' }],
    ['variables that are a number', { query, variables: 0 }],
    ['variables that are false', { query, variables: false }],
    ['nothing', {}],
    ['a name without a document', { operationName: 'A' }],
    ...(isGet ? onlyInUrls : onlyInBodies),
  ])('with %s', async (_name, members) => {
    const heard = await askBy(transport, shop.url, members);

    expect(heard).toMatchObject(transport === 'WebSocket' ? { closed: 4400 } : isRefused);
    expect(shop.requests).toEqual([]);
    expect(errors).toEqual([]);
  });

  it.each([
    ['of another document', 400, 'BAD_REQUEST', { query, extensions: persisted(1, hashOf('{ me { name } }')) }],
    ['of another version', 400, 'BAD_REQUEST', { query, extensions: persisted(2, hashOf(query)) }],
    ['that is unknown', 200, 'PERSISTED_QUERY_NOT_FOUND', { extensions: persisted(1, 'abc') }],
    [
      'that is a property of every object',
      200,
      'PERSISTED_QUERY_NOT_FOUND',
      { extensions: persisted(1, 'constructor') },
    ],
    ['that is a number', 200, 'PERSISTED_QUERY_NOT_FOUND', { extensions: persisted(1, 5) }],
  ])('with a hash %s', async (_name, status, code, members) => {
    const heard = await askBy(transport, shop.url, members);

    expect(heard.errors).toEqual([{ message: expect.any(String), extensions: { code } }]);
    expect(heard.status ?? status).toBe(status);
    expect(shop.requests).toEqual([]);
  });

  it('but not for members that are null or unknown', async () => {
    const members = { query, variables: null, extensions: null, ...(isGet ? {} : { operationName: null }), unknown: 5 };

    expect(await askBy(transport, shop.url, members)).toMatchObject({ data: { greeting: 'Hello' } });
  });

  it('but not by a hash whose document was sent before', async () => {
    const document = `{ greeting } # ${transport}`;
    const extensions = persisted(1, hashOf(document));

    expect(await askBy(transport, shop.url, { query: document, extensions })).toMatchObject({
      data: { greeting: 'Hello' },
    });
    await expect.poll(() => askBy(transport, shop.url, { extensions })).toMatchObject({ data: { greeting: 'Hello' } });
  });
});

describe.each(accepts)('with accept: %s, a body is refused that is', (accept) => {
  it.each([
    '[]',
    `[{"query":"${query}"}]`,
    'null',
    '5',
    '"x"',
    '{}',
    `{"query":"${query}"}x`,
    `{"query":"${query}"`,
    '',
    'NaN',
  ])('%s', async (body) => {
    const heard = await hear(`${shop.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body,
    });

    expect(heard).toMatchObject(isRefused);
    expect(shop.requests).toEqual([]);
  });
});

describe('a URL', () => {
  const get = (search: string, accept: string) =>
    hear(`${shop.url}/graphql?${search}`, { headers: { ...isProven, accept } });

  it.each(['', 'null'])('with `variables` and `extensions` as "%s" is valid, and has none', async (none) => {
    for (const accept of accepts) {
      const heard = await get(`query={greeting}&variables=${none}&extensions=${none}`, accept);

      expect(heard).toMatchObject({ data: { greeting: 'Hello' } });
    }
  });

  it.each([
    'query={greeting}&query={greeting}',
    'query={greeting}&variables={}&variables={}',
    'query={greeting}&extensions=&extensions={}',
  ])('with a repeated parameter is refused: %s', async (search) => {
    for (const accept of accepts) {
      expect(await get(search, accept)).toMatchObject(isRefused);
    }
  });

  it("may be long, and is refused beyond the server's limit on headers", async () => {
    expect(await get(`query={greeting}&x=${'x'.repeat(80_000)}`, 'application/json')).toMatchObject({ status: 200 });
    expect((await get(`query={greeting}&x=${'x'.repeat(120_000)}`, 'application/json')).status).toBe(431);
  });
});

describe('a method that the path does not allow gets 405 with the allowed methods:', () => {
  it.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'QUERY'])('%s', async (method) => {
    for (const accept of accepts) {
      const { status, headers } = await fetch(`${shop.url}/graphql`, { method, headers: { accept } });

      expect([status, headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS']);
    }
  });

  it('GET, for a mutation', async () => {
    const mutation = encodeURIComponent('mutation { rename(id: "1", name: "Eve") { name } }');
    for (const accept of accepts) {
      const { status, headers } = await fetch(`${shop.url}/graphql?query=${mutation}`, {
        headers: { ...isProven, accept },
      });

      expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    }
    expect(shop.requests).toEqual([]);
  });
});

function hashOf(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}

function persisted(version: number, sha256Hash: unknown) {
  return { persistedQuery: { version, sha256Hash } };
}
