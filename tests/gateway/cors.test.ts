import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { readSettings } from '@tributary/gateway/settings.ts';
import { StartError } from '@tributary/platform/config.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBookshop } from './open-bookshop.ts';

const page = 'https://shop.test';
type Request = { method?: string; headers?: Record<string, string>; body?: string };

async function open(settings: Partial<GatewaySettings> = {}) {
  const shop = await openBookshop({ corsOrigins: [page], ...settings });
  onTestFinished(shop.close);
  const send = (origin: string, init: Request = {}) =>
    fetch(`${shop.url}/graphql`, { ...init, headers: { ...init.headers, origin } });
  return {
    shop,
    send,
    preflight: async (origin: string, headers = 'content-type') => {
      const { status, headers: answered } = await send(origin, {
        method: 'OPTIONS',
        headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
      });
      return { status, allows: (name: string) => answered.get(`access-control-${name}`), vary: answered.get('vary') };
    },
  };
}

const post = (query: string, headers: Record<string, string> = {}): Request => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ query }),
});

describe('a preflight', () => {
  it('lets a page of an allowed origin send any requested headers, and lasts ten minutes', async () => {
    const { preflight } = await open();
    const asked = 'authorization,content-type,traceparent,apollographql-client-name,x-anything';

    const { status, allows, vary } = await preflight(page, asked);

    expect(status).toBe(204);
    expect(allows('allow-origin')).toBe(page);
    expect(allows('allow-headers')).toBe(asked);
    expect(allows('allow-methods')?.split(',')).toEqual(expect.arrayContaining(['GET', 'POST']));
    expect(allows('max-age')).toBe('600');
    expect(allows('allow-credentials')).toBeNull();
    expect(vary?.toLowerCase()).toContain('origin');
  });

  it('lists the headers of clients, header rules and settings, if the settings list any', async () => {
    const { preflight } = await open({
      cors: { allowedHeaders: ['x-of-settings'], maxAge: 5 },
      headerRulesFor: () => [{ propagate: 'x-tenant' }, { insert: 'x-inserted', value: '1' }],
      overrides: { labels: {}, header: 'x-labels' },
    });

    const { allows } = await preflight(page, 'x-other');

    const allowed = allows('allow-headers')?.split(',') ?? [];
    expect(allowed).toEqual(
      expect.arrayContaining([
        ...['authorization', 'content-type', 'traceparent', 'tracestate', 'last-event-id', 'apollo-require-preflight'],
        ...['apollographql-client-name', 'apollographql-client-version', 'x-apollo-operation-name', 'x-request-id'],
        ...['x-tenant', 'x-labels', 'x-of-settings'],
      ]),
    );
    expect(allowed).not.toContain('x-other');
    expect(allowed).not.toContain('x-inserted');
    expect(allows('max-age')).toBe('5');
  });

  it('of an unknown origin, or without allowed origins, gets a response without permissions', async () => {
    const [some, none] = [await open(), await open({ corsOrigins: [] })];

    const refused = await some.preflight('https://evil.test');
    const unset = await none.preflight(page);

    expect([refused.status, unset.status]).toEqual([204, 204]);
    expect([refused.allows('allow-origin'), unset.allows('allow-origin')]).toEqual([null, null]);
    expect(refused.vary?.toLowerCase()).toContain('origin');
  });

  it('permits cookies only if the settings do', async () => {
    const { preflight, send } = await open({ cors: { credentials: true } });

    expect((await preflight(page)).allows('allow-credentials')).toBe('true');
    expect((await send(page, post('{ greeting }'))).headers.get('access-control-allow-credentials')).toBe('true');
  });
});

describe('origins', () => {
  it.each([
    { allowed: ['*'], origin: 'https://any.test', isIn: true },
    { allowed: ['null'], origin: 'null', isIn: true },
    { allowed: [page], origin: 'null', isIn: false },
    { allowed: ['https://one.test', page], origin: page, isIn: true },
    { allowed: [page], origin: 'http://shop.test', isIn: false },
    { allowed: [page], origin: `${page}:8443`, isIn: false },
    { allowed: [page], origin: `${page}.evil.test`, isIn: false },
    { allowed: ['https://SHOP.test:443/'], origin: page, isIn: true },
    { allowed: ['http://shop.test:80'], origin: 'http://shop.test', isIn: true },
    { allowed: ['https://*.shop.test'], origin: 'https://a.shop.test', isIn: true },
    { allowed: ['https://*.shop.test'], origin: 'https://a.b.shop.test', isIn: true },
    { allowed: ['https://*.shop.test'], origin: page, isIn: false },
    { allowed: ['https://*.shop.test'], origin: 'https://evilshop.test', isIn: false },
    { allowed: ['https://*.shop.test'], origin: 'https://a.shopXtest', isIn: false },
    { allowed: ['https://*.shop.test'], origin: 'https://evil.test/.shop.test', isIn: false },
    { allowed: ['https://*.shop.test'], origin: 'https://a.shop.test:8443', isIn: false },
    { allowed: ['https://*.shop.test:8443'], origin: 'https://a.shop.test:8443', isIn: true },
    { allowed: ['http://localhost:*'], origin: 'http://localhost:5173', isIn: true },
    { allowed: ['http://localhost:*'], origin: 'http://localhost', isIn: true },
    { allowed: ['http://localhost:*'], origin: 'http://localhost.evil.test:5173', isIn: false },
    { allowed: ['http://localhost:*'], origin: 'http://localhost:5173.evil.test', isIn: false },
    { allowed: ['http://127.0.0.1:*'], origin: 'http://127x0.0.1:80', isIn: false },
    { allowed: ['http://[::1]:*'], origin: 'http://[::1]:3000', isIn: true },
    { allowed: ['capacitor://localhost'], origin: 'capacitor://localhost', isIn: true },
  ])('$allowed: permission for $origin is $isIn', async ({ allowed, origin, isIn }) => {
    const { send, preflight } = await open({ corsOrigins: allowed });

    const asked = [
      (await preflight(origin)).allows('allow-origin'),
      (await send(origin, post('{ greeting }'))).headers.get('access-control-allow-origin'),
    ];

    const expected = isIn ? (allowed.includes('*') ? '*' : origin) : null;
    expect(asked).toEqual([expected, expected]);
  });

  it.each([
    { origins: ['shop.test'], says: /"shop\.test" is no origin: write a scheme/ },
    { origins: ['https://shop.test/page'], says: /is no origin/ },
    { origins: ['https://a.*.test'], says: /is no origin/ },
    { origins: ['https://*.com'], says: /every page below \.com/ },
    { origins: ['*'], cors: { credentials: true }, says: /cannot be allowed together with credentials/ },
    { origins: ['null'], cors: { credentials: true }, says: /cannot be allowed together with credentials/ },
  ])('$origins are refused at the start', async ({ origins, cors = {}, says }) => {
    const opening = openBookshop({ corsOrigins: origins, cors });

    await expect(opening).rejects.toThrow(StartError);
    await expect(opening).rejects.toThrow(says);
  });
});

describe('a page', () => {
  const exposed = ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'];
  const query = '{ person(id: "1") { id ... @defer { name } } }';
  const mixed = { accept: 'multipart/mixed; deferSpec=20220824, application/json' };
  const subscription = 'subscription { reviewAdded { id } }';

  it.each([
    { what: 'an answer', status: 200, init: post('{ greeting }') },
    { what: 'an answer in parts', status: 200, init: post(query, mixed) },
    {
      what: 'a query that is not valid',
      status: 400,
      init: post('{ nothing }', { accept: 'application/graphql-response+json' }),
    },
    { what: 'a body that is not JSON', status: 400, init: { ...post(''), body: '{' } },
    { what: 'a bad token', status: 401, init: post('{ greeting }', { authorization: 'Bearer x' }) },
    {
      what: 'a method that is not allowed',
      status: 405,
      init: { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } },
    },
    { what: 'a body that is too large', status: 413, init: { ...post(''), body: 'x'.repeat(4 * 1024 * 1024 + 1) } },
    { what: 'server-sent events', status: 200, init: post(subscription, { accept: 'text/event-stream' }) },
    {
      what: 'events in parts',
      status: 200,
      init: post(subscription, { accept: 'multipart/mixed;subscriptionSpec=1.0' }),
    },
    {
      what: 'a stream that is refused',
      status: 401,
      init: post(subscription, { accept: 'text/event-stream', authorization: 'Bearer x' }),
    },
  ])('of an allowed origin may read $what, and its request id', async ({ status, init }) => {
    const { send } = await open();

    const answer = await send(page, init);
    await answer.body?.cancel();

    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe(page);
    expect(answer.headers.get('access-control-expose-headers')?.split(',')).toEqual(exposed);
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin');
    expect(answer.headers.get('x-request-id')).not.toBeNull();
  });

  it('of an allowed origin may also read the headers that the settings expose', async () => {
    const { send } = await open({ cors: { exposedHeaders: ['x-version'] } });

    const answer = await send(page, post('{ greeting }'));

    expect(answer.headers.get('access-control-expose-headers')?.split(',')).toEqual([...exposed, 'x-version']);
  });
});

describe('settings', () => {
  const inFile = async (content: unknown, env: Record<string, string> = {}) => {
    const folder = await mkdtemp(join(tmpdir(), 'tributary-cors-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'gateway.json');
    await writeFile(path, JSON.stringify(content));
    return readSettings(['--supergraph', 'x', '--config', path], env);
  };

  it('are read from the file, and origins from the environment take precedence', async () => {
    const cors = { origins: ['https://*.shop.test'], allowedHeaders: ['X-Tenant'], credentials: true, maxAge: 60 };

    const file = await inFile({ cors });
    const above = await inFile({ cors }, { CORS_ORIGINS: ' https://a.test , http://localhost:*,' });

    expect(file?.corsOrigins).toEqual(['https://*.shop.test']);
    expect(file?.file.cors).toEqual({ ...cors, allowedHeaders: ['x-tenant'] });
    expect(above?.corsOrigins).toEqual(['https://a.test', 'http://localhost:*']);
  });

  it('report invalid origins by name', async () => {
    await expect(inFile({ cors: { origins: ['shop.test'] } })).rejects.toThrow(/"shop\.test" is no origin/);
    await expect(inFile({}, { CORS_ORIGINS: 'shop.test' })).rejects.toThrow(
      /^Invalid setting CORS_ORIGINS\S*: "shop\.test" is no origin/,
    );
  });
});
