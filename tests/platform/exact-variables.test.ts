import { callerHeader } from '@tributary/platform/transport/transport.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestSubgraph, type TestSubgraph } from '../support/open-test-subgraph.ts';
import { signFor } from '../support/service-keys.ts';

const sdl = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar BigInt
  scalar Metadata
  input Key {
    id: ID
    ids: [ID!]
    big: BigInt
    price: Float
    count: Int
    and: [Key!]
  }
  type Query {
    echo(key: Key, id: ID, big: BigInt, metadata: Metadata): String
  }
  type Item @key(fields: "id place { id }") {
    id: ID
    place: Place
    told: String
  }
  type Place {
    id: ID
  }
  type Subscription {
    echoes(id: ID, big: BigInt): String
  }
`;
const asText = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));

let opened: TestSubgraph;

beforeAll(async () => {
  opened = await openTestSubgraph({
    name: 'echoes',
    sdl,
    resolvers: {
      Query: { echo: (_: unknown, args: unknown) => asText(args) },
      Item: {
        __resolveReference: (reference: object) => ({ ...reference, told: asText(reference) }),
      },
      Subscription: {
        echoes: {
          subscribe: async function* echoes(_: unknown, args: unknown) {
            yield { echoes: asText(args) };
          },
        },
      },
    },
    createContext: () => ({}),
  });
});

afterAll(() => opened.close());

const echo =
  'query ($key: Key, $id: ID, $big: BigInt, $metadata: Metadata) { told: echo(key: $key, id: $id, big: $big, metadata: $metadata) }';
const signed = async () => signFor('echoes', anonymousCaller);

type Told = { data?: { told?: string | null } | null; errors?: { message: string }[] };

async function overHttp(query: string, variables: string): Promise<Told> {
  const response = await fetch(opened.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [callerHeader]: await signed() },
    body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
  });
  return (await response.json()) as Told;
}

async function inProcess(query: string, variables: string): Promise<Told> {
  const answer = await opened.subgraph.execute({
    query,
    variablesText: variables,
    caller: await signed(),
    requestId: '1',
  });
  return JSON.parse(JSON.stringify(answer)) as Told;
}

const ways = [
  ['over HTTP', overHttp],
  ['as text, in-process', inProcess],
] as const;

it.each(ways)('an integer for an ID or a BigInt keeps its digits %s', async (_, ask) => {
  const big = '1234747484172630401';

  const { data } = await ask(
    echo,
    `{"id":${big},"big":${big},"key":{"id":${big},"ids":[${big},7,"x"],"big":-${big},"price":1.0,"count":2.0,"and":[{"id":1e3}]}}`,
  );

  expect(JSON.parse(data?.told ?? '')).toEqual({
    id: big,
    big: `${big}n`,
    key: {
      id: big,
      ids: [big, '7', 'x'],
      big: `-${big}n`,
      price: 1,
      count: 2,
      and: [{ id: '1000' }],
    },
  });
});

it.each(ways)('the fields of an entity have the types of its schema %s', async (_, ask) => {
  const { data } = await ask(
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Item { told } } }',
    '{"representations":[{"__typename":"Item","id":9007199254740993,"place":{"id":9007199254740993}}]}',
  );

  expect(data).toEqual({
    _entities: [{ told: '{"__typename":"Item","id":"9007199254740993","place":{"id":"9007199254740993"}}' }],
  });
});

it.each(ways)('a non-integer is refused for an ID, and a number for metadata, %s', async (_, ask) => {
  const answers = [
    await ask(echo, '{"id":1.50}'),
    await ask(echo, '{"big":1.10}'),
    await ask(echo, '{"metadata":1.10}'),
    await ask(echo, '{"key":1.10}'),
    await ask(echo, '{"key":{"price":1e400}}'),
  ];

  expect(answers.map(({ errors = [] }) => errors.map(({ message }) => message))).toEqual([
    [expect.stringContaining('ID cannot represent value: 1.5')],
    [expect.stringContaining('A BigInt is a string of digits')],
    [expect.stringContaining('Metadata is an object of strings')],
    [expect.stringContaining('Expected type "Key" to be an object')],
    [expect.stringContaining('Float cannot represent')],
  ]);
});

it('an already parsed number is refused if it may have lost digits', async () => {
  const execute = async (variables: Record<string, unknown>) =>
    opened.subgraph.execute({ query: echo, variables, caller: await signed(), requestId: '1' });

  const answers = [
    await execute({ id: Number('1234747484172630401') }),
    await execute({ key: { and: [{ ids: ['1', 2 ** 53] }] } }),
    await execute({ big: 2 ** 53 }),
    await execute({ id: 7, key: { price: 1e20 } }),
  ];

  expect(answers.map(({ errors = [] }) => errors.map(({ message }) => message))).toEqual([
    [
      '`$id` is the number 1234747484172630500, which was parsed before and may have lost digits. Send an ID of that size as a string.',
    ],
    [expect.stringMatching(/^`\$key\.and\[0\]\.ids\[1\]` is the number 9007199254740992/)],
    [expect.stringContaining('may have lost digits. Send a BigInt of that size as a string.')],
    [],
  ]);
});

it('a subscription parses its variables by the same rules', async () => {
  const subscribe = async (variables: Record<string, unknown>) => {
    const stream = opened.subgraph.subscribe({
      query: 'subscription ($id: ID, $big: BigInt) { echoes(id: $id, big: $big) }',
      variables,
      caller: await signed(),
      requestId: '1',
    });
    const { value } = await stream.next();
    await stream.return?.();
    return value;
  };

  const exact = JSON.rawJSON('9007199254740993');
  expect(await subscribe({ id: exact, big: exact })).toMatchObject({
    data: { echoes: '{"id":"9007199254740993","big":"9007199254740993n"}' },
  });
  expect(await subscribe({ id: 2 ** 53 })).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
});
