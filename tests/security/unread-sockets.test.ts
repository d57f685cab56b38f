import { setTimeout as sleep } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { freshNewsroom } from '../gateway/open-newsroom.ts';
import { initialised, subscribe } from '../gateway/raw-socket.ts';

const megabyte = 1024 * 1024;

/** The memory of this process, in the heap and outside of it. Garbage counts too. */
function memoryBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a client that sends over a socket and does not read', () => {
  it('is not read any more, and gets every answer in order once it reads', async () => {
    const { socket, say, heard } = await initialised(await freshNewsroom({ keepAliveMs: 10_000 }));
    const count = 400;
    const padding = 'p'.repeat(60_000);

    socket.pause();
    for (let number = 0; number < count; number += 1) {
      say({ type: 'ping', payload: { number, padding } });
    }
    await sleep(1_500);
    const unsent = socket.bufferedAmount;
    socket.resume();
    await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(count + 1);

    // The buffers of the connection take a few megabytes, in both directions.
    expect(unsent).toBeGreaterThan(8 * megabyte);
    expect(heard.slice(1)).toEqual(
      Array.from({ length: count }, (_, number) => ({ type: 'pong', payload: { number, padding } })),
    );
  });

  it('costs the answers to one chunk of operations at most', async () => {
    const { socket, say, closed } = await initialised(await freshNewsroom({ keepAliveMs: 1_000 }));
    const query = getIntrospectionQuery();
    const before = memoryBytes();

    socket.pause();
    for (let number = 0; number < 8_000; number += 1) {
      say(subscribe(`operation ${number}`, query, {}));
    }
    let most = 0;
    for (let round = 0; round < 15; round += 1) {
      await sleep(100);
      most = Math.max(most, memoryBytes() - before);
    }
    socket.resume();

    // All answers together would be more than 200 MB. The client itself keeps 12 MB of unsent operations.
    expect(most / megabyte).toBeLessThan(100);
    expect([1006, 4411]).toContain((await closed).code);
  });

  it.each([
    ['messages', ({ say }: Client) => say({ type: 'pong' })],
    ['pongs', ({ socket }: Client) => socket.pong('never asked')],
  ])('is not kept alive by its %s', async (_, send) => {
    const room = await freshNewsroom({ keepAliveMs: 500 });
    const client = await initialised(room);
    room.post(1);
    client.say(
      subscribe('a', 'subscription ($after: String) { posted(after: $after) { number text(length: 10000) } }'),
    );
    await client.hears('next', 'a');

    client.socket.pause();
    room.post(2_000);
    const sending = setInterval(() => send(client), 50);
    await expect.poll(() => room.openStreams(), { timeout: 8_000 }).toBe(0);
    clearInterval(sending);
    client.socket.resume();

    expect([1006, 4411]).toContain((await client.closed).code);
  });
});
type Client = Awaited<ReturnType<typeof initialised>>;

it('a client that reads and sends nothing stays', async () => {
  const room = await freshNewsroom({ keepAliveMs: 200 });
  const { socket, say, hears } = await initialised(room);
  say(subscribe('a'));

  await sleep(2_000);
  room.post(1);

  await hears('next', 'a');
  expect(socket.readyState).toBe(socket.OPEN);
});
