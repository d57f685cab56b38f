import { createLogger } from '@tributary/platform/logging.ts';
import { WebSocket } from 'ws';
import { z } from 'zod';

/** Every transport of a client. */
export const transports = [
  'POST',
  'GET',
  'server-sent events by POST',
  'server-sent events by GET',
  'multipart',
  'WebSocket',
] as const;
export type Transport = (typeof transports)[number];

const errorShape = z.looseObject({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({ code: z.string().optional() }).optional(),
});
const responseShape = z.looseObject({ data: z.unknown().optional(), errors: z.array(errorShape).optional() });

/** The first response that a client receives. The status is null on a socket, and on an accepted stream. */
export type Heard = { status: number | null; type: string | null; closed?: number; text: string } & z.infer<
  typeof responseShape
>;

const deadlineMs = 10_000;
const acceptOf: Record<Exclude<Transport, 'WebSocket'>, string> = {
  POST: 'application/json',
  GET: 'application/json',
  'server-sent events by POST': 'text/event-stream',
  'server-sent events by GET': 'text/event-stream',
  multipart: 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0',
};

/** Sends the members of a request unchanged by a transport, and returns the first response. */
export async function askBy(
  transport: Transport,
  url: string,
  members: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Heard> {
  if (transport === 'WebSocket') {
    return askOverSocket(url, members);
  }
  const isGet = transport.endsWith('GET');
  const parameters = new URLSearchParams(
    Object.entries(members).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  return hear(`${url}/graphql${isGet ? `?${String(parameters)}` : ''}`, {
    method: isGet ? 'GET' : 'POST',
    headers: {
      accept: acceptOf[transport],
      'apollo-require-preflight': 'true',
      ...(isGet ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(isGet ? {} : { body: JSON.stringify(members) }),
  });
}

/** Sends a request, and returns the first response in any format. A stream is then closed. */
export async function hear(url: string, init: RequestInit): Promise<Heard> {
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(new Error('nothing was heard')), deadlineMs);
  try {
    const response = await fetch(url, { ...init, signal: leaving.signal });
    const type = response.headers.get('content-type');
    const isStream = /^(text\/event-stream|multipart\/mixed)/.test(type ?? '');
    const text = isStream ? await firstOf(response) : await response.text();
    const status = isStream ? null : response.status;
    return { status, type, text, ...parse(isStream ? payloadIn(text) : text) };
  } finally {
    clearTimeout(timer);
    leaving.abort();
  }
}

/** Reads a stream until a response has arrived. */
async function firstOf(response: Response): Promise<string> {
  let text = '';
  if (response.body !== null) {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (/\ndata: .*\n\n|^data: .*\n\n|\{.*\}\r\n--/s.test(text)) {
        return text;
      }
    }
  }
  return text;
}

function payloadIn(text: string): string {
  const event = /^data: (\{.*\})$/m.exec(text)?.[1];
  const part = /\r\n\r\n(\{.*?\})\r\n--/s.exec(text)?.[1] ?? '{}';
  return (
    event ??
    JSON.stringify(
      z.looseObject({ payload: z.unknown() }).safeParse(JSON.parse(part)).data?.payload ?? JSON.parse(part),
    )
  );
}

function parse(text: string): z.infer<typeof responseShape> {
  try {
    return responseShape.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

async function askOverSocket(url: string, members: Readonly<Record<string, unknown>>): Promise<Heard> {
  const { promise, resolve, reject } = Promise.withResolvers<Heard>();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws']);
  const timer = setTimeout(() => reject(new Error('nothing was heard')), deadlineMs);
  const none = { status: null, type: null };
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    const message = z.looseObject({ type: z.string(), payload: z.unknown().optional() }).parse(JSON.parse(text));
    if (message.type === 'connection_ack') {
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: members }));
    } else if (message.type === 'error') {
      resolve({ ...none, text, errors: z.array(errorShape).parse(message.payload) });
    } else if (message.type === 'next') {
      resolve({ ...none, text, ...responseShape.parse(message.payload) });
    }
  });
  socket.on('close', (closed) => resolve({ ...none, text: '', closed }));
  socket.on('error', reject);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.terminate();
  }
}

/** A logger that records errors. */
export function notingLog() {
  const errors: unknown[] = [];
  const log = createLogger({ name: 'test', level: 'silent' });
  log.error = (...details: unknown[]) => void errors.push(details);
  return { log, errors };
}
