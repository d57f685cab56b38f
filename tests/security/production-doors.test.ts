import { createHash } from 'node:crypto';
import { describeDoors, readDoors } from '@tributary/platform/doors.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openBookshop, type Bookshop } from '../gateway/open-bookshop.ts';
import { freshNewsroom } from '../gateway/open-newsroom.ts';
import { followStream } from '../support/follow-stream.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { openSmallServer } from '../support/small-server.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

/**
 * The usual search of an attacker who knows only the address, against a gateway in the production setting: the schema,
 * hints at it, pages, amplification, requests that a page of another site can send, and what a server tells of itself.
 */
const doors = readDoors({ HOST: '127.0.0.1', NODE_ENV: 'production' });
let shop: Bookshop;
beforeAll(async () => {
  shop = await openBookshop({ doors });
});
afterAll(() => shop.close());

const json = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${shop.url}/graphql`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${shop.url}/graphql?${new URLSearchParams(parameters).toString()}`, { headers });
const messagesOf = ({ body }: Awaited<ReturnType<Bookshop['query']>>) =>
  (body.errors ?? []).map((error) => error.message);
const codesOf = ({ body }: Awaited<ReturnType<Bookshop['query']>>) =>
  (body.errors ?? []).map((error) => error.extensions?.['code']);
const preflighted = { 'apollo-require-preflight': 'true' };

describe('the schema', () => {
  it.each([
    ['the query of tools', getIntrospectionQuery()],
    ['a single type', '{ __type(name: "Person") { name } }'],
    ['an alias', '{ greeting: __schema { queryType { name } } }'],
    ['a fragment', '{ ...A } fragment A on Query { __schema { queryType { name } } }'],
    ['a nested inline fragment', '{ ... on Query { ... { __schema { queryType { name } } } } }'],
    ['a directive', '{ __schema @include(if: true) { queryType { name } } }'],
    ['a mutation', 'mutation { __schema { queryType { name } } }'],
    ['another operation of the document', 'query A { greeting } query B { __schema { queryType { name } } }'],
  ])('is not told to %s', async (_, query) => {
    const answer = await shop.query(query);

    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
    expect(codesOf(answer)).toContain('INTROSPECTION_DISABLED');
  });

  it('is not told by GET, nor to the hash of a persisted query', async () => {
    const query = '{ __schema { queryType { name } } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };

    const byGet = await get({ query }, preflighted);
    const registered = await post({ query, extensions });
    const byHash = await post({ extensions });

    expect(await byGet.text()).toContain('INTROSPECTION_DISABLED');
    expect(await registered.text()).toContain('INTROSPECTION_DISABLED');
    expect(await byHash.text()).toContain('PERSISTED_QUERY_NOT_FOUND');
  });

  it.each([
    ['server-sent events', 'text/event-stream'],
    ['parts of a subscription', 'multipart/mixed;subscriptionSpec=1.0, application/json'],
    ['deferred parts', 'multipart/mixed;deferSpec=20220824'],
  ])('is not told by %s', async (_, accept) => {
    const answer = await post({ query: '{ __schema { queryType { name } } }' }, { accept });

    expect(await answer.text()).toMatch(/INTROSPECTION_DISABLED/);
  });

  it('is not told over a WebSocket', async () => {
    const { url } = await freshNewsroom({ doors });

    const told = followStream('ws', url, { query: '{ __schema { queryType { name } } }' })
      .next()
      .catch((error: unknown) => error);

    expect(JSON.stringify(await told)).toContain('INTROSPECTION_DISABLED');
  });

  it('of the subgraphs is not told either', async () => {
    const answers = await Promise.all([
      shop.query('{ _service { sdl } }'),
      shop.query('{ _entities(representations: [{ __typename: "Person", id: "1" }]) { __typename } }'),
    ]);

    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(codesOf(answer)).toContain('GRAPHQL_VALIDATION_FAILED');
    }
    expect(shop.requests).toEqual([]);
  });

  it('leaves __typename to clients, whose caches need it', async () => {
    const { body } = await shop.query('{ __typename person(id: "1") { __typename name } }');

    expect(body).toEqual({ data: { __typename: 'Query', person: { __typename: 'Person', name: 'Ada' } } });
  });

  it('is told where the door is open', async () => {
    const { url } = await freshNewsroom({ doors: { ...doors, introspection: true } });

    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
    });

    expect(await answer.json()).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
  });
});

describe('a suggestion', () => {
  const cases: [string, string, Record<string, unknown>?][] = [
    ['a field', '{ greetin }'],
    ['a field of a type', '{ person(id: "1") { nam } }'],
    ['an argument', '{ person(idd: "1") { name } }'],
    ['a type', 'query ($a: AddRevie) { greeting } fragment A on Perso { name }'],
    ['an argument of a directive', '{ greeting @include(iff: true) }'],
    ['a field of an input', 'mutation { addReview(input: { tex: "a" }) { id } }'],
    [
      'a field of an input in a variable',
      'mutation ($a: AddReview!) { addReview(input: $a) { id } }',
      { a: { tex: 'a' } },
    ],
    ['a selection', '{ person(id: "1") }'],
  ];

  it.each(cases)('names nothing that resembles %s', async (_, query, variables = {}) => {
    const answer = await shop.query(query, { variables });

    expect(messagesOf(answer)).not.toEqual([]);
    expect(messagesOf(answer).join()).not.toMatch(/did you mean/i);
  });

  it('is made in each of these cases where the door is open, so that there is something to close', async () => {
    const open = await openBookshop();
    onTestFinished(open.close);

    const answers = await Promise.all(cases.map(([, query, variables = {}]) => open.query(query, { variables })));

    for (const answer of answers) {
      expect(messagesOf(answer).join()).toMatch(/did you mean/i);
    }
  });

  it.each([
    ['an enum', '{ paint(color: REDD) }', {}],
    ['an enum in a variable', 'query ($color: Color) { paint(color: $color) }', { color: 'REDD' }],
    ['an enum in a list', 'query ($colors: [Color!]) { paint(colors: $colors) }', { colors: ['RED', 'REDD'] }],
    ['a message of a subgraph', '{ paint }', {}],
  ])('is left out of errors about %s', async (_, query, variables) => {
    const message = 'Cannot query field "pain" on type "Query". Did you mean "paint" or "secretPaint"?';
    const subgraph = await openSmallServer((_body, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: null, errors: [{ message }] }));
    });
    onTestFinished(subgraph.close);
    const sdl = 'type Query { paint(color: Color, colors: [Color!]): String } enum Color { RED GREEN }';
    const gateway = await openTestGateway({
      supergraphSdl: supergraphOf({ paint: sdl }),
      transportFor: () => httpTransport({ url: subgraph.url }),
      doors,
    });
    onTestFinished(gateway.close);

    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query, variables }),
    });
    const told = await answer.text();

    expect(told).toContain('"errors"');
    expect(told).not.toMatch(/did you mean|GREEN|secretPaint/i);
  });
});

describe('a page', () => {
  it('is not served to a browser', async () => {
    const paths = ['/graphql', '/explorer', '/playground', '/graphiql', '/console', '/altair', '/voyager'];

    const answers = await Promise.all(
      paths.map((path) => fetch(`${shop.url}${path}`, { headers: { accept: 'text/html' } })),
    );

    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.get('content-type')).toMatch(/json/);
      expect(await answer.text()).not.toMatch(/sandbox|script|<html/i);
    }
  });

  it('of another site cannot frame, sniff or load anything of an answer', async () => {
    const answers = await Promise.all([
      post({ query: '{ greeting }' }),
      post({ query: '{' }),
      fetch(`${shop.url}/health/live`),
      fetch(`${shop.url}/nothing`),
    ]);

    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });
});

describe('amplification', () => {
  it('by a batch of operations is refused', async () => {
    const answer = await post(Array.from({ length: 10 }, () => ({ query: '{ __typename }' })));

    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('"data"');
  });

  it.each([
    ['aliases', `{ ${Array.from({ length: 101 }, (_, index) => `a${index}: __typename`).join(' ')} }`],
    ['repeated fields', `{ ${'__typename '.repeat(500)} }`],
    ['repeated fields in inline fragments', `{ ${'... { __typename } ... on Query { __typename } '.repeat(250)} }`],
    ['repeated fields below a field', `{ person(id: "1") { ${'name '.repeat(500)} } }`],
    ['directives', `{ __typename ${'@include(if: true) '.repeat(60)} }`],
    ['circular fragments', '{ ...A } fragment A on Query { __typename ...B } fragment B on Query { ...A }'],
    ['a fragment of itself', '{ ...A } fragment A on Query { ...A }'],
  ])('by %s is refused, in one error or two', async (_, query) => {
    const { status, body } = await shop.query(query);

    expect(status).toBe(400);
    expect(body.data).toBeUndefined();
    expect(body.errors?.length).toBeLessThanOrEqual(2);
  });

  it('by a mistake that is repeated gives one error with its places', async () => {
    const { body } = await shop.query(`query { __typename ${'@aa '.repeat(10)} }`);

    expect(body.errors).toHaveLength(1);
    expect(JSON.stringify(body)).toContain('Unknown directive');
  });
});

describe('a page of another site', () => {
  it.each([
    ['a query by GET', () => get({ query: '{ __typename }' })],
    ['a mutation by GET', () => get({ query: 'mutation { rename(id: "1", name: "Eve") { id } }' })],
    [
      'a mutation by GET, with a preflight',
      () => get({ query: 'mutation { rename(id: "1", name: "Eve") { id } }' }, preflighted),
    ],
    [
      'a form',
      () =>
        fetch(`${shop.url}/graphql`, {
          method: 'POST',
          body: new URLSearchParams({ query: 'mutation { rename(id: "1", name: "Eve") { id } }' }),
        }),
    ],
    ['plain text', () => post({ query: '{ __typename }' }, { 'content-type': 'text/plain' })],
    ['no media type', () => post({ query: '{ __typename }' }, { 'content-type': '' })],
  ])('cannot send %s', async (_, send) => {
    const before = shop.requests.length;

    const answer = await send();

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toContain('"data"');
    expect(shop.requests).toHaveLength(before);
  });
});

describe('a browser that came over TLS', () => {
  const hstsOf = async (settings: Parameters<typeof freshNewsroom>[0], scheme: string) => {
    const { url } = await freshNewsroom({ doors, strictTransportSeconds: 60, ...settings });
    const { headers } = await fetch(`${url}/health/live`, { headers: { 'x-forwarded-proto': scheme } });
    return headers.get('strict-transport-security');
  };

  it.each([
    ['keeps to TLS, as a trusted proxy says', { trustedProxies: 1 }, 'https', 'max-age=60'],
    ['keeps to TLS, as the outermost of two proxies says', { trustedProxies: 2 }, 'https, http', 'max-age=60'],
    ['is told nothing over plain HTTP', { trustedProxies: 1 }, 'http', null],
    ['is told nothing on the word of a client', { trustedProxies: 1 }, 'https, http', null],
    ['is told nothing without proxies', { trustedProxies: 0 }, 'https', null],
    ['is told nothing by a setting of 0', { trustedProxies: 1, strictTransportSeconds: 0 }, 'https', null],
  ])('%s', async (_, settings, scheme, header) => {
    expect(await hstsOf(settings, scheme)).toBe(header);
  });
});

describe('what a server tells of itself', () => {
  it('has no traces, whatever a client asks for', async () => {
    const answer = await post(
      { query: '{ greeting }', extensions: { tracing: true } },
      { 'apollo-federation-include-trace': 'ftv1', 'apollo-tracing': '1', 'x-debug': '1' },
    );

    expect(await answer.json()).toEqual({ data: { greeting: expect.any(String) } });
    expect([...answer.headers.keys()].filter((name) => /trac|debug|cost/.test(name))).toEqual([]);
  });

  it.each([
    ['a document that cannot be parsed', { query: 'qwerty cop { abc }' }],
    ['variables of a wrong shape', { query: '{ greeting }', variables: 'x' }],
    ['a query that is no text', { query: { $ne: null } }],
    ['no query', {}],
    ['an operation that does not exist', { query: '{ greeting }', operationName: 'x' }],
  ])('has no stack, path or version in the error for %s', async (_, body) => {
    const answer = await post(body);
    const told = await answer.text();

    expect(answer.status).toBe(400);
    expect(told).not.toMatch(/stacktrace|exception|node_modules|file:\/\/|\.ts:|\bat \w+ \(/);
  });

  it('has no metrics and no reasons, on the main port', async () => {
    const [metrics, ready, live] = await Promise.all(
      ['/metrics', '/health/ready', '/health/live'].map((path) => fetch(`${shop.url}${path}`)),
    );

    expect(metrics?.status).toBe(404);
    expect(await ready?.json()).toEqual({ status: 'ready' });
    expect(await live?.json()).toEqual({ status: 'live' });
  });
});

describe('a door', () => {
  it.each([
    ['0.0.0.0', undefined, false],
    ['::', undefined, false],
    ['10.1.2.3', 'development', false],
    ['gateway.example', undefined, false],
    ['', undefined, false],
    ['127.0.0.1', 'production', false],
    ['127.0.0.1', undefined, true],
    ['::1', 'test', true],
    ['localhost', undefined, true],
  ])('on %j with NODE_ENV %j is open by default: %j', (HOST, NODE_ENV, isOpen) => {
    expect(new Set(Object.values(readDoors({ HOST, NODE_ENV })))).toEqual(new Set([isOpen]));
  });

  it('is open or closed as its own setting says, alone', () => {
    expect(readDoors({ HOST: '0.0.0.0', INTROSPECTION: true })).toEqual({ ...doors, introspection: true });
    expect(readDoors({ HOST: '127.0.0.1', SUGGESTIONS: false })).toMatchObject({ suggestions: false, metrics: true });
  });

  it('is told to the operator with the reason, and the setting that changes it', () => {
    expect(describeDoors({ HOST: '0.0.0.0', EXPLORER: true, METRICS: false })).toEqual([
      'Explorer: open, by EXPLORER=true.',
      'Introspection: closed, since other machines may reach 0.0.0.0. INTROSPECTION=true opens it.',
      'Suggestions: closed, since other machines may reach 0.0.0.0. SUGGESTIONS=true opens it.',
      'Metrics: closed, by METRICS=false.',
    ]);
    expect(describeDoors({ HOST: '127.0.0.1' })[0]).toBe(
      'Explorer: open, since 127.0.0.1 is reached from this machine alone. EXPLORER=false closes it.',
    );
  });
});
