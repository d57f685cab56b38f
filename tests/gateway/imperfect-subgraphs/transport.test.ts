import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createSecureServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificate, privateKey } from '../../support/certificate.ts';
import { freePort } from '../../support/free-port.ts';
import { silentLog } from '../../support/open-test-gateway.ts';
import { openImperfectShop } from './open-imperfect-shop.ts';

const both = '{ currency fruit { name } }';
const fine = { data: { currency: 'EUR', fruit: { name: 'Quince' } } };
const priceless = (message: string) => ({
  data: { currency: null, fruit: { name: 'Quince' } },
  errors: [
    {
      message: expect.stringContaining(message),
      path: ['currency'],
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'prices' },
    },
  ],
});

/** A server that sends these bytes for each request, and then may end the connection. */
async function openRaw(
  say: (socket: Socket) => void,
  { secure = false, host = '127.0.0.1' }: { secure?: boolean; host?: string } = {},
) {
  const sockets = new Set<Socket>();
  const listen = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => say(socket));
  };
  const server = secure ? createSecureServer({ key: privateKey, cert: certificate }, listen) : createServer(listen);
  server.on('tlsClientError', () => {});
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('a listening server has no port');
  }
  onTestFinished(async () => {
    sockets.forEach((socket) => socket.destroy());
    const closed = once(server, 'close');
    server.close();
    await closed;
  });
  return address.port;
}

const answer = '{"data":{"currency":"EUR"}}';
const http = (body: string, { status = '200 OK', headers = '' } = {}) =>
  `HTTP/1.1 ${status}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('the address of a subgraph', () => {
  it.each([
    { what: 'none', url: '', message: 'has no URL' },
    { what: 'a blank one', url: ' ', message: 'has no URL' },
    { what: 'an invalid URL', url: 'http://[', message: 'an invalid URL' },
    { what: 'a path', url: '/graphql', message: 'an invalid URL' },
    { what: 'an unknown port', url: 'http://127.0.0.1:70000', message: 'an invalid URL' },
    { what: 'another scheme', url: 'ftp://127.0.0.1/graphql', message: 'neither http:// nor https://' },
    { what: 'a port without a scheme', url: 'localhost:4001', message: 'neither http:// nor https://' },
    { what: 'an unknown host', url: 'http://nowhere.invalid/graphql', message: 'cannot be reached' },
    { what: 'port 0', url: 'http://127.0.0.1:0/', message: 'cannot be reached' },
  ])('that is $what fails only its own fields', async ({ url, message }) => {
    const { query } = await openImperfectShop({ pricesAt: url });

    expect(await query(both)).toEqual(priceless(message));
    expect(await query('{ fruit { price } }')).toMatchObject({
      data: { fruit: { price: null } },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'prices' } }],
    });
  });

  it('may make its transport throw, once or always', async () => {
    let failures = 0;
    const { query, servers } = await openImperfectShop({
      transportFor: ({ name, url }) => {
        if (name === 'prices' && failures < 2) {
          failures += 1;
          throw new TypeError('Invalid URL with a secret');
        }
        return httpTransport({ url });
      },
    });
    expect(servers.prices.connections()).toBe(0);

    expect([await query(both), await query(both), await query(both)]).toEqual([
      priceless('The subgraph `prices` cannot be reached.'),
      priceless('The subgraph `prices` cannot be reached.'),
      fine,
    ]);
  });

  it('may make its transport throw at random', async () => {
    const { query } = await openImperfectShop({
      transportFor: ({ name, url }) => {
        const way = httpTransport({ url });
        return name === 'prices'
          ? {
              ...way,
              execute: () => {
                throw new RangeError('a secret');
              },
            }
          : way;
      },
    });

    expect(await query(both)).toMatchObject({
      data: { currency: null, fruit: { name: 'Quince' } },
      errors: [{ path: ['currency'], extensions: { code: 'INTERNAL_SERVER_ERROR', subgraph: 'prices' } }],
    });
  });

  it('may be an IP address behind TLS', async () => {
    const trusted = getCACertificates();
    setDefaultCACertificates([...trusted, certificate]);
    onTestFinished(() => setDefaultCACertificates(trusted));
    const port = await openRaw((socket) => socket.write(http(answer)), { secure: true });
    const { query } = await openImperfectShop({ pricesAt: `https://127.0.0.1:${port}/graphql` });

    expect(await query(both)).toEqual(fine);
  });

  it('may be an IP address behind TLS with an untrusted certificate', async () => {
    const port = await openRaw((socket) => socket.write(http(answer)), { secure: true });
    const { query } = await openImperfectShop({ pricesAt: `https://127.0.0.1:${port}/graphql` });

    expect(await query(both)).toEqual(priceless('cannot be reached'));
  });

  it.each(['https', 'http'])('may be an IPv6 address where nothing listens, by %s', async (scheme) => {
    const { query } = await openImperfectShop({ pricesAt: `${scheme}://[::1]:${await freePort()}/graphql` });

    expect(await query(both)).toEqual(priceless('cannot be reached'));
  });

  it('may speak TLS where TCP is expected, and the other way round', async () => {
    const plain = await openRaw((socket) => socket.write(http(answer)));
    const secure = await openRaw((socket) => socket.write(http(answer)), { secure: true });

    const answers = [];
    for (const url of [`https://127.0.0.1:${plain}/`, `http://127.0.0.1:${secure}/`]) {
      const { query } = await openImperfectShop({ pricesAt: url });
      answers.push(await query(both));
    }

    expect(answers).toEqual([priceless('The subgraph `prices` '), priceless('The subgraph `prices` ')]);
  });

  it.each([
    { userinfo: 'a%40b:p%C3%A4ss%25', decoded: 'a@b:päss%' },
    { userinfo: 'token', decoded: 'token:' },
    { userinfo: 'a:100%', decoded: 'a:100%' },
  ])('may have credentials, which are sent: $userinfo', async ({ userinfo, decoded }) => {
    const first = await openImperfectShop();
    const pricesAt = first.servers.prices.url.replace('http://', `http://${userinfo}@`);
    const { query } = await openImperfectShop({ pricesAt });

    expect(await query(both)).toEqual(fine);

    expect(first.requests.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from(decoded).toString('base64')}`);
  });
});

describe('an answer', () => {
  const large = 'x'.repeat(70_000);
  it.each([
    {
      what: 'a redirect',
      bytes: http('', { status: '302 Found', headers: 'Location: /x\r\n' }),
      message: 'status 302',
    },
    { what: 'no content', bytes: 'HTTP/1.1 204 No Content\r\n\r\n', message: 'HTTP status 204 and no JSON' },
    { what: 'not modified', bytes: 'HTTP/1.1 304 Not Modified\r\n\r\n', message: 'HTTP status 304' },
    { what: 'a page of HTML', bytes: http('<html>', { status: '404 Not Found' }), message: 'status 404 and no JSON' },
    { what: 'an error page of HTML', bytes: http('<html>', { status: '500 Oops' }), message: 'status 500 and no JSON' },
    { what: 'a gateway in HTML', bytes: http('<html>', { status: '502 Bad' }), message: 'HTTP status 502' },
    { what: 'too many requests', bytes: http('slow down', { status: '429 Too Many' }), message: 'HTTP status 429' },
    { what: 'gzip', bytes: http(answer, { headers: 'Content-Encoding: gzip\r\n' }), message: 'content encoding' },
    { what: 'another protocol', bytes: 'HTTP/1.1 101 Switching Protocols\r\n\r\n', message: 'HTTP status 101' },
    { what: 'interim responses without end', bytes: 'HTTP/1.1 102 P\r\n\r\n'.repeat(50), message: 'HTTP status 102' },
    { what: 'longer than it says', bytes: http(answer).replace('27', '20'), message: 'more than it announced' },
    {
      what: 'shorter than it says',
      bytes: http(answer).replace('27', '30'),
      message: 'before its answer was complete',
    },
    { what: 'headers without end', bytes: http(answer).slice(0, -5), message: 'before its answer was complete' },
    { what: 'only a head', bytes: http(answer).slice(0, 30), message: 'before its answer was complete' },
    { what: 'nothing', bytes: '', message: 'before its answer was complete' },
    { what: 'large headers', bytes: http(answer, { headers: `X: ${large}\r\n` }), message: 'bytes of headers' },
    { what: 'of another protocol', bytes: 'SSH-2.0-OpenSSH_9.7\r\n', message: 'not HTTP/1.1' },
    { what: 'of HTTP/2', bytes: Buffer.from('0000120400000000000003', 'hex'), message: 'not HTTP/1.1' },
    { what: 'of TLS', bytes: Buffer.from('15030100020228', 'hex'), message: 'not HTTP/1.1' },
    { what: 'with bare line ends', bytes: `HTTP/1.1 200 OK\nx: y\n\n${answer}`, message: 'not HTTP/1.1' },
    { what: 'with a length that is none', bytes: http(answer).replace('27', '+27'), message: 'not HTTP/1.1' },
    {
      what: 'of Latin-1',
      bytes: Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n{"data":{"currency":"\xe9\xe9"}}', 'latin1'),
      message: 'not UTF-8',
    },
    { what: 'a list', bytes: http('[{"data":{}}]'), message: 'not a GraphQL response' },
    { what: 'a string', bytes: http('"hello"'), message: 'not a GraphQL response' },
    { what: 'an empty object', bytes: http('{}'), message: 'not a GraphQL response' },
    { what: 'data that is a list', bytes: http('{"data":[{"currency":"EUR"}]}'), message: '`data` that is a list' },
    { what: 'data that is a string', bytes: http('{"data":"EUR"}'), message: '`data` that is a string' },
    { what: 'errors that is a string', bytes: http('{"data":{"currency":"EUR"},"errors":"x"}'), message: '`errors`' },
  ])('that is $what fails only its own fields, at once', async ({ bytes, message }) => {
    const port = await openRaw((socket) => socket.end(bytes));
    const { query } = await openImperfectShop({ pricesAt: `http://127.0.0.1:${port}/graphql` });
    const begun = performance.now();

    expect(await query(both)).toEqual(priceless(message));
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it.each([
    { what: 'null as errors', bytes: http('{"data":{"currency":"EUR"},"errors":null}') },
    { what: 'no errors in a list', bytes: http('{"data":{"currency":"EUR"},"errors":[]}') },
    { what: 'a byte order mark', bytes: http(`\uFEFF${answer}`) },
    { what: 'unknown keys', bytes: http('{"status":"ok","data":{"currency":"EUR"},"error":null}') },
    { what: 'status 201', bytes: http(answer, { status: '201 Created' }) },
    { what: 'status 503', bytes: http(answer, { status: '503 Service Unavailable' }) },
    { what: 'status 302', bytes: http(answer, { status: '302 Found' }) },
    { what: 'status 999', bytes: http(answer, { status: '999 Odd' }) },
    { what: 'early hints', bytes: `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${http(answer)}` },
    { what: 'the end of the connection as its end', bytes: `HTTP/1.1 200 OK\r\n\r\n${answer}` },
    { what: 'an older HTTP', bytes: `HTTP/1.0 200 OK\r\n\r\n${answer}` },
    { what: 'no type', bytes: http(answer, { headers: 'Content-Type: text/html\r\n' }) },
  ])('with $what is accepted', async ({ bytes }) => {
    const port = await openRaw((socket) => socket.end(bytes));
    const { query } = await openImperfectShop({ pricesAt: `http://127.0.0.1:${port}/graphql` });

    expect(await query(both)).toEqual(fine);
  });

  it.each([
    { what: 'never begins', bytes: '' },
    { what: 'stops in its head', bytes: http(answer).slice(0, 20) },
    { what: 'stops in its body', bytes: http(answer).slice(0, -3) },
    { what: 'stops between chunks', bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n' },
  ])('that $what times out, and so do requests that wait for the same connection', async ({ bytes }) => {
    const port = await openRaw((socket) => socket.write(bytes));
    const { query } = await openImperfectShop({
      pricesAt: `http://127.0.0.1:${port}/graphql`,
      way: { timeoutMs: 300 },
    });

    expect(await query(both)).toEqual(priceless('gave no answer within 300 ms'));
  });

  it('that is so slow that it never ends times out with the operation', async () => {
    const port = await openRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const dribble = setInterval(() => socket.write(' '), 20);
      socket.once('close', () => clearInterval(dribble));
    });
    const { query } = await openImperfectShop({
      pricesAt: `http://127.0.0.1:${port}/graphql`,
      way: { timeoutMs: 300 },
      operationTimeoutMs: 3_000,
    });

    expect(await query(both)).toMatchObject({
      data: { currency: null, fruit: { name: 'Quince' } },
      errors: [{ path: ['currency'], extensions: { code: 'DEADLINE_EXCEEDED', subgraph: 'prices' } }],
    });
  });
});

it('a header that cannot be sent fails only the fields of its subgraph', async () => {
  const { query } = await openImperfectShop({
    headerRulesFor: (name) => (name === 'prices' ? [{ insert: 'x-name', value: 'line\r\nbreak' }] : []),
  });

  for (let times = 0; times < 8; times += 1) {
    expect(await query(both)).toEqual(priceless('cannot be sent the header `x-name`'));
  }
});

it('a transport error is logged with its cause, once for many requests', async () => {
  const lines: unknown[] = [];
  const telling = Object.assign(Object.create(silentLog), { warn: (fields: unknown) => lines.push(fields) });
  const port = await openRaw((socket) => socket.end(http('<h1>Secret stack</h1>')));
  const { query } = await openImperfectShop({ pricesAt: `http://127.0.0.1:${port}/`, log: telling });

  const answers = await Promise.all([query(both), query(both), query(both)]);

  expect(JSON.stringify(answers)).not.toContain('Secret');
  expect(lines).toMatchObject([{ subgraph: 'prices', err: { cause: { message: expect.stringContaining('<h1>') } } }]);
});

it('any bytes of a server get a response of the gateway, which stays in service', async () => {
  let bytes: Uint8Array = Buffer.alloc(0);
  let cuts: readonly number[] = [];
  const port = await openRaw((socket) => {
    let from = 0;
    for (const cut of [...cuts, bytes.length]) {
      const to = Math.min(from + cut, bytes.length);
      socket.write(bytes.subarray(from, to));
      from = to;
    }
    socket.end();
  });
  const { query } = await openImperfectShop({
    pricesAt: `http://127.0.0.1:${port}/graphql`,
    way: { timeoutMs: 1_000, retries: { retriesMax: 0 }, circuitBreaker: { requestsMin: 1_000_000 } },
  });
  const good = Buffer.from(http(answer, { headers: 'Cache-Control: max-age=0\r\n' }));
  const chunked = Buffer.from(
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${answer.length.toString(16)}\r\n${answer}\r\n0\r\n\r\n`,
  );
  const mutated = fc
    .record({
      of: fc.constantFrom(good, chunked),
      changes: fc.array(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }), gone: fc.nat({ max: 5 }) }), {
        minLength: 1,
        maxLength: 4,
      }),
    })
    .map(({ of, changes }) => {
      let text = of;
      for (const { at, byte, gone } of changes) {
        const place = at % text.length;
        text = Buffer.concat([text.subarray(0, place), Buffer.from([byte]), text.subarray(place + gone)]);
      }
      return text;
    });

  await fc.assert(
    fc.asyncProperty(
      fc.oneof(mutated, fc.uint8Array({ maxLength: 200 }), fc.constantFrom(good, chunked)),
      fc.array(fc.nat({ max: 40 }), { maxLength: 4 }),
      async (sent, pieces) => {
        bytes = sent;
        cuts = pieces;

        const { data } = await query(both);

        expect(data).toMatchObject({ fruit: { name: 'Quince' } });
        const isWhole = sent === good || sent === chunked;
        expect(isWhole ? data : fine.data).toEqual(fine.data);
      },
    ),
    { numRuns: 300 },
  );
});
