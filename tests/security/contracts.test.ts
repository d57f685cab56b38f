import { openCache } from '@tributary/platform/cache.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { federationLink } from '../gateway/federation/supergraph-case.ts';
import { contradiction } from '../gateway/federation/supergraphs/required-arguments.ts';
import { employee, openShop, partner, partners, visit, type Shop } from '../gateway/open-contracts.ts';
import { freshNewsroom, newsSdl, writersSdl } from '../gateway/open-newsroom.ts';
import { ask2, http2Session, secureNewsroom } from '../gateway/secure-newsroom.ts';
import { hashOf, trusting } from '../gateway/open-trusted-documents.ts';
import { followStream, transports } from '../support/follow-stream.ts';
import { openTestGateway, silentLog } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

/** Values and names that a partner must not learn. Requests of the tests name some of them by themselves. */
const hidden = /hunter|100[12]|sku|Audit|SECRET/;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({
    documents: await trusting(
      { hidden: '{ audits { by } }', shown: '{ products { name } }' },
      { mode: 'prefer' },
      (close) => void closing.push(close),
    ),
  });
});
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  await shop.close();
  await Promise.all(closing.map((close) => close()));
});
beforeEach(() => {
  shop.asked.length = 0;
});

const withoutDescriptions = (sdl: string) => sdl.replaceAll(/"""[^]*?"""/g, '');
const taggedNews = newsSdl
  .replace('"@key", "@composeDirective"', '"@key", "@composeDirective", "@tag"')
  .replace('= 3): String', '= 3): String @tag(name: "internal")')
  .replace('number: Int!', 'number: Int! thing: Thing')
  .concat(
    'interface Thing { id: ID } type Post2 implements Thing { id: ID } type Audit implements Thing @tag(name: "internal") { id: ID }',
  );

const long = (query: string) => `${query} ${'# padding\n'.repeat(200)}`;

describe('a partner does not get a hidden element', () => {
  it.each([
    ['a field', '{ products { cost } }', 'Cannot query field "cost" on type "Product".'],
    ['a root field', '{ audits { by } }', 'Cannot query field "audits" on type "Query".'],
    ['a key', '{ products { sku } }', 'Cannot query field "sku" on type "Product".'],
    ['an alias', '{ products { price: cost } }', 'Cannot query field "cost" on type "Product".'],
    ['a mutation', 'mutation { purge }', 'Cannot query field "purge" on type "Mutation".'],
    ['a fragment on a hidden type', '{ nodes { ... on Audit { by } } }', 'Unknown type "Audit".'],
    ['a named fragment', '{ nodes { ...A } } fragment A on Audit { by }', 'Unknown type "Audit".'],
    [
      'a field in a fragment within an interface',
      '{ nodes { ... on Node { ... on Product { cost } } } }',
      'Cannot query field "cost" on type "Product".',
    ],
    ['a skipped field', '{ products { name cost @skip(if: true) } }', 'Cannot query field "cost" on type "Product".'],
    ['a deferred field', '{ products { name ... @defer { cost } } }', 'Cannot query field "cost" on type "Product".'],
    ['an argument', '{ products(trace: true) { id } }', 'Unknown argument "trace" on field "Query.products".'],
    [
      'an input field',
      '{ products(by: { costBelow: 1 }) { id } }',
      'Field "costBelow" is not defined by type "Filter".',
    ],
    ['a value', '{ products(level: SECRET) { id } }', 'Value "SECRET" does not exist in "Level" enum.'],
    [
      'a value as a default',
      'query ($l: Level = SECRET) { products(level: $l) { id } }',
      'Value "SECRET" does not exist in "Level" enum.',
    ],
    ['another operation of the document', 'query A { level } query B { audits { by } }', 'Cannot query field "audits"'],
    ['a long document', long('{ products { cost } }'), 'Cannot query field "cost" on type "Product".'],
  ])('by %s', async (_what, query, message) => {
    const operationName = query.startsWith('query A') ? 'A' : undefined;

    const { status, json, body } = await shop.askAt({ query, operationName });

    expect(status).toBe(400);
    expect(json.errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(message),
        extensions: expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }),
      }),
    ]);
    expect(json.data).toBeUndefined();
    expect(body).not.toMatch(/Did you mean/);
    expect(shop.asked).toEqual([]);
  });

  it.each([
    ['a value', 'query ($v: Level) { products(level: $v) { id } }', 'SECRET', 'does not exist in "Level" enum'],
    [
      'an input field',
      'query ($v: Filter) { products(by: $v) { id } }',
      { costBelow: 1 },
      'is not defined by type "Filter"',
    ],
  ])('by a variable with %s', async (_what, query, v, message) => {
    const { json } = await shop.askAt({ query, variables: { v } });

    expect(json.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(json.errors[0].message).toContain(message);
    expect(shop.asked).toEqual([]);
  });

  it.each([
    ['a field', '{ products { csot } }'],
    ['a root field', '{ audit { by } }'],
    ['a type', '{ nodes { ... on Audits { by } } }'],
    ['an argument', '{ products(trac: true) { id } }'],
    ['an input field', '{ products(by: { costBelo: 1 }) { id } }'],
    ['a value', '{ products(level: SECRE) { id } }'],
    ['a long document', long('{ products { csot } }')],
  ])('by the suggestion of %s', async (_what, query) => {
    const [own, other] = [await shop.askAt(query), await shop.askAt(query, { host: 'localhost', who: employee })];

    expect(other.body).toMatch(/Did you mean/);
    expect(own.body).not.toMatch(/cost\b|costBelow|audits|"Audit"|trace|SECRET\b/);
  });

  it('by introspection, nor by its SDL', async () => {
    const types = ['Audit', 'Product', 'Level', 'Filter'].map(
      (name) => `${name}: __type(name: "${name}") { name fields { name } enumValues { name } inputFields { name } }`,
    );

    const all = await shop.askAt(getIntrospectionQuery({ descriptions: false }));
    const some = await shop.askAt(`{ ${types.join(' ')} }`);
    const sdl = await visit(shop.url, { host: 'partners.example.com', path: '/graphql/schema.graphql' });

    expect(some.json.data.Audit).toBeNull();
    for (const { status, body } of [all, { ...some, body: some.body.replace('Audit', '') }, sdl]) {
      expect(status).toBe(200);
      expect(body).toContain('Product');
      expect(withoutDescriptions(body)).not.toMatch(/audit|sku|cost|secret|purge|trace|force/i);
    }
  });

  it('by GET, by an event stream, and by a query in parts', async () => {
    const query = '{ products { cost } }';
    const at = { host: 'partners.example.com' };
    const answers = [
      await visit(shop.url, {
        ...at,
        path: `/graphql?query=${encodeURIComponent(query)}`,
        headers: { 'apollo-require-preflight': '1' },
      }),
      await visit(shop.url, { ...at, body: { query }, headers: { accept: 'text/event-stream' } }),
      await visit(shop.url, { ...at, body: { query }, headers: { accept: 'multipart/mixed; deferSpec=20220824' } }),
    ];

    for (const { body } of answers) {
      expect(body).toContain('Cannot query field');
      expect(body).not.toMatch(hidden);
    }
    expect(shop.asked).toEqual([]);
  });
});

describe('what the gateway remembers of other callers', () => {
  it('lets no document through that was valid for them, in any order', async () => {
    for (const query of ['{ products { id cost } }', long('{ products { id cost } }')]) {
      for (let turn = 0; turn < 3; turn += 1) {
        expect((await shop.askAt(query, { host: 'localhost', who: employee })).json.data.products[0].cost).toBe(1001);
        expect((await shop.askAt(query)).json.data).toBeUndefined();
        expect((await shop.askAt(query, { host: 'localhost', who: partner })).json.data).toBeUndefined();
      }
    }
  });

  it('lets no persisted query through', async () => {
    const query = '{ products { id cost price } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(query) } };
    await shop.askAt({ query, extensions }, { host: 'localhost', who: employee });

    const byHash = await shop.askAt({ extensions });
    const other = await shop.askAt({ extensions }, { host: 'localhost', who: employee });

    expect(byHash.json.errors).toMatchObject([{ message: 'Cannot query field "cost" on type "Product".' }]);
    expect(other.json.data.products[0].cost).toBe(1001);
  });

  it('lets no trusted document through, by its id or its path', async () => {
    const at = { host: 'partners.example.com' };
    const headers = { 'apollo-require-preflight': '1' };

    const byId = await shop.askAt({ documentId: 'hidden' });
    const byPath = await visit(shop.url, { ...at, path: '/graphql/hidden', headers });
    const shown = await visit(shop.url, { ...at, path: '/graphql/shown', headers });
    const other = await shop.askAt({ documentId: 'hidden' }, { host: 'localhost', who: employee });

    expect(byId.json.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(byPath.body).toContain('Cannot query field');
    expect([byId.body, byPath.body].join()).not.toMatch(/hunter/);
    expect(shown.body).toContain('Product 1');
    expect(other.json.data).toEqual({ audits: [{ by: 'hunter' }] });
  });

  it('gives no object of a hidden type by the plan, the code or the execution of another caller', async () => {
    const query = '{ nodes { id } things { __typename } }';
    const opened = await openShop({ shareInFlight: true });
    onTestFinished(opened.close);

    const answers = await Promise.all(
      [0, 1, 2].flatMap(() => [
        opened.askAt(query, { host: 'localhost' }).then(({ json }) => ['whole', json.data.nodes[2]?.id ?? null]),
        opened.askAt(query).then(({ json, body }) => ['part', hidden.test(body) ? 'leak' : json.data.nodes[2]]),
      ]),
    );

    expect(new Set(answers.map((answer) => answer.join()))).toEqual(new Set(['whole,a1', 'part,']));
  });

  it.each(['{ marks { id } }', '{ marks { __typename id } }', '{ marks { id ... on Mark @defer { __typename } } }'])(
    'gives no object of an interface of which only hidden types are left: %s',
    async (query) => {
      const [own, other] = [await shop.askAt(query), await shop.askAt(query, { host: 'localhost' })];

      expect(other.json.data.marks[0].id).toBe('a1');
      expect(own.json.data).toEqual({ marks: null });
      expect(own.json.errors).toMatchObject([{ path: ['marks', 0] }]);
      expect(own.body).not.toMatch(hidden);
    },
  );

  it('names no hidden field where an operation cannot be planned', async () => {
    const { prices = '', quotes = '' } = contradiction.subgraphs;
    const required = /parts: \[Part\]|price\(currency: String!\): Int/g;
    const subgraphs = {
      prices: federationLink + prices.replaceAll(required, '$& @tag(name: "internal")'),
      quotes: federationLink + quotes,
    };
    const gateway = await openTestGateway({
      supergraphSdl: supergraphOf(subgraphs),
      contracts: [partners],
    });
    onTestFinished(gateway.close);
    const askAt = async (host: string) =>
      (await visit(gateway.url, { host, body: { query: '{ items { both } }' } })).body;

    const [whole, part] = [await askAt('localhost'), await askAt('partners.example.com')];

    expect(whole).toMatch(/CONFLICTING_REQUIREMENTS/);
    expect(whole).toMatch(/price|parts/);
    expect(part).toMatch(/CONFLICTING_REQUIREMENTS/);
    expect(part).not.toMatch(/price|parts/);
  });

  it('gives no cached answer of another contract, and caches its own', async () => {
    let asked = 0;
    const transport = {
      execute: async () => {
        asked += 1;
        return { data: { node: { __typename: 'Audit', id: 'hunter' } }, cacheControl: 'max-age=60, public' };
      },
      close: async () => {},
    };
    const sdl = `type Query { node: Node } interface Node { id: ID } type Product implements Node { id: ID } type Audit implements Node @tag(name: "internal") { id: ID }`;
    const gateway = await openTestGateway({
      supergraphSdl: supergraphOf({ one: `${federationLink}\n${sdl}` }),
      transportFor: ({ url }) => ({ ...httpTransport({ url }), ...transport }),
      contracts: [partners],
      caches: await openCache({ log: silentLog }),
    });
    onTestFinished(gateway.close);
    const askAt = async (host: string) => (await visit(gateway.url, { host, body: { query: '{ node { id } }' } })).body;

    const first = [await askAt('localhost'), await askAt('partners.example.com')];
    const second = [await askAt('localhost'), await askAt('partners.example.com')];

    expect([first[0], second[0]].join()).toContain('hunter');
    expect([first[1], second[1]].join()).not.toMatch(hidden);
    // An answer with an error is not cached, so only the whole API is answered from the cache.
    expect(asked).toBe(3);
  });
});

it('the host of HTTP/2 is its authority, whatever its header `host` says', async () => {
  const room = await secureNewsroom({
    supergraphSdl: supergraphOf({ news: taggedNews, writers: writersSdl }),
    contracts: [partners],
  });
  const query = '{ __type(name: "Post") { fields { name } } }';
  const askAt = async (authority: string, host: string) =>
    ask2(http2Session(room), {
      headers: { ':authority': authority, host, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });

  const [part, whole] = [
    await askAt('partners.example.com', 'localhost'),
    await askAt('localhost', 'partners.example.com'),
  ];

  expect([part.status, whole.status]).toEqual([200, 200]);
  expect(part.body).not.toContain('"text"');
  expect(whole.body).toContain('"text"');
});

describe('a subscription of a partner', () => {
  const contracts = [
    {
      name: 'partners',
      include: [],
      exclude: ['internal'],
      hosts: ['partners.example.com'],
      callers: { expression: "claims.role == 'CUSTOMER'" },
    },
  ];
  const room = () =>
    freshNewsroom({ supergraphSdl: supergraphOf({ news: taggedNews, writers: writersSdl }), contracts });

  it.each(transports)('has no hidden field over %s', async (transport) => {
    const { url, token, subscriptions } = await room();

    const stream = followStream(transport, url, {
      query: 'subscription { posted { text } }',
      token: await token({ role: 'CUSTOMER' }),
    });
    const outcome = await stream.next().then(
      ({ value }) => JSON.stringify(value),
      (error: unknown) => JSON.stringify(error) + String(error),
    );

    expect(outcome).toContain('Cannot query field');
    expect(subscriptions).toEqual([]);
  });

  it('has none on a socket of the host, whatever the payload says', async () => {
    const { url, token, subscriptions } = await room();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws'], {
      headers: { host: 'partners.example.com' },
    });
    onTestFinished(() => socket.terminate());
    const messages: string[] = [];
    const acknowledged = new Promise((resolve) => socket.once('message', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    const authorization = `Bearer ${await token({ role: 'OPERATOR' })}`;
    socket.send(
      JSON.stringify({ type: 'connection_init', payload: { host: 'localhost', Host: 'localhost', authorization } }),
    );
    await acknowledged;
    socket.on('message', (data: Buffer) => messages.push(data.toString()));

    socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: 'subscription { posted { text } }' } }));
    socket.send(
      JSON.stringify({ type: 'subscribe', id: '2', payload: { query: '{ __type(name: "Audit") { name } }' } }),
    );
    await expect.poll(() => messages.length).toBe(3);

    expect(messages.join()).toContain('Cannot query field');
    expect(messages.join()).toContain('{"__type":null}');
    expect(subscriptions).toEqual([]);
  });

  it('gets no event that the same caller gets at another host', async () => {
    const sdl = `type Query { a: Int } type Subscription { noted: Thing } interface Thing { id: ID }
      type Note implements Thing { id: ID } type Audit implements Thing @tag(name: "internal") { id: ID }`;
    const { promise: wake, resolve } = Promise.withResolvers<void>();
    let opened = 0;
    const transport: SubgraphTransport = {
      execute: async () => ({ data: {} }),
      subscribe: async function* events() {
        opened += 1;
        await wake;
        yield { data: { noted: { __typename: 'Audit', id: 'hunter' } } };
      },
      close: async () => {},
    };
    const gateway = await openTestGateway({
      supergraphSdl: supergraphOf({ one: `${federationLink}\n${sdl}` }),
      transportFor: () => transport,
      contracts: [partners],
    });
    onTestFinished(gateway.close);
    const bodyAt = async (host: string) => {
      const query = 'subscription { noted { id } }';
      const { body } = await visit(gateway.url, { host, body: { query }, headers: { accept: 'text/event-stream' } });
      return body;
    };

    const bodies = Promise.all([bodyAt('localhost'), bodyAt('partners.example.com'), bodyAt('127.0.0.1')]);
    await expect.poll(() => opened).toBe(2);
    resolve();
    const [whole, part, other] = await bodies;

    expect([whole, other].every((body) => body.includes('hunter'))).toBe(true);
    expect(part).toContain('"noted":null');
    expect(part).not.toMatch(hidden);
  });
});
