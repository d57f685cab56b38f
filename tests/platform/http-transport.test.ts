import type { ServerResponse } from 'node:http';
import { httpTransport, type HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import { TransportError, type SubgraphTransport } from '@tributary/platform/transport.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

type Answer = (response: ServerResponse) => void;

const data: Answer = (response) => response.end('{"data":{"greeting":"Hello"}}');
const status =
  (code: number): Answer =>
  (response) => {
    response.writeHead(code).end('gone for a moment');
  };
const cut: Answer = (response) => response.destroy();
const silence: Answer = () => {};
const greeted = { data: { greeting: 'Hello' } };

/** A subgraph that gives these answers in turn, the last one for ever, and the way to it. */
async function openSubgraph(answers: readonly Answer[], settings: Partial<HttpTransportSettings> = {}) {
  let requests = 0;
  const server = await openSmallServer((_, response) => {
    answers[Math.min(requests, answers.length - 1)]?.(response);
    requests += 1;
  });
  return { server, requests: () => requests, ...wayTo(server, settings) };
}

function wayTo(server: Pick<SmallServer, 'url' | 'close'>, settings: Partial<HttpTransportSettings> = {}) {
  const transport = httpTransport({ url: server.url, ...settings });
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  return { transport };
}

const ask = (transport: SubgraphTransport, more: { isQuery?: boolean; signal?: AbortSignal } = {}) =>
  transport.execute({ query: '{ greeting }', caller: '', requestId: 'one', isQuery: true, ...more });

describe('an answer', () => {
  it('that does not come in time is not waited for, and the error says how long it was', async () => {
    const { transport, server, requests } = await openSubgraph([silence], { timeoutMs: 200 });

    await expect(ask(transport)).rejects.toThrow(new TransportError('gave no answer within 200 ms'));

    expect(requests()).toBe(1);
    await expect.poll(() => server.abandoned()).toBe(1);
  });

  it('that stops in the middle is not waited for either', async () => {
    const { transport } = await openSubgraph([(response) => response.write('{"data":')], { timeoutMs: 200 });

    await expect(ask(transport)).rejects.toThrow('gave no answer within 200 ms');
  });

  it('larger than the limit is refused, whether or not it says so beforehand', async () => {
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
    { what: 'HTML', body: '<h1>Not here</h1>', message: 'answered with HTTP status 404 and no JSON' },
    { what: 'nothing', body: '', message: 'answered with HTTP status 404 and no JSON' },
    { what: 'other JSON', body: '{"error":"x"}', message: 'answered with something that is not a GraphQL response' },
    { what: 'a list', body: '[]', message: 'answered with something that is not a GraphQL response' },
    { what: 'data of another kind', body: '{"data":7}', message: 'is not a GraphQL response' },
    { what: 'errors of another kind', body: '{"errors":"x"}', message: 'is not a GraphQL response' },
  ])('that is $what is said to be that, and sent for once', async ({ body, message }) => {
    const { transport, requests } = await openSubgraph([(response) => response.writeHead(404).end(body)]);

    const failure = await ask(transport).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(TransportError);
    expect(failure).toMatchObject({ message: expect.stringContaining(message) });
    expect(requests()).toBe(1);
  });

  it('with errors is an answer, whatever its HTTP status', async () => {
    const { transport } = await openSubgraph([
      (response) => response.writeHead(400).end('{"errors":[{"message":"no"}]}'),
    ]);

    expect(await ask(transport)).toMatchObject({ errors: [{ message: 'no' }] });
  });

  it('brings its cache-control', async () => {
    const { transport } = await openSubgraph([
      (response) => data(response.setHeader('cache-control', 'max-age=60, public')),
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
  ])('that meets $what is sent again, twice at most', async ({ fails }) => {
    const passing = await openSubgraph([fails, fails, data]);
    const staying = await openSubgraph([fails]);

    expect(await ask(passing.transport)).toMatchObject(greeted);
    await expect(ask(staying.transport)).rejects.toThrow(/^(cannot be reached|answered with HTTP status 50\d)$/);

    expect(passing.requests()).toBe(3);
    expect(staying.requests()).toBe(3);
  });

  it('to where nothing listens says so quickly', async () => {
    const url = `http://127.0.0.1:${await freePort()}/graphql`;
    const { transport } = wayTo({ url, close: async () => {} });

    await expect(ask(transport)).rejects.toThrow(/^cannot be reached$/);
  });
});

describe('a mutation', () => {
  it.each([
    { what: 'HTTP status 503', fails: status(503) },
    { what: 'a broken connection', fails: cut },
  ])('that meets $what is never sent again', async ({ fails }) => {
    const { transport, requests } = await openSubgraph([fails, data]);

    await expect(ask(transport, { isQuery: false })).rejects.toThrow(TransportError);

    expect(requests()).toBe(1);
  });
});

describe('a subgraph', () => {
  it('that fails again and again is left alone for a moment, and then one may try', async () => {
    const answers: Answer[] = [status(503)];
    const { transport, requests } = await openSubgraph(answers, { retriesMax: 0 });
    for (let failures = 0; failures < 5; failures += 1) {
      // oxlint-disable-next-line no-await-in-loop -- failures in a row
      await expect(ask(transport)).rejects.toThrow('answered with HTTP status 503');
    }

    await expect(ask(transport)).rejects.toThrow('cannot be reached, and is left alone for a moment');
    expect(requests()).toBe(5);

    const held: ServerResponse[] = [];
    answers.splice(0, 1, (response) => held.push(response));
    const attempts: Promise<unknown>[] = [];
    await expect
      .poll(
        () => {
          attempts.push(ask(transport).catch(() => 'left alone'));
          return held.length;
        },
        { timeout: 5_000 },
      )
      .toBe(1);
    attempts.push(ask(transport).catch(() => 'left alone'));
    held.forEach(data);
    const outcomes = await Promise.all(attempts);
    expect(outcomes.filter((outcome) => outcome !== 'left alone')).toMatchObject([greeted]);
    expect(outcomes.at(-1)).toBe('left alone');
    expect(requests()).toBe(6);

    answers.splice(0, 1, data);
    expect(await Promise.all([ask(transport), ask(transport)])).toMatchObject([greeted, greeted]);
  });

  it('whose answers are too large or no GraphQL is not left alone, since it is there', async () => {
    const { transport, requests } = await openSubgraph([(response) => response.end('<h1>What?</h1>')]);

    const failures = Array.from({ length: 8 }, () => ask(transport).catch((error: Error) => error.message));

    expect(new Set(await Promise.all(failures))).toEqual(new Set(['answered with HTTP status 200 and no JSON']));
    expect(requests()).toBe(8);
  });

  it('is asked again over the connections that are there', async () => {
    const { transport, server } = await openSubgraph([data]);

    for (let times = 0; times < 20; times += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that one connection could do
      await ask(transport, { isQuery: times % 2 === 0 });
    }

    // The pool opens a second one, because it hears of an answer's end only after us.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });
});

describe('who goes away', () => {
  it('ends the request at the subgraph, and it is not sent again', async () => {
    const { transport, server, requests } = await openSubgraph([silence]);
    const leaving = new AbortController();

    const answer = ask(transport, { signal: leaving.signal });
    await expect.poll(() => requests()).toBe(1);
    leaving.abort();

    await expect(answer).rejects.toThrow('was not waited for');
    await expect.poll(() => server.abandoned()).toBe(1);
    expect(requests()).toBe(1);
  });

  it('before the request is sent causes none', async () => {
    const { transport, requests } = await openSubgraph([data]);

    await expect(ask(transport, { signal: AbortSignal.abort() })).rejects.toThrow('was not waited for');

    expect(await ask(transport)).toMatchObject(greeted);
    expect(requests()).toBe(1);
  });

  it('while all connections are taken is not held up', async () => {
    const { transport, requests } = await openSubgraph([silence]);
    const everyone = new AbortController();
    const others = Array.from({ length: 64 }, () => ask(transport, { signal: everyone.signal }).catch(() => 'left'));
    await expect.poll(() => requests()).toBe(64);
    const leaving = new AbortController();

    const answer = ask(transport, { signal: leaving.signal });
    leaving.abort();

    await expect(answer).rejects.toThrow('was not waited for');
    everyone.abort();
    await Promise.all(others);
    expect(requests()).toBe(64);
  });

  it('says nothing of the subgraph', async () => {
    const { transport } = await openSubgraph([data]);
    await Promise.all(
      Array.from({ length: 10 }, () => ask(transport, { signal: AbortSignal.abort() }).catch(() => null)),
    );

    expect(await ask(transport)).toMatchObject(greeted);
  });
});
