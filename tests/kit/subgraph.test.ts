import type { SubgraphResponse, SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { collectLogs } from '../support/collect-logs.ts';
import { openTestSubgraph, type TestSubgraph } from '../support/open-test-subgraph.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signFor } from '../support/service-keys.ts';

const { log, lines } = collectLogs();
const sdl = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query {
    answer: Int
    fault: Int
  }
  type Subscription {
    count(to: Int!): Int
  }
`;

/** Counts to two and fails, or waits for ever. */
async function* count(_: unknown, { to }: { to: number }) {
  for (let number = 1; number <= to; number += 1) {
    yield { count: number };
  }
  if (to === 2) {
    throw new Error('the password is hunter2');
  }
  await new Promise(() => {});
}

let opened: TestSubgraph;
let overHttp: SubgraphTransport;

beforeAll(async () => {
  opened = await openTestSubgraph({
    name: 'numbers',
    sdl,
    resolvers: {
      Query: {
        answer: () => 42,
        fault: () => {
          throw new Error('the password is hunter2');
        },
      },
      Subscription: { count: { subscribe: count } },
    },
    createContext: () => ({}),
    log,
  });
  overHttp = opened.transport('over HTTP');
});

beforeEach(() => {
  lines.length = 0;
});

afterAll(async () => {
  await overHttp.close();
  await opened.close();
});

/** The error of a failed request. It names the id of the log line. */
const masked = { code: 'INTERNAL_SERVER_ERROR', requestId: 'test' };

describe.each([
  ['in-process', (): SubgraphTransport => opened.subgraph],
  ['over HTTP', (): SubgraphTransport => overHttp],
])('%s', (_name, transport) => {
  const request = async (query: string) => ({
    query,
    caller: signFor(opened.subgraph.name, anonymousCaller),
    requestId: 'test',
  });

  it('answers a caller that the gateway signed, and nobody else', async () => {
    expect((await transport().execute(await request('{ answer }'))).data).toEqual({ answer: 42 });
    expect(await transport().execute({ query: '{ answer }', caller: 'me', requestId: 'test' })).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('masks a failure, and answers the other fields', async () => {
    const response = await transport().execute(await request('{ answer fault }'));

    expect(response.data).toEqual({ answer: 42, fault: null });
    expect(JSON.stringify(response.errors)).not.toContain('hunter2');
    expect(response.errors).toMatchObject([{ path: ['fault'], extensions: masked }]);
    expect(lines).toMatchObject([{ requestId: 'test', path: ['fault'], err: { message: 'the password is hunter2' } }]);
  });

  it('ends a failing stream with a masked error', async () => {
    const responses: SubgraphResponse[] = [];

    for await (const response of transport().subscribe(await request('subscription { count(to: 2) }'))) {
      responses.push(response);
    }

    expect(responses.map(({ data }) => data?.['count'])).toEqual([1, 2, undefined]);
    expect(responses.at(-1)?.errors).toMatchObject([{ extensions: masked }]);
    expect(lines).toMatchObject([{ requestId: 'test', err: { message: 'the password is hunter2' } }]);
    expect(JSON.stringify(responses)).not.toContain('hunter2');
  });

  it('releases a subscriber that waits for the next event', async () => {
    const stream = transport().subscribe(await request('subscription { count(to: 1) }'));
    await stream.next();
    const waiting = stream.next();

    await stream.return?.();

    expect(await waiting).toMatchObject({ done: true });
  });

  it('ends an invalid subscription with the reason', async () => {
    const stream = transport().subscribe(await request('subscription { nothing }'));

    expect((await stream.next()).value).toMatchObject({ errors: [{ message: expect.stringContaining('nothing') }] });
    expect(await stream.next()).toMatchObject({ done: true });
  });
});
