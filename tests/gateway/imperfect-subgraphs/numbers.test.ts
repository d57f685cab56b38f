import { describe, expect, it } from 'vitest';
import { openAccounts } from '../open-accounts.ts';

/** Numbers of JSON that a double does not hold as they are written. */
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
    'comes as the subgraph wrote it: %s',
    async (_, number) => {
      const { answer, query } = await openAccounts();
      const json = `{"long":${number},"longs":[[${number}],[${number},1]],"json":{"a":[${number},{"b":${number}}]}}`;
      answer('accounts', `{"data":{"account":${json}}}`);

      const text = await query('{ account { long longs json } }');

      expect(text).toBe(`{"data":{"account":${json}}}`);
    },
  );

  it('comes so beside an error, and in the extensions of one', async () => {
    const { answer, query } = await openAccounts();
    answer(
      'accounts',
      '{"errors":[{"message":"no","path":["account","name"],"extensions":{"balance":1.10,"code":"X"}}],"data":{"account":{"long":1.10,"name":null,"price":2.50}}}',
    );

    const text = await query('{ account { long name price } }');

    expect(text).toContain('"data":{"account":{"long":1.10,"name":null,"price":2.5}}');
    expect(text).toContain('"balance":1.10');
  });

  it('identifies entities: two that a double does not tell apart are two, and the same are one', async () => {
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

  it('is told as it is to a subgraph that requires it', async () => {
    const { answer, query, asked } = await openAccounts();
    answer('accounts', '{"data":{"account":{"__typename":"Account","number":{"a":1.0},"price":1e400,"long":1.10}}}');
    answer('owners', '{"data":{"_entities":[{"fee":0.30}]}}');

    const text = await query('{ account { fee } }');

    expect(asked.owners[0]).toContain('"number":{"a":1.0}');
    expect(asked.owners[0]).toContain('"price":1e400');
    expect(asked.owners[0]).toContain('"long":1.10');
    expect(text).toBe('{"data":{"account":{"fee":0.30}}}');
  });

  it('survives what is told of an object by two subgraphs', async () => {
    const { answer, query } = await openAccounts();
    answer('accounts', '{"data":{"account":{"__typename":"Account","number":1.10,"json":[1.0]}}}');
    answer('owners', '{"data":{"_entities":[{"note":{"a":[-0]}}]}}');

    expect(await query('{ account { number json note } }')).toBe(
      '{"data":{"account":{"number":1.10,"json":[1.0],"note":{"a":[-0]}}}}',
    );
  });

  it('comes in a part that was deferred', async () => {
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
  ])('is the string of its digits: %s', async (number, expected) => {
    const { answer, query } = await openAccounts();
    answer('accounts', `{"data":{"account":{"id":${number},"ids":[${number}]}}}`);

    expect(await query('{ account { id ids } }')).toBe(`{"data":{"account":{"id":${expected},"ids":[${expected}]}}}`);
    // Beside an error, answers are completed in another way.
    answer(
      'accounts',
      `{"errors":[{"message":"no","path":["account","name"]}],"data":{"account":{"id":${number},"ids":[${number}],"name":null}}}`,
    );
    expect(await query('{ account { id ids name } }')).toContain(
      `"data":{"account":{"id":${expected},"ids":[${expected}],"name":null}}`,
    );
  });

  it.each(['1.5', '1e400', '0.10000000000000000001'])('is an error where it is no integer: %s', async (number) => {
    const { answer, query } = await openAccounts();
    answer('accounts', `{"data":{"account":{"id":${number},"name":"a"}}}`);

    const text = await query('{ account { id name } }');

    expect(text).toContain('"errors":[{"message":"The subgraph `accounts` gave a value that is no `ID`.","path":["account","id"]');
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
  ])('is what the specification says: %s %s', async (field, given, expected) => {
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
  ])('is an error where it is none of it: %s %s', async (field, given, expected) => {
    const { answer, query } = await openAccounts();
    answer('accounts', `{"data":{"account":{"${field}":${given},"long":1.0}}}`);

    const text = await query(`{ account { ${field} long } }`);

    expect(text).toContain(`"data":{"account":{"${field}":${expected},"long":1.0}}`);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ path: expect.arrayContaining(['account', field]) }] });
    expect(text).not.toContain('rawJSON');
  });

  it('takes its object with it where it must not be null', async () => {
    const { answer, query } = await openAccounts();
    answer('accounts', '{"data":{"account":{"rate":1e400}}}');

    expect(JSON.parse(await query('{ account { rate } }'))).toMatchObject({
      data: { account: null },
      errors: [{ path: ['account', 'rate'] }],
    });
  });
});

it.each(['1.10', '-0', '9007199254740993'])('a number where an object belongs is none: %s', async (number) => {
  const { answer, query } = await openAccounts();
  answer('accounts', `{"data":{"account":{"__typename":"Account","number":1.0,"twin":${number},"long":1.0}}}`);
  answer('owners', '{"data":{"_entities":[{"owner":"a"}]}}');

  const text = await query('{ account { long owner twin { name owner } } }');

  expect(text).toContain('"long":1.0,"owner":"a","twin":');
  expect(text).not.toContain('rawJSON');
});
