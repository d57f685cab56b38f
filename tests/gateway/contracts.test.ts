import { buildGeneration } from '@tributary/gateway/generation/generation.ts';
import { StartError } from '@tributary/platform/config.ts';
import { buildClientSchema, getIntrospectionQuery, parse, printSchema, type IntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { followStream, transports } from '../support/follow-stream.ts';
import { collectLogs } from '../support/collect-logs.ts';
import { openWorkers } from '../support/operation-pool.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { federationLink } from './federation/supergraph-case.ts';
import { employee, openShop, partner, partners, visit, type Shop } from './open-contracts.ts';
import { freshNewsroom, newsSdl, writersSdl } from './open-newsroom.ts';
import type { GatewayAnswer } from './federation/open-supergraph.ts';
import type { Who } from './open-guarded.ts';

const messagesIn = ({ errors = [] }: GatewayAnswer) => errors.map(({ message }) => message);
const unknownCost = 'Cannot query field "cost" on type "Product".';

describe('the contract of a request', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({
      contracts: [
        partners,
        { name: 'ordinary', include: [], exclude: ['none'], hosts: ['*.shop.example.com'] },
        { name: 'guests', include: [], exclude: ['internal'], hosts: ['guests.example.com'] },
      ],
    });
  });
  afterAll(() => shop.close());

  const seesCost = async (host: string, who: Who) =>
    messagesIn((await shop.askAt('{ products { cost } }', { host, who })).json).join() !== unknownCost;

  it.each([
    ['a caller of the contract, at any host', 'localhost', partner, false],
    ['a caller of the contract, at the host of another one', 'x.shop.example.com', partner, false],
    ['a host of the contract', 'partners.example.com', null, false],
    ['a host in upper case, with a port', 'PARTNERS.Example.com:8443', employee, false],
    ['another caller at another host', 'localhost', employee, true],
    ['nobody at another host', '127.0.0.1:4000', null, true],
    ['a host of a pattern', 'a.shop.example.com', null, true],
    ['a later contract', 'guests.example.com', employee, false],
  ] as const)('is found by %s', async (_what, host, who, sees) => {
    expect(await seesCost(host, who)).toBe(sees);
  });

  it('is never one that a header asks for', async () => {
    const headers = { 'x-forwarded-host': 'localhost', forwarded: 'host=localhost', 'x-contract': 'none' };
    const { body } = await visit(shop.url, {
      host: 'partners.example.com',
      body: { query: '{ products { cost } }' },
      headers,
    });

    expect(body).toContain('Cannot query field');
  });

  it('is one for everyone else where there is such a one, and an expression that fails fits nobody', async () => {
    const { askAt, close } = await openShop({
      contracts: [
        {
          name: 'staff',
          include: [],
          exclude: ['none'],
          hosts: [],
          callers: { expression: "claims.roles.exists(r, r == 'staff')" },
        },
        { name: 'others', include: [], exclude: ['internal'], hosts: [] },
      ],
    });
    onTestFinished(close);
    const staff = { scopes: [], claims: { roles: ['staff'] } };
    const ask = async (who: Who) => messagesIn((await askAt('{ products { cost } }', { host: 'localhost', who })).json);

    expect(await ask(staff)).toEqual([]);
    expect(await ask(employee)).toEqual([unknownCost]);
    expect(await ask(null)).toEqual([unknownCost]);
  });

  it('varies by the host where a contract has one, and by the token', async () => {
    const withHosts = await visit(shop.url, { host: 'localhost', body: { query: '{ level }' } });
    const { url, close } = await openShop({ contracts: [{ ...partners, hosts: [] }] });
    onTestFinished(close);
    const without = await visit(url, { host: 'localhost', body: { query: '{ level }' } });

    expect(withHosts.headers['vary']).toContain('host');
    expect(without.headers['vary']).not.toContain('host');
    expect(without.headers['vary']).toContain('authorization');
  });

  it('serves the explorer at its host', async () => {
    const opened = await openShop({ explorer: { document: '', variables: '', headers: async () => ({}) } });
    onTestFinished(opened.close);

    const page = await visit(opened.url, { host: 'partners.example.com', headers: { accept: 'text/html' } });
    const other = await visit(opened.url, { host: 'others.example.com', headers: { accept: 'text/html' } });

    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain("location.origin + '/graphql'");
    expect(other.status).toBe(421);
  });
});

describe('an operation in a contract', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it('is planned with hidden keys and requirements', async () => {
    const query = '{ products { name price margin } }';
    const { json } = await shop.askAt(query);

    expect(json).toEqual({
      data: {
        products: [
          { name: 'Product 1', price: 2001, margin: 999 },
          { name: 'Product 2', price: 2002, margin: 998 },
        ],
      },
    });
    expect(await shop.ask(query, employee)).toEqual(json);
  });

  it('gets null and an error in the place of an object of a hidden type, and of a hidden value', async () => {
    const query = '{ nodes { __typename id } things { __typename } level products { level } }';
    const { json } = await shop.askAt(query);

    const product = { __typename: 'Product' };
    expect(json.data).toEqual({
      nodes: [{ ...product, id: 'p1' }, { ...product, id: 'p2' }, null],
      things: [product, product, null],
      level: null,
      products: [{ level: 'LOW' }, { level: null }],
    });
    expect(JSON.stringify(json.errors)).not.toMatch(/Audit|SECRET|hunter/);
    expect(json.errors.map(({ path }: { path: unknown }) => path)).toEqual(
      expect.arrayContaining([['nodes', 2], ['things', 2], ['level'], ['products', 1, 'level']]),
    );
    expect((await shop.ask(query, employee)).data).toMatchObject({
      nodes: [{}, {}, { __typename: 'Audit' }],
      level: 'SECRET',
    });
  });

  it('defers parts of it, of types that others may see more of', async () => {
    const query = `{ nodes { id ... @defer { __typename } ... on Product @defer { margin level } }
      things { ... @defer { __typename ... on Product { price } } } }`;
    const { body } = await visit(shop.url, {
      host: 'partners.example.com',
      body: { query },
      headers: { accept: 'multipart/mixed; deferSpec=20220824, application/json' },
    });

    expect(body).toContain('"margin":999');
    expect(body).toContain('"price":2001');
    expect(body).not.toMatch(/Audit|SECRET|hunter/);
  });

  it('shows in introspection what the contract shows, and of that what the caller may use', async () => {
    const sdlFor = async (who: Who) => {
      const { json } = await shop.askAt(getIntrospectionQuery({ descriptions: false }), { who });
      return printSchema(buildClientSchema(json.data as IntrospectionQuery));
    };
    const [anonymous, signedIn] = [await sdlFor(null), await sdlFor(partner)];

    expect(signedIn).toContain('supplier: String');
    expect(anonymous).not.toContain('supplier');
    expect(anonymous).toContain('margin: Int');
    expect(anonymous + signedIn).not.toMatch(/sku|cost|Audit|SECRET|purge|trace|force/);
  });

  it('leaves a withheld field valid, null and told', async () => {
    const { json } = await shop.askAt('{ products { supplier } __type(name: "Product") { name } }');

    expect(json).toMatchObject({
      data: { products: [{ supplier: null }, { supplier: null }], __type: { name: 'Product' } },
      errors: [{ path: ['products', '@', 'supplier'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});

it('an operation of several contracts is planned once, and prepared for each in the next generation', async () => {
  const sdl = `${federationLink}
    type Query { a: Int b: Int @tag(name: "b") node: Node } interface Node { id: ID } type One implements Node { id: ID }`;
  const supergraphSdl = supergraphOf({ one: sdl });
  const workers = openWorkers(supergraphSdl);
  let planned = 0;
  const build = () =>
    buildGeneration({
      supergraphSdl,
      operationsBytesMax: 1_000_000,
      entitiesApart: 'repeated',
      onPrepared: () => {},
      contracts: [
        { name: 'one', include: [], exclude: ['b'] },
        { name: 'two', include: [], exclude: ['c'] },
      ],
      workers: {
        ...workers,
        plan: async (...args) => {
          planned += 1;
          return workers.plan(...args);
        },
      },
    });
  const generation = build();
  const use = async (contract: string | null) =>
    generation
      .showing(contract)
      .operationOf(parse('{ a node { id } }'), null)
      .bind({}, () => false);

  const bound = [await use('one'), await use('two'), await use(null), await use('one')];
  const used = generation.mostUsed(10);
  const next = build();
  for (const each of used) {
    await next.showing(each.contract).warm(each);
  }

  expect(bound.every((each) => 'execute' in each)).toBe(true);
  expect(used.map(({ contract }) => contract)).toEqual(expect.arrayContaining(['one', 'two', null]));
  expect(next.mostUsed(10)).toHaveLength(3);
  expect(planned).toBe(2);
  expect(() => generation.showing('none')).toThrow('there is no contract none');
  // Contracts with equal filters are the same to caches; others are not.
  expect(new Set([null, 'one', 'two'].map((contract) => generation.showing(contract).fingerprint)).size).toBe(3);
});

describe('a subscription in a contract', () => {
  const taggedNews = newsSdl
    .replace('"@key", "@composeDirective"', '"@key", "@composeDirective", "@tag"')
    .replace('writer: Writer }', 'writer: Writer @tag(name: "internal") }');
  const room = () =>
    freshNewsroom({
      supergraphSdl: supergraphOf({ news: taggedNews, writers: writersSdl }),
      contracts: [
        {
          name: 'customers',
          include: [],
          exclude: ['internal'],
          hosts: [],
          callers: { expression: "claims.role == 'CUSTOMER'" },
        },
      ],
    });

  it.each(transports)('gets its events, and cannot select what is hidden, over %s', async (transport) => {
    const { url, post, token, subscriptions } = await room();
    const customer = await token({ role: 'CUSTOMER' });

    const stream = followStream(transport, url, { query: 'subscription { posted { number } }', token: customer });
    const first = stream.next();
    await expect.poll(() => subscriptions.length).toBe(1);
    post();
    const event = await first;
    stream.cut();
    const refused = followStream(transport, url, {
      query: 'subscription { posted { writer { name } } }',
      token: customer,
    });
    const outcome = await refused.next().then(
      ({ value }) => JSON.stringify(value),
      (error: unknown) => JSON.stringify(error) + String(error),
    );

    expect(event.value).toMatchObject({ data: { posted: { number: 1 } } });
    expect(outcome).toContain('Cannot query field');
    expect(outcome).toContain('writer');
    expect(subscriptions).toHaveLength(1);
  });

  it('goes on with a new supergraph, and ends if that hides a field of it', async () => {
    const { url, gateway, post, token, subscriptions } = await room();
    const stream = followStream('ws', url, {
      query: 'subscription { posted { number text } }',
      token: await token({ role: 'CUSTOMER' }),
    });
    const first = stream.next();
    await expect.poll(() => subscriptions.length).toBe(1);
    post();
    await first;

    await gateway.reload(supergraphOf({ news: `${taggedNews} type Added { a: Int }`, writers: writersSdl }));
    post();
    const second = await stream.next();
    await gateway.reload(
      supergraphOf({
        news: taggedNews.replace('= 3): String', '= 3): String @tag(name: "internal")'),
        writers: writersSdl,
      }),
    );
    const end = await stream.next();

    expect(second.value).toMatchObject({ data: { posted: { number: 2, text: 'xxx' } } });
    expect(end.value).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_INVALID' } }] });
  });
});

describe('a supergraph', () => {
  const sdl = (query: string) => supergraphOf({ one: `${federationLink}\ntype Query { ${query} }` });
  const contracts = [{ name: 'partners', include: [], exclude: ['internal', 'typo'], hosts: ['partners.example.com'] }];
  const open = (supergraphSdl: string, settings = {}) => openTestGateway({ supergraphSdl, contracts, ...settings });

  it('of which a contract cannot be built stops the start', async () => {
    await expect(open(sdl('a: Int @tag(name: "internal")'))).rejects.toThrow(StartError);
    await expect(open(sdl('a: Int @tag(name: "internal")'))).rejects.toThrow(
      'Type Query must define one or more fields',
    );
  });

  it('of which a contract cannot be built later leaves the old one serving', async () => {
    const gateway = await open(sdl('a: Int b: Int @tag(name: "internal")'));
    onTestFinished(gateway.close);
    const fieldsAt = async (host: string) => {
      const { body } = await visit(gateway.url, {
        host,
        body: { query: '{ __type(name: "Query") { fields { name } } }' },
      });
      return JSON.parse(body)
        .data.__type.fields.map(({ name }: { name: string }) => name)
        .join();
    };

    await expect(gateway.reload(sdl('a(id: ID! @tag(name: "internal")): Int c: Int'))).rejects.toThrow('Query.a(id:)');
    const kept = [await fieldsAt('localhost'), await fieldsAt('partners.example.com')];
    await gateway.reload(sdl('a: Int @tag(name: "internal") c: Int'));
    const loaded = [await fieldsAt('localhost'), await fieldsAt('partners.example.com')];

    expect(kept).toEqual(['a,b', 'a']);
    expect(loaded).toEqual(['a,c', 'c']);
  });

  it('without an element for a tag of a contract is served, and logged', async () => {
    const { log, lines } = collectLogs();
    const gateway = await open(sdl('a: Int b: Int @tag(name: "internal")'), { log });
    onTestFinished(gateway.close);

    expect(lines).toEqual(expect.arrayContaining([expect.objectContaining({ tags: { partners: ['typo'] } })]));
  });
});
