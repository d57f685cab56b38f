import type { Gateway } from '@tributary/gateway/gateway.ts';
import { forbidden, unauthenticated } from '@tributary/platform/errors.ts';
import { GraphQLError } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askBy, notingLog } from './ask-by.ts';
import { openTestGateway } from '../../support/open-test-gateway.ts';
import { openTestSubgraph, transportKinds, type TestSubgraph } from '../../support/open-test-subgraph.ts';
import { supergraphOf } from '../../support/supergraph-of.ts';
import { signer } from '../../support/service-keys.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;
const sdls = {
  first: `${link}
    type Query { one: String two: String required: String! things: [Thing!]! pair: Pair several: String mixed: String wrapped: String }
    type Mutation { change: String changeMore: String! }
    type Pair { left: String! right: String! }
    type Thing @key(fields: "id") { id: ID! own: String }`,
  second: `${link}
    type Query { other: String }
    type Thing @key(fields: "id") { id: ID! price: String priceRequired: String! free: String }`,
};
const { log, errors } = notingLog();

/** One error object for all fields, as a loader rejects all its callers with the same one. */
const shared = forbidden('Not for you.');
const fail = () => {
  throw shared;
};
const failApart = () => {
  throw unauthenticated('Sign in.');
};
const resolvers = {
  first: {
    Query: {
      one: fail,
      two: fail,
      required: fail,
      things: () => [{ id: '1' }, { id: '2' }],
      pair: () => ({}),
      several: () => {
        throw new AggregateError([forbidden('Not for you.'), forbidden('Nor this.')], 'two parts failed');
      },
      mixed: () => {
        throw new AggregateError([forbidden('Not for you.'), new Error('the password is hunter2')], 'two parts failed');
      },
      wrapped: () => {
        throw new GraphQLError('Not for you.', { originalError: forbidden('Not for you.') });
      },
    },
    Mutation: { change: failApart, changeMore: failApart },
    Pair: { left: fail, right: fail },
    Thing: { own: fail },
  },
  second: {
    Query: { other: fail },
    Thing: {
      __resolveReference: ({ id }: { id: string }) => (id === '2' ? fail() : { id }),
      price: fail,
      priceRequired: fail,
      free: () => 'free',
    },
  },
};

describe.each(transportKinds)('with subgraphs %s', (kind) => {
  let subgraphs: Record<'first' | 'second', TestSubgraph>;
  let gateway: Gateway;

  beforeAll(async () => {
    const open = (name: 'first' | 'second') =>
      openTestSubgraph<object>({
        name,
        sdl: sdls[name],
        resolvers: resolvers[name],
        createContext: () => ({}),
        log,
      });
    subgraphs = { first: await open('first'), second: await open('second') };
    gateway = await openTestGateway({
      supergraphSdl: supergraphOf(sdls),
      transportFor: ({ name }) => (name === 'first' ? subgraphs.first : subgraphs.second).transport(kind),
      signer,
      log,
    });
  });
  beforeEach(() => {
    errors.length = 0;
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all([subgraphs.first.close(), subgraphs.second.close()]);
  });

  it.each([
    ['fields of one fetch', '{ one two }', 'FORBIDDEN'],
    ['a field by several aliases', '{ a: one b: one c: two }', 'FORBIDDEN'],
    ['a non-null field beside a nullable one', '{ one required }', 'FORBIDDEN'],
    ['non-null fields of one object', '{ pair { left right } }', 'FORBIDDEN'],
    ['fields of several items', '{ things { own } }', 'FORBIDDEN'],
    ['fields of several entities', '{ things { price } }', 'FORBIDDEN'],
    ['non-null fields of several entities', '{ things { priceRequired } }', 'FORBIDDEN'],
    ['an entity with several fields', '{ things { free id own } }', 'FORBIDDEN'],
    ['entities at several places', '{ things { free } more: things { free price } }', 'FORBIDDEN'],
    ['fields of several subgraphs', '{ one other things { price } }', 'FORBIDDEN'],
    ['fields of a mutation', 'mutation { change changeMore }', 'UNAUTHENTICATED'],
    ['several parts of one field', '{ several }', 'FORBIDDEN'],
    ['a wrapped error', '{ wrapped }', 'FORBIDDEN'],
  ])('%s keep the code of the error', async (_name, query, code) => {
    const heard = await askBy('POST', gateway.url, { query });

    expect(heard.status).toBe(200);
    expect(new Set(heard.errors?.map(({ extensions }) => extensions?.code))).toEqual(new Set([code]));
    expect(errors).toEqual([]);
  });

  it('several failures, one of them internal, are masked and logged', async () => {
    const heard = await askBy('POST', gateway.url, { query: '{ mixed }' });

    expect(heard.errors).toMatchObject([{ path: ['mixed'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    expect(heard.text).not.toContain('hunter2');
    expect(errors).not.toEqual([]);
  });
});
