import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callerAt, openRest, textIn } from './open-rest.ts';

let rest: Awaited<ReturnType<typeof openRest>>;
beforeAll(async () => {
  rest = await openRest();
});
afterAll(() => rest.close());

type ServerSentEvent = { id: string | null; event: string; data: string };

/** Reads so many events of a stream, without comments, and leaves. */
async function eventsAt(
  path: string,
  number: number,
  headers: Record<string, string> = {},
): Promise<ServerSentEvent[]> {
  const leaving = new AbortController();
  const response = await fetch(`${rest.url}${path}`, {
    headers: { authorization: `Bearer ${rest.tokens.operator}`, accept: 'text/event-stream', ...headers },
    signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(10_000)]),
  });
  expect(response).toMatchObject({ status: 200 });
  const events: ServerSentEvent[] = [];
  let text = '';
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const lines of blocks.map((block) => block.split('\n'))) {
      const field = (name: string) =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim();
      const data = field('data');
      if (data !== undefined) {
        events.push({ id: field('id') ?? null, event: field('event') ?? 'message', data });
      }
    }
    if (events.length >= number) {
      break;
    }
  }
  leaving.abort();
  return events.slice(0, number);
}

it('a stream sends each event as an object, and continues after the last id', async () => {
  const [first, second] = await eventsAt('/api/v1/events/stream?after=', 2);
  const [resumed] = await eventsAt('/api/v1/events/stream', 1, { 'last-event-id': first?.id ?? '' });

  expect(first?.event).toBe('message');
  expect(JSON.parse(first?.data ?? '')).toMatchObject({
    __typename: 'TransferPosted',
    cursor: first?.id,
    transfer: { id: expect.any(String) },
  });
  expect(resumed).toEqual(second);
});

it('a transfer by REST arrives on a stream by REST', async () => {
  const { body } = await rest.call('GET', '/api/v1/accounts?filter[classes]=LIABILITY&filter[currencies]=EUR&first=2');
  const { body: head } = await rest.call('GET', '/api/v1/ledger-head');
  const made = await rest.call('POST', '/api/v1/transfers', {
    body: {
      debitAccountId: textIn(body, 'data', 0, 'id'),
      creditAccountId: textIn(body, 'data', 1, 'id'),
      amount: { amount: '1.00', currency: 'EUR' },
    },
    headers: { 'idempotency-key': randomUUID() },
  });

  const [event] = await eventsAt(`/api/v1/events/stream?after=${encodeURIComponent(textIn(head, 'cursor'))}`, 1);

  expect(JSON.parse(event?.data ?? '')).toMatchObject({ transfer: { id: textIn(made.body, 'id') } });
});

it('a stream that cannot begin is refused with a problem', async () => {
  const stream = '/api/v1/events/stream';

  expect(await callerAt(rest.url, null)('GET', stream)).toMatchObject({
    status: 401,
    body: { type: '/problems/unauthenticated' },
  });
  expect(await rest.call('GET', `${stream}?after=nowhere`)).toMatchObject({
    status: 400,
    body: { type: '/problems/invalid-cursor' },
  });
  expect(await rest.call('GET', stream, { headers: { accept: 'application/json' } })).toMatchObject({ status: 406 });
});

it('a ticket opens a stream in a browser, once', async () => {
  const { body } = await rest.call('POST', '/api/v1/stream-tickets');
  const path = `/api/v1/events/stream?after=&ticket=${textIn(body, 'ticket')}`;

  expect(await eventsAt(path, 1, { authorization: '' })).toHaveLength(1);
  expect(await callerAt(rest.url, null)('GET', path)).toMatchObject({ status: 401 });
});
