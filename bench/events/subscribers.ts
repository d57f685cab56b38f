import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { eventIn, subscription } from './newsroom.ts';

/**
 * A process full of subscribers. It opens as many as requested, and reports what they received since the last report.
 * The process has to keep up with any gateway on the core shared with the subgraphs. So it parses frames itself, reads
 * all sockets into the same memory, and parses each event once; copies of it are compared by their bytes. Every event
 * is checked: each subscriber has to receive each event, in order.
 */

export type Order = { open: number; port: number; distinct: boolean } | 'report';
export type Report = {
  deliveries: number;
  /** Number of events with wrong content, or other than the one due. */
  wrong: number;
  p50Ms: number;
  p99Ms: number;
  /** Deliveries by time of publication. */
  slices: Slice[];
};
export type Answer = { opened: number } | Report;
/** Number of deliveries of events published since a moment, and their total latency. */
export type Slice = { fromMs: number; deliveries: number; latenciesMs: number };

const opening = 50;
const opcodes = { text: 1, ping: 9, pong: 10 };
/** Length of a slice, and resolution and upper end of the latency histogram. */
const sliceMs = 50;
const binsPerMs = 10;
const bins = new Uint32Array(60_000 * binsPerMs);
/** Bytes that several sockets receive are kept until all of them surely have them. */
const eventsKept = 10_000;
const readBuffer = Buffer.allocUnsafe(256 * 1024);
/** Of the same size, for the last data of one socket. */
const batchBuffer = Buffer.allocUnsafe(readBuffer.length);
/**
 * Data that a subscriber received at once, if it was whole events: the one due and those after it. Others receive the
 * same, except for the beginning of each message.
 */
type Batch = { due: number; bytes: Buffer; beginnings: number[]; beginningLength: number; publishedAt: number[] };
let batch: Batch | null = null;
/** Payloads of checked events, by event number. */
const known = new Map<number, { payload: Buffer; publishedAt: number }>();
let slices = new Map<number, Slice>();
/** Chunk to which the last event belonged. */
let slice: Slice = { fromMs: 0, deliveries: 0, latenciesMs: 0 };
let deliveries = 0;
let wrong = 0;
let opened = 0;

process.on('message', (order: Order) => {
  if (order === 'report') {
    process.send?.(takeReport() satisfies Answer);
    return;
  }
  void openAll(order).then(() => process.send?.({ opened } satisfies Answer));
});

function takeReport(): Report {
  const report = { deliveries, wrong, p50Ms: quantile(0.5), p99Ms: quantile(0.99), slices: [...slices.values()] };
  deliveries = 0;
  wrong = 0;
  slices = new Map();
  slice = sliceOf(0);
  bins.fill(0);
  return report;
}

function quantile(share: number): number {
  let left = deliveries * share;
  const bin = bins.findIndex((count) => (left -= count) < 0);
  return bin === -1 ? Number.NaN : (bin + 0.5) / binsPerMs;
}

async function openAll({ open, port, distinct }: Exclude<Order, 'report'>): Promise<void> {
  const end = opened + open;
  const openNext = async (): Promise<void> => {
    while (opened < end) {
      // The very first subscriber follows all rooms.
      const room = distinct ? opened - 1 : null;
      opened += 1;
      await subscribe({ port, room, step: distinct ? open : 1 });
    }
  };
  await Promise.all(Array.from({ length: opening }, openNext));
}

/**
 * Resolves once the gateway has accepted the connection and received the subscription. Rejects when the connection ends
 * before.
 */
function subscribe({ port, room, step }: { port: number; room: number | null; step: number }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Each subscription has an id of its own, as with clients that make random ids.
  const id = randomUUID();
  const inbox = new Inbox(`{"id":"${id}","type":"next","payload":`, step);
  let isUpgraded = false;
  let rest: Buffer | null = null;
  const take = (chunk: Buffer, now: number): void => {
    if (rest === null && inbox.takesLike(batch, chunk, now)) {
      return;
    }
    let data = rest === null ? chunk : Buffer.concat([rest, chunk]);
    rest = null;
    if (!isUpgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end === -1) {
        rest = Buffer.from(data);
        return;
      }
      isUpgraded = true;
      data = data.subarray(end + 4);
      send(socket, opcodes.text, '{"type":"connection_init"}');
    }
    const { due } = inbox;
    const beginnings: number[] = [];
    const publishedAt: number[] = [];
    let areEvents = due !== null;
    const left = readFrames(data, (opcode, at, end) => {
      const publishedThen = opcode === opcodes.text ? inbox.take(data, { at, end, now }) : null;
      if (publishedThen !== null) {
        beginnings.push(at);
        publishedAt.push(publishedThen);
        return;
      }
      areEvents = false;
      if (opcode === opcodes.ping) {
        send(socket, opcodes.pong, data.subarray(at, end));
      } else if (opcode === opcodes.text) {
        const text = data.toString('utf8', at, end);
        if (text.includes('connection_ack')) {
          send(
            socket,
            opcodes.text,
            JSON.stringify({ id, type: 'subscribe', payload: { query: subscription, variables: { room } } }),
          );
          resolve();
        } else if (text.includes('"ping"')) {
          send(socket, opcodes.text, '{"type":"pong"}');
        } else {
          wrong += 1;
          console.error(text.slice(0, 500));
        }
      }
    });
    // The buffer is reused for the next read.
    rest = left === data.length ? null : Buffer.from(data.subarray(left));
    if (areEvents && due !== null && rest === null && data.length <= batchBuffer.length) {
      data.copy(batchBuffer);
      batch = {
        due,
        bytes: batchBuffer.subarray(0, data.length),
        beginnings,
        beginningLength: inbox.beginning.length,
        publishedAt,
      };
    }
  };
  const socket = connect({
    port,
    host: '127.0.0.1',
    onread: {
      buffer: readBuffer,
      callback: (length) => {
        take(readBuffer.subarray(0, length), performance.timeOrigin + performance.now());
        return true;
      },
    },
  });
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
  return promise;
}

/** The stream of one subscriber, which receives every `step`th event. */
class Inbox {
  readonly beginning: Buffer;
  readonly #step: number;
  /** Number of the event that is due; null before the first. */
  due: number | null = null;

  constructor(beginning: string, step: number) {
    this.beginning = Buffer.from(beginning);
    this.#step = step;
  }

  /** Whether the data equals what another subscriber received. */
  takesLike(other: Batch | null, data: Buffer, now: number): boolean {
    if (
      other === null ||
      other.due !== this.due ||
      other.bytes.length !== data.length ||
      other.beginningLength !== this.beginning.length
    ) {
      return false;
    }
    for (const at of other.beginnings) {
      this.beginning.copy(other.bytes, at);
    }
    if (other.bytes.compare(data) !== 0) {
      return false;
    }
    for (const publishedAt of other.publishedAt) {
      note(publishedAt, now);
    }
    this.due += this.#step * other.publishedAt.length;
    return true;
  }

  /** Takes a message, and returns when its event was published; null if it has none. */
  take(data: Buffer, { at, end, now }: { at: number; end: number; now: number }): number | null {
    const { due, beginning } = this;
    const seen = due === null ? undefined : known.get(due);
    const from = at + beginning.length;
    const isOwn = from < end && beginning.compare(data, at, from) === 0;
    if (due !== null && seen !== undefined && isOwn && seen.payload.equals(data.subarray(from, end - 1))) {
      this.due = due + this.#step;
      note(seen.publishedAt, now);
      return seen.publishedAt;
    }
    const event = eventIn(JSON.parse(data.toString('utf8', at, end)));
    if (event === null) {
      return null;
    }
    const { number, publishedAt, isRight } = event;
    if (!isRight || (due !== null && number !== due)) {
      wrong += 1;
    } else if (isOwn) {
      known.set(number, { payload: Buffer.from(data.subarray(from, end - 1)), publishedAt });
      known.delete(number - eventsKept);
    }
    this.due = number + this.#step;
    note(publishedAt, now);
    return publishedAt;
  }
}

function note(publishedAt: number, now: number): void {
  const latencyMs = now - publishedAt;
  const bin = Math.min(bins.length - 1, Math.max(0, Math.floor(latencyMs * binsPerMs)));
  bins[bin] = (bins[bin] ?? 0) + 1;
  deliveries += 1;
  if (publishedAt < slice.fromMs || publishedAt >= slice.fromMs + sliceMs) {
    slice = sliceOf(publishedAt);
  }
  slice.deliveries += 1;
  slice.latenciesMs += latencyMs;
}

function sliceOf(publishedAt: number): Slice {
  const fromMs = Math.floor(publishedAt / sliceMs) * sliceMs;
  const found = slices.get(fromMs) ?? { fromMs, deliveries: 0, latenciesMs: 0 };
  slices.set(fromMs, found);
  return found;
}

/** Calls back with the position of the payload of each whole server frame, and returns where the rest begins. */
function readFrames(data: Buffer, take: (opcode: number, at: number, end: number) => void): number {
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
    take((data[at] ?? 0) & 0x0f, at + header, end);
    at = end;
  }
  return at;
}

/** Clients have to mask their frames; a mask of zeros leaves the bytes as they are. */
function send(socket: Socket, opcode: number, payload: string | Buffer): void {
  const body = Buffer.from(payload);
  const length = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
  socket.write(Buffer.concat([Buffer.from([0x80 | opcode, ...length, 0, 0, 0, 0]), body]));
}
