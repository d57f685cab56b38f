import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { subscription } from './newsroom.ts';

/**
 * A process full of subscribers. It opens as many as it is told, and reports what they got since it was last asked. It reads frames itself, and looks into a message no further than it must, since it
 * has to keep up with any gateway on the core that it shares with the subgraphs.
 */

export type Order = { open: number; port: number; distinct: boolean } | 'report';
export type Answer = { opened: number } | { deliveries: number; latenciesMs: number[] };

const latenciesKept = 200_000;
const opening = 50;
const opcodes = { text: 1, ping: 9, pong: 10 };
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

async function openAll({ open, port, distinct }: Exclude<Order, 'report'>): Promise<void> {
  const end = opened + open;
  const openNext = async (): Promise<void> => {
    while (opened < end) {
      // The first of all has none.
      const room = distinct ? opened - 1 : null;
      opened += 1;
      // oxlint-disable-next-line no-await-in-loop -- as many at a time as there are loops
      await subscribe(port, room);
    }
  };
  await Promise.all(Array.from({ length: opening }, openNext));
}

/** Resolves once the gateway has let it in and was asked. Rejects when the connection ends before. */
function subscribe(port: number, room: number | null): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect(port, '127.0.0.1');
  socket.on('error', reject);
  socket.on('close', () => reject(new Error('a gateway closed a socket')));
  socket.write(
    [
      'GET /graphql HTTP/1.1',
      `host: 127.0.0.1:${port}`,
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
      'sec-websocket-protocol: graphql-transport-ws',
      '\r\n',
    ].join('\r\n'),
  );
  // Each has an id of its own, as clients do that make them at random.
  const subscribing = JSON.stringify({
    id: randomUUID(),
    type: 'subscribe',
    payload: { query: subscription, variables: { room } },
  });
  let isUpgraded = false;
  let rest: Buffer | null = null;
  socket.on('data', (chunk: Buffer) => {
    let data = rest === null ? chunk : Buffer.concat([rest, chunk]);
    if (!isUpgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end === -1) {
        rest = data;
        return;
      }
      isUpgraded = true;
      data = data.subarray(end + 4);
      send(socket, opcodes.text, '{"type":"connection_init"}');
    }
    rest = readFrames(data, (opcode, frame) => {
      if (opcode === opcodes.ping) {
        send(socket, opcodes.pong, frame);
      } else if (opcode === opcodes.text && !readDelivery(frame)) {
        const text = frame.toString();
        if (text.includes('connection_ack')) {
          send(socket, opcodes.text, subscribing);
          resolve();
        } else if (text.includes('"ping"')) {
          send(socket, opcodes.text, '{"type":"pong"}');
        } else if (text.includes('"error')) {
          console.error(text.slice(0, 500));
        }
      }
    });
  });
  return promise;
}

/** Whether it was an event; notes when it came. */
function readDelivery(frame: Buffer): boolean {
  const at = frame.indexOf('"at":', 0, 'latin1');
  if (at === -1) {
    return false;
  }
  deliveries += 1;
  if (latenciesMs.length < latenciesKept) {
    const publishedAt = Number.parseFloat(frame.toString('latin1', at + 5, at + 40));
    latenciesMs.push(performance.timeOrigin + performance.now() - publishedAt);
  }
  return true;
}

/** Calls back with each whole frame of a server, and gives what is left; null if that is nothing. */
function readFrames(data: Buffer, take: (opcode: number, payload: Buffer) => void): Buffer | null {
  let at = 0;
  while (data.length - at >= 2) {
    const short = (data[at + 1] ?? 0) & 0x7f;
    const header = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (data.length - at < header) {
      break;
    }
    const length = short === 127 ? data.readUIntBE(at + 4, 6) : short === 126 ? data.readUInt16BE(at + 2) : short;
    const end = at + header + length;
    if (data.length < end) {
      break;
    }
    take((data[at] ?? 0) & 0x0f, data.subarray(at + header, end));
    at = end;
  }
  return at === data.length ? null : data.subarray(at);
}

/** Clients have to mask what they send; with zeros it stays as it is. */
function send(socket: Socket, opcode: number, payload: string | Buffer): void {
  const body = Buffer.from(payload);
  const length = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
  socket.write(Buffer.concat([Buffer.from([0x80 | opcode, ...length, 0, 0, 0, 0]), body]));
}
