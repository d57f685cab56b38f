import { request } from 'node:http';
import { peopleSdl, reviewsSdl, openBookshop, type Bookshop } from './open-bookshop.ts';
import { noCache, openCache, tenantTag, type Caches } from '@tributary/platform/cache.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { supergraphOf } from '../support/supergraph-of.ts';

const log = createLogger({ name: 'test', level: 'silent' });
let shop: Bookshop;
beforeEach(async () => {
  shop = await openBookshop({ corsOrigins: ['https://shop.test'], trustedProxies: 1 });
});
afterEach(() => shop.close());

describe('a request', () => {
  it('with an invalid or expired token, or one of another signer, is refused with 401', async () => {
    const stranger = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const tokens = [
      'x',
      'a.b.c',
      await shop.token({ lifeSeconds: -60 }),
      await shop.token({ key: stranger.privateKey }),
    ];

    const answers = await Promise.all(tokens.map((token) => shop.query('{ __typename }', { token })));

    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect(body.data).toBeUndefined();
      expect(body.errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
      expect(body.errors?.[0]?.message).toMatch(/^The access token is not valid or has expired/);
    }
  });

  it('carries its signed caller to the subgraphs, and no identity that a client claims', async () => {
    const [userId, organizationId] = [newId(), newId()];

    await shop.query('{ person(id: "1") { name } }', {
      token: await shop.token({ userId, organizationId, role: 'CUSTOMER' }),
      headers: { 'tributary-caller': 'forged', 'x-forwarded-for': '6.6.6.6, 198.51.100.7' },
    });

    expect(shop.callers).toEqual([
      {
        issuer: 'tributary',
        subject: formatId('usr', userId),
        tenant: formatId('org', organizationId),
        scopes: [],
        claims: { role: 'CUSTOMER' },
        expiresAt: expect.any(Number),
        address: '198.51.100.7',
      },
    ]);
  });

  it('keeps a valid request id, or gets a new one', async () => {
    const given = await shop.query('{ __typename }', { headers: { 'x-request-id': 'abc-1' } });
    const made = await shop.query('{ __typename }', { headers: { 'x-request-id': 'not an id' } });

    expect(given.headers.get('x-request-id')).toBe('abc-1');
    expect(made.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('that any page of another site could send is refused', async () => {
    const answers = await Promise.all([
      fetch(`${shop.url}/graphql?query={__typename}`),
      fetch(`${shop.url}/graphql`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
    expect(await answers[0]?.text()).toContain('CSRF');
  });

  it('by GET is answered, unless it is a mutation', async () => {
    const headers = { 'apollo-require-preflight': 'true' };
    const get = (query: string) => fetch(`${shop.url}/graphql?query=${encodeURIComponent(query)}`, { headers });

    const query = await get('{ person(id: "1") { name } }');
    const mutation = await get('mutation { rename(id: "1", name: "Eve") { name } }');

    expect(await query.json()).toEqual({ data: { person: { name: 'Ada' } } });
    expect(mutation.status).toBe(405);
    expect(shop.requests).toHaveLength(1);
  });

  it('with a malformed path or body gets a response', async () => {
    const json = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
    const malformed = await fetch(`${shop.url}/graphql`, { method: 'POST', headers: json, body: '{foo' });
    const path = await statusOfPath('//');
    const upgrade = await statusOfPath('//', { connection: 'upgrade', upgrade: 'websocket' });

    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('Invalid JSON'), extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(path).toBe(404);
    expect(upgrade).toBe(404);
    expect((await shop.query('{ __typename }')).status).toBe(200);
  });

  it('for a subscription names the transports for it', async () => {
    const { status, body } = await shop.query('subscription { reviewAdded { id } }');

    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toContain('WebSocket');
  });

  it('larger than 4 MiB is refused, and one of 3 MiB is not', async () => {
    const query = 'query ($text: String!) { echo(text: $text, times: 0) }';

    const [small, large] = await Promise.all([
      shop.query(query, { variables: { text: 'x'.repeat(3 * 1024 * 1024) } }),
      shop.query(query, { variables: { text: 'x'.repeat(4 * 1024 * 1024) } }),
    ]);

    expect(small.body).toEqual({ data: { echo: '' } });
    expect(large.status).toBe(413);
    expect(large.body.errors?.[0]?.message).toContain('4194304 bytes');
  });

  it('uses the defaults of its own variables, and of the arguments', async () => {
    const query = 'query ($text: String! = "ab") { one: echo(text: $text) two: echo(text: $text, times: 2) }';

    expect((await shop.query(query)).body).toEqual({ data: { one: 'ab', two: 'abab' } });
  });
});

describe('limits', () => {
  const nested = (levels: number) => `${'{ reviews { author '.repeat(levels)}{ name }${' } }'.repeat(levels)}`;

  it('allow a query of three levels, and the introspection of every explorer', async () => {
    const { getIntrospectionQuery } = await import('graphql');

    const answers = await Promise.all([nested(3), getIntrospectionQuery()].map((query) => shop.query(query)));

    expect(answers.map(({ body }) => body.errors)).toEqual([undefined, undefined]);
  });

  it.each([
    { what: 'depth', query: nested(8), message: 'deeper than 15 levels' },
    {
      what: 'depth through fragments',
      query: `{ reviews { ...A } } fragment A on Review { author { reviews { author { reviews { ...B } } } } }
        fragment B on Review { author { reviews { author { reviews { ...C } } } } }
        fragment C on Review { author { reviews { author { reviews { author { reviews { id } } } } } } }`,
      message: 'deeper than 15 levels',
    },
    {
      what: 'aliases',
      query: `{ ${Array.from({ length: 101 }, (_, index) => `a${index}: greeting`).join(' ')} }`,
      message: 'more than 100 aliases',
    },
    {
      what: 'directives',
      query: `{ ${Array.from({ length: 51 }, () => 'greeting @include(if: true)').join(' ')} }`,
      message: 'more than 50 directives',
    },
    { what: 'tokens', query: `{ ${'greeting '.repeat(10_001)} }`, message: '10000 tokens' },
    { what: 'nesting, as deep as tokens permit', query: nested(1_660), message: 'deeper than 15 levels' },
    {
      what: 'a fragment within itself',
      query: '{ reviews { ...A } } fragment A on Review { author { reviews { ...A } } }',
      message: 'Cannot spread fragment',
    },
  ])('are named in the refusal of a document that exceeds them: $what', async ({ query, message }) => {
    const { status, body } = await shop.query(query);

    expect(status).toBe(400);
    expect(body.errors?.map((error) => error.message).join()).toContain(message);
    expect(shop.requests).toEqual([]);
  });
});

describe('the response cache', () => {
  it("answers without a subgraph, for the same viewer only, until a change in the viewer's organization", async () => {
    const organizationId = newId();
    const [one, other] = [await shop.token({ organizationId }), await shop.token({ organizationId })];
    const ask = (token?: string) => shop.query('{ me { id name } }', { token });

    const first = await ask(one);
    await ask(one);
    expect(shop.requests).toHaveLength(1);
    expect(first.headers.get('cache-control')).toBe('max-age=60, private');

    await ask(other);
    await ask();
    await ask();
    expect(shop.requests).toHaveLength(4);

    await shop.query('mutation { rename(id: "1", name: "Adele") { id } }', { token: one });
    await shop.caches.tags.renew([tenantTag(formatId('org', organizationId))]);
    const renewed = await ask(one);

    expect(renewed.body).toEqual({ data: { me: { id: '1', name: 'Adele' } } });
  });

  it('keeps public answers, and no answer that a subgraph did not allow in full', async () => {
    for (const query of [
      '{ greeting }',
      '{ greeting }',
      '{ greeting reviews { id } }',
      '{ greeting reviews { id } }',
    ]) {
      await shop.query(query);
    }

    expect(shop.requests.map(({ subgraph }) => subgraph).toSorted()).toEqual([
      ...['people', 'people', 'people'],
      ...['reviews', 'reviews'],
    ]);
  });
});

describe('caches', () => {
  /** Caches that record their lookups. */
  const noting = ({ cache, tags, ...others }: Caches, asked: string[]): Caches => ({
    ...others,
    cache: {
      ...cache,
      get: (key) => {
        asked.push('get');
        return cache.get(key);
      },
      getMany: (keys) => {
        asked.push('getMany');
        return cache.getMany(keys);
      },
    },
    tags: {
      ...tags,
      read: (names) => {
        asked.push('tags');
        return tags.read(names);
      },
    },
  });

  it('are read only for new operations and those that were cacheable the last time', async () => {
    const asked: string[] = [];
    const noted = await openBookshop({ caches: noting(await openCache({ log }), asked) });
    onTestFinished(noted.close);
    const token = await noted.token();
    const askedFor = async (query: string) => {
      asked.length = 0;
      expect((await noted.query(query, { token })).body.errors).toBeUndefined();
      return asked.join();
    };

    const [nothing, entities, whole] = ['{ people { name } }', '{ reviews { club { motto } } }', '{ me { name } }'];
    expect(await askedFor(nothing)).toBe('tags,get,get');
    expect(await askedFor(nothing)).toBe('');
    expect(await askedFor(entities)).toBe('tags,get,get');
    expect(await askedFor(entities)).toBe('tags,getMany');
    expect(await askedFor(whole)).toBe('tags,get,get');
    expect(await askedFor(whole)).toBe('tags,get');
    expect(await askedFor('mutation { rename(id: "2", name: "Bill") { name } }')).toBe('');
  });

  it('that keep nothing are not read', async () => {
    const asked: string[] = [];
    const noted = await openBookshop({ caches: noting(noCache(), asked) });
    onTestFinished(noted.close);

    await noted.query('{ me { name } }', { token: await noted.token() });

    expect(asked).toEqual([]);
  });
});

describe('an intermediary cache', () => {
  const get = async (query: string, token?: string) => {
    const { status, headers } = await fetch(`${shop.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: {
        'apollo-require-preflight': 'true',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    return { status, cacheControl: headers.get('cache-control'), vary: headers.get('vary') };
  };

  it('may keep public answers, for all requests of the same media type', async () => {
    expect(await get('{ greeting }')).toMatchObject({
      cacheControl: 'max-age=60, public',
      vary: 'origin, accept, authorization',
    });
    expect(await get('{ greeting }', await shop.token())).toMatchObject({ cacheControl: 'max-age=60, public' });
  });

  it('may keep no other answers', async () => {
    const token = await shop.token();

    expect(await get('{ me { name } }', token)).toMatchObject({ cacheControl: 'max-age=60, private' });
    expect(await get('{ greeting me { name } }', token)).toMatchObject({ cacheControl: 'max-age=60, private' });
    expect(await get('{ greeting people { name } }')).toMatchObject({ cacheControl: 'no-store' });
    expect(await get('{ __typename }')).toMatchObject({ cacheControl: 'no-store' });
  });

  it('keeps no errors and no refusals', async () => {
    const partial = await get('{ greeting person(id: "1") { secret } }');
    const refused = await Promise.all([
      get('{ nothing }'),
      get('{'),
      get(''),
      get('{ greeting }', 'bad'),
      get('mutation { rename(id: "1", name: "Eve") { id } }'),
    ]);

    expect(partial).toMatchObject({ status: 200, cacheControl: 'no-store' });
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 401, 405]);
    for (const { cacheControl } of refused) {
      expect(cacheControl).toBe('no-store');
    }
  });
});

describe('browsers', () => {
  it('of allowed origins may call, and no others', async () => {
    const preflight = (origin: string) =>
      fetch(`${shop.url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

    const [allowed, other] = await Promise.all([preflight('https://shop.test'), preflight('https://evil.test')]);

    expect(allowed?.headers.get('access-control-allow-origin')).toBe('https://shop.test');
    expect(allowed?.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(other?.headers.get('access-control-allow-origin')).toBeNull();
    expect(other?.headers.get('vary')).toContain('origin');
  });
});

describe('operators', () => {
  it('find health, metrics and keys', async () => {
    const paths = ['/health/live', '/health/ready', '/metrics', '/.well-known/jwks.json', '/nothing'];
    await shop.query('{ __typename }');

    const answers = await Promise.all(paths.map((path) => fetch(shop.url + path)));
    const texts = await Promise.all(answers.map((answer) => answer.text()));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 404]);
    expect(texts[2]).toContain('tributary_gateway_request_seconds_count{method="POST",status="200"} 1');
    expect(JSON.parse(texts[3] ?? '')).toMatchObject({ keys: [{ kty: 'OKP', kid: 'one' }] });
    expect(texts[3]).not.toContain('"d"');
  });
});

describe('a new supergraph', () => {
  it('is served at once, and a broken one leaves the old one serving', async () => {
    const withMore = supergraphOf({
      people: peopleSdl.replace('greeting: String', 'welcome: String greeting: String'),
      reviews: reviewsSdl,
    });
    expect((await shop.query('{ welcome }')).status).toBe(400);

    await shop.gateway.reload(withMore);
    await expect(shop.gateway.reload('type Query { broken: String }')).rejects.toThrow(/supergraph|join|core/i);

    expect((await shop.query('{ welcome }')).status).toBe(200);
    expect((await shop.query('{ person(id: "1") { name } }')).body).toEqual({ data: { person: { name: 'Ada' } } });
  });

  it('with directives for a protection that the gateway lacks is refused', async () => {
    const guarded = supergraphOf({ people: peopleSdl, reviews: reviewsSdl }).replace(
      'schema\n',
      'schema @link(url: "https://specs.example.com/guard/v0.1", for: SECURITY)\n',
    );

    await expect(shop.gateway.reload(guarded)).rejects.toThrow(/@guard/);
  });
});

/** Requests a path that `fetch` would normalise. */
function statusOfPath(path: string, headers: Record<string, string> = {}): Promise<number | 'closed' | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | 'closed' | undefined>();
  const { hostname, port } = new URL(shop.url);
  const asked = request({ hostname, port, path, headers }, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  asked.on('error', () => resolve('closed'));
  asked.end();
  return promise;
}
