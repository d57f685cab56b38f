import { once } from 'node:events';
import type { HttpResponse } from '@tributary/platform/http-message.ts';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { endWithText, listen, readBody } from '@tributary/platform/http-server.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collectLogs } from '../support/collect-logs.ts';

/** Texts of 1 byte to 300 KB, and beyond ASCII, each of another character. */
const answers = Array.from({ length: 60 }, (_, index) =>
  String.fromCodePoint(0x61 + index * 7).repeat([1, 2_000, 100_000, 150_000][index % 4] ?? 0),
);

describe('texts', () => {
  it('arrive unchanged, also at clients that read late and send several requests at once', async () => {
    let waiting = 0;
    const { url, close } = await listen({
      log: collectLogs().log,
      host: '127.0.0.1',
      port: 0,
      handle: async (request, response) => {
        // Not all in the order of the requests.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        endWithText(response, answers[Number(request.url?.slice(1))] ?? '');
        waiting += response.writableLength > 0 ? 1 : 0;
      },
    });
    onTestFinished(close);
    const clients = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
        await once(socket, 'connect');
        const own = Array.from({ length: 15 }, (__, count) => (index * 17 + count) % answers.length);
        const requests = own.map(
          (number, count) =>
            `GET /${number} HTTP/1.1\r\nhost: a\r\n${count === own.length - 1 ? 'connection: close\r\n' : ''}\r\n`,
        );
        socket.write(requests.join(''));
        return { socket, own };
      }),
    );
    // More than one for each response, so that each reason occurs: behind another response, and not accepted by the
    // system at once.
    await expect.poll(() => waiting).toBeGreaterThan(2 * clients.length);

    const received = await Promise.all(clients.map(async ({ socket }) => text(socket)));

    const bodies = received.map((all) => all.split(/HTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\n/).slice(1));
    const wanted = clients.map(({ own }) => own.map((number) => answers[number] ?? ''));
    expect(bodies.map((some) => some.map(({ length }) => length))).toEqual(
      wanted.map((some) => some.map(({ length }) => length)),
    );
    // Compared by equality, since a difference of megabytes could not be printed.
    expect(JSON.stringify(bodies) === JSON.stringify(wanted)).toBe(true);
  });
});

describe('a failing handler', () => {
  it.each([
    ['at once', () => {}],
    ['after the head', (response: HttpResponse) => response.writeHead(200).write('a')],
  ])('%s is logged under the id that the client receives', async (_, begin) => {
    const { log, lines } = collectLogs();
    const { url, close } = await listen({
      host: '127.0.0.1',
      port: 0,
      log,
      handle: async (_request, response) => {
        begin(response);
        throw new Error('no handler');
      },
    });

    const response = await fetch(url);
    await response.text().catch(() => {});
    await close();

    expect(lines).toMatchObject([{ msg: 'a request failed', err: { message: 'no handler' } }]);
    expect(lines[0]?.requestId).toMatch(/^[\da-f-]{36}$/);
    expect(response.headers.get('x-request-id')).toBe(lines[0]?.requestId);
  });

  it('is logged under the id that the client sent', async () => {
    const { log, lines } = collectLogs();
    const { url, close } = await listen({
      host: '127.0.0.1',
      port: 0,
      log,
      handle: () => Promise.reject(new Error('no')),
    });

    const response = await fetch(url, { headers: { 'x-request-id': 'mine-1' } });
    await close();

    expect([response.status, response.headers.get('x-request-id')]).toEqual([500, 'mine-1']);
    expect(lines.map(({ requestId }) => requestId)).toEqual(['mine-1']);
  });
});

it('a client that leaves in the middle of its body is no failure of the server', async () => {
  const { log, lines } = collectLogs();
  const { url, close } = await listen({
    log,
    host: '127.0.0.1',
    port: 0,
    handle: async (request, response) => endWithText(response, await readBody(request, 1_000)),
  });
  onTestFinished(close);
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
  await once(socket, 'connect');

  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf', () => socket.destroy());

  await expect
    .poll(() => lines.map(({ msg, level }) => ({ msg, level })))
    .toEqual([{ msg: 'a request was not answered', level: 30 }]);
});
