import { WebSocket } from 'ws';
import { subscription } from './newsroom.ts';

/** A process full of subscribers. It opens as many as it is told, and reports what they got since it was last asked. */

export type Order = { open: number; url: string; distinct: boolean } | 'report';
export type Answer = { opened: number } | { deliveries: number; latenciesMs: number[] };

const latenciesKept = 200_000;
const opening = 50;
let deliveries = 0;
let latenciesMs: number[] = [];
let opened = 0;

process.on('message', (order: Order) => {
  if (order === 'report') {
    process.send?.({ deliveries, latenciesMs } satisfies Answer);
    deliveries = 0;
    latenciesMs = [];
    return;
  }
  void openAll(order).then(() => process.send?.({ opened } satisfies Answer));
});

async function openAll({ open, url, distinct }: Exclude<Order, 'report'>): Promise<void> {
  const end = opened + open;
  const openNext = async (): Promise<void> => {
    while (opened < end) {
      // The first of all has none.
      const room = distinct ? opened - 1 : null;
      opened += 1;
      // oxlint-disable-next-line no-await-in-loop -- as many at a time as there are loops
      await subscribe(url, room);
    }
  };
  await Promise.all(Array.from({ length: opening }, openNext));
}

function subscribe(url: string, room: number | null): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  socket.on('error', reject);
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  socket.on('message', (data: Buffer) => {
    const text = data.toString('latin1');
    const at = text.indexOf('"at":');
    if (at !== -1) {
      deliveries += 1;
      if (latenciesMs.length < latenciesKept) {
        latenciesMs.push(performance.timeOrigin + performance.now() - Number.parseFloat(text.slice(at + 5, at + 40)));
      }
    } else if (text.includes('connection_ack')) {
      socket.send(
        JSON.stringify({ id: '1', type: 'subscribe', payload: { query: subscription, variables: { room } } }),
      );
      resolve();
    } else if (text.includes('"ping"')) {
      socket.send('{"type":"pong"}');
    } else if (text.includes('"error')) {
      console.error(text.slice(0, 500));
    }
  });
  return promise;
}
