import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';

let shop: Bookshop;
beforeAll(async () => {
  shop = await openBookshop();
});
afterAll(() => shop.close());

const proper = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol': 'graphql-transport-ws',
};

/** Sends a request unchanged, and returns all bytes until the connection ends. */
async function send(line: string, headers: Readonly<Record<string, string>>, body = ''): Promise<string> {
  const { hostname, port } = new URL(shop.url);
  const socket = connect(Number(port), hostname);
  const all = { host: hostname, ...headers };
  socket.write(
    `${line} HTTP/1.1\r\n${Object.entries(all)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n${body}`,
  );
  return text(socket);
}

it.each([
  ['a wrong path', 'GET /nothing', proper, 404],
  ['no path', 'GET /', proper, 404],
  ['a path with two slashes', 'GET //graphql', proper, 404],
  ['another method', 'POST /graphql', { ...proper, 'content-length': '0' }, 405],
  ['another version', 'GET /graphql', { ...proper, 'sec-websocket-version': '7' }, 400],
  ['no key', 'GET /graphql', { ...proper, 'sec-websocket-key': '' }, 400],
  ['an invalid key', 'GET /graphql', { ...proper, 'sec-websocket-key': 'x' }, 400],
  ['an invalid list of protocols', 'GET /graphql', { ...proper, 'sec-websocket-protocol': 'a, , b' }, 400],
])('an upgrade with %s is refused with an HTTP status', async (_name, line, headers, status) => {
  const heard = await send(line, headers);

  expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(/^allow: (.*)\r$/m.exec(heard)?.[1]).toBe(status === 405 ? 'GET' : undefined);
});

it('an offer to upgrade to another protocol is ignored, and the request is answered', async () => {
  const body = '{"query":"{ greeting }"}';
  const heard = await send(
    'POST /graphql',
    {
      connection: 'Upgrade, HTTP2-Settings, close',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
      'content-type': 'application/json',
      'content-length': String(body.length),
    },
    body,
  );

  expect(heard).toMatch(/^HTTP\/1.1 200 /);
  expect(heard).toContain('{"data":{"greeting":"Hello"}}');
});
