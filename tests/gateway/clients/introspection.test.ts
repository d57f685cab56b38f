import { load } from '@gql.tada/internal';
import { UrlLoader } from '@graphql-tools/url-loader';
import {
  buildClientSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
} from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSupergraph } from '@tributary/gateway/composed/composed-supergraph.ts';
import { openBookshop, peopleSdl, reviewsSdl, type Bookshop } from '../open-bookshop.ts';
import { supergraphOf } from '../../support/supergraph-of.ts';

let shop: Bookshop;
beforeEach(async () => {
  shop = await openBookshop();
});
afterEach(() => shop.close());

const { apiSchema } = parseSupergraph(supergraphOf({ people: peopleSdl, reviews: reviewsSdl }));
const printed = (schema: GraphQLSchema | undefined): string =>
  schema === undefined ? '' : printSchema(lexicographicSortSchema(schema));

describe('the whole schema is introspected by', () => {
  it('gql.tada', async () => {
    const loaded = await load({ origin: `${shop.url}/graphql` }).load();

    expect(printed(loaded.schema)).toBe(printed(apiSchema));
    expect(shop.requests).toEqual([]);
  });

  it.each([
    { method: 'POST' },
    { method: 'GET', headers: { 'apollo-require-preflight': 'true' } },
    {
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    },
  ] as const)('graphql-codegen, with %j', async (options) => {
    const [loaded] = await new UrlLoader().load(`${shop.url}/graphql`, options);

    expect(printed(loaded?.schema)).toBe(printed(apiSchema));
    expect(shop.requests).toEqual([]);
  });

  it("Relay's compiler, GraphiQL and Apollo Sandbox, whose introspection queries are those of graphql", async () => {
    const query = getIntrospectionQuery({
      schemaDescription: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      inputValueDeprecation: true,
      experimentalDirectiveDeprecation: true,
      oneOf: true,
    });

    const { body } = await shop.query(query);

    expect(body.errors).toBeUndefined();
    expect(printed(buildClientSchema(body.data as never))).toBe(printed(apiSchema));
    expect(shop.requests).toEqual([]);
  });
});
