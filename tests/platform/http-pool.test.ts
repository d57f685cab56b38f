import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionSettings } from '@tributary/platform/transport/http-connection.ts';
import {
  Cancelled,
  HttpPool,
  TimedOut,
  Unconnected,
  Unreached,
  type Post,
} from '@tributary/platform/transport/http-pool.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificate, privateKey } from '../support/certificate.ts';

const settings: ConnectionSettings = { connectTimeoutMs: 1_000, timeoutMs: 400, bytesMax: 10_000 };
const answer = (text: string, headers = '') =>
  `HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

type Say = (socket: Socket, request: string) => void;

/** A server that answers each request, and a pool of connections to it. */
async function openScripted(
  say: Say,
  { secure = false, ...more }: Partial<ConnectionSettings> & { secure?: boolean } = {},
) {
  const requests: string[] = [];
  const sockets: Socket[] = [];
  const listen = (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      requests.push(bytes.toString());
      say(socket, bytes.toString());
    });
  };
  const server = secure ? createSecureServer({ key: privateKey, cert: certificate }, listen) : createServer(listen);
  const port = await portOf(server);
  const pool = new HttpPool(new URL(`${secure ? 'https' : 'http'}://localhost:${port}`), { ...settings, ...more });
  onTestFinished(async () => {
    pool.close();
    sockets.forEach((socket) => socket.destroy());
    const closed = once(server, 'close');
    server.close();
    await closed;
  });
  return { pool, requests, sockets };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('a listening server has no port');
  }
  return address.port;
}

const ask = (pool: HttpPool, more: Partial<Post> = {}) =>
  pool.post({ path: '/graphql', headers: {}, body: '{}', signal: undefined, ...more });

describe('a request', () => {
  it('is sent unchanged, with the length of its body in bytes', async () => {
    const { pool, requests } = await openScripted((socket) => socket.write(answer('x')));

    await ask(pool, { headers: { accept: 'text/é' }, body: '{"name":"Ærø 💧"}' });

    expect(requests).toEqual([
      expect.stringMatching(
        /^POST \/graphql HTTP\/1\.1\r\nhost: localhost:\d+\r\naccept: text\/.\r\ncontent-length: 21\r\n\r\n\{"name":"Ærø 💧"\}$/u,
      ),
    ]);
  });

  it.each(['a\r\nevil: 1', 'a\nb', '💧', '\0'])('with the header %j is not sent', async (value) => {
    const { pool, requests } = await openScripted((socket) => socket.write(answer('x')));

    await expect(ask(pool, { headers: { 'x-name': value } })).rejects.toThrow('the header `x-name`');

    await ask(pool);
    expect(requests).toHaveLength(1);
  });

  it('reports its waiting time when cancelled, and closes its connection', async () => {
    const { pool, requests, sockets } = await openScripted(
      (socket, request) => {
        if (!request.endsWith('slow')) {
          socket.write(answer('x'));
        }
      },
      { timeoutMs: 5_000 },
    );
    const leaving = new AbortController();
    const begun = performance.now();
    const sent = ask(pool, { body: 'slow', signal: leaving.signal }).catch((error: unknown) => error);
    await expect.poll(() => requests.length).toBe(1);
    await sleep(50);
    leaving.abort();

    const cancelled = await sent;
    const tookMs = performance.now() - begun;

    expect(cancelled).toBeInstanceOf(Cancelled);
    expect(cancelled).toMatchObject({ waitedMs: expect.toSatisfy((ms: number) => ms >= 49 && ms <= tookMs) });
    await expect.poll(() => sockets[0]?.destroyed).toBe(true);
    expect(await ask(pool)).toMatchObject({ text: 'x' });
  });

  it('without a connection fails with another error than a request without a response', async () => {
    const { pool, sockets } = await openScripted((socket, request) => {
      if (request.endsWith('cut')) {
        socket.destroy();
      }
    });
    const nowhere = new HttpPool(new URL('http://127.0.0.1:1'), settings);
    const failure = (asked: Promise<unknown>) => asked.catch((error: unknown) => error);

    const [silent, cut, refused] = [
      await failure(ask(pool)),
      await failure(ask(pool, { body: 'cut' })),
      await failure(ask(nowhere)),
    ];

    expect(silent).toBeInstanceOf(TimedOut);
    expect(cut).toBeInstanceOf(Unreached);
    expect(cut).not.toBeInstanceOf(Unconnected);
    expect(refused).toBeInstanceOf(Unconnected);
    expect(sockets).toHaveLength(2);
  });

  it('may be retried if it was not written before its connection expired', async () => {
    const { pool, requests } = await openScripted((socket) => socket.write(answer('x')));
    await ask(pool);

    // Made after this turn's writes begin, the request is written in the next turn. Before that, the idle connection is
    // found to have expired.
    const { promise, resolve } = Promise.withResolvers<unknown>();
    setImmediate(() => {
      resolve(ask(pool).catch((error: unknown) => error));
      const end = performance.now() + settings.timeoutMs + 50;
      while (performance.now() < end);
    });

    expect(await promise).toBeInstanceOf(Unreached);
    expect(requests).toHaveLength(1);
  });

  it('over TLS needs a trusted certificate', async () => {
    const { pool } = await openScripted((socket) => socket.write(answer('secret')), { secure: true });

    await expect(ask(pool)).rejects.toThrow('cannot be reached');

    const trusted = getCACertificates();
    setDefaultCACertificates([...trusted, certificate]);
    onTestFinished(() => setDefaultCACertificates(trusted));
    expect(await ask(pool)).toMatchObject({ text: 'secret' });
  });
});

describe('a connection', () => {
  it('is reused, unless its server announces its end or is about to close it', async () => {
    const { pool, sockets } = await openScripted(
      (socket, request) =>
        socket.write(
          answer(
            'x',
            request.endsWith('last')
              ? 'connection: close\r\n'
              : request.endsWith('short')
                ? 'keep-alive: timeout=1\r\n'
                : '',
          ),
        ),
      { timeoutMs: 5_000 },
    );

    const counts: number[] = [];
    for (const body of ['one', 'two', 'last', 'three', 'short', 'four']) {
      await ask(pool, { body });
      counts.push(sockets.length);
    }

    expect(counts).toEqual([1, 1, 1, 2, 2, 3]);
  });

  it('that ends while idle is not reused', async () => {
    const { pool, sockets } = await openScripted((socket) => socket.write(answer('x')));
    await ask(pool);
    sockets[0]?.end();
    await expect.poll(() => sockets[0]?.destroyed).toBe(true);

    expect(await ask(pool)).toMatchObject({ text: 'x' });
    expect(sockets).toHaveLength(2);
  });

  it('that expired while idle is not reused, not even before it is closed', async () => {
    const { pool, sockets } = await openScripted((socket) => socket.write(answer('x')));
    await ask(pool);

    // As long as an idle connection is kept, so that this timer fires right after that of the connection.
    await sleep(settings.timeoutMs);

    expect(await ask(pool)).toMatchObject({ text: 'x' });
    expect(sockets).toHaveLength(2);
  });

  it('that speaks before a request is distrusted', async () => {
    const { pool, sockets } = await openScripted((socket) => socket.write(answer('x')));
    await ask(pool);
    sockets[0]?.write(answer('of nobody'));
    await expect.poll(() => sockets[0]?.destroyed).toBe(true);

    expect(await ask(pool)).toMatchObject({ text: 'x' });
  });

  it('that breaks in the middle of a response fails the request', async () => {
    const { pool } = await openScripted((socket) => socket.end(answer('four').slice(0, -1)));

    await expect(ask(pool)).rejects.toThrow(Unreached);
  });

  it('that is not made in time fails as such, and the request may be retried', async () => {
    const silent = createServer({ pauseOnConnect: true });
    const port = await portOf(silent);
    const pool = new HttpPool(new URL(`https://localhost:${port}`), { ...settings, connectTimeoutMs: 100 });
    onTestFinished(() => {
      pool.close();
      silent.close();
    });

    await expect(ask(pool)).rejects.toThrow(Unreached);
  });

  it('closes with the pool, and its request fails', async () => {
    const { pool, sockets } = await openScripted(() => {});
    const waiting = Promise.allSettled([ask(pool), ask(pool), ask(pool)]);
    await expect.poll(() => sockets.length).toBe(3);

    pool.close();

    const refused = { reason: { message: 'cannot be reached any more' } };
    expect(await waiting).toMatchObject([refused, refused, refused]);
    await expect(ask(pool)).rejects.toThrow('cannot be reached any more');
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
  });
});
