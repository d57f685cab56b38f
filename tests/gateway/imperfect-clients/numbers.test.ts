import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createLogger } from '@tributary/platform/logging.ts';
import { createSubgraph } from '@tributary/kit/subgraph.ts';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openAccounts, type Accounts } from '../open-accounts.ts';
import { supergraphOf } from '../../support/supergraph-of.ts';
import { signer, trust } from '../../support/service-keys.ts';

const planners = ['apollo', 'hive'] as const;

/** The query and the variables of a request to a subgraph, as text. */
function partsOf(body: string | undefined): { query: string; variables: string } {
  const { query } = JSON.parse(body ?? '{}') as { query: string };
  return { query, variables: /"variables":(.*)\}$/s.exec(body ?? '')?.[1] ?? '' };
}

async function askByGet({ gateway }: Accounts, query: string, variables: string, more = '') {
  const url = new URL(`${gateway.url}/graphql${more}`);
  url.searchParams.set('query', query);
  url.searchParams.set('variables', variables);
  const response = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
  return response.text();
}

async function askBySocket({ gateway }: Accounts, query: string, variables: string) {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const received: string[] = [];
  socket.on('message', (data: Buffer) => received.push(data.toString()));
  socket.send('{"type":"connection_init"}');
  await expect.poll(() => received.length).toBe(1);
  socket.send(`{"id":"1","type":"subscribe","payload":{"query":${JSON.stringify(query)},"variables":${variables}}}`);
  await expect.poll(() => received.length).toBeGreaterThan(1);
  socket.close();
  return received[1] ?? '';
}

const bodyOf = (query: string, variables: string) => `{"query":${JSON.stringify(query)},"variables":${variables}}`;

async function askAsStream({ gateway }: Accounts, query: string, variables: string) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: bodyOf(query, variables),
  });
  return response.text();
}

async function askPersisted(accounts: Accounts, query: string, variables: string) {
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  return accounts.send(
    `{"query":${JSON.stringify(query)},"variables":${variables},"extensions":{"persistedQuery":{"version":1.0,"sha256Hash":"${sha256Hash}"}}}`,
  );
}

const ways: readonly [string, (accounts: Accounts, query: string, variables: string) => Promise<string>][] = [
  ['POST', (accounts, query, variables) => accounts.send(bodyOf(query, variables))],
  ['GET', askByGet],
  ['a persisted query', askPersisted],
  ['an event stream', askAsStream],
  ['a WebSocket', askBySocket],
];

const all =
  'query ($id: ID, $long: Long, $json: JSON, $longs: [Long], $jsons: [[JSON!]], $filter: Filter, $price: Float, $count: Int) { find(id: $id, long: $long, json: $json, longs: $longs, jsons: $jsons, filter: $filter, price: $price, count: $count) { long } }';

describe.each(ways)('variables sent by %s', (_, ask) => {
  it.each([
    ['{"long":9007199254740993}', null],
    ['{"long":1.10}', null],
    ['{"long":-0}', null],
    ['{"long":1E5}', null],
    ['{"long":1e400}', null],
    ['{"longs":[1.0,"1.0",null,2]}', null],
    ['{"jsons":[[{"a":1.0,"b":[0.10000000000000000001]}]]}', null],
    ['{"json":{"b":1.0,"a":{"__typename":1.0},"2":1e5}}', '{"json":{"2":1e5,"b":1.0,"a":{"__typename":1.0}}}'],
    ['{"id":1234747484172630401}', '{"id":"1234747484172630401"}'],
    ['{"id":1234747484172630402}', '{"id":"1234747484172630402"}'],
    ['{"id":9007199254740992}', '{"id":"9007199254740992"}'],
    ['{"id":7}', null],
    ['{"id":1.0}', '{"id":"1"}'],
    ['{"price":1.10,"count":2.0}', '{"price":1.1,"count":2}'],
    [
      '{"filter":{"id":9007199254740993,"ids":[9007199254740993,"x"],"long":1.10,"json":[1.0],"price":1.0,"and":[{"id":1e3,"long":1e3}]}}',
      '{"filter":{"id":"9007199254740993","ids":["9007199254740993","x"],"long":1.10,"json":[1.0],"price":1,"and":[{"id":"1000","long":1e3}]}}',
    ],
    [
      '{"filter":{"ids":9007199254740993,"and":{"long":1.0}}}',
      '{"filter":{"ids":"9007199254740993","and":{"long":1.0}}}',
    ],
  ])('reach the subgraph with exact numbers, by their types: %s', async (variables, expected) => {
    const accounts = await openAccounts();
    accounts.answer('accounts', '{"data":{"r_find":{"long":1.10}}}');

    const text = await ask(accounts, all, variables);

    expect(text).toContain('"data":{"find":{"long":1.10}}');
    expect(partsOf(accounts.asked.accounts[0]).variables).toBe(expected ?? variables);
  });
});

describe('invalid variables', () => {
  it.each([
    ['{"id":1.50}', 'ID cannot represent value: 1.5'],
    ['{"id":1e400}', 'ID cannot represent value'],
    ['{"price":1e400}', 'Float cannot represent non numeric value'],
    ['{"count":1.50}', 'Int cannot represent non-integer value: 1.5'],
    ['{"count":9007199254740993}', 'Int cannot represent non 32-bit signed integer value'],
    ['{"filter":1.10}', 'Expected type \\"Filter\\" to be an object'],
    ['{"filter":{"side":1.10}}', 'Enum \\"Side\\" cannot represent non-string value: 1.1'],
    ['{"filter":{"other":1.10}}', 'Field \\"other\\" is not defined by type \\"Filter\\"'],
  ])('are refused with the message of graphql-js: %s', async (variables, message) => {
    const { send, asked } = await openAccounts();

    const text = await send(bodyOf(all, variables));

    expect(text).toContain(message);
    expect(text).not.toContain('rawJSON');
    expect(asked.accounts).toEqual([]);
  });

  it.each(['1.0', '[1.0]', '"a"'])('that are not an object are refused: %s', async (variables) => {
    const accounts = await openAccounts();

    expect(await accounts.send(bodyOf(all, variables))).toContain('`variables` in a POST body');
    expect(await askAsStream(accounts, all, variables)).toContain('"errors"');
    expect(accounts.asked.accounts).toEqual([]);
  });
});

it('two idempotency keys that differ in their last digit stay different, as variables and as literals', async () => {
  const { send, query, asked, answer } = await openAccounts();
  answer('accounts', '{"data":{"r_pay":{"long":1}}}');
  const keys = ['1234747484172630401', '1234747484172630402'];

  for (const key of keys) {
    await send(bodyOf('mutation ($key: ID!) { pay(key: $key) { long } }', `{"key":${key}}`));
    await query(`mutation { pay(key: ${key}) { long } }`);
  }

  expect(
    asked.accounts
      .map(partsOf)
      .map(({ query: asks, variables }) => variables + (/\(key:[^)]*\)\{/.exec(asks)?.[0] ?? '')),
  ).toEqual([
    '{"key":"1234747484172630401"}(key:$key){',
    '{}(key:1234747484172630401){',
    '{"key":"1234747484172630402"}(key:$key){',
    '{}(key:1234747484172630402){',
  ]);
});

const literals = [
  'json: 0.10000000000000000001',
  'json: 1.10',
  'json: -0',
  'json: 1E5',
  'json: 198372202168701314',
  'json: LEFT',
  'json: {b: LEFT, a: 1.10, c: [1.0, [9007199254740993]], d: null, e: true, f: "1.0"}',
  'json: []',
  'json: {}',
  'json: "1.0"',
  'long: 9007199254740993',
  'longs: [1.0, 2, "3"]',
  'longs: 1.10',
  'jsons: [[1.0, {a: 1.0}], null]',
  'jsons: 1.0',
  'id: 1234747484172630401',
  'id: "a"',
  // The planner of Hive sorts the fields of input objects, which have no order.
  'filter: {and: [{ids: 9007199254740993}], id: 9007199254740993, ids: [9007199254740993, "x"], json: {z: 1.0, a: LEFT}, long: 1.10, price: 1.5, side: LEFT}',
];

describe.each(planners)('literals in an operation planned by %s', (planner) => {
  it.each(literals)('reach the subgraph unchanged: %s', async (literal) => {
    const { query, asked, answer } = await openAccounts({ planner });
    answer('accounts', '{"data":{"r_find":{"long":1.10}}}');

    const text = await query(`{ find(${literal}) { long } }`);

    expect(text).toBe('{"data":{"find":{"long":1.10}}}');
    expect(partsOf(asked.accounts[0]).query).toContain(`(${argumentsOf(literal)})`);
    expect(asked.accounts[0]).not.toMatch(/literal|\$/);
  });

  it('reach the subgraph with the variables in them', async () => {
    const { send, asked, answer } = await openAccounts({ planner });
    answer('accounts', '{"data":{"r_find":{"long":1}}}');

    const text = await send(
      bodyOf(
        'query ($a: Long = 2.50, $b: Int, $representations: JSON) { find(json: {a: $a, b: [$b, 1.0], c: $representations}, long: $a) { long } }',
        '{"b":3,"representations":1.0}',
      ),
    );

    expect(text).toBe('{"data":{"find":{"long":1}}}');
    const { query: asks, variables } = partsOf(asked.accounts[0]);
    expect(asks).toContain('{a:$a b:[$b 1.0]c:$r_representations}');
    expect(asks).toContain('$a:Long=2.50');
    expect(asks).toMatch(/\$b:Int/);
    expect(JSON.parse(variables)).toEqual({ b: 3, r_representations: 1 });
    expect(variables).toContain('"r_representations":1.0');
  });

  it.each(['{a: 1.10, b: LEFT, c: [9007199254740993]}', '1.10', 'LEFT', '198372202168701314', '{b: {a: -0}}'])(
    'as defaults of variables stay unchanged: %s',
    async (literal) => {
      const { query, asked, answer } = await openAccounts({ planner });
      answer('accounts', '{"data":{"r_find":{"long":1}}}');

      await query(`query ($json: JSON = ${literal}) { find(json: $json) { long } }`);

      expect(partsOf(asked.accounts[0]).query).toContain(`$json:JSON=${argumentsOf(literal)}`);
    },
  );

  it('are shared if equal, so that their fields merge, and stay apart otherwise', async () => {
    const { query, asked, answer } = await openAccounts({ planner });
    answer('accounts', '{"data":{"r_find":{"long":1,"name":"a"},"r_other":{"long":2}}}');

    const text = await query(
      '{ find(json: {a: 1.10}) { long } ... { find(json: {a: 1.10}) { name } } other: find(json: {a: 1.1}) { long } }',
    );

    expect(text).toBe('{"data":{"find":{"long":1,"name":"a"},"other":{"long":2}}}');
    expect(partsOf(asked.accounts[0]).query.match(/\{a:1\.1+0?\}/g)).toEqual(['{a:1.10}', '{a:1.1}']);
  });

  it('reach fetches of entities, and directives', async () => {
    const { query, asked, answer } = await openAccounts({ planner });
    answer('accounts', '{"data":{"account":{"__typename":"Account","number":1.10,"ref":"r","long":1}}}');
    answer('owners', '{"data":{"_entities":[{"r_grade":"a"}]}}');

    const text = await query(
      '{ account { long @label(json: {a: 1.10}, id: 9007199254740993) grade(id: 9007199254740993, json: [1.10, LEFT]) } }',
    );

    expect(text).toBe('{"data":{"account":{"long":1,"grade":"a"}}}');
    expect(partsOf(asked.accounts[0]).query).toContain('@label(json:{a:1.10}id:9007199254740993)');
    expect(partsOf(asked.owners[0]).query).toContain('(id:9007199254740993 json:[1.10 LEFT])');
    expect(asked.owners[0]).not.toContain('literal');
  });

  it('reach each of several mutations', async () => {
    const { query, asked, answer } = await openAccounts({ planner });
    answer('accounts', (body) =>
      body.includes('r_one')
        ? '{"data":{"r_one":{"__typename":"Account","number":1.10,"ref":null}}}'
        : '{"data":{"r_two":{"__typename":"Account","number":1.10,"ref":null}}}',
    );
    answer('owners', '{"data":{"_entities":[{"owner":"a"}]}}');

    await query(
      'mutation { one: pay(key: "1", json: {a: 1.10}) { owner } two: pay(key: "2", json: {a: 2.20}) { owner } }',
    );

    expect(asked.accounts.map((body) => /json:(\{[^}]*\})/.exec(partsOf(body).query)?.[1])).toEqual([
      '{a:1.10}',
      '{a:2.20}',
    ]);
  });
});

it('literals reach a deferred part', async () => {
  const { gateway, asked, answer } = await openAccounts();
  answer('accounts', '{"data":{"account":{"__typename":"Account","number":1.10,"ref":"r","long":1}}}');
  answer('owners', '{"data":{"_entities":[{"r_grade":"a"}]}}');

  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed; deferSpec=20220824' },
    body: JSON.stringify({ query: '{ account { long ... @defer { grade(json: [1.10, LEFT]) } } }' }),
  });

  expect(await response.text()).toContain('"grade":"a"');
  expect(partsOf(asked.owners[0]).query).toContain('(json:[1.10 LEFT])');
});

it.each(['1e400', '-1e400', `1${'0'.repeat(400)}`])(
  'a Float literal beyond the range of a double is refused: %s',
  async (number) => {
    const { query, asked } = await openAccounts();

    const texts = [
      await query(`{ find(price: ${number}) { long } }`),
      await query(`{ find(filter: {price: ${number}}) { long } }`),
    ];

    for (const text of texts) {
      expect(text).toContain('Float cannot represent the number');
    }
    expect(asked.accounts).toEqual([]);
  },
);

/** A value in its shortest form, as in a request. */
function argumentsOf(literal: string): string {
  const [, text = ''] =
    /^\{f\((.*)\)\}$/s.exec(stripIgnoredCharacters(print(parse(`{ f(x: ${literal.replace(/^(\w+): /, '')}) }`)))) ?? [];
  const name = /^(\w+): /.exec(literal)?.[1];
  return name === undefined ? text.slice(2) : name + text.slice(1);
}

it('numbers reach an in-process subgraph with all digits, and identify entities by all digits', async () => {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
  const sdls = {
    keys: `${link} scalar BigInt type Query { key(id: ID, big: BigInt): Key } type Key @key(fields: "id") { id: ID! said: String }`,
    notes: `${link} type Key @key(fields: "id") { id: ID! note: String }`,
  };
  const log = createLogger({ name: 'test', level: 'silent' });
  const rest = { createContext: () => ({}), trust, log };
  type Args = { id: string; big: bigint };
  const key = (_: unknown, { id, big }: Args) => ({ id, said: `${id} ${big}` });
  const note = ({ id }: { id: unknown }) => ({ id, note: `${typeof id} ${String(id)}` });
  const subgraphs = {
    keys: await createSubgraph({ name: 'keys', sdl: sdls.keys, resolvers: { Query: { key } }, ...rest }),
    notes: await createSubgraph({
      name: 'notes',
      sdl: sdls.notes,
      resolvers: { Key: { __resolveReference: note } },
      ...rest,
    }),
  };
  const accounts = await openAccounts({
    supergraphSdl: supergraphOf(sdls),
    signer,
    transportFor: ({ name }) => (name === 'keys' ? subgraphs.keys : subgraphs.notes),
  });

  const texts = [
    await accounts.send(
      bodyOf(
        'query ($id: ID, $big: BigInt) { key(id: $id, big: $big) { said note } }',
        '{"id":9007199254740993,"big":-9007199254740993}',
      ),
    ),
    await accounts.query('{ key(id: 9007199254740993, big: -9007199254740993) { said note } }'),
  ];

  const answered = '{"data":{"key":{"said":"9007199254740993 -9007199254740993","note":"string 9007199254740993"}}}';
  expect(texts).toEqual([answered, answered]);
});
