import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createOriginCheck } from '@tributary/gateway/front/cors.ts';
import { createHostCheck } from '@tributary/platform/hosts.ts';
import { allowedHosts } from '@tributary/platform/settings.ts';
import { freshNewsroom } from '../gateway/open-newsroom.ts';

/** Sends a request with this host, as a browser does after DNS rebinding. */
async function askAs(host: string, url: string, path = '/graphql') {
  const { port } = new URL(url);
  const outgoing = request({ host: '127.0.0.1', port, path, headers: { host, accept: 'text/html' } }).end();
  const [response] = await once(outgoing, 'response');
  return { status: response.statusCode, body: await text(response) };
}

/** The status with which a WebSocket is refused, or 101. */
async function upgradeAs(url: string, headers: Record<string, string>) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws'], { headers });
  const { promise, resolve } = Promise.withResolvers<number>();
  socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
  socket.on('open', () => resolve(101));
  socket.on('error', () => {});
  const status = await promise;
  socket.terminate();
  return status;
}

describe('on a loopback address', () => {
  it.each(['localhost', 'LOCALHOST:80', '127.0.0.1', '127.9.9.9:4000', '[::1]:4000', 'app.localhost'])(
    'a request for %s is answered',
    async (host) => {
      const { url } = await freshNewsroom();

      expect((await askAs(host, url, '/health/live')).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '[::2]',
    '10.0.0.1',
  ])('a request for %s is refused, by HTTP and for a WebSocket, on every path', async (host) => {
    const { url } = await freshNewsroom();

    for (const path of ['/graphql', '/', '/metrics', '/.well-known/jwks.json']) {
      const { status, body } = await askAs(host, url, path);

      expect(status).toBe(421);
      expect(body).toContain('ALLOWED_HOSTS');
    }
    expect(await upgradeAs(url, { host })).toBe(421);
  });

  it('an allowed name is served, and a pattern means subdomains alone', async () => {
    const { url } = await freshNewsroom({ allowedHosts: ['demo.example', '*.tunnel.example'] });

    const statuses = await Promise.all(
      ['demo.example', 'a.b.tunnel.example:443', 'tunnel.example', 'x.demo.example'].map(
        async (host) => (await askAs(host, url, '/health/live')).status,
      ),
    );

    expect(statuses).toEqual([200, 200, 421, 421]);
  });
});

it('on another address every name is served, unless some are allowed', () => {
  const asking = (host: string) => ({ headers: { host } }) as Parameters<ReturnType<typeof createHostCheck>>[0];
  const open = createHostCheck({ host: '0.0.0.0', allowed: [] });
  const named = createHostCheck({ host: '0.0.0.0', allowed: ['api.example'] });

  expect(open(asking('anything.example'))).toBeNull();
  expect(named(asking('api.example'))).toBeNull();
  expect(named(asking('localhost:4000'))).toBeNull();
  expect(named(asking('other.example'))).toContain('other.example');
});

it.each(['https://api.example.com', 'api.example.com:4000', 'a b', '*'])(
  'a setting of allowed hosts that is no list of names is refused: %s',
  (list) => {
    const { success, error } = allowedHosts.safeParse(`localhost,${list}`);

    expect(success).toBe(false);
    expect(error?.issues[0]?.message).toContain('without scheme and port');
  },
);

describe('the origin of a WebSocket', () => {
  const asking = (headers: Record<string, string>) =>
    ({ headers }) as unknown as Parameters<ReturnType<typeof createOriginCheck>>[0];
  const direct = createOriginCheck({ origins: [], trustedProxies: 0 });
  const behindProxy = createOriginCheck({ origins: [], trustedProxies: 1 });

  it.each([
    ['the default port left out', { host: 'api.example:443', origin: 'https://api.example' }],
    ['the default port of both', { host: 'api.example', origin: 'https://api.example' }],
    ['another case', { host: 'API.example:4000', origin: 'http://api.example:4000' }],
  ])('is the own one with %s', (_, headers) => {
    expect(direct(asking(headers))).toBeNull();
  });

  it.each([
    ['the default port of another scheme', { host: 'api.example:443', origin: 'http://api.example' }],
    ['a name that contains the own one', { host: 'api.example', origin: 'https://api.example.evil.example' }],
    ['no URL', { host: 'api.example', origin: 'api.example' }],
  ])('is foreign with %s', (_, headers) => {
    expect(direct(asking(headers))).toContain('CORS_ORIGINS');
  });

  it('is the own one by a forwarded host, behind trusted proxies alone', () => {
    const headers = { host: 'gateway:4000', 'x-forwarded-host': 'api.example', origin: 'https://api.example' };

    expect(behindProxy(asking(headers))).toBeNull();
    expect(direct(asking(headers))).toContain('CORS_ORIGINS');
  });
});

describe('a WebSocket', () => {
  it.each([
    ['of the own origin', (url: string) => url, 101],
    ['of an allowed origin', () => 'https://app.example.com', 101],
    ['of another site', () => 'https://evil.example', 403],
    ['of another port', (url: string) => url.replace(/\d+$/, '1'), 403],
    ['of a page without an origin', () => 'null', 403],
  ])('%s is opened or refused', async (_, originOf, status) => {
    const { url } = await freshNewsroom({ corsOrigins: ['https://app.example.com'] });

    expect(await upgradeAs(url, { origin: originOf(url) })).toBe(status);
  });

  it('of a client without an origin is opened', async () => {
    const { url } = await freshNewsroom();

    expect(await upgradeAs(url, {})).toBe(101);
  });
});
