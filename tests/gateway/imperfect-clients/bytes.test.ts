import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { parseRequestJson } from '@tributary/platform/json/request-json.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openTestSubgraph } from '../../support/open-test-subgraph.ts';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';
import { askBy, hear, transports } from './ask-by.ts';

let shop: Bookshop;
beforeAll(async () => {
  shop = await openBookshop();
});
beforeEach(() => {
  shop.requests.length = 0;
});
afterAll(() => shop.close());

const bodyOf = (text: string) =>
  JSON.stringify({ query: 'query ($t: String!) { echo(text: $t) }', variables: { t: text } });
const accepts = ['application/json', 'text/event-stream', 'application/json, text/event-stream, multipart/mixed'];

const post = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
  hear(`${shop.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

describe('a body', () => {
  it.each([
    ['latin1', Buffer.from(bodyOf('café'), 'latin1')],
    [
      'a byte that begins no character',
      Buffer.concat([Buffer.from('{"query":"{ greeting }","x":"'), Buffer.of(0xff), Buffer.from('"}')]),
    ],
    [
      'an overlong encoding',
      Buffer.concat([Buffer.from('{"query":"{ greeting }","x":"'), Buffer.of(0xc0, 0xaf), Buffer.from('"}')]),
    ],
    [
      'half of a surrogate pair',
      Buffer.concat([Buffer.from('{"query":"{ greeting }","x":"'), Buffer.of(0xed, 0xa0, 0x80), Buffer.from('"}')]),
    ],
    ['a cut-off character', Buffer.from(bodyOf('é')).subarray(0, bodyOf('é').indexOf('é') + 1)],
    ['UTF-16', Buffer.from(bodyOf('a'), 'utf16le')],
  ])('that is not UTF-8 is refused with 400: %s', async (_name, body) => {
    for (const accept of accepts) {
      const heard = await post(body, { accept });

      expect(heard).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
      expect(heard.errors?.[0]?.message).toMatch(/UTF-8|JSON/);
    }
    expect(shop.requests).toEqual([]);
  });

  it.each([
    ['content-type', 'application/json; charset=iso-8859-1', 'iso-8859-1'],
    ['content-type', 'application/json; charset="utf-16"', 'utf-16'],
    ['content-type', 'application/json; a=b; Charset=Windows-1252', 'windows-1252'],
    ['content-encoding', 'gzip', 'gzip'],
    ['content-encoding', 'br', 'br'],
    ['content-encoding', 'x-unknown', 'x-unknown'],
    ['content-encoding', 'identity, gzip', 'gzip'],
  ])('in another encoding is refused with 415: %s: %s', async (name, value, shown) => {
    for (const accept of accepts) {
      const heard = await post(name === 'content-encoding' ? gzipSync(bodyOf('a')) : bodyOf('a'), {
        accept,
        [name]: value,
      });

      expect(heard.status).toBe(415);
      expect(heard.errors?.[0]?.message).toContain(shown);
    }
    expect(shop.requests).toEqual([]);
  });

  it.each([
    ['charset=utf-8', { 'content-type': 'application/json; charset=utf-8' }, ''],
    ['charset="UTF-8", and other parameters', { 'content-type': 'Application/JSON; x=y; Charset="UTF-8"' }, ''],
    ['content-encoding: identity', { 'content-encoding': 'Identity' }, ''],
    ['a byte order mark', {}, '\uFEFF'],
  ])('in UTF-8 is accepted: %s', async (_name, headers, mark) => {
    expect(await post(mark + bodyOf('naïve 🏃'), headers)).toMatchObject({ status: 200, data: { echo: 'naïve 🏃' } });
  });

  it('gets the accepted encodings with a 415', async () => {
    const response = await fetch(`${shop.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(bodyOf('a')),
    });

    expect(response.headers.get('accept-encoding')).toBe('identity');
  });
});

describe('a URL', () => {
  const get = (search: string, accept: string) => rawGet(`/graphql?${search}`, accept);

  it.each([
    ['invalid UTF-8, percent-encoded', 'query={echo(text:%22caf%E9%22)}'],
    ['invalid UTF-8 in a variable', 'query=query($t:String!){echo(text:$t)}&variables={%22t%22:%22%ff%22}'],
    ['bytes that are not encoded', 'query={echo(text:%22café%22)}'],
  ])('with %s is refused with 400', async (_name, search) => {
    for (const accept of accepts) {
      expect(await get(search, accept)).toBe(400);
    }
    expect(shop.requests).toEqual([]);
  });

  it('with encoded UTF-8, and with a literal percent sign, is accepted', async () => {
    const headers = { 'apollo-require-preflight': 'true' };
    const encoded = await hear(`${shop.url}/graphql?query={echo(text:%22caf%C3%A9%20100%%22)}`, { headers });

    expect(encoded).toMatchObject({ status: 200, data: { echo: 'café 100%' } });
  });
});

describe('half of a surrogate pair, as an escape', () => {
  it.each([
    String.raw`{"a":"\ud800"}`,
    String.raw`{"a":"\udc00"}`,
    String.raw`{"a":"\uD83D\\uDE00"}`,
    String.raw`{"a":"\ude00\ud83d"}`,
    String.raw`{"a":"\ud83d\ud83d\ude00"}`,
    String.raw`{"\ud800":1}`,
    String.raw`["\\\ud800"]`,
  ])('is detected: %s', (json) => {
    expect(() => parseRequestJson(json)).toThrow(/surrogate/);
  });

  it.each([
    [String.raw`"\ud83d\ude00"`, '😀'],
    [String.raw`"\\ud800"`, String.raw`\ud800`],
    [String.raw`"\u00e9\n\uFFFD"`, 'é\n\uFFFD'],
    [String.raw`"\\\ud83d\ude00"`, '\\😀'],
  ])('is not detected in %s', (json, value) => {
    expect(parseRequestJson(json)).toBe(value);
  });

  it.each(transports)('is refused by %s, and never becomes another key', async (transport) => {
    const heard = await askBy(transport, shop.url, {
      query: 'query ($t: String!) { echo(text: $t) }',
      variables: { t: '\ud800' },
    });

    expect(heard.errors).toEqual([
      { message: expect.stringContaining('surrogate'), extensions: { code: 'BAD_REQUEST' } },
    ]);
    expect(heard.status ?? 400).toBe(400);
    expect(shop.requests).toEqual([]);
  });

  it('is refused in the document, too', async () => {
    const heard = await post(String.raw`{"query":"{ echo(text: \"\ud800\") }"}`);
    const written = await post(String.raw`{"query":"{ echo(text: \"\\ud800\") }"}`);

    expect([heard.status, written.status]).toEqual([400, 400]);
    expect(shop.requests).toEqual([]);
  });
});

it('a binary message of a socket that is not UTF-8 is invalid', async () => {
  const socket = new WebSocket(`${shop.url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws']);
  onTestFinished(() => socket.terminate());
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));

  socket.send(
    Buffer.concat([Buffer.from('{"type":"connection_init","payload":{"a":"'), Buffer.of(0xe9), Buffer.from('"}}')]),
  );

  expect(await closed).toBe(4400);
});

it('a subgraph of ours refuses such bytes and escapes, too', async () => {
  const echo = await openTestSubgraph<object>({
    name: 'echo',
    sdl: 'type Query { echo(text: String!): String }',
    resolvers: { Query: { echo: (_: unknown, { text }: { text: string }) => text } },
    createContext: () => ({}),
  });
  onTestFinished(echo.close);
  const status = async (body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
    (await fetch(echo.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }))
      .status;

  expect([
    await status(Buffer.from(bodyOf('café'), 'latin1')),
    await status(bodyOf('a'), { 'content-type': 'application/json; charset=iso-8859-1' }),
    await status(gzipSync(bodyOf('a')), { 'content-encoding': 'gzip' }),
    await status(bodyOf('\ud800')),
  ]).toEqual([400, 415, 415, 400]);
});

/** Sends a request unchanged. `fetch` would encode the path. */
function rawGet(path: string, accept: string): Promise<number | undefined> {
  const { hostname, port } = new URL(shop.url);
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  if (/[^\x21-\x7e]/.test(path)) {
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: x\r\naccept: ${accept}\r\napollo-require-preflight: 1\r\nconnection: close\r\n\r\n`,
      ),
    );
    socket.once('data', (data: Buffer) => resolve(Number(data.toString().split(' ')[1])));
    socket.once('error', reject);
    return promise;
  }
  const asked = httpRequest(
    { hostname, port, path, headers: { accept, 'apollo-require-preflight': '1' } },
    (response) => {
      response.resume();
      resolve(response.statusCode);
    },
  );
  asked.once('error', reject);
  asked.end();
  return promise;
}
