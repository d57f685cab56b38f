import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { ask, greeted, greeting, openSubgraph, openTransport, outcomeOf, type Arrived } from './open-subgraph.ts';

type Answer = (arrived: Arrived) => unknown;

const ok: Answer = ({ response }) => response.end(greeting);
const silence: Answer = () => {};
const status =
  (code: number, retryAfter?: string): Answer =>
  ({ response }) => {
    if (retryAfter !== undefined) {
      response.setHeader('retry-after', retryAfter);
    }
    response.writeHead(code).end('not now');
  };

/** A subgraph that gives these answers in turn, the last one for ever. */
const answering = (...answers: readonly Answer[]) =>
  openSubgraph((one, count) => answers[Math.min(count, answers.length) - 1]?.(one));

const clients = ['own', 'undici'] as const;
// Loading it takes part of the second after which a failure is late.
beforeAll(() => import('undici'));

describe.each(clients)('by the client %s, a query', (client) => {
  it.each([
    { on: ['503'], code: 503, requests: 2 },
    { on: ['5xx'], code: 500, requests: 2 },
    { on: ['4xx', '502'], code: 404, requests: 2 },
    { on: ['502', '504'], code: 503, requests: 1 },
    { on: ['5xx'], code: 404, requests: 1 },
    { on: [], code: 503, requests: 1 },
  ])('that meets status $code is sent $requests times with the rule $on', async ({ on, code, requests }) => {
    const { server, arrived } = await answering(status(code), ok);
    const transport = openTransport({ url: server.url, client, retries: { on, delayMs: 1 } });

    await outcomeOf(ask(transport));

    expect(arrived).toHaveLength(requests);
    expect(transport.traffic?.()).toMatchObject({ retries: requests - 1 });
  });

  it('waits for the `retry-after` of status 503', async () => {
    const { server, arrived } = await answering(status(503, '1'), ok);
    const transport = openTransport({ url: server.url, client, retries: { delayMs: 1 } });

    expect(await ask(transport)).toMatchObject(greeted);

    const [first, second] = arrived.map(({ at }) => at);
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(995);
  });

  it.each([
    { what: 'in seconds', retryAfter: () => '9' },
    { what: 'as a date', retryAfter: () => new Date(Date.now() + 9_000).toUTCString() },
  ])('waits for no `retry-after` beyond its deadline, $what', async ({ retryAfter }) => {
    const { server, arrived } = await answering(status(503, retryAfter()), ok);
    const transport = openTransport({ url: server.url, client });
    const begun = performance.now();

    const outcome = await outcomeOf(ask(transport, { deadlineAt: begun + 6_000 }));

    expect(outcome).toBe('answered with HTTP status 503');
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(arrived).toHaveLength(1);
  });
});

describe('a query', () => {
  it('is sent again as often as allowed, and no more', async () => {
    const { server, arrived } = await answering(status(503));

    await outcomeOf(ask(openTransport({ url: server.url, retries: { retriesMax: 1, delayMs: 1 } })));

    expect(arrived).toHaveLength(2);
  });

  it('that times out is sent again if the rule says so', async () => {
    const { server, arrived } = await answering(silence, ok);
    // Other failures are not retried after a second.
    const transport = openTransport({ url: server.url, timeoutMs: 1_100, retries: { on: ['timeout'], delayMs: 1 } });

    expect(await ask(transport)).toMatchObject(greeted);

    expect(arrived).toHaveLength(2);
  });

  it('that fails late is not sent again, so that its caller does not wait for several failures', async () => {
    const { server, arrived } = await answering(({ response }) => setTimeout(() => response.destroy(), 1_100), ok);

    expect(await outcomeOf(ask(openTransport({ url: server.url })))).toMatch(/^closed the connection/);

    expect(arrived).toHaveLength(1);
  });

  it('is sent again after status 429 if the rule says so', async () => {
    const { server, arrived } = await answering(status(429, '0'), ok);

    expect(await outcomeOf(ask(openTransport({ url: server.url })))).toMatch('status 429');
    expect(await ask(openTransport({ url: server.url, retries: { on: ['429'] } }))).toMatchObject(greeted);

    expect(arrived).toHaveLength(2);
  });

  it.each(['11', '99999999999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'without a deadline waits for no `retry-after` of %s',
    async (retryAfter) => {
      const { server, arrived } = await answering(status(503, retryAfter), ok);

      expect(await outcomeOf(ask(openTransport({ url: server.url })))).toBe('answered with HTTP status 503');

      expect(arrived).toHaveLength(1);
    },
  );

  it.each(['soon', '-5', '1e1', 'Fri, 31 Dec 1999 23:59:59 GMT', ''])(
    'is sent again soon after a `retry-after` of %j',
    async (retryAfter) => {
      const { server, arrived } = await answering(status(503, retryAfter), ok);

      expect(await ask(openTransport({ url: server.url }))).toMatchObject(greeted);

      expect(arrived).toHaveLength(2);
    },
  );

  it('whose pause would end after its deadline is not sent again', async () => {
    const { server, arrived } = await answering(status(503), ok);
    const transport = openTransport({ url: server.url, retries: { delayMs: 60_000, delayMsMax: 60_000 } });

    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => outcomeOf(ask(transport, { deadlineAt: performance.now() + 5 }))),
    );

    expect(outcomes.filter((outcome) => outcome === 'answered with HTTP status 503')).toHaveLength(1);
    expect(arrived).toHaveLength(5);
  });

  it('that is cancelled during the pause is not sent again, and ends at once', async () => {
    const { server, arrived } = await answering(status(503, '9'), ok);
    const leaving = new AbortController();
    const begun = performance.now();

    const outcome = outcomeOf(ask(openTransport({ url: server.url }), { signal: leaving.signal }));
    await expect.poll(() => arrived.length).toBe(1);
    await sleep(50);
    leaving.abort();

    expect(await outcome).toBe('had its request cancelled');
    expect(performance.now() - begun).toBeLessThan(7_000);
    expect(arrived).toHaveLength(1);
  });
});

describe('a mutation', () => {
  it('of which nothing was sent is sent again', async () => {
    const port = await freePort();
    const transport = openTransport({
      url: `http://127.0.0.1:${port}/graphql`,
      retries: { retriesMax: 10, delayMs: 400 },
    });

    const answer = ask(transport, { isQuery: false });
    await expect.poll(() => transport.traffic?.()?.retries).toBeGreaterThan(0);
    const { arrived } = await openSubgraph(ok, { port });

    expect(await answer).toMatchObject(greeted);
    expect(arrived).toHaveLength(1);
  });

  it.each(clients)('that was sent by the client %s is never sent again, whatever the rules', async (client) => {
    const cut: Answer = ({ response }) => response.destroy();
    for (const fails of [status(503, '0'), status(429, '0'), status(500), cut, silence]) {
      const { server, arrived } = await answering(fails, ok);
      const transport = openTransport({
        url: server.url,
        client,
        timeoutMs: 200,
        retries: { on: ['connection', 'timeout', '4xx', '5xx'], delayMs: 1 },
      });

      await expect(ask(transport, { isQuery: false })).rejects.toThrow(/answered|closed|gave no answer/);

      expect(arrived).toHaveLength(1);
    }
  });
});
