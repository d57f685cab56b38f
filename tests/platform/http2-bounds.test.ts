import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { headOf, http2Session, streamOf } from '../gateway/secure-newsroom.ts';
import { ended, frame, openFrames, openServer } from './open-secure-server.ts';

describe('a client that holds memory by many streams', () => {
  it('gets no new streams while it does not read ten megabytes of answers', async () => {
    const server = await openServer();
    const session = sessionThatReadsNothing(server);

    // The heads of answers need no window, so each tells that its body waits.
    let answered = 0;
    let isRefused = false;
    while (!isRefused && answered < 100) {
      const outcome = await headOf(streamOf(session, { path: '/large' })).catch(() => null);
      answered += outcome?.status === 200 ? 1 : 0;
      isRefused = outcome === null;
    }

    expect(answered).toBeGreaterThanOrEqual(8);
    expect(answered).toBeLessThanOrEqual(12);
  });

  it('sends no more than eight megabytes of bodies at once, and all of them in the end', async () => {
    const server = await openServer({ bodyBytesMax: 4 * 2 ** 20 });
    const session = http2Session(server);
    const megabyte = 2 ** 20;

    const streams = Array.from({ length: 14 }, () => session.request({ ':method': 'POST', ':path': '/' }));
    const heads = Promise.all(streams.map(headOf));
    streams.forEach((stream) => stream.resume().write('x'.repeat(megabyte)));
    await expect.poll(() => server.seen.bodyBytes).toBeGreaterThan(8 * megabyte);
    await setTimeout(200);

    expect(server.seen.bodyBytes).toBeLessThan(10 * megabyte);
    // The oldest goes on, which makes room for the others.
    streams.forEach((stream) => stream.end('x'));
    expect((await heads).map(({ status }) => status)).toEqual(streams.map(() => 200));
    expect(server.seen.bodyBytes).toBe(14 * (megabyte + 1));
  });

  it('loses its connection when it leaves more than ten megabytes of answers unread', async () => {
    const server = await openServer({ headersMs: 400 });
    const session = sessionThatReadsNothing(server);
    const goneAway = Promise.withResolvers<number>();
    session.on('goaway', goneAway.resolve);

    await answersOn(session, { path: '/slow', count: 30 });
    await ended(session);

    expect(await goneAway.promise).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    await expect.poll(() => server.seen.open).toBe(0);
  });

  it('loses its connection, too, when it reads nothing from the system', async () => {
    const server = await openServer({ headersMs: 400 });
    const socket = await openFrames(server);
    socket.pause();
    const settings = frame({ type: 4, payload: [0, 4, 0x7f, 0xff, 0xff, 0xff] });
    const window = frame({ type: 8, payload: [0x7f, 0, 0, 0] });
    const path = [4, 5, ...Buffer.from('/slow')];
    const requests = Array.from({ length: 40 }, (_, index) =>
      frame({ type: 1, flags: 5, stream: 2 * index + 1, payload: [0x82, ...path, 0x87, 0x41, 1, 0x61] }),
    );

    socket.write(Buffer.concat([settings, window, ...requests]));
    await expect.poll(() => server.seen.open).toBe(40);

    await expect.poll(() => server.seen.open).toBe(0);
    await expect.poll(() => server.connections()).toBe(0);
  });

  it('keeps its connection while it reads', async () => {
    const server = await openServer({ headersMs: 400 });
    const session = http2Session(server);
    const streams = await answersOn(session, { path: '/slow', count: 30 });

    // Ten windows a second are 640 KB for each of the streams.
    const lengths = streams.map(async (stream) => {
      let length = 0;
      for await (const chunk of stream) {
        length += chunk.length;
        await setTimeout(10);
      }
      return length;
    });

    expect(await Promise.all(lengths)).toEqual(streams.map(() => 2 ** 20));
  });

  it('loses the streams of which it reads nothing for a time', async () => {
    const server = await openServer({ requestMs: 300 });
    const session = sessionThatReadsNothing(server);

    const streams = await answersOn(session, { path: '/large', count: 3 });

    await expect.poll(() => streams.map(({ rstCode }) => rstCode)).toEqual([8, 8, 8]);
    await expect.poll(() => server.seen.open).toBe(0);
    expect(session.destroyed).toBe(false);
  });
});

/** A connection whose answers have no window. */
function sessionThatReadsNothing({ url, authority }: { url: string; authority: { cert: string } }) {
  const session = connect(url, { ca: authority.cert, settings: { initialWindowSize: 0 } });
  onTestFinished(() => session.destroy());
  session.on('error', () => {});
  return session;
}

/** Streams whose answers have begun, and wait to be read. */
async function answersOn(
  session: ClientHttp2Session,
  { path, count }: { path: string; count: number },
): Promise<ClientHttp2Stream[]> {
  const streams = Array.from({ length: count }, () => streamOf(session, { path }));
  streams.forEach((stream) => stream.on('error', () => {}));
  await Promise.all(streams.map(headOf));
  return streams;
}
