import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followStream, type Followed } from '../../support/follow-stream.ts';
import { openSwallowingProxy } from '../../support/swallowing-proxy.ts';
import {
  afterOf,
  eventsOf,
  executing,
  openGraphqlWs,
  openRawHttp,
  openRawSocket,
  openTicker,
  protocols,
  type Asked,
  type Tick,
} from './open-ticker.ts';

const silenceMaxMs = 800;

function follow(url: string, query: string): Followed {
  const stream = followStream('ws', url, { query });
  onTestFinished(stream.cut);
  return stream;
}

/** Ticks that the test sends one after the other, to all subscribers. */
function openClock() {
  const ticks: Tick[] = [];
  const waiting = new Set<() => void>();
  return {
    tick: () => {
      ticks.push({ number: ticks.length + 1, cursor: `c${ticks.length + 1}` });
      waiting.forEach((wake) => wake());
    },
    follow: async function* (request: Asked): AsyncGenerator<Tick> {
      for (let index = afterOf(request); ; index += 1) {
        while (ticks[index] === undefined) {
          const { promise, resolve } = Promise.withResolvers<void>();
          waiting.add(resolve);
          await promise;
          waiting.delete(resolve);
        }
        const tick = ticks[index];
        if (tick !== undefined) {
          yield tick;
        }
      }
    },
  };
}

describe.each(protocols)('over %s, a connection that swallows all bytes', (_name, open, protocol) => {
  it('is noticed, and the stream continues over another one without a gap', async () => {
    const clock = openClock();
    const { port } = await open(executing((request) => eventsOf('resumed', clock.follow(request))));
    const proxy = await openSwallowingProxy(port);
    const url = `http://127.0.0.1:${proxy.port}/graphql`;
    const gateway = await openTicker({ url, subscriptions: { protocol, silenceMaxMs } });
    const stream = follow(gateway.url, 'subscription { resumed(after: "c0") { number } }');
    clock.tick();
    const first = await stream.next();

    proxy.swallow();
    clock.tick();
    clock.tick();

    const rest = [await stream.next(), await stream.next()];
    expect([first, ...rest].map(({ value }) => value?.data)).toEqual(
      [1, 2, 3].map((number) => ({ resumed: { number } })),
    );
  });

  it('ends a stream that cannot be resumed, with the reason', async () => {
    const clock = openClock();
    const { port } = await open(executing((request) => eventsOf('ticks', clock.follow(request))));
    const proxy = await openSwallowingProxy(port);
    const url = `http://127.0.0.1:${proxy.port}/graphql`;
    const gateway = await openTicker({ url, subscriptions: { protocol, silenceMaxMs } });
    const stream = follow(gateway.url, 'subscription { ticks { number } }');
    clock.tick();
    await stream.next();

    proxy.swallow();

    const { value } = await stream.next();
    expect(value?.errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(value?.errors?.[0]?.message).toContain(`${silenceMaxMs} ms`);
    expect((await stream.next()).done).toBe(true);
  });
});

describe('a quiet subgraph', () => {
  it('that answers pings is kept', async () => {
    const clock = openClock();
    const foreign = await openGraphqlWs(executing((request) => eventsOf('ticks', clock.follow(request))));
    const gateway = await openTicker({ url: foreign.url, subscriptions: { silenceMaxMs } });
    const stream = follow(gateway.url, 'subscription { ticks { number } }');
    const next = stream.next();
    await expect.poll(() => foreign.requests.length).toBe(1);

    await sleep(silenceMaxMs * 2.5);
    clock.tick();

    expect((await next).value?.data).toEqual({ ticks: { number: 1 } });
    expect(foreign.requests).toHaveLength(1);
  });

  it.each([
    {
      name: 'server-sent events',
      protocol: 'sse',
      type: 'text/event-stream',
      heartbeat: ':\n\n',
      event: 'event: next\ndata: {"data":{"FIELD":{"number":1}}}\n\n',
    },
    {
      name: 'multipart',
      protocol: 'multipart',
      type: 'multipart/mixed; boundary=graphql',
      heartbeat: '--graphql\r\ncontent-type: application/json\r\n\r\n{}\r\n',
      event:
        '--graphql\r\ncontent-type: application/json\r\n\r\n{"payload":{"data":{"FIELD":{"number":1}}}}\r\n--graphql',
    },
  ] as const)('that sends heartbeats over $name is kept', async ({ protocol, type, heartbeat, event }) => {
    const foreign = await openRawHttp(async (response, { query }) => {
      response.writeHead(200, { 'content-type': type });
      for (let beat = 0; beat < 10; beat += 1) {
        response.write(heartbeat);
        await sleep(silenceMaxMs / 4);
      }
      response.write(event.replace('FIELD', /(\w+):\s*ticks/.exec(query)?.[1] ?? 'ticks'));
    });
    const gateway = await openTicker({ url: foreign.url, subscriptions: { protocol, silenceMaxMs } });

    const { value } = await follow(gateway.url, 'subscription { ticks { number } }').next();

    expect(value?.data).toEqual({ ticks: { number: 1 } });
    expect(foreign.requests).toHaveLength(1);
  });

  it('that sends no heartbeats is kept if the settings require none', async () => {
    const foreign = await openRawHttp(async (response, { query }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      await sleep(silenceMaxMs * 2);
      const field = /(\w+):\s*ticks/.exec(query)?.[1] ?? 'ticks';
      response.write(`data: {"data":{"${field}":{"number":1}}}\n\n`);
    });
    const gateway = await openTicker({ url: foreign.url, subscriptions: { protocol: 'sse', silenceMaxMs: 0 } });

    const { value } = await follow(gateway.url, 'subscription { ticks { number } }').next();

    expect(value?.data).toEqual({ ticks: { number: 1 } });
  });
});

it('a socket that is never acknowledged is closed, and another one opened', async () => {
  const clock = openClock();
  const { port } = await openGraphqlWs(executing((request) => eventsOf('resumed', clock.follow(request))));
  const proxy = await openSwallowingProxy(port);
  const gateway = await openTicker({ url: `http://127.0.0.1:${proxy.port}/graphql` });
  const stream = follow(gateway.url, 'subscription { resumed(after: "c0") { number } }');
  const next = stream.next();
  await expect.poll(() => proxy.connections().made, { interval: 1 }).toBeGreaterThan(0);

  proxy.swallow();
  clock.tick();

  expect((await next).value?.data).toEqual({ resumed: { number: 1 } });
});

it('a socket that sends only events counts as alive', async () => {
  const foreign = await openRawSocket(async (send, { id, query }, socket) => {
    const field = /(\w+):\s*ticks/.exec(query)?.[1] ?? 'ticks';
    for (let number = 1; number <= 10 && socket.readyState === socket.OPEN; number += 1) {
      send({ type: 'next', id, payload: { data: { [field]: { number } } } });
      await sleep(silenceMaxMs / 4);
    }
    send({ type: 'complete', id });
  });
  const gateway = await openTicker({ url: foreign.url, subscriptions: { silenceMaxMs } });

  const numbers = [];
  for await (const { data } of follow(gateway.url, 'subscription { ticks { number } }')) {
    numbers.push(data);
  }

  expect(numbers).toHaveLength(10);
});
