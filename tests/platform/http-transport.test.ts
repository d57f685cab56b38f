import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { httpTransport, type HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import { timeoutHeader, TransportError, type SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { certificate } from '../support/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { openSecureServer, openSmallServer, type SmallResponse, type SmallServer } from '../support/small-server.ts';

const ways = [
  { name: 'our own client', client: 'own', isSecure: false },
  { name: 'our own client over TLS', client: 'own', isSecure: true },
  { name: 'undici over HTTP/1.1', client: 'undici', isSecure: false },
  { name: 'undici over HTTP/2', client: 'undici', isSecure: true },
] as const;
const trusted = getCACertificates();
beforeAll(() => setDefaultCACertificates([...trusted, certificate]));
afterAll(() => setDefaultCACertificates(trusted));

type Answer = (response: SmallResponse) => void;

const data: Answer = (response) => response.end('{"data":{"greeting":"Hello"}}');
const status =
  (code: number): Answer =>
  (response) => {
    response.writeHead(code).end('gone for a moment');
  };
const cut: Answer = (response) => response.destroy();
const silence: Answer = () => {};
const greeted = { data: { greeting: 'Hello' } };

describe.each(ways)('by $name:', ({ client, isSecure }) => {
  /** A subgraph that gives these responses in turn, the last one for ever, and a transport to it. */
  async function openSubgraph(answers: readonly Answer[], settings: Partial<HttpTransportSettings> = {}) {
    let requests = 0;
    const server = await (isSecure ? openSecureServer : openSmallServer)((_: string, response: SmallResponse) => {
      answers[Math.min(requests, answers.length - 1)]?.(response);
      requests += 1;
    });
    return { server, requests: () => requests, ...wayTo(server, settings) };
  }

  function wayTo(server: Pick<SmallServer, 'url' | 'close'>, settings: Partial<HttpTransportSettings> = {}) {
    const transport = httpTransport({ url: server.url, client, ...settings });
    onTestFinished(async () => {
      await transport.close();
      await server.close();
    });
    return { transport };
  }

  const ask = (transport: SubgraphTransport, more: { isQuery?: boolean; signal?: AbortSignal } = {}) =>
    transport.execute({ query: '{ greeting }', caller: '', requestId: 'one', isQuery: true, ...more });

  describe('a response', () => {
    it('that is late is cancelled, with the waiting time in the error', async () => {
      const { transport, server, requests } = await openSubgraph([silence], { timeoutMs: 200 });

      await expect(ask(transport)).rejects.toThrow(/^gave no answer within 200 ms$/);

      expect(requests()).toBe(1);
      await expect.poll(() => server.abandoned()).toBe(1);
    });

    it('that stops in the middle is cancelled too', async () => {
      const { transport } = await openSubgraph([(response) => response.write('{"data":')], { timeoutMs: 200 });

      await expect(ask(transport)).rejects.toThrow('gave no answer within 200 ms');
    });

    it('beyond the limit is refused, whether or not it announces its length', async () => {
      const large = `{"data":"${'x'.repeat(2_000)}"}`;
      const whole: Answer = (response) => response.end(large);
      const inParts: Answer = (response) => {
        response.write(large.slice(0, 900));
        response.end(large.slice(900));
      };
      const { transport } = await openSubgraph([whole, inParts, data], { responseBytesMax: 1_000 });

      await expect(ask(transport)).rejects.toThrow('answered with more than 1000 bytes');
      await expect(ask(transport)).rejects.toThrow('answered with more than 1000 bytes');
      expect(await ask(transport)).toMatchObject(greeted);
    });

    it.each([
      { what: 'HTML', code: 404, body: '<h1>Not here</h1>', message: 'answered with HTTP status 404 and no JSON' },
      { what: 'an empty body', code: 404, body: '', message: 'answered with HTTP status 404 and no JSON' },
      {
        what: 'without content by its status',
        code: 204,
        body: '',
        message: 'answered with HTTP status 204 and no JSON',
      },
      {
        what: 'a redirect',
        code: 308,
        body: '',
        message: 'answered with HTTP status 308, and redirects are not followed',
      },
      {
        what: 'HTML of a fault',
        code: 500,
        body: '<h1>Oops</h1>',
        message: 'answered with HTTP status 500 and no JSON',
      },
      { what: 'truncated JSON', code: 200, body: '{"data":{"a"', message: 'answered with HTTP status 200 and no JSON' },
      {
        what: 'two JSON values',
        code: 200,
        body: '{"data":{}}{}',
        message: 'answered with HTTP status 200 and no JSON',
      },
      { what: 'other JSON', code: 200, body: '{"error":"x"}', message: 'something that is not a GraphQL response' },
      {
        what: 'other JSON of a fault',
        code: 400,
        body: '{"error":"x"}',
        message: 'status 400 and no GraphQL response',
      },
      { what: 'an empty object', code: 200, body: '{}', message: 'something that is not a GraphQL response' },
      { what: 'a list', code: 200, body: '[]', message: 'something that is not a GraphQL response' },
      { what: 'a list of one', code: 200, body: '[{"data":{}}]', message: 'something that is not a GraphQL response' },
      { what: 'null', code: 200, body: 'null', message: 'something that is not a GraphQL response' },
      { what: 'a string', code: 200, body: '"data"', message: 'something that is not a GraphQL response' },
      { what: 'an inherited name', code: 200, body: '{"__proto__":{"data":{}}}', message: 'not a GraphQL response' },
      { what: 'data that is a number', code: 200, body: '{"data":7}', message: '`data` that is a number' },
      { what: 'data that is a string', code: 200, body: '{"data":"x"}', message: '`data` that is a string' },
      { what: 'data that is a list', code: 200, body: '{"data":[{}]}', message: '`data` that is a list' },
      { what: 'errors that is a string', code: 200, body: '{"errors":"x"}', message: '`errors` that is a string' },
      {
        what: 'errors that is an object',
        code: 200,
        body: '{"data":{},"errors":{}}',
        message: '`errors` that is an object',
      },
      {
        what: 'invalid data and errors',
        code: 200,
        body: '{"data":5,"errors":true}',
        message: '`errors` that is a boolean',
      },
    ])('that is $what is reported as such, after a single request', async ({ code, body, message }) => {
      const { transport, requests } = await openSubgraph([(response) => response.writeHead(code).end(body)]);

      const failure = await ask(transport).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(TransportError);
      expect(failure).toMatchObject({ message: expect.stringContaining(message) });
      expect(requests()).toBe(1);
    });

    it.each([400, 401, 404, 418, 429, 500, 502, 503, 504, 599])(
      'of GraphQL is accepted with HTTP status %i too, after a single request',
      async (code) => {
        const body = '{"data":{"greeting":"Hello"},"errors":[{"message":"no"}]}';
        const { transport, requests } = await openSubgraph([(response) => response.writeHead(code).end(body)]);

        expect(await ask(transport)).toMatchObject({ ...greeted, errors: [{ message: 'no' }] });
        expect(requests()).toBe(1);
      },
    );

    it.each([
      { what: 'no errors, as null', body: '{"data":{"greeting":"Hello"},"errors":null}' },
      { what: 'no errors, as a list', body: '{"errors":[],"data":{"greeting":"Hello"}}' },
      {
        what: 'unknown members',
        body: '{"data":{"greeting":"Hello"},"error":"x","status":7,"__proto__":{}}',
      },
      { what: 'extensions of another kind', body: '{"data":{"greeting":"Hello"},"extensions":[1]}' },
      { what: 'a byte order mark', body: '\uFEFF{"data":{"greeting":"Hello"}}' },
      { what: 'white space around it', body: '\r\n\t {"data":{"greeting":"Hello"}}\n\n' },
    ])('with $what is accepted', async ({ body }) => {
      const { transport } = await openSubgraph([(response) => response.end(body)]);

      const { errors = [], ...response } = await ask(transport);

      expect(response).toMatchObject(greeted);
      expect(errors).toEqual([]);
    });

    it.each([
      { what: 'data of null alone', body: '{"data":null}' },
      { what: 'only errors', body: '{"errors":[{"message":"no"}]}' },
      { what: 'invalid elements of errors', body: '{"data":null,"errors":[null,"no",{}]}' },
    ])('with $what is passed on unchanged', async ({ body }) => {
      const { transport } = await openSubgraph([(response) => response.end(body)]);

      expect(await ask(transport)).toMatchObject(JSON.parse(body));
    });

    it('has its cache-control', async () => {
      const { transport } = await openSubgraph([
        (response) => {
          response.setHeader('cache-control', 'max-age=60, public');
          data(response);
        },
      ]);

      expect(await ask(transport)).toMatchObject({ cacheControl: 'max-age=60, public' });
    });
  });

  describe('a query', () => {
    it.each([
      { what: 'HTTP status 502', fails: status(502) },
      { what: 'HTTP status 503', fails: status(503) },
      { what: 'HTTP status 504', fails: status(504) },
      { what: 'a broken connection', fails: cut },
    ])('that meets $what is retried, twice at most', async ({ fails }) => {
      // After a second a failure is not retried.
      const settings = { retries: { delayMs: 1 } };
      const passing = await openSubgraph([fails, fails, data], settings);
      const staying = await openSubgraph([fails], settings);

      expect(await ask(passing.transport)).toMatchObject(greeted);
      await expect(ask(staying.transport)).rejects.toThrow(
        /^(closed the connection before its answer was complete|answered with HTTP status 50\d)$/,
      );

      expect(passing.requests()).toBe(3);
      expect(staying.requests()).toBe(3);
    });

    it('to a closed port fails quickly', async () => {
      const url = `http://127.0.0.1:${await freePort()}/graphql`;
      const { transport } = wayTo({ url, close: async () => {} });

      await expect(ask(transport)).rejects.toThrow(/^cannot be reached$/);
    });
  });

  describe('a mutation', () => {
    it.each([
      { what: 'HTTP status 503', fails: status(503) },
      { what: 'a broken connection', fails: cut },
    ])('that meets $what is never retried', async ({ fails }) => {
      const { transport, requests } = await openSubgraph([fails, data]);

      await expect(ask(transport, { isQuery: false })).rejects.toThrow(TransportError);

      expect(requests()).toBe(1);
    });
  });

  describe('a subgraph', () => {
    it('with oversized or non-GraphQL responses stays in use, since it is alive', async () => {
      const { transport, requests } = await openSubgraph([(response) => response.end('<h1>What?</h1>')]);

      const failures = Array.from({ length: 8 }, () => ask(transport).catch((error: Error) => error.message));

      expect(new Set(await Promise.all(failures))).toEqual(new Set(['answered with HTTP status 200 and no JSON']));
      expect(requests()).toBe(8);
    });

    it('is reached over the existing connections', async () => {
      const { transport, server } = await openSubgraph([data]);

      for (let times = 0; times < 20; times += 1) {
        await ask(transport, { isQuery: times % 2 === 0 });
      }

      // The pool opens a second connection, because it learns of a response's end only after this test.
      expect(server.connections()).toBeLessThanOrEqual(2);
    });
  });

  describe('a caller that leaves', () => {
    it('ends the request at the subgraph, without a retry', async () => {
      const { transport, server, requests } = await openSubgraph([silence]);
      const leaving = new AbortController();

      const answer = ask(transport, { signal: leaving.signal });
      await expect.poll(() => requests()).toBe(1);
      leaving.abort();

      await expect(answer).rejects.toThrow('had its request cancelled');
      await expect.poll(() => server.abandoned()).toBe(1);
      expect(requests()).toBe(1);
    });

    it('before the request is sent causes none', async () => {
      const { transport, requests } = await openSubgraph([data]);

      await expect(ask(transport, { signal: AbortSignal.abort() })).rejects.toThrow('had its request cancelled');

      expect(await ask(transport)).toMatchObject(greeted);
      expect(requests()).toBe(1);
    });

    it('while all connections are taken is released at once', async () => {
      const { transport, requests } = await openSubgraph([silence]);
      const everyone = new AbortController();
      const others = Array.from({ length: 64 }, () => ask(transport, { signal: everyone.signal }).catch(() => 'left'));
      await expect.poll(() => requests()).toBe(64);
      const leaving = new AbortController();

      const answer = ask(transport, { signal: leaving.signal });
      leaving.abort();

      await expect(answer).rejects.toThrow('had its request cancelled');
      everyone.abort();
      await Promise.all(others);
      expect(requests()).toBe(64);
    });

    it('does not count against the subgraph', async () => {
      const { transport } = await openSubgraph([data]);
      await Promise.all(
        Array.from({ length: 10 }, () => ask(transport, { signal: AbortSignal.abort() }).catch(() => null)),
      );

      expect(await ask(transport)).toMatchObject(greeted);
    });
  });
});

it('a mutation says how long its sender waits at most, and a query does not', async () => {
  const seen: unknown[] = [];
  const server = await openSmallServer((_, response, { headers }) => {
    seen.push(headers[timeoutHeader]);
    response.end('{"data":{}}');
  });
  const transport = httpTransport({ url: server.url, timeoutMs: 5_000 });
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  const send = (more: { isQuery: boolean; deadlineAt?: number }) =>
    transport.execute({ query: 'mutation { pay }', caller: '', requestId: 'one', ...more });

  await send({ isQuery: true, deadlineAt: performance.now() + 1_000 });
  await send({ isQuery: false });
  await send({ isQuery: false, deadlineAt: performance.now() + 60_000 });
  await send({ isQuery: false, deadlineAt: performance.now() + 1_000 });
  await send({ isQuery: false, deadlineAt: performance.now() - 1_000 });

  const [ofQuery, own, ownToo, ofOperation, over] = seen;
  expect([ofQuery, own, ownToo, over]).toEqual([undefined, '5000', '5000', '1']);
  expect(Number(ofOperation)).toBeGreaterThan(0);
  expect(Number(ofOperation)).toBeLessThanOrEqual(1_000);
});
