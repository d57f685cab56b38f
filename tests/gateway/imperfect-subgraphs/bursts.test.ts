import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import type { SubgraphResponse, SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followStream, transports } from '../../support/follow-stream.ts';
import {
  eventsOf,
  executing,
  openGraphqlWs,
  openRawHttp,
  openRawSocket,
  openTicker,
  protocols,
  ticksOf,
} from './open-ticker.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const numberIn = ({ data }: SubgraphResponse) => (data?.['ticks'] as { number: number } | undefined)?.number;

describe.each(protocols)('a burst of %s that cannot be resumed', (_name, open, protocol) => {
  it.each(transports)(
    'reaches a client over %s without loss',
    async (transport) => {
      const { url } = await open(executing(() => eventsOf('ticks', ticksOf(6_000, { failing: 0 }))));
      const gateway = await openTicker({ url, subscriptions: { protocol } });
      const numbers: unknown[] = [];

      for await (const { data, errors } of followStream(transport, gateway.url, {
        query: 'subscription { ticks { number } }',
      })) {
        numbers.push(errors ?? numberIn({ data }));
      }

      expect(numbers).toEqual(upTo(6_000));
    },
    60_000,
  );
});

it('a burst in one write reaches several clients without loss', async () => {
  const { url } = await openRawSocket((send, { id, query }) => {
    const field = /(\w+):\s*ticks/.exec(query)?.[1] ?? 'ticks';
    for (const number of upTo(5_000)) {
      send({ type: 'next', id, payload: { data: { [field]: { number } } } });
    }
    send({ type: 'complete', id });
  });
  const gateway = await openTicker({ url });

  const all = await Promise.all(
    transports.map(async (transport) => {
      let count = 0;
      // Each client gets a stream of its own, since its selection differs.
      const query = `subscription { ticks(count: ${transport.length}) { number } }`;
      for await (const { errors } of followStream(transport, gateway.url, { query })) {
        expect(errors).toBeUndefined();
        count += 1;
      }
      return count;
    }),
  );

  expect(all).toEqual([5_000, 5_000, 5_000]);
});

describe('of several readers of a stream that cannot be resumed', () => {
  const count = 4_000;
  const query = 'subscription { ticks { number label } }';
  async function openBurst(): Promise<{ url: string; begin: () => void }> {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { url } = await openGraphqlWs(
      executing(async function* () {
        await begun;
        yield* eventsOf('ticks', ticksOf(count, { failing: 0, size: 5_000 }));
      }),
    );
    const gateway = await openTicker({ url });
    return { url: gateway.url, begin };
  }
  const countOf = async (url: string) => {
    let events = 0;
    for await (const { errors } of followStream('ws', url, { query })) {
      expect(errors).toBeUndefined();
      events += 1;
    }
    return events;
  };
  /** A reader over server-sent events that does not read until it is told to. */
  const idleReader = async (url: string) => {
    const asked = request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    });
    onTestFinished(() => void asked.destroy());
    asked.on('error', () => {});
    asked.end(JSON.stringify({ query }));
    const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
    asked.once('response', resolve);
    const response = await promise;
    return async () => {
      const body = await text(response);
      return { events: body.split('event: next').length - 1, body };
    };
  };

  it('a reader that pauses for a moment is waited for', async () => {
    const { url, begin } = await openBurst();
    const other = countOf(url);
    const read = await idleReader(url);

    begin();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const { events, body } = await read();

    expect(events).toBe(count);
    expect(body).not.toContain('SLOW_READER');
    expect(await other).toBe(count);
  }, 60_000);

  it('a reader that stops reading falls behind, and the others continue', async () => {
    const { url, begin } = await openBurst();
    const other = countOf(url);
    const read = await idleReader(url);

    begin();

    expect(await other).toBe(count);
    expect((await read()).body).toContain('SLOW_READER');
  }, 60_000);
});

describe('without a reader', () => {
  const asked = { query: 'subscription { ticks { number } }', caller: '', requestId: 'one' };

  function open(settings: Parameters<typeof httpTransport>[0]): SubgraphTransport {
    const transport = httpTransport(settings);
    onTestFinished(() => transport.close());
    return transport;
  }

  it('a socket is paused, and its neighbour is not', async () => {
    const event = 'x'.repeat(10_000);
    let flooded = 0;
    const { url } = await openRawSocket(async (send, { id, operationName }, socket) => {
      if (operationName === 'quiet') {
        send({ type: 'next', id, payload: { data: { ticks: { number: 1 } } } });
        return;
      }
      while (flooded < 10_000 && socket.readyState === socket.OPEN) {
        send({ type: 'next', id, payload: { data: { ticks: { number: flooded + 1 } }, extensions: { event } } });
        flooded += 1;
        while (socket.bufferedAmount > 0 && socket.readyState === socket.OPEN) {
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
    });
    const transport = open({ url });
    const flood = transport.subscribe({ ...asked, operationName: 'flood' });
    await flood.next();
    let before = -1;
    // Waits until the subgraph writes no more.
    await expect
      .poll(
        () => {
          const isSteady = flooded === before;
          before = flooded;
          return isSteady;
        },
        { interval: 500, timeout: 20_000 },
      )
      .toBe(true);

    const quiet = transport.subscribe({ ...asked, operationName: 'quiet' });
    const neighbour = await quiet.next();

    expect(flooded).toBeLessThan(5_000);
    expect(neighbour.value).toMatchObject({ data: { ticks: { number: 1 } } });
    const numbers = [1];
    for await (const response of flood) {
      numbers.push(numberIn(response) ?? 0);
      if (numbers.length === 5_000) {
        break;
      }
    }
    expect(numbers).toEqual(upTo(5_000));
    await quiet.return?.();
  }, 60_000);

  it('a response is paused', async () => {
    const event = `event: next\ndata: ${JSON.stringify({ data: { ticks: { number: 1 } }, extensions: { x: 'x'.repeat(10_000) } })}\n\n`;
    let written = 0;
    const { url } = await openRawHttp(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      while (!response.destroyed && written < 20_000) {
        written += 1;
        if (!response.write(event)) {
          await Promise.race([once(response, 'drain'), once(response, 'close')]);
        }
      }
    });
    const stream = open({ url, subscriptions: { protocol: 'sse', silenceMaxMs: 400 } }).subscribe(asked);
    await stream.next();
    let before = -1;
    await expect
      .poll(
        () => {
          const isSteady = written === before;
          before = written;
          return isSteady;
        },
        { interval: 500, timeout: 20_000 },
      )
      .toBe(true);

    // Longer than the limit on silence, which does not apply while the stream is paused.
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(written).toBe(before);
    expect(written).toBeLessThan(5_000);
    for (let count = 0; count < 1_000; count += 1) {
      expect((await stream.next()).done).toBe(false);
    }
    await stream.return?.();
  }, 60_000);

  it('among streams on a shared socket, the one that blocks the others ends', async () => {
    const { url } = await openRawSocket(async (send, { id, operationName }) => {
      for (const number of upTo(operationName === 'flood' ? 3_000 : 1)) {
        send({ type: 'next', id, payload: { data: { ticks: { number } } } });
      }
    });
    const transport = open({ url });
    const own = Array.from({ length: 64 }, () => transport.subscribe(asked));
    await Promise.all(own.map((stream) => stream.next()));
    const flood = transport.subscribe({ ...asked, operationName: 'flood' });
    await flood.next();
    const neighbour = transport.subscribe(asked);

    const got = await neighbour.next();

    expect(got.value).toMatchObject({ data: { ticks: { number: 1 } } });
    const drained = (async () => {
      for await (const response of flood) {
        expect(numberIn(response)).toBeGreaterThan(0);
      }
    })();
    await expect(drained).rejects.toThrow('sent more than was read');
    await Promise.all([...own, neighbour].map(async (stream) => stream.return?.()));
  }, 60_000);
});
