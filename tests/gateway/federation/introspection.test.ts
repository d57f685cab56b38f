import { getIntrospectionQuery, type IntrospectionOptions } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differenceInParts } from './answers-in-parts.ts';
import { answersLikeTheMonolith, askBoth } from './answers-like-the-monolith.ts';
import { openSupergraph, type OpenSupergraph } from './open-supergraph.ts';
import { encyclopedia } from './supergraphs/introspection.ts';

/** Fields and arguments of introspection that the planners' own definitions lack. */
const newest = `
  fragment Newest on __Schema {
    types { name isOneOf specifiedByURL inputFields(includeDeprecated: true) { name isDeprecated deprecationReason defaultValue } }
    directives(includeDeprecated: true) { name isDeprecated deprecationReason isRepeatable args(includeDeprecated: true) { name } }
  }`;

/** Every combination of the options of `getIntrospectionQuery`. */
const optionNames = [
  'descriptions',
  'specifiedByUrl',
  'directiveIsRepeatable',
  'schemaDescription',
  'inputValueDeprecation',
  'experimentalDirectiveDeprecation',
  'oneOf',
] as const;
const combinations = Array.from({ length: 2 ** optionNames.length }, (_, bits): IntrospectionOptions =>
  Object.fromEntries(optionNames.map((name, index) => [name, Math.floor(bits / 2 ** index) % 2 === 1])),
);

/** Operations of introspection alone. */
const ofSchemaAlone = {
  'the newest fields of introspection': `{ __schema { ...Newest } } ${newest}`,
  'a known and an unknown type, by variables': {
    query: `query ($name: String!, $none: String = "None") { one: __type(name: $name) { ...T } two: __type(name: $none) { ...T } } fragment T on __Type { name isOneOf fields { name } }`,
    variables: { name: 'Page' },
  },
  'the type of the root, beside and inside of fragments': `{ t: __typename ... on Query { u: __typename ... { __schema { queryType { name } } } } ...F } fragment F on Query { v: __typename }`,
  'types that are hidden': `{ __type(name: "Secret") { name } f: __type(name: "Filter") { inputFields(includeDeprecated: true) { name } } k: __type(name: "Kind") { enumValues(includeDeprecated: true) { name } } q: __type(name: "Query") { fields { name } } }`,
  'skipped and included fields of it': {
    query: `query ($yes: Boolean!, $no: Boolean!) {
      __schema @include(if: $yes) { types @skip(if: $no) { name } directives @include(if: $no) { name } queryType { name @skip(if: $yes) } }
      t: __type(name: "Page") @skip(if: $yes) { name }
    }`,
    variables: { yes: true, no: false },
  },
  'the type of a mutation root': 'mutation { __typename ... on Mutation { t: __typename } }',
  'data that is skipped': {
    query: `query ($no: Boolean!) { __schema { queryType { name } } page(id: "1") @include(if: $no) { note } ... @include(if: $no) { former } }`,
    variables: { no: false },
  },
};

answersLikeTheMonolith(
  encyclopedia,
  {
    ...ofSchemaAlone,
    'the newest fields of introspection beside data': `{ __typename __schema { ...Newest } page(id: "1") { id note } } ${newest}`,
    'a variable that introspection alone uses': {
      query: `query ($name: String!, $id: ID!) { __type(name: $name) { name isOneOf } page(id: $id) { url note } }`,
      variables: { name: 'Page', id: '2' },
    },
    'introspection in fragments of the root, with aliases like those of data': `{ ...F ... on Query { note: former __schema { types { note: name isOneOf } } } } fragment F on Query { s: __schema { queryType { isOneOf } } page(id: "1") { s: note } }`,
    'introspection below the root': `{ self { __typename __schema { directives(includeDeprecated: true) { name } } self { t: __type(name: "Page") { isOneOf } note } } page(id: "1") { query { __type(name: "Url") { specifiedByURL isOneOf } } note } }`,
    'only introspection below the root': `{ self { __schema { queryType { isOneOf } } } page(id: "1") { query { ... on Query { ...F } } } } fragment F on Query { __type(name: "Page") { isOneOf } }`,
    'introspection below a mutation': `mutation { a: touch(id: "1") { query { __schema { ...Newest } note } page { note } } __typename b: touch(id: "2") { query { __type(name: "Page") { isOneOf } } } } ${newest}`,
  },
  (graph) => {
    it('answers from the schema alone, without a request to a subgraph', async () => {
      const asked: unknown[] = [];
      const stop = graph().onSubgraphRequest((request) => asked.push(request));

      for (const operation of Object.values(ofSchemaAlone)) {
        const request = typeof operation === 'string' ? { query: operation } : operation;
        expect((await askBoth(graph(), request)).difference).toBeNull();
      }
      stop();

      expect(asked).toEqual([]);
    });

    it('sends no introspection to subgraphs', async () => {
      const asked: string[] = [];
      const stop = graph().onSubgraphRequest(({ query }) => asked.push(query));

      await graph().askGateway({
        query: `{ __schema { ...Newest } self { __schema { ...Newest } note } note } ${newest}`,
      });
      stop();

      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((query) => /__schema|__type\b|isOneOf/.test(query))).toEqual([]);
    });

    it('answers every introspection query of graphql, and names nothing hidden', async () => {
      for (const options of combinations) {
        const { gateway, difference } = await askBoth(graph(), { query: getIntrospectionQuery(options) });

        expect(difference).toBeNull();
        expect(JSON.stringify(gateway)).not.toMatch(/Secret|internal|DRAFT|hidden|join__|link__|_Entity|_Service/);
      }
    });
  },
);

describe('deferred introspection', () => {
  let graph: OpenSupergraph;
  beforeAll(async () => {
    graph = await openSupergraph(encyclopedia);
  });
  afterAll(() => graph.close());

  it.each([
    ['beside data', `{ former ... @defer { __schema { queryType { name } } note } }`],
    [
      'by itself',
      `{ ... @defer { __type(name: "Page") { ...T } } former } fragment T on __Type { name fields { name } }`,
    ],
    [
      'in nested parts',
      `{ former ... @defer(label: "a") { note ... @defer(label: "b") { __type(name: "Page") { name } } } }`,
    ],
    [
      'below an entity',
      `{ page(id: "1") { id ... @defer { note query { former __type(name: "Query") { name } __schema { queryType { name } } } } } }`,
    ],
    ['beside deferred data', `{ __schema { queryType { name } } page(id: "1") { id ... @defer { note } } }`],
  ])('arrives %s', async (_where, query) => {
    expect(await differenceInParts(graph, { query })).toEqual({ difference: null, outcome: 'in parts' });
  });
});
