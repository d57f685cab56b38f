import { expect, it } from 'vitest';
import { freshNewsroom } from './open-newsroom.ts';
import { initialised, posts, subscribe } from './raw-socket.ts';

it('messages of any length are handled in their order', async () => {
  const { say, heard, closed } = await initialised(await freshNewsroom());
  const lengths = [100_000, 1, 300_000, 2, 70_000, 3];

  for (const length of lengths) {
    say({ type: 'ping', payload: { text: 'x'.repeat(length) } });
  }
  say(`{"type":"ping","payload":{"text":"${'x'.repeat(100_000)}}`);
  say(subscribe('never'));

  expect((await closed).code).toBe(4400);
  const pongs = heard.filter(({ type }) => type === 'pong').map(({ payload }) => JSON.stringify(payload).length);
  expect(pongs).toEqual(lengths.map((length) => length + '{"text":""}'.length));
  expect(heard.some(({ id }) => id === 'never')).toBe(false);
});

it('a socket that closes while its long message waits begins nothing', async () => {
  const room = await freshNewsroom();
  const sockets = await Promise.all(Array.from({ length: 20 }, () => initialised(room)));

  for (const { say, socket } of sockets) {
    say(subscribe('1', posts, { after: '', padding: 'x'.repeat(1_000_000) }));
    socket.close();
  }
  await Promise.all(sockets.map(({ closed }) => closed));
  const { say, hears } = await initialised(room);
  say(subscribe('last', '{ latest }'));
  await hears('complete', 'last');

  const metrics = await (await fetch(`${room.url}/metrics`)).text();
  expect(metrics).toContain('tributary_gateway_subscriptions 0');
  expect(room.openStreams()).toBe(0);
});
