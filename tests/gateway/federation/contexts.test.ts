import { expect, it } from 'vitest';
import { askBoth, answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import type { SubgraphRequest } from './serve-subgraphs.ts';
import { crowd, prices, regions } from './supergraphs/context-values.ts';
import { shops } from './supergraphs/contexts.ts';

answersLikeTheMonolith(
  shops,
  {
    'reads an argument above, from the same subgraph': `{ shops { items { label } } }`,
    'reads it where another subgraph brings it': `{ shops { items { price } } }`,
    'reads it where another subgraph brings it while a third brings what is between': `{ places { ... on Market { stalls { offers { price } } } } }`,
    'reads it through an interface': `{ places { items { label price } near { items { label price } } } }`,
    'reads it through a union, of each type another field': `{ somewhere { ... on Shop { items { tagged found } } ... on Market { items { tagged found } } } }`,
    'asks below each type only for what is asked of it': `{ somewhere { ... on Shop { items { found price } } ... on Market { items { tagged label } } } }`,
    'reads it at several depths': `{ shops { branches { items { price parts { price similar { price } } } } items { price parts { label parts { label } } } } }`,
    'reads the nearest': `{ shops { items { price } branches { items { price } near { items { price } ... on Shop { branches { items { price } } } } } } }`,
    'reads it from the very object that a fetch adds to': `{ shops { hot { price label similar { tagged } } } }`,
    'reads it below lists of lists': `{ shops { shelves { id price found } } }`,
    'answers one item differently in each shop': `{ shops { items { id price } } shop(id: "s2") { items { price label } } }`,
    'reads what is null': `{ shop(id: "s2") { items { price label tagged found failing } } }`,
    'reads what nobody knows as null': `{ shop(id: "s3") { shelves { price label freight failing } } }`,
    'reads it together with what is required': `{ shops { items { freight weight } } places { items { freight parts { freight } } } }`,
    'reads it whatever the client calls its source': `{
      shops { rate: id currency: name city: currency name: city tags: rate floors: tags id: faulty items { currency: price label tagged found rate: freight price: weight } }
    }`,
    'reads it with the argument that the context names, whatever the client gives': `{ shops { name name2: name(formal: false) city items { label(length: 3) by: label(length: null) } } }`,
    'keeps variables of the client apart from those of the context': {
      query: `query ($contextualArgument_2_1: Int, $contextualArgument_2_2: Int, $representations_0: ID!) {
        shop(id: $representations_0) { items { a: label(length: $contextualArgument_2_1) b: label(length: $contextualArgument_2_2) price } }
      }`,
      variables: { contextualArgument_2_1: 2, contextualArgument_2_2: 4, representations_0: 's1' },
    },
    'reads it under conditions': {
      query: `query ($yes: Boolean!, $no: Boolean!) {
        shops { rate @include(if: $no) items { price @include(if: $yes) label @skip(if: $yes) ... @include(if: $yes) { tagged } } }
      }`,
      variables: { yes: true, no: false },
    },
    'reads it below named fragments': `{ places { ...P } shops { ...P } } fragment P on Place { items { ...I } near { items { ...I } } } fragment I on Item { price label }`,
    'explains what fails because of it': `{ shops { faulty items { failing price } } }`,
  },
  (graph) => {
    it('asks for an item once for each rate, in one request', async () => {
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

    it('reads it after a mutation, and what that changed', async () => {
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
  'reads it at the root': `{ notes { text } first { text next { text } } }`,
  'reads it at the root below what has no context, and nearer below what has': `{ entries { notes { text } see { notes { text } see { notes { text } } } } }`,
  'reads it from the object that a fetch adds to, or above it, by its type': `{
    entries { ... on Region { motto { text } } ... on Topic { language: language motto { text } language } }
  }`,
  'reads it below a union': `{ any { ... on Region { notes { text } motto { text } } ... on Topic { notes { text } } ... on Note { text answers { text } } } }`,
  'reads it through fragments that cannot apply': `{ any { ... on Entry { notes { text } ... on Topic { motto { text } } } } }`,
});

answersLikeTheMonolith(crowd, {}, (graph) => {
  it('asks for one entity in very many contexts in requests of a hundred', async () => {
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
  'reads what the context asks for with arguments': `{ shops { price(currency: "CHF") items { euro } } }`,
  'reads it beside what the client asks for': `{ shops { euro: price(currency: "EUR") price items { dollar } } }`,
  'reads one field with two different arguments': `{ shops { items { euro dollar } } }`,
  'reads it at several places': `{ shops { items { euro } } shop { items { dollar } } }`,
});
