import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshNewsroom, type Newsroom } from '../gateway/open-newsroom.ts';
import { initialised, rawSocket, subscribe } from '../gateway/raw-socket.ts';

/** The HTTP status with which an upgrade is answered. */
async function upgradeStatus({ url }: Newsroom, address: string): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { 'x-forwarded-for': address },
  });
  onTestFinished(() => socket.terminate());
  const { promise, resolve } = Promise.withResolvers<number>();
  socket.on('open', () => resolve(101));
  socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
  socket.on('error', () => {});
  return promise;
}

/** The first bytes that come over a connection that sends these bytes and then nothing, or none if it is cut. */
async function answerTo(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(bytes);
  const chunks: string[] = [];
  socket.on('data', (chunk) => chunks.push(chunk.toString()));
  await once(socket, 'close');
  return chunks.join('');
}

describe('bounds on what is open', () => {
  it('refuse a further socket of an address, and give its place back', async () => {
    const room = await freshNewsroom({ open: { sockets: { perAddress: 2 } } });

    const [first] = [await rawSocket(room), await initialised(room)];
    expect(await upgradeStatus(room, '')).toBe(429);
    first.socket.terminate();
    await expect.poll(() => upgradeStatus(room, '')).toBe(101);
  });

  it('count a socket of a proxy by the address of its client', async () => {
    const room = await freshNewsroom({ open: { sockets: { perAddress: 1 } }, trustedProxies: 1 });

    expect(await upgradeStatus(room, '2001:db8::1')).toBe(101);
    expect(await upgradeStatus(room, '198.51.100.7, 2001:db8::2')).toBe(429);
    expect(await upgradeStatus(room, '2001:db8:0:1::2')).toBe(101);
  });

  it('close a further socket of a caller or an organization', async () => {
    const room = await freshNewsroom({ open: { sockets: { perCaller: 1, perOrganization: 2, perAddress: 10 } } });
    const organizationId = '0190a000-0000-7000-8000-000000000001';
    const [one, other, third] = await Promise.all([1, 2, 3].map(() => room.token({ organizationId })));
    const closingOf = async (token: string | undefined) => {
      const socket = await rawSocket(room);
      socket.say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
      return (await socket.closed).code;
    };

    const first = await initialised(room, one);
    expect(await closingOf(one)).toBe(4412);
    await initialised(room, other);
    expect(await closingOf(third)).toBe(4412);
    first.socket.close();
    await first.closed;

    await initialised(room, third);
  });

  it('refuse a further subscription over any transport, and give its place back however one ends', async () => {
    const room = await freshNewsroom({ open: { subscriptions: { perAddress: 2 } } });
    const socket = await initialised(room);
    const bySse = async () => {
      const leaving = new AbortController();
      onTestFinished(() => leaving.abort());
      const response = await fetch(`${room.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'multipart/mixed; subscriptionSpec=1.0, text/event-stream',
        },
        body: JSON.stringify({ query: 'subscription { posted { number } }' }),
        signal: leaving.signal,
      });
      return { status: response.status, leave: () => leaving.abort() };
    };

    socket.say(subscribe('1'));
    const stream = await bySse();
    socket.say(subscribe('2'));
    expect(stream.status).toBe(200);
    expect((await socket.hears('error', '2')).payload).toEqual([
      {
        message: 'This address has 2 subscriptions open, which is the limit. Close one, and try again.',
        extensions: { code: 'LIMIT_EXCEEDED' },
      },
    ]);
    expect((await bySse()).status).toBe(503);

    stream.leave();
    await expect.poll(async () => (await bySse()).status).toBe(200);
    socket.say({ type: 'complete', id: '1' });
    await expect.poll(async () => (await bySse()).status).toBe(200);
    expect((await bySse()).status).toBe(503);
  });

  it('cut connections beyond those of an address', async () => {
    const room = await freshNewsroom({ open: { connectionsPerAddress: 2 } });
    const { hostname, port } = new URL(room.url);
    const held = [1, 2].map(() => connect(Number(port), hostname));
    onTestFinished(() => held.forEach((socket) => socket.destroy()));
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    // Connected sockets are known to the gateway a moment later.
    await sleep(100);

    expect(await answerTo(room.url, 'GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')).toBe(
      '',
    );
    held[0]?.destroy();
    await expect
      .poll(() => answerTo(room.url, 'GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'))
      .toMatch(/^HTTP\/1\.1 200/);
  });

  it('close an anonymous socket without an operation, and no other', async () => {
    const room = await freshNewsroom({ open: { anonymousIdleMs: 300 }, keepAliveMs: 200 });

    const [idle, busy, known] = [
      await initialised(room),
      await initialised(room),
      await initialised(room, await room.token({})),
    ];
    busy.say(subscribe('1'));
    const { code } = await idle.closed;
    await sleep(600);

    expect(code).toBe(4413);
    expect([busy.socket.readyState, known.socket.readyState]).toEqual([1, 1]);
  });
});

describe('a request that arrives too slowly', () => {
  const arrival = { headersMs: 300, requestMs: 600 };

  it.each([
    ['without the end of its headers', 'POST /graphql HTTP/1.1\r\nhost: localhost\r\n'],
    [
      'without its body',
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    ],
  ])('%s is ended with 408 by its deadline', async (_, bytes) => {
    const room = await freshNewsroom({ arrival });
    const started = performance.now();

    expect(await answerTo(room.url, bytes)).toMatch(/^HTTP\/1\.1 408/);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
