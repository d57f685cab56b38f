import { once } from 'node:events';
import {
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { ConnectionSettings } from '@tributary/platform/transport/http-connection.ts';
import { BadAnswer } from '@tributary/platform/transport/http-answer.ts';
import { Cancelled, TimedOut, Unconnected, Unreached, type Post } from '@tributary/platform/transport/http-pool.ts';
import { TransportError } from '@tributary/platform/transport/transport.ts';
import { UndiciPool } from '@tributary/platform/transport/undici-pool.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { certificate, privateKey } from '../support/certificate.ts';

const settings: ConnectionSettings = { connectTimeoutMs: 1_000, timeoutMs: 400, bytesMax: 200_000 };
const known = getCACertificates();
beforeAll(() => setDefaultCACertificates([...known, certificate]));
afterAll(() => setDefaultCACertificates(known));

type Say = (stream: ServerHttp2Stream, body: string, headers: IncomingHttpHeaders) => void;

const greet: Say = (stream, body) => stream.end(`hello ${body}`);

/** A server with HTTP/2 only, and a pool of connections to it. */
async function openServer(say: Say, more: Partial<ConnectionSettings> = {}) {
  const sessions: ServerHttp2Session[] = [];
  const bodies: string[] = [];
  const server = createSecureServer({ key: privateKey, cert: certificate });
  server.on('session', (session) => sessions.push(session));
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    let body = '';
    stream.on('error', () => {});
    stream.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    stream.once('end', () => {
      bodies.push(body);
      say(stream, body, headers);
    });
  });
  const pool = await poolOf(server, 'https', more);
  onTestFinished(() => sessions.forEach((session) => session.destroy()));
  return { pool, sessions, bodies };
}

async function poolOf(server: Server, scheme: 'http' | 'https', more: Partial<ConnectionSettings> = {}) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const pool = new UndiciPool(new URL(`${scheme}://127.0.0.1:${port}`), { ...settings, ...more });
  onTestFinished(async () => {
    pool.close();
    server.close();
    await once(server, 'close');
  });
  return pool;
}

const ask = (pool: UndiciPool, more: Partial<Post> = {}) =>
  pool.post({ path: '/graphql', headers: {}, body: '{}', signal: undefined, ...more });
const failureOf = (asked: Promise<unknown>) => asked.catch((error: unknown) => error);

describe('over HTTP/2', () => {
  it('many requests go over one connection, also the first ones', async () => {
    const { pool, sessions } = await openServer(greet);

    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(pool, { body: String(index) })));

    expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, index) => `hello ${index}`));
    expect(sessions).toHaveLength(1);
  });

  it('a request has its headers, its status and its cache headers', async () => {
    const { pool } = await openServer((stream, _, headers) => {
      stream.respond([
        ...[':status', '418', 'age', String(headers['x-request-id']), 'vary', String(headers[':path'])],
        ...['cache-control', 'max-age=60', 'cache-control', 'public'],
      ]);
      stream.end('short');
    });

    expect(await ask(pool, { headers: { 'x-request-id': '3' } })).toEqual({
      statusCode: 418,
      text: 'short',
      caching: {
        cacheControl: 'max-age=60, public',
        age: '3',
        vary: '/graphql',
        expires: undefined,
        date: expect.any(String),
        pragma: undefined,
      },
    });
  });

  it('a cancelled or late request ends alone, and reports its waiting time', async () => {
    const resets: number[] = [];
    const { pool, sessions, bodies } = await openServer(
      (stream, body) => {
        stream.once('aborted', () => resets.push(stream.rstCode));
        if (body === 'held') {
          setTimeout(() => stream.end('at last'), 200);
        }
      },
      { timeoutMs: 3_000 },
    );
    const leaving = new AbortController();
    const begun = performance.now();

    const held = ask(pool, { body: 'held' });
    const [left, silent] = [ask(pool, { body: 'left', signal: leaving.signal }), ask(pool, { body: 'silent' })].map(
      failureOf,
    );
    await expect.poll(() => bodies.length).toBe(3);
    await sleep(50);
    leaving.abort();

    expect(await left).toBeInstanceOf(Cancelled);
    const tookMs = performance.now() - begun;
    expect(await left).toMatchObject({ waitedMs: expect.toSatisfy((ms: number) => ms >= 49 && ms <= tookMs) });
    expect(await held).toMatchObject({ text: 'at last' });
    expect(await silent).toBeInstanceOf(TimedOut);
    await expect.poll(() => resets.length).toBe(2);
    expect(sessions).toHaveLength(1);
  });

  it('a response that is too large, compressed, not UTF-8 or cut off fails alone', async () => {
    const { pool, sessions } = await openServer((stream, body) => {
      if (body === 'large') {
        stream.end('x'.repeat(settings.bytesMax + 1));
      } else if (body === 'compressed') {
        stream.respond({ 'content-encoding': 'gzip' });
        stream.end('x');
      } else if (body === 'bytes') {
        stream.end(Buffer.from([0x22, 0xff, 0x22]));
      } else if (body === 'cut') {
        stream.write('half');
        stream.close(2);
      } else {
        stream.end('x'.repeat(settings.bytesMax));
      }
    });

    const failures = [];
    for (const body of ['large', 'compressed', 'bytes', 'cut']) {
      failures.push(await failureOf(ask(pool, { body })));
    }

    expect(failures).toEqual([
      new BadAnswer(`answered with more than ${settings.bytesMax} bytes`),
      new BadAnswer('answered in a content encoding that was not asked for: gzip'),
      new BadAnswer('answered with bytes that are not UTF-8'),
      new Unreached('closed the connection before its answer was complete'),
    ]);
    expect(await ask(pool)).toMatchObject({ text: 'x'.repeat(settings.bytesMax) });
    expect(sessions).toHaveLength(1);
  });

  it('a connection that its server ends is replaced', async () => {
    const { pool, sessions } = await openServer(greet);
    await ask(pool);
    sessions[0]?.close();
    await expect.poll(() => sessions[0]?.destroyed).toBe(true);

    expect(await ask(pool, { body: 'again' })).toMatchObject({ text: 'hello again' });
    expect(sessions).toHaveLength(2);
  });

  it('closes with the pool, and waiting requests fail', async () => {
    const { pool, bodies, sessions } = await openServer(() => {});
    const waiting = failureOf(ask(pool));
    await expect.poll(() => bodies.length).toBe(1);

    pool.close();

    expect(await waiting).toEqual(new TransportError('cannot be reached any more'));
    await expect(ask(pool)).rejects.toThrow('cannot be reached any more');
    await expect.poll(() => sessions[0]?.destroyed).toBe(true);
  });
});

describe('other servers', () => {
  it('are reached over HTTP/1.1 if they lack HTTP/2, over TLS as well', async () => {
    const versions: string[] = [];
    const pool = await poolOf(
      createHttpsServer({ key: privateKey, cert: certificate }, (request, response) => {
        versions.push(request.httpVersion);
        response.end('x');
      }),
      'https',
    );

    await Promise.all(Array.from({ length: 5 }, () => ask(pool)));

    expect(versions).toEqual(Array.from({ length: 5 }, () => '1.1'));
  });

  it('get no connection without a trusted certificate, a listener or time', async () => {
    const { pool: untrusted, bodies } = await openServer(greet);
    const silent = await poolOf(
      createServer({ pauseOnConnect: true }).on('connection', (socket: Socket) =>
        onTestFinished(() => void socket.destroy()),
      ),
      'https',
      {
        connectTimeoutMs: 100,
      },
    );
    const nowhere = new UndiciPool(new URL('http://127.0.0.1:1'), settings);
    onTestFinished(() => nowhere.close());
    setDefaultCACertificates(known);
    onTestFinished(() => setDefaultCACertificates([...known, certificate]));

    const failures = await Promise.all([untrusted, silent, nowhere].map((pool) => failureOf(ask(pool))));

    expect(failures).toEqual(Array.from({ length: 3 }, () => new Unconnected('cannot be reached')));
    expect(failures.map((failure) => failure instanceof Unconnected)).toEqual([true, true, true]);
    expect(bodies).toEqual([]);
  });

  it('are distrusted if they do not speak HTTP', async () => {
    const pool = await poolOf(
      createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n\r\n'));
      }),
      'http',
    );

    expect(await failureOf(ask(pool))).toBeInstanceOf(BadAnswer);
  });

  it.each(['a\r\nevil: 1', 'a\nb', '💧', '\0'])('get no request with the header %j', async (value) => {
    const { pool, bodies } = await openServer(greet);

    await expect(ask(pool, { headers: { 'x-tenant': value } })).rejects.toThrow(
      /^cannot be sent the header `x-tenant`/,
    );

    expect(bodies).toEqual([]);
  });
});
