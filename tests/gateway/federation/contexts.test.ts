import { expect, it } from 'vitest';
import { askBoth, answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import type { SubgraphRequest } from './serve-subgraphs.ts';
import { crowd, prices, regions } from './supergraphs/context-values.ts';
import { shops } from './supergraphs/contexts.ts';

answersLikeTheMonolith(
  shops,
  {
    'reads a context value from the same subgraph': `{ shops { items { label } } }`,
    'reads a context value from another subgraph': `{ shops { items { price } } }`,
    'reads a context value from another subgraph, while a third gives the objects between': `{ places { ... on Market { stalls { offers { price } } } } }`,
    'reads a context value through an interface': `{ places { items { label price } near { items { label price } } } }`,
    'reads a context value through a union, from another field for each type': `{ somewhere { ... on Shop { items { tagged found } } ... on Market { items { tagged found } } } }`,
    'requests, below each type, only the arguments that concern it': `{ somewhere { ... on Shop { items { found price } } ... on Market { items { tagged label } } } }`,
    'reads context values at several depths': `{ shops { branches { items { price parts { price similar { price } } } } items { price parts { label parts { label } } } } }`,
    'reads the nearest context value': `{ shops { items { price } branches { items { price } near { items { price } ... on Shop { branches { items { price } } } } } } }`,
    'reads a context value from the object that a fetch extends': `{ shops { hot { price label similar { tagged } } } }`,
    'reads a context value below lists of lists': `{ shops { shelves { id price found } } }`,
    'gives one item another value in each shop': `{ shops { items { id price } } shop(id: "s2") { items { price label } } }`,
    'reads a context value that is null': `{ shop(id: "s2") { items { price label tagged found failing } } }`,
    'reads a context value that no subgraph has as null': `{ shop(id: "s3") { shelves { price label freight failing } } }`,
    'reads a context value together with required fields': `{ shops { items { freight weight } } places { items { freight parts { freight } } } }`,
    'reads a context value under any alias of its source': `{
      shops { rate: id currency: name city: currency name: city tags: rate floors: tags id: faulty items { currency: price label tagged found rate: freight price: weight } }
    }`,
    'reads the argument that the context names, whatever argument the client gives': `{ shops { name name2: name(formal: false) city items { label(length: 3) by: label(length: null) } } }`,
    'keeps variables of the client apart from variables of the context': {
      query: `query ($contextualArgument_2_1: Int, $contextualArgument_2_2: Int, $representations_0: ID!) {
        shop(id: $representations_0) { items { a: label(length: $contextualArgument_2_1) b: label(length: $contextualArgument_2_2) price } }
      }`,
      variables: { contextualArgument_2_1: 2, contextualArgument_2_2: 4, representations_0: 's1' },
    },
    'reads a context value under conditions': {
      query: `query ($yes: Boolean!, $no: Boolean!) {
        shops { rate @include(if: $no) items { price @include(if: $yes) label @skip(if: $yes) ... @include(if: $yes) { tagged } } }
      }`,
      variables: { yes: true, no: false },
    },
    'reads a context value below named fragments': `{ places { ...P } shops { ...P } } fragment P on Place { items { ...I } near { items { ...I } } } fragment I on Item { price label }`,
    'reports the error of a failed context value': `{ shops { faulty items { failing price } } }`,
  },
  (graph) => {
    it('requests an item once for each rate, in one request', async () => {
      const requests: SubgraphRequest[] = [];
      const stop = graph().onSubgraphRequest((request) => requests.push(request));
      const { difference } = await askBoth(graph(), { query: `{ shops { items { failing } } }` });
      stop();

      const asked = requests.filter(({ subgraph }) => subgraph === 'pricing');
      const representations = asked.flatMap(({ variables }) => Object.entries(variables));
      expect(difference).toBeNull();
      expect(asked).toHaveLength(1);
      expect(Object.fromEntries(representations)).toEqual({
        contextualArgument_2_0_0: 1.5,
        contextualArgument_2_0_1: null,
        representations_0: ['i1', 'i3', 'i4'].map((id) => ({ __typename: 'Item', id })),
        representations_1: ['i1', 'i3'].map((id) => ({ __typename: 'Item', id })),
      });
    });

    it('reads a context value after a mutation, with its changes', async () => {
      const query = `mutation {
        a: move(id: "s1", city: "Kiel") { city items { label price } }
        b: move(id: "s1", city: null) { items { label } }
        add(id: "m1", item: "i2") { shop { items { label } } place { items { label price } } }
      }`;

      const { difference } = await askBoth(graph(), { query });

      expect(difference).toBeNull();
    });
  },
);

answersLikeTheMonolith(regions, {
  'reads a context value at the root': `{ notes { text } first { text next { text } } }`,
  'reads a context value at the root for objects without a nearer context, and the nearer one for others': `{ entries { notes { text } see { notes { text } see { notes { text } } } } }`,
  'reads a context value from the object that a fetch extends, or above it, by its type': `{
    entries { ... on Region { motto { text } } ... on Topic { language: language motto { text } language } }
  }`,
  'reads a context value below a union': `{ any { ... on Region { notes { text } motto { text } } ... on Topic { notes { text } } ... on Note { text answers { text } } } }`,
  'reads a context value through fragments that cannot apply': `{ any { ... on Entry { notes { text } ... on Topic { motto { text } } } } }`,
});

answersLikeTheMonolith(crowd, {}, (graph) => {
  it('requests one entity in very many contexts in requests of a hundred', async () => {
    const sizes: number[] = [];
    const stop = graph().onSubgraphRequest(({ subgraph, query }) => {
      if (subgraph === 'sky') sizes.push(query.match(/_entities/g)?.length ?? 0);
    });
    const { difference } = await askBoth(graph(), { query: `{ people { sees { sight } } }` });
    stop();

    expect(difference).toBeNull();
    expect(sizes.toSorted((one, other) => one - other)).toEqual([50, 100, 100]);
  });
});

answersLikeTheMonolith(prices, {
  'reads a context value that has arguments': `{ shops { price(currency: "CHF") items { euro } } }`,
  'reads a context value beside the same field of the client': `{ shops { euro: price(currency: "EUR") price items { dollar } } }`,
  'reads one field of the context with two different arguments': `{ shops { items { euro dollar } } }`,
  'reads a context value at several places': `{ shops { items { euro } } shop { items { dollar } } }`,
});
