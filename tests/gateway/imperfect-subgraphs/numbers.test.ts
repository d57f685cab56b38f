import { createServer } from 'node:http';
import { once } from 'node:events';
import { openCache } from '@tributary/platform/cache.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { createTokenIssuer } from '../../support/token-issuer.ts';
import { openAccounts } from '../open-accounts.ts';

/** JSON numbers that a double cannot hold as written. */
const oddNumbers = [
  '9007199254740993',
  '-9007199254740993',
  '198372202168701314',
  '0.10000000000000000001',
  '1.10',
  '1.0',
  '-0',
  '-0.0',
  '1e5',
  '1E5',
  '1e+2',
  '1e-7',
  '0.0000001',
  '1e400',
  '1'.repeat(100_000),
];

describe('a number of a custom scalar', () => {
  it.each(oddNumbers.map((number) => [number.slice(0, 30), number] as const))(
    'arrives as the subgraph wrote it: %s',
    async (_, number) => {
      const { answer, query } = await openAccounts();
      const json = `{"long":${number},"longs":[[${number}],[${number},1]],"json":{"a":[${number},{"b":${number}}]}}`;
      answer('accounts', `{"data":{"account":${json}}}`);

      const text = await query('{ account { long longs json } }');

      expect(text).toBe(`{"data":{"account":${json}}}`);
    },
  );

  it('arrives unchanged beside an error, and in the extensions of an error', async () => {
    const { answer, query } = await openAccounts();
    answer(
      'accounts',
      '{"errors":[{"message":"no","path":["account","name"],"extensions":{"balance":1.10,"code":"X"}}],"data":{"account":{"long":1.10,"name":null,"price":2.50}}}',
    );

    const text = await query('{ account { long name price } }');

    expect(text).toContain('"data":{"account":{"long":1.10,"name":null,"price":2.5}}');
    expect(text).toContain('"balance":1.10');
  });

  it.each([
    '{"message":1.10,"path":["account","name"]}',
    '{"message":"no","path":["account","name",1.0]}',
    '{"message":"no","path":["account",9007199254740993]}',
    '{"message":"no","path":["account","name"],"locations":[{"line":1.0,"column":1.0}]}',
    '{"message":"no","extensions":{"code":1.10}}',
    '{"message":"no","extensions":1.10}',
    '1.10',
  ])('is harmless in an error: %s', async (error) => {
    const { answer, query } = await openAccounts();
    answer('accounts', `{"errors":[${error}],"data":{"account":{"long":1.10,"name":null}}}`);

    const text = await query('{ account { long name } }');

    expect(text).toContain('"data":{"account":{"long":1.10,"name":null}}');
    expect(text).not.toContain('rawJSON');
  });

  it('identifies entities: numbers that only a double confuses are two entities', async () => {
    const { answer, query, asked } = await openAccounts();
    const [one, other] = ['9007199254740992', '9007199254740993'];
    answer(
      'accounts',
      `{"data":{"accounts":[${[one, other, other, '1.10', '1.1']
        .map((number) => `{"__typename":"Account","number":${number}}`)
        .join()}]}}`,
    );
    answer('owners', '{"data":{"_entities":[{"owner":"a"},{"owner":"b"},{"owner":"c"},{"owner":"d"}]}}');

    const text = await query('{ accounts { owner } }');

    expect(asked.owners).toHaveLength(1);
    expect(asked.owners[0]).toContain(
      `"representations":[${[one, other, '1.10', '1.1']
        .map((number) => `{"__typename":"Account","number":${number}}`)
        .join()}]`,
    );
    expect(text).toBe('{"data":{"accounts":[{"owner":"a"},{"owner":"b"},{"owner":"b"},{"owner":"c"},{"owner":"d"}]}}');
  });

  it('identifies the object of an interface, whose representation is written anew', async () => {
    const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])
      scalar Long`;
    const { answer, query, asked } = await openAccounts({
      sdls: {
        accounts: `${link}
          type Query { nodes: [Node] }
          interface Node @key(fields: "number") { number: Long }
          type Account implements Node @key(fields: "number") { number: Long }`,
        owners: `${link} type Node @key(fields: "number") @interfaceObject { number: Long owner: String }`,
      },
    });
    answer(
      'accounts',
      '{"data":{"nodes":[{"__typename":"Account","number":1.10},{"__typename":"Account","number":9007199254740993}]}}',
    );
    answer('owners', '{"data":{"_entities":[{"owner":"a"},{"owner":"b"}]}}');

    expect(await query('{ nodes { number owner } }')).toBe(
      '{"data":{"nodes":[{"number":1.10,"owner":"a"},{"number":9007199254740993,"owner":"b"}]}}',
    );
    expect(asked.owners[0]).toContain(
      '[{"__typename":"Node","number":1.10},{"__typename":"Node","number":9007199254740993}]',
    );
  });

  it('reaches a subgraph that requires it unchanged', async () => {
    const { answer, query, asked } = await openAccounts();
    answer('accounts', '{"data":{"account":{"__typename":"Account","number":{"a":1.0},"price":1e400,"long":1.10}}}');
    answer('owners', '{"data":{"_entities":[{"fee":0.30}]}}');

    const text = await query('{ account { fee } }');

    expect(asked.owners[0]).toContain('"number":{"a":1.0}');
    expect(asked.owners[0]).toContain('"price":1e400');
    expect(asked.owners[0]).toContain('"long":1.10');
    expect(text).toBe('{"data":{"account":{"fee":0.30}}}');
  });

  it('survives the merge of an object from two subgraphs', async () => {
    const { answer, query } = await openAccounts();
    answer('accounts', '{"data":{"account":{"__typename":"Account","number":1.10,"json":[1.0]}}}');
    answer('owners', '{"data":{"_entities":[{"note":{"a":[-0]}}]}}');

    expect(await query('{ account { number json note } }')).toBe(
      '{"data":{"account":{"number":1.10,"json":[1.0],"note":{"a":[-0]}}}}',
    );
  });

  it('arrives unchanged in a deferred part', async () => {
    const { answer, gateway } = await openAccounts();
    answer('accounts', '{"data":{"account":{"__typename":"Account","number":1.10,"long":1e5}}}');
    answer('owners', '{"data":{"_entities":[{"note":-0}]}}');

    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'multipart/mixed; deferSpec=20220824' },
      body: JSON.stringify({ query: '{ account { long ... @defer { note } } }' }),
    });
    const text = await response.text();

    expect(text).toContain('"long":1e5');
    expect(text).toContain('"note":-0');
  });
});

describe('a number for an ID', () => {
  it.each([
    ['9007199254740993', '"9007199254740993"'],
    ['9007199254740992', '"9007199254740992"'],
    ['1234747484172630401', '"1234747484172630401"'],
    ['7', '"7"'],
    ['-7', '"-7"'],
    ['1.0', '"1"'],
    ['1e3', '"1000"'],
    ['12345678901234567890.0', '"12345678901234567890"'],
  ])('becomes the string of its digits: %s', async (number, expected) => {
    const { answer, query } = await openAccounts();
    answer('accounts', `{"data":{"account":{"id":${number},"ids":[${number}]}}}`);

    expect(await query('{ account { id ids } }')).toBe(`{"data":{"account":{"id":${expected},"ids":[${expected}]}}}`);
    // Beside an error, answers are completed by other code.
    answer(
      'accounts',
      `{"errors":[{"message":"no","path":["account","name"]}],"data":{"account":{"id":${number},"ids":[${number}],"name":null}}}`,
    );
    expect(await query('{ account { id ids name } }')).toContain(
      `"data":{"account":{"id":${expected},"ids":[${expected}],"name":null}}`,
    );
  });

  it.each(['1.5', '1e400', '0.10000000000000000001'])('is an error if it is no integer: %s', async (number) => {
    const { answer, query } = await openAccounts();
    answer('accounts', `{"data":{"account":{"id":${number},"name":"a"}}}`);

    const text = await query('{ account { id name } }');

    expect(text).toContain(
      '"errors":[{"message":"The subgraph `accounts` gave a value that is no `ID`.","path":["account","id"]',
    );
    expect(text).toContain('"data":{"account":{"id":null,"name":"a"}}');
  });

  it('identifies an entity by all its digits', async () => {
    const { answer, query, asked } = await openAccounts();
    answer(
      'accounts',
      '{"data":{"accounts":[{"__typename":"Account","number":null,"ref":9007199254740992},{"__typename":"Account","number":null,"ref":9007199254740993}]}}',
    );
    answer('owners', '{"data":{"_entities":[{"owner":"a"},{"owner":"b"}]}}');

    await query('{ accounts { ref owner } }');

    expect(asked.owners).toHaveLength(1);
  });
});

describe('a number for a built-in scalar', () => {
  it.each([
    ['price', '1.0', '1'],
    ['price', '1.10', '1.1'],
    ['price', '1e2', '100'],
    ['price', '9007199254740993', '9007199254740992'],
    ['prices', '[1.0,2.50,null]', '[1,2.5,null]'],
    ['count', '1.0', '1'],
    ['count', '1e2', '100'],
    ['count', '-0', '0'],
    ['counts', '[1.0,-0.0]', '[1,0]'],
    ['name', '9007199254740993', '"9007199254740993"'],
  ])('becomes the value that the specification defines: %s %s', async (field, given, expected) => {
    const { answer, query } = await openAccounts();
    answer('accounts', `{"data":{"account":{"${field}":${given},"long":1.0}}}`);

    expect(await query(`{ account { ${field} long } }`)).toBe(
      `{"data":{"account":{"${field}":${expected},"long":1.0}}}`,
    );
  });

  it.each([
    ['price', '1e400', 'null'],
    ['price', '-1e400', 'null'],
    ['prices', '[1.5,1e400]', '[1.5,null]'],
    ['count', '1e400', 'null'],
    ['count', '1.5', 'null'],
    ['count', '9007199254740993', 'null'],
    ['side', '1.10', 'null'],
  ])('is an error if it is out of range: %s %s', async (field, given, expected) => {
    const { answer, query } = await openAccounts();
    answer('accounts', `{"data":{"account":{"${field}":${given},"long":1.0}}}`);

    const text = await query(`{ account { ${field} long } }`);

    expect(text).toContain(`"data":{"account":{"${field}":${expected},"long":1.0}}`);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ path: expect.arrayContaining(['account', field]) }] });
    expect(text).not.toContain('rawJSON');
  });

  it('nulls its object if it is invalid and non-null', async () => {
    const { answer, query } = await openAccounts();
    answer('accounts', '{"data":{"account":{"rate":1e400}}}');

    expect(JSON.parse(await query('{ account { rate } }'))).toMatchObject({
      data: { account: null },
      errors: [{ path: ['account', 'rate'] }],
    });
  });
});

it.each(['1.10', '-0', '9007199254740993'])('a number in place of an object is invalid: %s', async (number) => {
  const { answer, query } = await openAccounts();
  answer('accounts', `{"data":{"account":{"__typename":"Account","number":1.0,"twin":${number},"long":1.0}}}`);
  answer('owners', '{"data":{"_entities":[{"owner":"a"}]}}');

  const text = await query('{ account { long owner twin { name owner } } }');

  expect(text).toContain('"long":1.0,"owner":"a","twin":');
  expect(text).not.toContain('rawJSON');
});

describe('a cached number', () => {
  async function openCaches() {
    const caches = await openCache({ log: createLogger({ name: 'test', level: 'silent' }) });
    onTestFinished(() => caches.close());
    return caches;
  }

  it('is the same in a whole answer from the cache', async () => {
    const { answer, query } = await openAccounts({ caches: await openCaches() });
    const answered = '{"data":{"account":{"long":9007199254740993,"json":{"a":1.10}}}}';
    answer('accounts', answered);

    expect(await query('{ account { long json } }')).toBe(answered);
    expect(await query('{ account { long json } }')).toBe(answered);
  });

  it('is the same in an entity from the cache', async () => {
    const issuer = await createTokenIssuer();
    const token = await issuer.token();
    const { answer, query, asked } = await openAccounts({
      caches: await openCaches(),
      authentication: { keys: issuer.publicKeys },
    });
    answer('accounts', '{"data":{"account":{"__typename":"Account","number":1.10,"ref":null}}}');
    answer('owners', '{"data":{"_entities":[{"note":{"a":[9007199254740993,1.10]}}]}}');
    const ask = (number: number) =>
      query(`query Ask${number} { account { note } }`, { authorization: `Bearer ${token}` });

    const answers = [await ask(1), await ask(2), await ask(3)];

    expect(new Set(answers)).toEqual(new Set(['{"data":{"account":{"note":{"a":[9007199254740993,1.10]}}}}']));
    expect(asked.owners).toHaveLength(1);
  });
});

describe('numbers of a subscription', () => {
  /** A subgraph over graphql-transport-ws that answers each subscription with the texts of these payloads. */
  async function openEvents(payloads: readonly string[]) {
    const server = createServer();
    const subscribed: string[] = [];
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        const { type, id } = JSON.parse(text) as { type: string; id?: string };
        if (type === 'connection_init') {
          socket.send('{"type":"connection_ack"}');
        } else if (type === 'subscribe') {
          subscribed.push(text);
          for (const payload of payloads) {
            socket.send(`{"id":"${id}","type":"next","payload":${payload}}`);
          }
          socket.send(`{"id":"${id}","type":"complete"}`);
        }
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      sockets.clients.forEach((socket) => socket.terminate());
      server.close();
    });
    const address = server.address();
    return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/graphql`, subscribed };
  }

  it('arrive as written: in events, in fields of other subgraphs, in variables and literals', async () => {
    const { url, subscribed } = await openEvents([
      '{"data":{"r_paid":{"__typename":"Account","number":9007199254740992,"ref":null,"long":1.10}}}',
      '{"data":{"r_paid":{"__typename":"Account","number":9007199254740993,"ref":null,"long":-0}}}',
    ]);
    const { gateway, answer, asked } = await openAccounts({
      transportFor: (subgraph) => httpTransport({ url: subgraph.name === 'accounts' ? url : subgraph.url }),
    });
    answer('owners', (body) => {
      const entities = (body.match(/"number":/g) ?? []).map(() => '{"note":1e5}');
      return `{"data":{"_entities":[${entities.join()}]}}`;
    });

    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: '{"query":"subscription ($id: ID) { paid(json: {b: 1.10, a: LEFT}, id: $id) { long note } }","variables":{"id":1234747484172630401}}',
    });
    const text = await response.text();

    expect(text).toContain('{"data":{"paid":{"long":1.10,"note":1e5}}}');
    expect(text).toContain('{"data":{"paid":{"long":-0,"note":1e5}}}');
    expect(asked.owners.join('\n')).toContain('{"__typename":"Account","number":9007199254740992}');
    expect(asked.owners.join('\n')).toContain('{"__typename":"Account","number":9007199254740993}');
    expect(subscribed[0]).toContain('{b: 1.10, a: LEFT}');
    expect(subscribed[0]).toContain('"variables":{"id":"1234747484172630401"}');
  });
});
