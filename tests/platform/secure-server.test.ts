import { once } from 'node:events';
import { constants } from 'node:http2';
import { connect as connectPlainly } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectSecurely } from 'node:tls';
import { listen } from '@tributary/platform/http-server.ts';
import { createSecureHttpServer } from '@tributary/platform/secure-server.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { ask1, ask2, headOf, http2Session, streamOf } from '../gateway/secure-newsroom.ts';
import { certificateFiles, certificateIn, createAuthority } from '../support/authority.ts';
import { silentLog } from '../support/open-test-gateway.ts';
import { ended, frame, openFrames, openServer } from './open-secure-server.ts';

/** `GET /` and `POST /` by numbers of the static table, with the authority `a`. The POST has no end. */
const getRequest = frame({ type: 1, flags: 5, stream: 1, payload: [0x82, 0x84, 0x87, 0x41, 1, 0x61] });
const postRequest = frame({ type: 1, flags: 4, stream: 1, payload: [0x83, 0x84, 0x87, 0x41, 1, 0x61] });

describe('a request over HTTP/2', () => {
  it('looks as over HTTP/1.1, with the authority as its host', async () => {
    const server = await openServer();

    const { body } = await ask2(http2Session(server), { path: '/a?b=c', headers: { 'x-one': '1' }, body: 'text' });

    expect(JSON.parse(body)).toEqual({
      method: 'POST',
      path: '/a?b=c',
      headers: { host: new URL(server.url).host, 'x-one': '1', 'x-request-id': expect.any(String) },
      body: 'text',
      address: '127.0.0.1',
    });
  });

  it('may split its cookies, as browsers do', async () => {
    const server = await openServer();
    const session = http2Session(server);
    const cookies = Array.from({ length: 150 }, (_, index) => `c${index}=${index}`);

    const stream = session.request({ ':path': '/', cookie: cookies });

    expect((await headOf(stream)).status).toBe(200);
    expect(JSON.parse(await text(stream))).toMatchObject({ headers: { cookie: cookies.join('; ') } });
  });

  it('may have a token of 60 KB and headers of 93 KB, and not of 110 KB, by both protocols', async () => {
    const server = await openServer();
    const session = http2Session(server);
    const token = { headers: { authorization: 'x'.repeat(60_000) } };
    const thousands = (count: number) => ({
      headers: Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, 'x'.repeat(1_000)])),
    });
    // The bound holds once the client has acknowledged it.
    await once(session, 'localSettings');
    await ask2(session, { path: '/' });

    for (const allowed of [token, thousands(90)]) {
      expect((await ask2(session, allowed)).status).toBe(200);
      expect((await ask1(server, allowed)).status).toBe(200);
    }
    await expect(ask2(session, thousands(107))).rejects.toThrow('ENHANCE_YOUR_CALM');
    // The connection may end before the client has read 431.
    const tooLarge = ask1(server, thousands(107)).then(({ status }) => String(status), String);
    expect(await tooLarge).toMatch(/431|ECONNRESET|EPIPE|hang up/);
    expect(server.seen.requests).toBe(5);
  });

  it('tells, also afterwards, that its client has gone, and from where it came', async () => {
    const authority = await createAuthority();
    const arrived = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    const { url, close } = await listen({
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
      tls: certificateIn(certificateFiles(await authority.issue())),
      handle: async ({ socket }, response) => {
        const closed = once(response, 'close');
        arrived.resolve();
        await closed;
        seen.push(response.destroyed, socket.remoteAddress);
      },
    });
    onTestFinished(close);
    const session = http2Session({ url, authority });

    streamOf(session, { path: '/' }).on('error', () => {});
    await arrived.promise;
    session.destroy();

    await expect.poll(() => seen).toEqual([true, '127.0.0.1']);
  });

  it('gets 408 if its body does not come in time', async () => {
    const server = await openServer({ headersMs: 200, requestMs: 200 });
    const session = http2Session(server);

    const stream = session.request({ ':method': 'POST', ':path': '/' });
    stream.write('{');

    expect((await headOf(stream)).status).toBe(408);
    await expect.poll(() => stream.closed).toBe(true);
    expect((await ask2(session, { path: '/' })).status).toBe(200);
  });

  it.each(['GET', 'HEAD'])('by %s is not cut where its body ends after its headers', async (method) => {
    const session = http2Session(await openServer({ headersMs: 200, requestMs: 200 }));

    const stream = session.request({ ':method': method, ':path': '/slow' }, { endStream: false });
    stream.end();

    expect((await headOf(stream)).status).toBe(200);
  });

  it('gets its answer before the rest of a body that is too large is refused', async () => {
    const server = await openServer();
    const session = http2Session(server);

    const stream = session.request({ ':method': 'POST', ':path': '/' });
    stream.write('x'.repeat(2_000));

    expect((await headOf(stream)).status).toBe(500);
    expect(await text(stream)).toContain('error');
    await expect.poll(() => stream.closed).toBe(true);
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  });
});

describe('a connection', () => {
  it('is closed if its handshake does not come in time', async () => {
    const { url } = await openServer({ headersMs: 200, requestMs: 200 });
    const socket = connectPlainly(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {}).resume();

    await expect.poll(() => socket.closed).toBe(true);
  });

  it('that sends no request after its handshake is closed, by both protocols', async () => {
    const { url, authority } = await openServer({ headersMs: 200, requestMs: 200 });
    const session = http2Session({ url, authority });
    const socket = connectSecurely({ port: Number(new URL(url).port), host: '127.0.0.1', ca: authority.cert });
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {}).resume();

    await ended(session);
    await expect.poll(() => socket.closed).toBe(true);
  });

  it('that has no stream is closed after a time, also if its client sends pings', async () => {
    const authority = await createAuthority();
    const { server, cut } = createSecureHttpServer({
      certificate: certificateIn(certificateFiles(await authority.issue())),
      log: silentLog,
      http1: {
        maxHeaderSize: 10_000,
        headersTimeout: 1_000,
        requestTimeout: 1_000,
        keepAliveTimeout: 200,
        connectionsCheckingInterval: 100,
      },
      handle: (_request, response) => setTimeout(() => response.end('late'), 500),
    });
    server.listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
      cut();
    });
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const session = http2Session({ url: `https://127.0.0.1:${port}`, authority });
    const pings = setInterval(() => session.destroyed || session.ping(() => {}), 20);
    onTestFinished(() => clearInterval(pings));

    // A stream that takes longer keeps it open.
    expect((await ask2(session, { path: '/' })).body).toBe('late');
    await ended(session);
  });

  it('without a protocol in its handshake speaks HTTP/1.1', async () => {
    const { url, authority } = await openServer();
    const socket = connectSecurely({ port: Number(new URL(url).port), host: '127.0.0.1', ca: authority.cert });
    onTestFinished(() => void socket.destroy());

    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');

    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('a client that abuses HTTP/2', () => {
  it('gets no more than 100 streams at once', async () => {
    const session = http2Session(await openServer());

    const [settings]: { maxConcurrentStreams?: number }[] = await once(session, 'remoteSettings');

    expect(settings?.maxConcurrentStreams).toBe(100);
  });

  it('loses its connection when it opens and resets streams rapidly', async () => {
    const server = await openServer();
    const session = http2Session(server);
    const goneAway = Promise.withResolvers<number>();
    session.on('goaway', goneAway.resolve);
    await once(session, 'connect');

    const flood = setInterval(() => {
      for (let count = 0; count < 50 && !session.destroyed && !session.closed; count += 1) {
        const stream = session.request({ ':method': 'POST', ':path': '/' }).on('error', () => {});
        stream.close(constants.NGHTTP2_CANCEL);
      }
    }, 5);
    onTestFinished(() => clearInterval(flood));
    await ended(session);

    // The code of nghttp2 for this limit.
    expect(await goneAway.promise).toBe(constants.NGHTTP2_INTERNAL_ERROR);
    expect(server.seen.requests).toBeLessThan(500);
    expect((await ask2(http2Session(server), { path: '/' })).status).toBe(200);
  });

  it('ends its own connection alone with frames that are invalid after a request', async () => {
    const server = await openServer();
    const invalid = [
      frame({ type: 0, payload: [0] }), // DATA without a stream
      frame({ type: 3, stream: 1, payload: [0, 0, 0, 8] }), // RST_STREAM of the request
      frame({ type: 7, payload: [0, 0, 0, 0, 0, 0, 0, 2] }), // GOAWAY
      frame({ type: 9, flags: 4, stream: 1, payload: [0x82] }), // CONTINUATION after the end of the headers
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    ];

    for (const bytes of invalid) {
      const socket = await openFrames(server);
      socket.end(Buffer.concat([getRequest, bytes]));
      await expect.poll(() => socket.closed).toBe(true);
    }

    expect((await ask2(http2Session(server), { path: '/' })).status).toBe(200);
  });

  it.each([
    ['pings', frame({ type: 6, payload: [0, 0, 0, 0, 0, 0, 0, 0] })],
    ['settings', frame({ type: 4 })],
    ['data without content', frame({ type: 0, stream: 1 })],
  ])('loses its connection when it sends nothing but %s, and reads nothing', async (_, bytes) => {
    const server = await openServer();
    const socket = await openFrames(server);
    socket.pause();
    const many = Buffer.concat(Array.from({ length: 1_000 }, () => bytes));

    socket.write(postRequest);
    const flood = setInterval(() => socket.writableNeedDrain || socket.write(many), 0);
    onTestFinished(() => clearInterval(flood));

    await expect.poll(() => socket.destroyed).toBe(true);
    expect((await ask2(http2Session(server), { path: '/' })).status).toBe(200);
  });
});
