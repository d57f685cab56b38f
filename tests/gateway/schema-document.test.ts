import { once } from 'node:events';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { openDoors } from '@tributary/platform/doors.ts';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openShop, partner, visit, type Shop } from './open-contracts.ts';
import { scopedTokensOf, type Who } from './open-guarded.ts';
import { trusting } from './open-trusted-documents.ts';
import { createTokenIssuer } from '../support/token-issuer.ts';

const path = '/graphql/schema.graphql';
const sorted = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));

describe('the SDL of the schema', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  const sdlAt = async (host: string, who: Who = null, headers: Record<string, string> = {}) =>
    visit(shop.url, { host, path, headers, token: who === null ? null : await shop.tokenOf(who) });

  it.each([
    ['anybody', 'localhost', null],
    ['a caller with more rights', 'localhost', { scopes: [] }],
    ['a host with a contract', 'partners.example.com', null],
    ['a caller with a contract', 'localhost', partner],
  ] as const)('is what introspection shows to %s', async (_what, host, who) => {
    const { status, body } = await sdlAt(host, who);
    const { json } = await shop.askAt(getIntrospectionQuery(), { host, who });

    expect(status).toBe(200);
    expect(sorted(buildSchema(body))).toBe(sorted(buildClientSchema(json.data as IntrospectionQuery)));
    expect(body).not.toMatch(/join__|link__|@tag|@key/);
  });

  it('differs by contract and by rights, and has its types in the order of their names', async () => {
    const bodies = await Promise.all([
      sdlAt('localhost'),
      sdlAt('localhost', { scopes: [] }),
      sdlAt('partners.example.com'),
      sdlAt('localhost', partner),
    ]);
    const types = [...(bodies[0]?.body.matchAll(/^(?:type|enum|input|interface|union) (\w+)/gm) ?? [])].map(
      ([, name]) => name,
    );

    expect(new Set(bodies.map(({ body }) => body)).size).toBe(4);
    expect(types).toEqual(types.toSorted((one, other) => (String(one) < String(other) ? -1 : 1)));
    expect(types).toContain('Audit');
  });

  it('may be kept, and is sent again only where it differs', async () => {
    const { headers } = await sdlAt('localhost');
    const tag = String(headers.etag);
    const statuses = await Promise.all(
      [tag, tag.replace('W/', ''), `"other", ${tag}`, '*', 'W/"other"'].map(
        async (known) => (await sdlAt('localhost', null, { 'if-none-match': known })).status,
      ),
    );
    const same = await sdlAt('localhost', null, { 'if-none-match': tag });
    const part = await sdlAt('partners.example.com', null, { 'if-none-match': tag });

    expect(headers).toMatchObject({
      'content-type': 'application/graphql; charset=utf-8',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    });
    expect(String(headers.vary)).toMatch(/authorization.*host/);
    expect(statuses).toEqual([304, 304, 304, 304, 200]);
    expect([same.body, same.headers.etag, same.headers['cache-control']]).toEqual(['', tag, 'private, no-cache']);
    expect(part.status).toBe(200);
  });

  it('comes compressed, and its head alone by HEAD', async () => {
    const ask = async (method: string, headers: Record<string, string>) => {
      const { port } = new URL(shop.url);
      const outgoing = request({ host: '127.0.0.1', port, path, method, headers }).end();
      const [response] = await once(outgoing, 'response');
      return { headers: response.headers, bytes: await buffer(response) };
    };

    const compressed = await ask('GET', { 'accept-encoding': 'gzip' });
    const head = await ask('HEAD', {});

    expect(gunzipSync(compressed.bytes).toString()).toBe((await sdlAt('localhost')).body);
    expect(head.bytes).toHaveLength(0);
    expect(head.headers.etag).toBe(compressed.headers.etag);
  });

  it('comes by GET alone, to callers with valid credentials', async () => {
    const posted = await visit(shop.url, { host: 'localhost', path, body: {} });
    const invalid = await visit(shop.url, { host: 'localhost', path, token: 'a.b.c' });

    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect([invalid.status, JSON.parse(invalid.body).errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(invalid.headers['cache-control']).toBe('no-store');
  });
});

describe('the path of the SDL', () => {
  const opened = async (settings: Parameters<typeof openShop>[0]) => {
    const shop = await openShop(settings);
    onTestFinished(shop.close);
    return shop;
  };

  it('has nothing where introspection is closed, as a path that there is not', async () => {
    const shop = await opened({
      doors: { ...openDoors, introspection: false },
      documents: await trusting({ 'schema.graphql': '{ level }' }, { mode: 'prefer' }),
    });

    const closed = await visit(shop.url, { host: 'localhost', path });
    const posted = await visit(shop.url, { host: 'localhost', path, body: {} });
    const unknown = await visit(shop.url, { host: 'localhost', path: '/none' });

    expect([closed.status, posted.status]).toEqual([404, 404]);
    expect(closed.body).toBe(unknown.body.replace('/none', path));
    expect(closed.headers.etag).toBeUndefined();
  });

  it('has nothing for clients of trusted documents alone, and is no id of one', async () => {
    const documents = await trusting({ 'schema.graphql': '{ level }' }, { mode: 'only', clients: { tools: 'prefer' } });
    const shop = await opened({ documents });

    const refused = await visit(shop.url, { host: 'localhost', path });
    const admitted = await visit(shop.url, { host: 'localhost', path, headers: { 'graphql-client-name': 'tools' } });

    expect(refused.status).toBe(404);
    expect(admitted.body).toContain('type Query');
  });

  it('has nothing for callers without a token where one is required', async () => {
    const issuer = await createTokenIssuer();
    const { issuers } = scopedTokensOf(issuer) as { issuers: [] };
    const shop = await opened({ authentication: { issuers, required: true } });

    expect((await visit(shop.url, { host: 'localhost', path })).status).toBe(401);
    expect((await visit(shop.url, { host: 'localhost', path, token: await issuer.sign({ sub: 'ada' }) })).status).toBe(
      200,
    );
  });
});
