import { httpClients, httpTransport } from '@tributary/platform/http-transport.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openScriptedSubgraphs, Raw } from '../gateway/imperfect-subgraphs/open-scripted-subgraphs.ts';

const sdls = {
  fruits: 'type Query { fruit: String } type Mutation { eat: String }',
  prices: `type Query { list: [Price] } type Mutation { pay: String } type Price @key(fields: "id") { id: ID! }`,
  rates: 'type Query { rate: String } type Price @key(fields: "id") { id: ID! text: String }',
};
const answerBytes = 20_000;
const textOf = (bytes: number) => 'x'.repeat(bytes);

async function open(client: (typeof httpClients)[number], operationBytesMax = 30_000) {
  const graph = await openScriptedSubgraphs(sdls, {
    operationBytesMax,
    transportFor: ({ url }) => httpTransport({ url, client, responseBytesMax: answerBytes }),
  });
  onTestFinished(graph.close);
  const ask = async (query: string): Promise<unknown> => {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return response.json();
  };
  return { graph, ask };
}

describe.each(httpClients)('the answers of subgraphs, by the client `%s`,', (client) => {
  it.each([
    ['announced', {}],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('are given up one by one above their length, %s, as faults of their subgraphs', async (_, headers) => {
    const { graph, ask } = await open(client);
    graph.follow({
      fruits: new Raw(JSON.stringify({ data: { fruit: textOf(answerBytes) } }), { headers }),
      rates: { data: { rate: 'low' } },
    });

    expect(await ask('{ fruit rate }')).toEqual({
      data: { fruit: null, rate: 'low' },
      errors: [
        {
          message: 'The subgraph `fruits` answered with more than 20000 bytes.',
          path: ['fruit'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'fruits' },
        },
      ],
    });
  });

  it('are given up above what one operation may hold together', async () => {
    const { graph, ask } = await open(client);
    const list = Array.from({ length: 250 }, (__, id) => ({ __typename: 'Price', id: `${id} ${textOf(20)}` }));
    graph.follow({
      prices: { data: { list } },
      'rates _entities': { data: { _entities: list.map(() => ({ text: textOf(60) })) } },
      rates: { data: { rate: 'low' } },
    });

    const answer = await ask('{ list { text } }');

    expect(answer).toEqual({
      data: { list: list.map(() => ({ text: null })) },
      errors: [
        {
          message:
            'The answers of the subgraphs have more bytes than one operation may hold. Ask for shorter lists, or for less in them.',
          path: ['list', 0],
          extensions: { code: 'ANSWER_TOO_LARGE', places: list.length },
        },
      ],
    });
    expect(await ask('{ rate }')).toEqual({ data: { rate: 'low' } });
  });

  it('may leave it open whether a mutation was executed, and then no other is sent', async () => {
    const { graph, ask } = await open(client, 10_000);
    graph.follow({ 'fruits mutation': { data: { eat: textOf(10_000) } }, prices: { data: { pay: 'yes' } } });

    const answer = await ask('mutation { eat pay }');

    expect(answer).toMatchObject({
      data: { eat: null, pay: null },
      errors: [
        { message: expect.stringContaining('may have been executed'), path: ['eat'] },
        { message: expect.stringContaining('Ask for shorter lists'), path: ['pay'] },
      ],
    });
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(['fruits']);
  });
});
