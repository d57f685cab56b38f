import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/** Fields that throw, lists with forbidden nulls, and entities that a subgraph does not know. */
export const faults: SupergraphCase = {
  name: 'fields that fail',
  subgraphs: {
    items: /* GraphQL */ `
      type Query {
        items: [Item]
        strict: [Item!]!
        lenient: [Item!]
        item(id: ID!): Item
        broken: Item
        mustWork: String!
        fine: String
        holder: Holder
      }
      type Item @key(fields: "id") {
        id: ID!
        name: String
        must: String!
        tags: [String]
        codes: [Int!]
        grid: [[Int!]!]
        part: Part
        parts: [Part!]
        next: Item
        wheel: Thing
      }
      type Part {
        size: Int
        exact: Int!
        item: Item!
      }
      union Thing = Part | Item
      type Holder {
        item: Item!
        items: [Item!]!
      }
    `,
    ratings: /* GraphQL */ `
      type Query {
        rated: [Item]
        best: Item!
      }
      type Item @key(fields: "id") {
        id: ID!
        rating: Int
        score: Int!
        votes(from: Int = 0): [Vote]
        rival: Item
      }
      type Vote {
        by: String
        weight: Int!
      }
    `,
    stock: /* GraphQL */ `
      type Item @key(fields: "id") {
        id: ID!
        amount: Int
        place: Place!
      }
      type Place {
        row: Int
      }
    `,
  },
  data: () => {
    const part = (size: unknown, exact: unknown, item: () => Entry | null): Entry => ({
      __typename: 'Part',
      size,
      exact,
      item,
    });
    const item = (id: string, more: Entry): Entry => ({
      __typename: 'Item',
      id,
      name: `Item ${id}`,
      must: 'is',
      tags: [],
      codes: [],
      grid: [[1]],
      part: null,
      parts: [],
      next: null,
      wheel: null,
      rating: Number(id),
      score: 10,
      votes: [],
      rival: null,
      amount: 1,
      place: { row: 1 },
      ...more,
    });
    const good: Entry = item('1', {
      next: () => throwing,
      part: () => part(1, 2, () => good),
      parts: () => [part(1, 2, () => good), part(new Error('no size'), 3, () => nulls)],
      votes: ({ from }: { from: number | null }) => [{ by: 'a', weight: from ?? 9 }, null],
      rival: () => nulls,
      wheel: () => unrated,
    });
    const throwing: Entry = item('2', {
      name: new Error('no name'),
      must: new Error('must fails'),
      tags: ['a', new Error('no tag'), null],
      codes: [1, new Error('no code')],
      part: new Error('no part'),
      parts: () => [part(1, new Error('not exact'), () => good)],
      next: () => nulls,
      rating: new Error('no rating'),
      score: new Error('no score'),
      votes: [{ by: new Error('nobody'), weight: 1 }, null, { by: 'x', weight: new Error('no weight') }],
      rival: new Error('no rival'),
      amount: new Error('no amount'),
      place: { row: new Error('no row') },
    });
    const nulls: Entry = item('3', {
      must: null,
      codes: [1, null],
      grid: [[1, null], [2]],
      part: () => part(null, null, () => null),
      parts: () => [part(1, 1, () => null), part(2, 2, () => good)],
      next: () => unrated,
      score: null,
      place: null,
      wheel: () => part(7, 8, () => throwing),
    });
    // An entity that is unknown to `ratings` and `stock`, although its score and place are non-null.
    const unrated: Entry = {
      __typename: 'Item',
      id: '4',
      name: 'Unrated',
      must: 'is',
      next: () => good,
      missingIn: ['ratings', 'stock'],
    };
    const all = [good, throwing, nulls, unrated];
    return {
      Query: {
        items: () => [good, null, throwing, nulls, unrated],
        strict: () => [good, throwing],
        lenient: () => [nulls, unrated],
        item: ({ id }: { id: string }) => all.find((each) => each['id'] === id),
        broken: new Error('broken'),
        mustWork: new Error('must work'),
        fine: 'fine',
        holder: { __typename: 'Holder', item: () => nulls, items: () => [good, unrated] },
        rated: () => [good, new Error('unreadable'), throwing],
        best: () => good,
      },
      entities: all,
    };
  },
};
