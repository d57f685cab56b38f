import { once } from 'node:events';
import { constants, type ClientHttp2Stream } from 'node:http2';
import { noCache } from '@tributary/platform/cache.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { certificateFiles, certificateIn, createAuthority } from '../support/authority.ts';
import { openForeignShop } from './open-foreign-subgraphs.ts';
import {
  ask1,
  ask2,
  headOf,
  http2Session,
  secureNewsroom,
  streamOf,
  type Answered,
  type Asked,
} from './secure-newsroom.ts';

const json = { 'content-type': 'application/json' };
const query = JSON.stringify({ query: '{ latest }' });
const preflight = { 'apollo-require-preflight': 'true' };

const requests: Record<string, Asked> = {
  'a query by POST': { headers: json, body: query },
  'a query by GET': { path: `/graphql?query=${encodeURIComponent('{ latest }')}`, headers: preflight },
  'a query as application/graphql-response+json': {
    headers: { ...json, accept: 'application/graphql-response+json' },
    body: query,
  },
  'a query as server-sent events': { headers: { ...json, accept: 'text/event-stream' }, body: query },
  'a compressed answer': {
    headers: { ...json, 'accept-encoding': 'gzip' },
    body: JSON.stringify({ query: '{ __schema { types { name description } } }' }),
  },
  'a batch': { headers: json, body: `[${query},${query}]` },
  'an empty body': { method: 'POST', headers: json },
  'malformed JSON': { headers: json, body: '{"query":' },
  'a malformed document': { headers: json, body: JSON.stringify({ query: '{' }) },
  'an unknown field': { headers: json, body: JSON.stringify({ query: '{ nothing }' }) },
  'a body of another type': { headers: { 'content-type': 'text/plain' }, body: query },
  'a compressed body': { headers: { ...json, 'content-encoding': 'gzip' }, body: query },
  'a body that is too large': { headers: json, body: `${query}${' '.repeat(5 * 1024 * 1024)}` },
  'an invalid token': { headers: { ...json, authorization: 'Bearer no' }, body: query },
  'a preflight': {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
  },
  'a page that may call': { headers: { ...json, origin: 'https://app.example.com' }, body: query },
  'an unknown path': { path: '/nothing' },
  'a redirect': { path: '/' },
  'the health': { path: '/health/live' },
  'the schema': { path: '/graphql/schema.graphql' },
  'the head of the schema': { method: 'HEAD', path: '/graphql/schema.graphql' },
  'a HEAD request': { method: 'HEAD', path: '/health/live' },
  'another method': { method: 'DELETE' },
  'an unacceptable media type': { headers: { ...json, accept: 'image/png' }, body: query },
};

/** Headers of the connection, which HTTP/2 has not, and those that differ from answer to answer. */
const apart = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date', 'x-request-id']);

function comparable({ status, headers, body }: Answered) {
  const kept = Object.entries(headers).filter(([name]) => !apart.has(name));
  return { status, headers: Object.fromEntries(kept), body: body.replaceAll(/"requestId":"[^"]+"/g, '') };
}

describe('HTTP/2', () => {
  it.each(Object.entries(requests))('answers %s as HTTP/1.1 does', async (_, asked) => {
    const room = await secureNewsroom({ corsOrigins: ['https://app.example.com'], strictTransportSeconds: 60 });

    const [one, two] = [await ask1(room, asked), await ask2(http2Session(room), asked)];

    expect(comparable(two)).toEqual(comparable(one));
    expect(two.headers['x-request-id']).toMatch(/^[\w-]{36}$/);
  });
});

describe('a stream of HTTP/2', () => {
  const subscribing = (accept: string): Asked => ({
    headers: { ...json, accept },
    body: JSON.stringify({ query: 'subscription { posted(after: "") { number } }' }),
  });

  it.each(['text/event-stream', 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json'])(
    'carries the events of a subscription as %s, and its reset ends the subscription',
    async (accept) => {
      const room = await secureNewsroom();
      const stream = streamOf(http2Session(room), subscribing(accept));
      const read = readAll(stream);

      room.post(2);
      await expect.poll(read).toMatch(/"number":1\b[^]*"number":2\b/);
      expect(room.openStreams()).toBe(1);
      stream.close(constants.NGHTTP2_CANCEL);

      await expect.poll(() => room.openStreams()).toBe(0);
    },
  );

  it('that nobody reads ends its subscription', async () => {
    const room = await secureNewsroom({ keepAliveMs: 100 });
    const stream = streamOf(http2Session(room), {
      headers: { ...json, accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { posted(after: "") { number text(length: 1000) } }' }),
    });
    stream.on('error', () => {});
    await headOf(stream);

    room.post(2_000);

    await expect.poll(() => room.openStreams()).toBe(0);
    await expect.poll(() => stream.closed).toBe(true);
  });

  it('carries deferred data in parts, and its reset cancels the requests to subgraphs', async () => {
    const authority = await createAuthority();
    const tls = certificateIn(certificateFiles(await authority.issue()));
    const { gateway, behave, servers } = await openForeignShop({ tls });
    const asked = Promise.withResolvers<void>();
    behave('prices', () => asked.resolve());

    const stream = streamOf(http2Session({ ...gateway, authority }), {
      headers: { ...json, accept: 'multipart/mixed;deferSpec=20220824,application/json;q=0.9' },
      body: JSON.stringify({ query: '{ fruit { name ... @defer { price } } }' }),
    });
    await expect.poll(readAll(stream)).toContain('{"data":{"fruit":{"name":"Quince"}},"hasNext":true}');
    await asked.promise;
    stream.close(constants.NGHTTP2_CANCEL);

    await expect.poll(() => servers.prices.abandoned()).toBe(1);
  });

  it('of a client that has gone cancels its request, also where the body is not read yet', async () => {
    const authority = await createAuthority();
    const tls = certificateIn(certificateFiles(await authority.issue()));
    const { gateway, behave, servers } = await openForeignShop({ tls });
    const asked = Promise.withResolvers<void>();
    behave('fruits', () => asked.resolve());
    const session = http2Session({ ...gateway, authority });

    streamOf(session, { headers: json, body: JSON.stringify({ query: '{ fruit { name } }' }) }).on('error', () => {});
    await asked.promise;
    session.destroy();

    await expect.poll(() => servers.fruits.abandoned()).toBe(1);
  });
});

describe('a gateway with TLS', () => {
  it('serves WebSockets over HTTP/1.1 on the same port', async () => {
    const room = await secureNewsroom();
    const socket = new WebSocket(`${room.url.replace('https', 'wss')}/graphql`, 'graphql-transport-ws', {
      ca: room.authority.cert,
    });
    onTestFinished(() => socket.terminate());
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    await once(socket, 'open');

    socket.send('{"type":"connection_init"}');
    await expect.poll(() => heard).toContain('{"type":"connection_ack"}');
    socket.send(
      '{"type":"subscribe","id":"a","payload":{"query":"subscription { posted(after: \\"\\") { number } }"}}',
    );
    room.post();

    await expect.poll(() => heard.join()).toContain('"number":1');
  });

  it('upgrades to nothing but WebSockets', async () => {
    const room = await secureNewsroom();

    const { status } = await ask1(room, { path: '/health/live', headers: { connection: 'upgrade', upgrade: 'h2c' } });

    expect(status).toBe(200);
  });

  it('checks the host that a request names, and keeps browsers to TLS', async () => {
    const room = await secureNewsroom({ allowedHosts: ['api.example.com'], strictTransportSeconds: 60 });
    const session = http2Session(room);
    const asHost = (host: string) => ask2(session, { path: '/health/live', headers: { ':authority': host } });

    const [own, local, foreign] = [
      await asHost('api.example.com'),
      await asHost('localhost'),
      await asHost('evil.test'),
    ];

    expect([own, local, foreign].map(({ status }) => status)).toEqual([200, 200, 421]);
    expect(own.headers['strict-transport-security']).toBe('max-age=60');
    // A browser would ask all other servers of the machine for TLS, too.
    expect(local.headers).not.toHaveProperty('strict-transport-security');
  });

  it('finishes what runs when it stops, and takes nothing new', async () => {
    const room = await secureNewsroom();
    const session = http2Session(room);
    const goneAway = once(session, 'goaway');
    const stream = streamOf(session, {
      headers: { ...json, accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { posted(after: "") { number } }' }),
    });
    const read = readAll(stream);
    room.post();
    await expect.poll(read).toContain('"number":1');

    const closed = room.gateway.close();
    await goneAway;
    await closed;

    expect(read()).toContain('GOING_AWAY');
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  });

  it('bounds the connections of an address', async () => {
    const room = await secureNewsroom({ open: { connectionsPerAddress: 1 } });
    const first = http2Session(room);
    await once(first, 'connect');

    const second = http2Session(room);
    await expect.poll(() => second.destroyed).toBe(true);

    expect((await ask2(first, { path: '/health/live' })).status).toBe(200);
  });

  it('names no method in metrics that a client invents', async () => {
    const room = await secureNewsroom();
    const session = http2Session(room);

    for (const method of ['INVENTED', 'M1', 'GET']) {
      await ask2(session, { method });
    }
    const { body } = await ask2(session, { path: '/metrics' });

    expect(body).toContain('method="other",status="405"');
    expect(body).not.toMatch(/INVENTED|M1/);
  });

  it('limits the rate of requests on all streams of an address together', async () => {
    const caches = noCache();
    const limits = [
      { name: 'all', by: 'address', of: 'requests', callers: 'all', capacity: 2, perSecond: 0.001 },
    ] as const;
    const room = await secureNewsroom({ rates: { limits, buckets: caches.tokenBuckets(1) } });
    const session = http2Session(room);

    const answers = await Promise.all([1, 2, 3].map(() => ask2(session, { headers: json, body: query })));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

/** Reads a stream, and returns a function that gives what has arrived. */
function readAll(stream: ClientHttp2Stream): () => string {
  let all = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    all += chunk;
  });
  stream.on('error', () => {});
  return () => all;
}
