import { describe, expect, it, onTestFinished } from 'vitest';
import { freshNewsroom, openNewsroom, type Newsroom } from './open-newsroom.ts';

const posts = 'subscription ($after: String) { posted(after: $after) { number } }';
const multipart = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json';

async function ask(
  room: Newsroom,
  {
    query = posts,
    variables = { after: '' },
    method = 'POST',
    headers = {},
  }: {
    query?: string;
    variables?: object;
    method?: string;
    headers?: Record<string, string>;
  },
): Promise<Response> {
  const aborted = new AbortController();
  onTestFinished(() => aborted.abort());
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  return fetch(`${room.url}/graphql${method === 'GET' ? `?${String(parameters)}` : ''}`, {
    method,
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
    signal: aborted.signal,
    ...(method === 'GET' ? {} : { body: JSON.stringify({ query, variables }) }),
  });
}

const readers = new WeakMap<Response, ReadableStreamDefaultReader<string>>();

/** Reads on in a body until the read part contains a text. */
async function readUntil(response: Response, text: string): Promise<string> {
  const reader = readers.get(response) ?? response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read: string[] = [];
  if (reader !== undefined) {
    readers.set(response, reader);
    let newest = '';
    while (!newest.includes(text)) {
      const { done, value } = await reader.read();
      if (done) {
        throw new Error(`it ended with ${read.join('')}`);
      }
      newest = newest.slice(-text.length) + value;
      read.push(value);
    }
  }
  return read.join('');
}

describe('server-sent events', () => {
  it.each(['POST', 'GET'])('arrive by %s, each with its cursor as id', async (method) => {
    const room = await freshNewsroom();
    room.post(2);

    const response = await ask(room, { method });
    const text = await readUntil(response, 'c2"}}\n\n');

    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text).toContain(
      'id: c1\nevent: next\ndata: {"data":{"posted":{"number":1}},"extensions":{"cursor":"c1"}}\n\nid: c2\nevent: next\n',
    );
  });

  it('continue after `Last-Event-ID`, whatever the argument says', async () => {
    const room = await freshNewsroom();
    room.post(3);

    const text = await readUntil(await ask(room, { headers: { 'last-event-id': 'c2' } }), 'c3"}}');

    expect(text.match(/event: next/g)).toHaveLength(1);
  });

  it('begin with the position, before the first event, so that no event is missed from then on', async () => {
    const room = await freshNewsroom();
    room.post(3);

    expect(await readUntil(await ask(room, { variables: {} }), 'id: c3\n\n')).not.toContain('event:');
  });

  it('include heartbeats, which say whether the subgraph is unavailable', async () => {
    const room = await freshNewsroom({ overHttp: true, keepAliveMs: 100 });
    room.post(1);
    const response = await ask(room, {});
    await readUntil(response, 'event: next');

    const quiet = await readUntil(response, ':\n\n');
    await room.takeAway();
    const away = await readUntil(response, ': resuming\n\n');

    expect(quiet + away).not.toContain('event:');
  });

  it('answer a query too, and then complete', async () => {
    const response = await ask(await freshNewsroom(), { query: '{ latest }' });

    expect(await response.text()).toBe('event: next\ndata: {"data":{"latest":"c0"}}\n\nevent: complete\ndata:\n\n');
  });
});

describe('the multipart protocol', () => {
  it('sends each part with its closing boundary, and heartbeats between', async () => {
    const room = await freshNewsroom({ keepAliveMs: 100 });
    room.post(1);

    const response = await ask(room, { headers: { accept: multipart } });
    const text = await readUntil(response, '{}');

    expect(response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
    expect(text).toBe(
      '\r\n--graphql\r\ncontent-type: application/json\r\n\r\n{"payload":{"data":{"posted":{"number":1}},"extensions":{"cursor":"c1"}}}\r\n--graphql\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql',
    );
  });

  it('ends with the reason as a transport error, and the last boundary', async () => {
    const room = await openNewsroom();
    room.post(1);
    const response = await ask(room, { headers: { accept: multipart } });
    await readUntil(response, 'payload');

    await room.close();
    const rest = await readUntil(response, '--graphql--');

    expect(rest).toContain('{"payload":null,"errors":[{"message":"This server stops.');
  });
});

describe('a stream is refused', () => {
  it.each([
    ['without a query', 400, { query: '' }],
    ['by GET with an invalid operation', 400, { method: 'GET', query: 'subscription { nothing }' }],
    ['with a token that is not valid', 401, { headers: { authorization: 'Bearer not.a.token' } }],
    ['with another type of content', 415, { headers: { 'content-type': 'text/plain' } }],
  ])('%s', async (_, status, asked) => {
    const response = await ask(await freshNewsroom(), asked);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.any(String) }] });
  });

  it('with a body that is too large', async () => {
    const response = await ask(await freshNewsroom(), { variables: { after: 'x'.repeat(5 * 1024 * 1024) } });

    expect(response.status).toBe(413);
  });
});

it('a reader over HTTP that stops reading gets the cursor to resume after, once it reads again', async () => {
  const room = await freshNewsroom({ keepAliveMs: 1_000 });
  room.post(2_000);
  const query = 'subscription { posted(after: "") { number text(length: 20000) } }';

  const response = await ask(room, { query });
  await expect.poll(() => room.openStreams()).toBeGreaterThan(0);
  await expect.poll(() => room.openStreams(), { timeout: 10_000 }).toBe(0);
  const text = await readUntil(response, 'event: complete');

  const cursors = text.match(/^id: .*$/gm) ?? [];
  expect(cursors.length).toBeLessThan(1_500);
  expect(text).toContain(`"code":"SLOW_READER","cursor":"${cursors.at(-1)?.slice(4)}"`);
});

it('a reader over HTTP that has not read the end of its stream gets it, and no heartbeat after it', async () => {
  const room = await freshNewsroom({ keepAliveMs: 4_500 });
  room.post(2_000);
  const query = 'subscription { posted(after: "") { number text(length: 20000) } }';
  const authorization = `Bearer ${await room.token({ lifeSeconds: 4 })}`;

  const response = await ask(room, { query, headers: { authorization } });
  await expect.poll(() => room.openStreams()).toBeGreaterThan(0);
  await expect.poll(() => room.openStreams(), { timeout: 10_000 }).toBe(0);
  // A later stream has had a heartbeat, so a heartbeat of the first one would have come.
  const later = await ask(room, { variables: { after: 'c2000' } });
  await readUntil(later, '\n\n:\n\n');
  const text = await readUntil(response, 'event: complete\ndata:\n\n');

  expect(text).toMatch(/"code":"UNAUTHENTICATED","cursor":"c\d+"\}\}\]\}\n\nevent: complete\ndata:\n\n$/);
});
