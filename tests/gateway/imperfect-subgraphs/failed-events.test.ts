import { createSubgraph } from '@tributary/kit/subgraph.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followStream, transports, type StreamResult, type Transport } from '../../support/follow-stream.ts';
import {
  afterOf,
  eventsOf,
  executing,
  openGraphqlWs,
  openRawSocket,
  openTicker,
  protocols,
  ticksOf,
  type Tick,
} from './open-ticker.ts';
import { longProof } from '../../support/long-proof.ts';
import { signer, signFor, trust } from '../../support/service-keys.ts';

async function allOf(url: string, query: string, transport: Transport = 'ws'): Promise<StreamResult[]> {
  const results: StreamResult[] = [];
  const stream = followStream(transport, url, { query });
  onTestFinished(stream.cut);
  for await (const result of stream) {
    results.push(result);
  }
  return results;
}

const five = executing(() => eventsOf('ticks', ticksOf(5)));

const failed = { data: null, errors: [{ message: expect.stringContaining('NaN'), path: ['t', 'n'] }] };
const query = 'subscription { t: ticks(count: 5) { n: number } }';
const expected = [1, 2, 3, 4, 5].map((n) => (n === 2 ? failed : { data: { t: { n } } }));

describe.each(protocols)('over %s', (_name, open, protocol) => {
  it.each(transports)(
    'a failed event is one response, and the stream continues, to a client over %s',
    async (transport) => {
      const { url } = await open(five);
      const gateway = await openTicker({ url, subscriptions: { protocol } });

      const results = await allOf(gateway.url, query, transport);

      expect(results).toMatchObject(expected);
      expect(results).toHaveLength(5);
      expect(results[1]?.errors).toHaveLength(1);
    },
  );
});

it('in the same process, a failed event is one response, and the stream continues', async () => {
  const subgraph = await createSubgraph<object>({
    name: 'ticker',
    sdl: 'type Query { now: Int } type Subscription { ticks(count: Int): Tick! } type Tick { number: Int! }',
    resolvers: { Subscription: { ticks: { subscribe: () => eventsOf('ticks', ticksOf(5)) } } },
    createContext: () => ({}),
    trust,
    log: createLogger({ name: 'test', level: 'silent' }),
  });
  const gateway = await openTicker({ ...subgraph, close: async () => {} }, { signer });
  onTestFinished(() => subgraph.close());

  const results = await allOf(gateway.url, query);

  expect(results.map(({ data }) => data)).toEqual([1, 2, 3, 4, 5].map((n) => (n === 2 ? null : { t: { n } })));
  expect(results[1]?.errors).toMatchObject([{ path: ['t', 'n'] }]);
});

it('in the same process, an event whose context fails is one response', async () => {
  let contexts = 0;
  const subgraph = await createSubgraph<object>({
    name: 'ticker',
    sdl: 'type Query { now: Int } type Subscription { ticks: Tick! } type Tick { number: Int! }',
    resolvers: { Subscription: { ticks: { subscribe: () => eventsOf('ticks', ticksOf(3, { failing: 0 })) } } },
    createContext: () => {
      contexts += 1;
      if (contexts === 3) {
        throw new Error('the password is hunter2');
      }
      return {};
    },
    trust,
    log: createLogger({ name: 'test', level: 'silent' }),
  });
  onTestFinished(() => subgraph.close());
  const caller = signFor('ticker', anonymousCaller);

  const responses = [];
  for await (const response of subgraph.subscribe({
    query: 'subscription { ticks { number } }',
    caller,
    requestId: 'one',
  })) {
    responses.push(response);
  }

  expect(responses).toMatchObject([
    { data: { ticks: { number: 1 } } },
    { data: null, errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
    { data: { ticks: { number: 3 } } },
  ]);
  expect(JSON.stringify(responses)).not.toContain('hunter2');
});

describe('an invalid event affects no other', () => {
  const nextOf = (payload: unknown) => [payload, { data: { r_maybe: { number: 7 } } }];
  it.each<[string, unknown]>([
    ['a string', 'str'],
    ['a number', 5],
    ['a list', []],
    ['null', null],
    ['an object without data', {}],
    ['data that is a string', { data: 'str' }],
    ['data that is a list', { data: [{ r_maybe: null }] }],
    ['errors and no data', { errors: [{ message: 'no' }] }],
    ['null data with errors', { data: null, errors: [{ message: 'no' }] }],
    ['null data without errors', { data: null }],
    ['null data and null errors', { data: null, errors: null }],
    ['an error that is null', { data: null, errors: [null] }],
    ['an error without a message', { data: null, errors: [{}] }],
    ['errors that are one string', { data: null, errors: 'no' }],
    ['a path that is a string', { data: null, errors: [{ message: 'no', path: 'maybe' }] }],
  ])('that is %s', async (_name, payload) => {
    const { url } = await openRawSocket((send, { id, query: sent }) => {
      const field = /(\w+):\s*maybe/.exec(sent)?.[1] ?? 'maybe';
      for (const each of nextOf(payload)) {
        send(JSON.stringify({ type: 'next', id, payload: each }).replaceAll('r_maybe', field));
      }
      send({ type: 'complete', id });
    });
    const gateway = await openTicker({ url });

    const results = await allOf(gateway.url, 'subscription { maybe { number } }');

    expect(results).toHaveLength(2);
    expect(results[0]?.data).toEqual({ maybe: null });
    expect(results[0]?.errors).toHaveLength(1);
    expect(results[1]).toEqual({ data: { maybe: { number: 7 } } });
  });

  it.each<[string, unknown]>([
    ['null errors', { errors: null }],
    ['an empty list of errors', { errors: [] }],
    ['an unknown key', { more: 1 }],
    ['invalid extensions', { extensions: 'x' }],
  ])('with %s is delivered with its data', async (_name, more) => {
    const { url } = await openRawSocket((send, { id, query: sent }) => {
      const field = /(\w+):\s*maybe/.exec(sent)?.[1] ?? 'maybe';
      send({ type: 'next', id, payload: { data: { [field]: { number: 7 } }, ...(more as object) } });
      send({ type: 'complete', id });
    });
    const gateway = await openTicker({ url });

    expect(await allOf(gateway.url, 'subscription { maybe { number } }')).toEqual([{ data: { maybe: { number: 7 } } }]);
  });
});

it('a stream ends with an `error` message, without internal details', async () => {
  const { url } = await openRawSocket((send, { id, query: sent }) => {
    const field = /(\w+):\s*ticks/.exec(sent)?.[1] ?? 'ticks';
    send({ type: 'next', id, payload: { data: { [field]: { number: 1 } } } });
    const payload = [
      {
        message: 'over',
        path: [field, 'number'],
        locations: [{ line: 1, column: 1 }],
        extensions: { code: 'GONE', stacktrace: ['secret.ts'], http: { status: 302 }, detail: 1 },
      },
      { message: 'and over' },
    ];
    send({ type: 'error', id, payload });
  });
  const gateway = await openTicker({ url });

  const results = await allOf(gateway.url, 'subscription { clock: ticks(count: 1) { number } }');

  expect(results).toEqual([
    { data: { clock: { number: 1 } } },
    {
      errors: [
        { message: 'over', path: ['clock', 'number'], extensions: { code: 'GONE', detail: 1 } },
        { message: 'and over', extensions: { code: 'SUBGRAPH_ERROR' } },
      ],
    },
  ]);
});

describe('on a stream that can be resumed', () => {
  it('an event that fails once is requested again', async () => {
    let attempts = 0;
    const foreign = await openGraphqlWs(
      executing((request) => {
        attempts += 1;
        const ticks = ticksOf(4, { failing: attempts < 3 ? 2 : 0 });
        return eventsOf('resumed', ticks.slice(afterOf(request)));
      }),
    );
    const gateway = await openTicker({ url: foreign.url });

    const results = await allOf(gateway.url, 'subscription { resumed(after: "c0") { number } }');

    expect(results.map(({ data }) => data)).toEqual([1, 2, 3, 4].map((number) => ({ resumed: { number } })));
    expect(attempts).toBeGreaterThanOrEqual(3);
  });

  longProof(
    'an event that always fails is delivered as failed, once, and the stream continues',
    async () => {
      const lastAttempt = 12;
      let attempts = 0;
      async function* ticks(from: number): AsyncGenerator<Tick> {
        const all = ticksOf(4);
        attempts += 1;
        // After the failed event, the stream breaks once more before the next event has its cursor.
        yield* attempts === lastAttempt ? all.slice(from, 2) : all.slice(from);
        if (attempts === lastAttempt) {
          throw new Error('broken');
        }
      }
      const foreign = await openGraphqlWs(executing((request) => eventsOf('resumed', ticks(afterOf(request)))));
      const gateway = await openTicker({ url: foreign.url });

      const results = await allOf(gateway.url, 'subscription { resumed(after: "c0") { number } }');

      expect(results.map(({ data }) => data)).toEqual(
        [1, 2, 3, 4].map((n) => (n === 2 ? null : { resumed: { number: n } })),
      );
      expect(results[1]?.errors).toHaveLength(1);
    },
    60_000,
  );

  it('an event that the subgraph refuses for good is delivered as failed at once', async () => {
    let attempts = 0;
    const { url } = await openRawSocket((send, { id, query: sent }) => {
      attempts += 1;
      const field = /(\w+):\s*resumed/.exec(sent)?.[1] ?? '';
      const cursor = /(\w+):\s*cursor/.exec(sent)?.[1] ?? '';
      send({
        type: 'next',
        id,
        payload: { data: null, errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] },
      });
      send({ type: 'next', id, payload: { data: { [field]: { [cursor]: 'c2', number: 2 } } } });
      send({ type: 'complete', id });
    });
    const gateway = await openTicker({ url });

    const results = await allOf(gateway.url, 'subscription { resumed(after: "c0") { number } }');

    expect(results).toMatchObject([
      { data: null, errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] },
      { data: { resumed: { number: 2 } } },
    ]);
    // One reader catches up, and one is live.
    expect(attempts).toBeLessThanOrEqual(2);
  });
});
