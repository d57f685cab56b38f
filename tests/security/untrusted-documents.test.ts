import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNewsroom, type Newsroom } from '../gateway/open-newsroom.ts';
import { get, hashOf, post, trusting } from '../gateway/open-trusted-documents.ts';
import { initialised, posts, rawSocket } from '../gateway/raw-socket.ts';

const trusted = 'query Latest { latest }';
const several = 'query One { one: latest } query Two { two: latest }';
const untrusted = '{ secret: latest }';
const untrustedStream = 'subscription { posted { text } }';
const hash = hashOf(untrusted);
const persistedQuery = { version: 1, sha256Hash: hash };

let room: Newsroom;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  const documents = await trusting(
    { latest: trusted, several, posts },
    { mode: 'only', clients: { tools: 'prefer' } },
    (close) => closers.push(close),
  );
  room = await openNewsroom({ documents });
});
afterAll(() => Promise.all([room.close(), ...closers.map((close) => close())]));

/** The answer, if it has anything that the untrusted document selects. Else null. A stream carries no status. */
function leakIn({ status, text }: { status: number; text: string }, { isStream = false } = {}): string | null {
  return text.includes('"data"') || (status < 400 && !isStream) ? `${status} ${text}` : null;
}

async function send(init: { path?: string; method?: string; headers?: Record<string, string>; body?: string }) {
  const { path = '/graphql', ...request } = init;
  const response = await fetch(`${room.url}${path}`, request);
  return { status: response.status, text: await response.text() };
}

const json = { 'content-type': 'application/json' };
const encoded = encodeURIComponent(untrusted);

describe('a client that may send trusted documents only cannot have another one executed', () => {
  it.each<[string, unknown]>([
    ['as text', { query: untrusted }],
    ['beside the id of a trusted one', { documentId: 'latest', query: untrusted }],
    ["beside Relay's id of a trusted one", { doc_id: 'latest', query: untrusted }],
    [
      "beside Apollo's hash of a trusted one",
      {
        query: untrusted,
        extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(trusted) } },
      },
    ],
    ['beside an id that is null', { documentId: null, doc_id: null, query: untrusted }],
    ['by its own hash', { documentId: `sha256:${hash}` }],
    ['by its own hash in upper case', { documentId: `SHA256:${hash.toUpperCase()}` }],
    ['by an id that is a list', { documentId: ['latest'], query: untrusted }],
    ['by an id that is an object', { documentId: { toString: 'latest' }, query: untrusted }],
    ['by a name of a prototype', { documentId: '__proto__', query: untrusted }],
    ['after trusted text', { query: `${trusted} ${untrusted.replace('{', 'query Other {')}`, operationName: 'Other' }],
    ['with a fragment that a trusted one has not', { query: trusted.replace('latest', '...F') }],
    ['with another alias', { query: trusted.replace('latest', 'a: latest') }],
    ['as introspection', { query: '{ __schema { types { name } } }' }],
    ['in a batch', [{ query: untrusted }]],
    ['in a batch behind a trusted one', [{ documentId: 'latest' }, { query: untrusted }]],
    ['as a list of texts', { query: [untrusted] }],
    ['in extensions', { extensions: { persistedQuery, query: untrusted } }],
    ['as text in another member', { documentId: 'latest', document: untrusted, query: { text: untrusted } }],
  ])('%s', async (_, body) => {
    expect(leakIn(await send({ method: 'POST', headers: json, body: JSON.stringify(body) }))).toBeNull();
    expect(
      leakIn(
        await send({
          method: 'POST',
          headers: { ...json, accept: 'multipart/mixed;deferSpec=20220824' },
          body: JSON.stringify(body),
        }),
        { isStream: true },
      ),
    ).toBeNull();
    expect(
      leakIn(
        await send({ method: 'POST', headers: { ...json, accept: 'text/event-stream' }, body: JSON.stringify(body) }),
        { isStream: true },
      ),
    ).toBeNull();
  });

  it('by registering it as an automatic persisted query, before or by a client that may', async () => {
    const registration = { query: untrusted, extensions: { persistedQuery } };

    expect(await post(room, registration)).toMatchObject({ status: 403 });
    expect(await post(room, registration, { 'graphql-client-name': 'tools' })).toMatchObject({ status: 200 });
    expect(await post(room, { extensions: { persistedQuery } }, { 'graphql-client-name': 'tools' })).toMatchObject({
      status: 200,
    });
    expect(await post(room, { extensions: { persistedQuery } })).toMatchObject({ status: 404 });
    expect(await post(room, { documentId: `sha256:${hash}` })).toMatchObject({ status: 404 });
  });

  it.each([
    ['in the query', `/graphql?query=${encoded}`],
    ['in the query beside an id', `/graphql?documentId=latest&query=${encoded}`],
    ['in the query beside an id in the path', `/graphql/latest?query=${encoded}`],
    ['in a second parameter', `/graphql?documentId=latest&documentId=${encoded}`],
    ['in a path', `/graphql/${encoded}`],
    ['by its hash in the path', `/graphql/sha256%3A${hash}`],
    ['by a hash that is encoded twice', `/graphql/sha256%253A${hash}`],
    ['by an invalid encoding', '/graphql/%E0%A4%A'],
    ['in a deeper path', `/graphql/latest/../${encoded}x`],
    ["by Apollo's hash", `/graphql?extensions=${encodeURIComponent(JSON.stringify({ persistedQuery }))}`],
  ])('by GET, %s', async (_, path) => {
    expect(leakIn(await send({ path, headers: { 'apollo-require-preflight': '1' } }))).toBeNull();
    expect(leakIn(await send({ path, headers: { accept: 'text/event-stream' } }))).toBeNull();
  });

  it('in the URL of a POST, or in a body of another type', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'apollo-require-preflight': '1' };
    const documentId = JSON.stringify({ documentId: 'latest' });

    expect(await send({ path: `/graphql?query=${encoded}`, method: 'POST', headers: json, body: documentId })).toEqual({
      status: 200,
      text: expect.not.stringContaining('secret'),
    });
    expect(leakIn(await send({ method: 'POST', headers: form, body: `query=${encoded}` }))).toBeNull();
    expect(
      leakIn(
        await send({ method: 'POST', headers: { ...form, 'content-type': 'application/graphql' }, body: untrusted }),
      ),
    ).toBeNull();
    expect(
      leakIn(
        await send({
          path: '/graphql/latest',
          method: 'POST',
          headers: json,
          body: JSON.stringify({ query: untrusted }),
        }),
      ),
    ).toBeNull();
  });

  it.each([
    ['as text', { query: untrusted }],
    ['as a subscription', { query: untrustedStream }],
    ['beside an id', { documentId: 'latest', query: untrusted }],
    ['by its hash', { documentId: `sha256:${hash}` }],
    ['as an automatic persisted query', { query: untrusted, extensions: { persistedQuery } }],
  ])('over a WebSocket, %s', async (_, payload) => {
    const { say, hears, heard } = await initialised(room);

    say({ type: 'subscribe', id: '1', payload });

    expect(await hears('error', '1')).toMatchObject({ payload: [{ message: expect.any(String) }] });
    expect(heard.some(({ type }) => type === 'next')).toBe(false);
  });

  it('by changing its name during a connection', async () => {
    const { say, hears } = await initialised(room);

    say({ type: 'ping', payload: { 'graphql-client-name': 'tools' } });
    await hears('pong');
    say({ type: 'subscribe', id: '1', payload: { query: untrusted } });

    expect(await hears('error', '1')).toMatchObject({ payload: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }] });
  });
});

describe('the same client is answered', () => {
  it('for a trusted document, by id and by text, over each transport', async () => {
    const { say, hears } = await initialised(room);

    say({ type: 'subscribe', id: '1', payload: { documentId: 'latest' } });

    expect(await hears('next', '1')).toMatchObject({ payload: { data: { latest: expect.anything() } } });
    expect(await post(room, { query: trusted })).toMatchObject({ status: 200 });
    expect(await get(room, '/graphql/latest')).toMatchObject({ status: 200 });
  });

  it('for a trusted subscription, over a socket and over a stream', async () => {
    room.post();
    const variables = { after: '' };
    const { say, hears } = await initialised(room);
    const path = `/graphql/posts?variables=${encodeURIComponent(JSON.stringify(variables))}`;

    say({ type: 'subscribe', id: '1', payload: { documentId: 'posts', variables } });
    const stream = await fetch(room.url + path, { headers: { accept: 'text/event-stream' } });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let streamed = '';
    while (!streamed.includes('"number":1')) {
      streamed += (await reader?.read())?.value ?? '';
    }
    await reader?.cancel();

    expect(await hears('next', '1')).toMatchObject({ payload: { data: { posted: { number: 1 } } } });
  });

  it('for each operation of a trusted document, and for no operation that it has not', async () => {
    expect(await post(room, { documentId: 'several', operationName: 'Two' })).toMatchObject({
      body: { data: { two: expect.anything() } },
    });
    expect(await post(room, { documentId: 'latest', operationName: 'Two' })).toMatchObject({ status: 400 });
  });

  it('as another client by the name in `connection_init`', async () => {
    const { say, hears } = await rawSocket(room);
    say({ type: 'connection_init', payload: { 'GraphQL-Client-Name': 'tools' } });
    await hears('connection_ack');

    say({ type: 'subscribe', id: '1', payload: { query: untrusted } });

    expect(await hears('next', '1')).toMatchObject({ payload: { data: { secret: expect.anything() } } });
  });
});
