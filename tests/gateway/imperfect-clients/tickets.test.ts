import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { ownIssuer } from '@tributary/gateway/request/tokens/token-issuer.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { generateKeyPair } from 'jose';
import { EventSource } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { describeWithRedis, freshRedis } from '../../support/fresh-redis.ts';
import { freePort } from '../../support/free-port.ts';
import { freshNewsroom, type Newsroom } from '../open-newsroom.ts';
import { askBy, hear, notingLog } from './ask-by.ts';

const silent = createLogger({ name: 'test', level: 'silent' });

/** A newsroom with one post, so that a stream from the beginning has an event. */
async function roomWithPost(settings: Parameters<typeof freshNewsroom>[0] = {}): Promise<Newsroom> {
  const room = await freshNewsroom(settings);
  room.post(1);
  return room;
}

/** A message event. Its members are accessors, so the event itself cannot be compared. */
const messageShape = z.object({ data: z.string(), lastEventId: z.string() });
const subscription = 'subscription { posted(after: "") { number } }';

function urlOf(room: Newsroom, ticket: string, query = subscription): string {
  return `${room.url}/graphql?${String(new URLSearchParams({ query, ticket }))}`;
}

const follow = (room: Newsroom, ticket: string, headers: Record<string, string> = {}, query = subscription) =>
  hear(urlOf(room, ticket, query), { headers: { accept: 'text/event-stream', ...headers } });

const isUnauthenticated = { status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };

describe('a ticket', () => {
  it('opens one stream, with the rights of its owner, and no second one', async () => {
    const room = await roomWithPost();
    const ticket = await room.ticket();

    const first = await follow(room, ticket);
    const second = await follow(room, ticket);

    expect(first).toMatchObject({ status: null, data: { posted: { number: 1 } } });
    expect(room.subscriptions[0]).toMatchObject({ caller: { claims: { role: 'OPERATOR' } } });
    expect(second).toMatchObject(isUnauthenticated);
  });

  it('opens one of many simultaneous streams', async () => {
    const room = await roomWithPost();
    const ticket = await room.ticket();

    const all = await Promise.all(Array.from({ length: 20 }, () => follow(room, ticket)));

    expect(all.filter(({ status }) => status === null)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 401)).toHaveLength(19);
  });

  it.each([
    ['that has expired', { ageSeconds: 52, lifeSeconds: 45 }],
    ['that is older than a minute, whatever its expiry', { ageSeconds: 70, lifeSeconds: 600 }],
    ['for an expired access token', { untilSeconds: -1 }],
    ['that is an access token', { audience: 'tributary' }],
    ['without an id', { jti: '' }],
  ])('%s is refused with 401, by GET and POST', async (_name, options) => {
    const room = await roomWithPost();

    expect(await follow(room, await room.ticket(options))).toMatchObject(isUnauthenticated);
    const posted = await hear(`${room.url}/graphql?ticket=${await room.ticket(options)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: subscription }),
    });
    expect(posted).toMatchObject(isUnauthenticated);
  });

  it('of another key, or in an invalid form, is refused with 401', async () => {
    const room = await roomWithPost();
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });

    for (const ticket of [await room.ticket({ key: privateKey }), 'x', 'a.b.c', `${await room.ticket()}x`]) {
      expect(await follow(room, ticket)).toMatchObject(isUnauthenticated);
    }
    expect(room.subscriptions).toEqual([]);
  });

  it('is not accepted as an access token', async () => {
    const room = await roomWithPost();

    expect(
      await askBy('POST', room.url, { query: '{ latest }' }, { authorization: `Bearer ${await room.ticket()}` }),
    ).toMatchObject(isUnauthenticated);
  });

  it('opens only a stream, and only without other credentials', async () => {
    const room = await roomWithPost();
    const ticket = await room.ticket();

    const json = await hear(urlOf(room, ticket, '{ latest }'), { headers: { 'apollo-require-preflight': '1' } });
    const both = await follow(room, ticket, { authorization: `Bearer ${await room.token()}` });
    const twice = await hear(`${urlOf(room, ticket)}&ticket=x`, { headers: { accept: 'text/event-stream' } });
    const unused = await follow(room, ticket);
    const query = await follow(room, await room.ticket(), {}, '{ latest }');

    expect([json, both, twice, query].map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect(unused.data).toEqual({ posted: { number: 1 } });
  });

  it('ends its stream at the expiry of its access token', async () => {
    const room = await roomWithPost();
    room.post(1);
    const response = await fetch(urlOf(room, await room.ticket({ untilSeconds: 2 })), {
      headers: { accept: 'text/event-stream' },
    });

    expect(await response.text()).toContain('The access token has expired');
  });

  it('is not logged', async () => {
    const { log } = notingLog();
    const lines: string[] = [];
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) {
      log[level] = (...details: unknown[]) => void lines.push(JSON.stringify(details));
    }
    const room = await roomWithPost({ log });
    const ticket = await room.ticket();

    await follow(room, ticket);
    await follow(room, ticket);
    await follow(room, ticket, {}, 'subscription { nothing }');
    const metrics = await (await fetch(`${room.url}/metrics`)).text();

    expect(lines.join('\n')).not.toContain(ticket);
    expect(metrics).not.toContain(ticket);
  });

  it('lets a browser follow, and stops its attempts to reconnect once it is used', async () => {
    const room = await roomWithPost();
    const source = new EventSource(urlOf(room, await room.ticket()));
    onTestFinished(() => source.close());
    const { promise: next, resolve } = Promise.withResolvers<{ data: string; lastEventId: string }>();
    source.addEventListener('next', (event) => resolve(messageShape.parse(event)));

    expect(await next).toEqual({ data: expect.stringContaining('{"number":1}'), lastEventId: 'c1' });
    // The stream ends, as at an update of the gateway, and the source reconnects with the same URL.
    room.breakStreams();
    const refused = new EventSource(source.url);
    onTestFinished(() => refused.close());
    await once(refused, 'error').catch(() => {});
    await expect.poll(() => refused.readyState).toBe(2);
  });
});

describeWithRedis('two gateways on one Redis', () => {
  it('accept a ticket once in all', async () => {
    const { url: redisUrl } = await freshRedis();
    const [one, other] = [await openCache({ redisUrl, log: silent }), await openCache({ redisUrl, log: silent })];
    onTestFinished(one.close);
    onTestFinished(other.close);
    const first = await roomWithPost({ caches: one });
    const second = await roomWithPost({ caches: other, authentication: { keys: first.keys } });
    const ticket = await first.ticket();

    const heard = await Promise.all([follow(first, ticket), follow(second, ticket)]);

    expect(heard.filter(({ status }) => status === 401)).toHaveLength(1);
    expect(heard.filter(({ data }) => data !== undefined)).toHaveLength(1);
  });
});

it('a ticket is refused with 503 if it is unknown whether it was used', async () => {
  const caches = await openCache({ redisUrl: `redis://127.0.0.1:${await freePort()}`, log: silent });
  onTestFinished(caches.close);
  const room = await roomWithPost({ caches });

  expect(await follow(room, await room.ticket())).toMatchObject({
    status: 503,
    errors: [{ message: expect.stringContaining('at the moment'), extensions: { code: 'SERVICE_BUSY' } }],
  });
  expect(room.subscriptions).toEqual([]);
});

describe('while the keys are unavailable, the response is 503', () => {
  it('for access tokens and tickets, over each transport', async () => {
    const keys: Server = createServer((_request, response) => response.writeHead(500).end());
    keys.listen(0, '127.0.0.1');
    await once(keys, 'listening');
    onTestFinished(() => void keys.close());
    const address = keys.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const room = await roomWithPost({ authentication: { issuers: [ownIssuer({ url: `http://127.0.0.1:${port}/` })] } });
    const authorization = `Bearer ${await room.token()}`;

    const posted = await askBy('POST', room.url, { query: '{ latest }' }, { authorization });
    const streamed = await askBy('server-sent events by POST', room.url, { query: subscription }, { authorization });
    const ticketed = await follow(room, await room.ticket());

    for (const heard of [posted, streamed, ticketed]) {
      expect(heard).toMatchObject({ status: 503, errors: [{ extensions: { code: 'SERVICE_BUSY' } }] });
    }
    const socket = new WebSocket(`${room.url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws']);
    onTestFinished(() => socket.terminate());
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
    expect(await once(socket, 'close')).toMatchObject([1013, expect.anything()]);
  });
});
