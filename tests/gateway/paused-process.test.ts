import { setTimeout as sleep } from 'node:timers/promises';
import { fairTimeout } from '@tributary/platform/fair-timeout.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openNewsroom } from './open-newsroom.ts';

/** Blocks the whole process, like a frozen host. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

async function open(settings: Parameters<typeof openNewsroom>[0] = {}) {
  const room = await openNewsroom(settings);
  onTestFinished(room.close);
  const socket = new WebSocket(`${room.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  socket.on('close', (code) => heard.push(`closed with ${code}`));
  await new Promise((resolve) => {
    socket.once('open', resolve);
  });
  return { room, socket, heard };
}

describe('a process that was paused', () => {
  it('handles a `connection_init` that arrived meanwhile', async () => {
    const { socket, heard } = await open();

    socket.send('{"type":"connection_init"}');
    pause(3_500);

    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1);
    expect(heard).toEqual(['{"type":"connection_ack"}']);
  });

  it('extends the timeout of the other side by the pause', async () => {
    const { socket, heard } = await open();

    pause(3_500);
    await sleep(500);
    socket.send('{"type":"connection_init"}');

    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1);
    expect(heard).toEqual(['{"type":"connection_ack"}']);
  });

  it('still closes a socket without a handshake', async () => {
    const { heard } = await open();

    pause(3_500);

    await expect.poll(() => heard, { timeout: 15_000 }).toEqual(['closed with 4408']);
  });

  it('does not take a reader for a dead one', async () => {
    const { room, socket, heard } = await open({ keepAliveMs: 80 });
    socket.send('{"type":"connection_init"}');
    await expect.poll(() => heard.length).toBe(1);
    socket.send(
      JSON.stringify({
        id: '1',
        type: 'subscribe',
        payload: { query: 'subscription { posted(after: "") { number } }' },
      }),
    );
    for (let number = 1; number <= 15; number += 1) {
      await sleep(number * 3);
      pause(100);
    }

    room.post(1);

    await expect.poll(() => heard.some((message) => message.includes('"number":1'))).toBe(true);
    expect(heard.join()).not.toContain('closed');
  });
});

describe('a timeout', () => {
  it('fires after its time, and not when cancelled', async () => {
    const begun = performance.now();
    const called: number[] = [];
    fairTimeout(() => called.push(performance.now() - begun), 50);
    const cancel = fairTimeout(() => called.push(-1), 20);
    cancel();

    await expect.poll(() => called.length).toBe(1);

    expect(called[0]).toBeGreaterThan(49);
  });
});
