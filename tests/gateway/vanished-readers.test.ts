import { expect, it, onTestFinished, describe } from 'vitest';
import { followStream, transports, type StreamResult } from '../support/follow-stream.ts';
import { openSwallowingProxy } from '../support/swallowing-proxy.ts';
import { openNewsroom } from './open-newsroom.ts';

describe.each(transports)('a reader over %s', (transport) => {
  it('that vanishes behind a proxy that keeps reading leaves nothing behind', async () => {
    const room = await openNewsroom({ keepAliveMs: 100, httpStreamLifeMaxMs: 3_000 });
    onTestFinished(room.close);
    const proxy = await openSwallowingProxy(Number(new URL(room.url).port));
    const stream = followStream(transport, `http://127.0.0.1:${proxy.port}`, {
      query: 'subscription { posted(after: "") { number } }',
    });
    onTestFinished(stream.cut);
    room.post(1);
    await stream.next();
    expect(room.openStreams()).toBe(1);

    proxy.swallow();

    await expect.poll(() => room.openStreams(), { timeout: 20_000 }).toBe(0);
  });
});

it.each(['sse', 'multipart'] as const)(
  'a reader over %s gets the cursor to resume after when its stream reaches its maximum age',
  async (way) => {
    const room = await openNewsroom({ keepAliveMs: 100, httpStreamLifeMaxMs: 2_500 });
    onTestFinished(room.close);
    room.post(2);
    const results: StreamResult[] = [];

    for await (const result of followStream(way, room.url, {
      query: 'subscription { posted(after: "") { number } }',
    })) {
      results.push(result);
    }

    expect(results).toMatchObject([
      { data: { posted: { number: 1 } } },
      { data: { posted: { number: 2 } } },
      { errors: [{ extensions: { code: 'GOING_AWAY', cursor: 'c2' } }] },
    ]);
  },
);
