import { randomUUID } from 'node:crypto';
import { composeShop } from '@tributary/bench/gateway/shop/shop.ts';
import { workloads } from '@tributary/bench/gateway/workloads.ts';
import { demandControlDefault } from '@tributary/gateway/request/demand-control.ts';
import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { openTestPlatform } from '../support/open-test-platform.ts';

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let schema: GraphQLSchema;
let token: string;
beforeAll(async () => {
  opened = await openTestPlatform();
  const { data } = await opened.ask(
    'mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }',
  );
  token = z.object({ signIn: z.object({ accessToken: z.string() }) }).parse(data).signIn.accessToken;
  const introspection = await opened.ask(getIntrospectionQuery(), {}, token);
  schema = buildClientSchema(introspection.data as unknown as IntrospectionQuery);
});
afterAll(() => opened.close());
const ask = (query: string, variables: object = {}) => opened.ask(query, variables, token);

/** All fields of a type that need no argument, and all of the objects below them, so many levels deep. */
function everyFieldOf(typeName: string, levels: number): string {
  const type = schema.getType(typeName);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const selected = fields.flatMap((field) => {
    const named = getNamedType(field.type);
    if (field.args.some(isRequiredArgument) || (!isLeafType(named) && levels === 0)) {
      return [];
    }
    return [isLeafType(named) ? field.name : `${field.name} ${everyFieldOf(named.name, levels - 1)}`];
  });
  return `{ __typename ${selected.join(' ')} }`;
}

describe('the default budget admits', () => {
  it('the largest page of accounts, with all fields of the accounts and of the objects in them', async () => {
    const fields = everyFieldOf('Account', 2);

    const { data, errors } = await ask(`{ accounts(first: 100) { edges { node ${fields} } nodes ${fields} } }`);

    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ accounts: { nodes: expect.arrayContaining([expect.anything()]) } });
  });

  it('the largest `createTransfers`, with all fields of the transfers', async () => {
    const { data: found } = await ask('{ transfers(first: 1) { nodes { debit { id } credit { id } } } }');
    const sides = z.object({ debit: z.object({ id: z.string() }), credit: z.object({ id: z.string() }) });
    const [first] = z.object({ transfers: z.object({ nodes: z.tuple([sides]) }) }).parse(found).transfers.nodes;
    const transfers = Array.from({ length: 1_000 }, () => ({
      idempotencyKey: randomUUID(),
      debitAccountId: first.debit.id,
      creditAccountId: first.credit.id,
      amount: { amount: '0.01', currency: 'EUR' },
    }));

    const { data, errors } = await ask(
      `mutation ($input: CreateTransfersInput!) {
        createTransfers(input: $input) { results ${everyFieldOf('CreateTransfersResult', 1)} errors { message } }
      }`,
      { input: { transfers } },
    );

    expect(errors).toBeUndefined();
    const results = z.object({ createTransfers: z.object({ results: z.array(z.unknown()) }) }).parse(data);
    expect(results.createTransfers.results).toHaveLength(1_000);
  });

  it('the largest query of the benchmark, although its supergraph states no costs and it is enforced', async () => {
    const gateway = await openTestGateway({
      supergraphSdl: composeShop((name) => `http://127.0.0.1:1/${name}`),
      demandControl: { ...demandControlDefault, mode: 'enforce', headers: true },
    });
    const reviews = workloads.find(({ name }) => name === 'reviews');

    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(reviews?.request),
    });
    await gateway.close();

    expect(await response.text()).not.toContain('COST');
    expect(Number(response.headers.get('x-cost-estimated'))).toBeGreaterThan(1_000);
  });
});

it('nested pages are refused before anything is read, with the reason', async () => {
  const { data, errors } = await ask(
    '{ accounts(first: 100) { nodes { entries(first: 60) { nodes { counterparty { entries(last: 60) { nodes { sequence } } } } } } } }',
  );

  expect(data).toBeUndefined();
  expect(errors).toMatchObject([
    {
      message: expect.stringContaining('Most of it is in `accounts.nodes.entries.nodes.counterparty.entries.nodes`'),
      extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', max: demandControlDefault.max },
    },
  ]);
});

it('clients see no directives about costs', () => {
  expect(schema.getDirectives().map(({ name }) => name)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/cost|listSize/i)]),
  );
  expect(Object.keys(schema.getTypeMap()).filter((name) => /cost__|listSize/i.test(name))).toEqual([]);
});
