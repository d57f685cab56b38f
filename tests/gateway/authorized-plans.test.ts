import { demandControlDefault } from '@tributary/gateway/request/demand-control.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { freshGuarded } from './open-guarded.ts';
import { post, trusting } from './open-trusted-documents.ts';

const query = '{ me { name salary } people { salary friends { salary } } }';

describe('a field that is withheld', () => {
  it('costs nothing', async () => {
    const costs: (string | null)[] = [];
    const { url, tokenOf } = await freshGuarded({ demandControl: { ...demandControlDefault, headers: true } });
    const ask = async (document: string, scopes: readonly string[] | null) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(scopes === null ? {} : { authorization: `Bearer ${await tokenOf({ scopes })}` }),
        },
        body: JSON.stringify({ query: document }),
      });
      await response.json();
      costs.push(response.headers.get('x-cost-estimated'));
    };

    await ask('{ me { name } wages { amount } vault { number } }', null);
    await ask('{ me { name } }', null);
    await ask('{ me { name } wages { amount } vault { number } }', ['admin', 'wages:read']);

    expect(costs.map(Number)).toEqual([1, 1, 12]);
  });

  it('is refused in the mode `reject` also where its document was planned ahead', async () => {
    const { url, ask, asked } = await freshGuarded({
      documents: await trusting({ salaries: query }),
      authorization: { mode: 'reject' },
    });

    expect(await post({ url }, { documentId: 'salaries' })).toMatchObject({ status: 401 });
    expect(asked).toEqual([]);
    expect(await ask(query, { scopes: ['admin'] })).toMatchObject({ data: { me: { name: 'Ada', salary: 10 } } });
  });
});

describe('a new schema that restricts a field', () => {
  it.each([
    { mode: 'filter', expected: { data: { secret: null } } },
    { mode: 'reject', expected: { errors: [{ path: ['secret'] }] } },
    { mode: 'dryRun', expected: { data: { secret: 'hunter2' } } },
  ] as const)('has its plans made ahead in the mode `$mode` of the gateway', async ({ mode, expected }) => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])\n';
    const open = supergraphOf({ secrets: `${link} type Query { secret: String }` });
    const closed = supergraphOf({ secrets: `${link} type Query { secret: String @authenticated }` });
    const gateway = await openTestGateway({
      supergraphSdl: open,
      transportFor: () => ({
        execute: async () => ({ data: { secret: 'hunter2' } }),
        subscribe: () => {
          throw new Error('nothing is subscribed to');
        },
        close: async () => {},
      }),
      authorization: { mode },
    });
    onTestFinished(gateway.close);
    const ask = () => post(gateway, { query: '{ secret }' });

    expect(await ask()).toMatchObject({ body: { data: { secret: 'hunter2' } } });
    await gateway.reload(closed);

    expect(await ask()).toMatchObject({ body: expected });
  });
});

describe('a document that is validated in a thread', () => {
  it('gets suggestions by the rights of its caller', async () => {
    const { ask } = await freshGuarded();
    const long = `{ ${' open'.repeat(300)} me { salry } }`;
    const told = async (scopes: readonly string[]) => {
      const { errors = [] } = await ask(long, { scopes });
      return errors;
    };

    const [more, less] = [await told(['admin']), await told([])];

    expect(more.map(({ message }) => message)).toEqual([
      'Cannot query field "salry" on type "Person". Did you mean "salary"?',
    ]);
    expect(less.map(({ message }) => message)).toEqual(['Cannot query field "salry" on type "Person".']);
    expect(less[0]?.locations).toEqual(more[0]?.locations);
    expect(less[0]?.locations).toHaveLength(1);
  });
});
