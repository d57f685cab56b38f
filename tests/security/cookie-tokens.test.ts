import { StartError } from '@tributary/platform/config.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { freshNewsroom } from '../gateway/open-newsroom.ts';
import { newProviderKey, providerRules, signToken } from '../support/token-provider.ts';

// Attack: a page of another site sends requests with the cookie of its visitor (CSRF), or opens a socket (CSWSH).

const key = await newProviderKey('one');
const authentication = {
  issuers: [providerRules([{ keys: { keys: [key.jwk] } }])],
  sources: [
    { header: 'authorization', prefix: 'Bearer' },
    { cookie: 'token' },
    { connectionInit: 'authorization', prefix: 'Bearer' },
  ],
  required: true,
};
const friend = 'https://app.example';
let cookie: string;
beforeAll(async () => {
  cookie = `token=${await signToken(key)}`;
});

async function openServer() {
  const { url } = await freshNewsroom({ authentication, corsOrigins: [friend] });
  const { host } = new URL(url);
  const post = async (headers: Record<string, string>, type = 'application/json') =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body: '{"query":"{ __typename }"}',
    });
  return { url, host, post };
}

describe('the cookie of a browser counts', () => {
  it.each<[string, (host: string) => Record<string, string>]>([
    ['for a page of this host', (host) => ({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })],
    ['for a page of an allowed origin', () => ({ origin: friend, 'sec-fetch-site': 'cross-site' })],
    ['for a request of this host without an origin', () => ({ 'sec-fetch-site': 'same-origin' })],
    ['for a client that is no browser', () => ({})],
  ])('%s', async (_, headersFor) => {
    const { host, post } = await openServer();

    const response = await post({ cookie, ...headersFor(host) });

    expect(response.status).toBe(200);
    expect(response.headers.get('vary')).toContain('cookie');
  });

  it.each<[string, Record<string, string>]>([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of this host over another port', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page of another site that sends no origin', { 'sec-fetch-site': 'cross-site' }],
    ['a page of a neighbouring domain that sends no origin', { 'sec-fetch-site': 'same-site' }],
    ['a page that names an unknown relation', { 'sec-fetch-site': 'x' }],
  ])('and not for %s: 403, by POST and as a stream by GET', async (_, headers) => {
    const { url, post } = await openServer();

    const posted = await post({ cookie, ...headers });
    const streamed = await fetch(`${url}/graphql?query={__typename}`, {
      headers: { cookie, accept: 'text/event-stream', ...headers },
    });

    expect([posted.status, streamed.status]).toEqual([403, 403]);
    expect(await posted.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  it('and not for a form, from wherever it comes', async () => {
    const { post, host } = await openServer();

    const response = await post({ cookie, origin: `http://${host}` }, 'text/plain');

    expect(response.status).toBe(400);
    expect(await response.text()).toContain('CSRF');
  });
});

it('a token in a header counts for any page that can send it, whatever cookies are there', async () => {
  const { post } = await openServer();
  const authorization = `Bearer ${await signToken(key)}`;

  expect((await post({ cookie, authorization, origin: 'https://evil.example' })).status).toBe(200);
});

it('a socket takes the cookie of its handshake from pages of this host and of allowed origins alone', async () => {
  const { url, host } = await openServer();
  const handshake = async (headers: Record<string, string>) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws'], { headers });
    const { promise, resolve } = Promise.withResolvers<unknown>();
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data: Buffer) => resolve(data.toString()));
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => {});
    const outcome = await promise;
    socket.terminate();
    return outcome;
  };

  expect(await handshake({ cookie, origin: `http://${host}` })).toBe('{"type":"connection_ack"}');
  expect(await handshake({ cookie, origin: friend })).toBe('{"type":"connection_ack"}');
  expect(await handshake({ cookie, origin: 'https://evil.example' })).toBe(403);
  expect(await handshake({ origin: friend })).toBe(4403);
});

it('every page may call a gateway that reads no cookies', async () => {
  const { url } = await freshNewsroom({ corsOrigins: ['*'] });

  expect((await fetch(`${url}/health/live`)).status).toBe(200);
});

it.each(['*', 'null'])('a gateway that reads cookies does not start if the origin %s may call', async (origin) => {
  await expect(freshNewsroom({ authentication, corsOrigins: [origin] })).rejects.toThrow(StartError);
});
