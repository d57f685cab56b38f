import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/**
 * Items whose price depends on the shop above them. The fields of a shop come from several subgraphs, and an item is in
 * several shops.
 */
export const shops: SupergraphCase = {
  name: 'items whose prices depend on the shop above them',
  subgraphs: {
    catalog: /* GraphQL */ `
      type Query {
        shops: [Shop!]!
        shop(id: ID!): Shop
        places: [Place]
        somewhere: [Somewhere]
      }
      type Mutation {
        move(id: ID!, city: String): Shop
        add(id: ID!, item: ID!): Added!
      }
      type Added {
        shop: Shop
        place: Place
      }
      interface Place {
        id: ID!
        city: String
        items: [Item]
        near: Place
      }
      union Somewhere = Shop | Market
      type Shop implements Place @key(fields: "id") {
        id: ID!
        city: String
        name(formal: Boolean = false): String!
        tags: [String!]
        address: Address
        floors: [Floor]
        items: [Item]
        shelves: [[Item]!]
        near: Place
        branches: [Shop!]
      }
      type Market implements Place @key(fields: "id") {
        id: ID!
        city: String
        title: String!
        items: [Item]
        near: Place
      }
      type Address {
        street: String
        lines: [String]
      }
      type Floor {
        level: Int
      }
      type Item @key(fields: "id") {
        id: ID!
        name: String
        parts: [Item]
      }
    `,
    stalls: /* GraphQL */ `
      type Market @key(fields: "id") {
        id: ID!
        stalls: [Stall!]
        labels: [String!]
        levels: [Int]
      }
      type Stall @key(fields: "id") {
        id: ID!
        offers: [Item!]
        keeper: String
      }
      type Item @key(fields: "id") {
        id: ID!
        weight: Int
      }
    `,
    rates: /* GraphQL */ `
      type Shop @key(fields: "id") {
        id: ID!
        rate: Float
        currency: String!
        faulty: Int
      }
      type Market @key(fields: "id") {
        id: ID!
        rate: Float
        currency: String!
      }
    `,
    pricing: /* GraphQL */ `
      interface Place @context(name: "place") {
        id: ID!
        city: String
      }
      union Somewhere @context(name: "somewhere") = Shop | Market
      type Shop implements Place @key(fields: "id") @context(name: "shop") {
        id: ID!
        city: String @external
        name(formal: Boolean = false): String! @external
        tags: [String!] @external
        floors: [Floor] @external
        rate: Float @external
        currency: String! @external
        hot: Item
      }
      type Market implements Place @key(fields: "id") @context(name: "shop") {
        id: ID!
        city: String @external
        title: String! @external
        labels: [String!] @external
        levels: [Int] @external
        rate: Float @external
        currency: String! @external
      }
      type Floor {
        level: Int @external
      }
      type Item @key(fields: "id") {
        id: ID!
        weight: Int @external
        price(
          rate: Float @fromContext(field: "$shop { rate }")
          currency: String @fromContext(field: "$shop { currency }")
        ): String
        label(
          city: String @fromContext(field: "$place { city }")
          by: String @fromContext(field: "$shop ... on Shop { name(formal: true) } ... on Market { title }")
          length: Int = 9
        ): String
        tagged(tags: [String] @fromContext(field: "$somewhere ... on Shop { tags } ... on Market { labels }")): String
        found(
          levels: [Int] @fromContext(field: "$somewhere ... on Shop { floors { level } } ... on Market { levels }")
        ): String!
        freight(rate: Float @fromContext(field: "$shop { rate }")): String @requires(fields: "weight")
        sold: Int
        similar: [Item]
        failing(rate: Float @fromContext(field: "$shop { rate }")): Int
      }
    `,
  },
  data: () => {
    const items: Entry[] = [];
    const item = (id: string, parts: readonly (Entry | null)[] | null, weight: number | null): Entry => {
      const made: Entry = {
        __typename: 'Item',
        id,
        name: id === 'i3' ? null : `Item ${id}`,
        parts,
        weight,
        sold: id.length,
        price: ({ rate, currency }: { rate: number | null; currency: string }) => `${id} at ${rate} ${currency}`,
        label: ({ city, by, length = 9 }: { city: string | null; by: string; length?: number | null }) =>
          `${id} in ${city} by ${by}`.slice(0, (length ?? 0) + 6),
        tagged: ({ tags }: { tags: string[] | null }) => (tags === null ? null : `${id} ${tags.join('+')}`),
        found: ({ levels }: { levels: (number | null)[] | null }) => `${id} on ${JSON.stringify(levels)}`,
        failing: ({ rate }: { rate: number | null }) => (rate === null ? new Error('no rate') : Math.round(rate)),
        similar: () => [items[0], null, made],
      };
      items.push(made);
      return made;
    };
    const nail = item('i1', null, 2);
    const board = item('i2', [], 30);
    const box = item('i3', [nail, null, board, nail], null);
    const chest = item('i4', [box, board], 70);

    const near = new Map<string, Entry | null>();
    const cities = new Map<string, string | null>([
      ['s1', 'Ulm'],
      ['s2', null],
      ['s3', 'Bonn'],
      ['m1', 'Rom'],
      ['m2', 'Ulm'],
    ]);
    const contents = new Map<string, (Entry | null)[] | null>([
      ['s1', [nail, box, null, chest]],
      ['s2', [nail, box]],
      ['s3', null],
      ['m1', [chest, nail]],
      ['m2', []],
    ]);
    const place = (__typename: string, id: string, more: Entry): Entry => ({
      __typename,
      id,
      city: () => cities.get(id),
      items: () => contents.get(id),
      near: () => near.get(id),
      ...more,
    });
    const one = place('Shop', 's1', {
      name: ({ formal }: { formal?: boolean | null }) => (formal === true ? 'Messrs One' : 'One'),
      tags: ['cheap', 'near'],
      address: { __typename: 'Address', street: 'High Street', lines: ['a', null] },
      floors: [{ __typename: 'Floor', level: 0 }, null, { __typename: 'Floor', level: null }],
      rate: 1.5,
      currency: 'EUR',
      faulty: new Error('faulty'),
      shelves: [[nail, null], [], [chest]],
      branches: () => [two, one],
      hot: board,
    });
    const two = place('Shop', 's2', {
      name: 'Two',
      tags: null,
      address: null,
      floors: [],
      rate: null,
      currency: 'CHF',
      faulty: null,
      shelves: null,
      branches: [],
      hot: null,
    });
    const three = place('Shop', 's3', {
      name: 'Three',
      tags: [],
      address: { __typename: 'Address', street: null, lines: null },
      floors: null,
      shelves: [[box]],
      branches: () => [one],
      hot: nail,
      missingIn: ['rates'],
    });
    const fair = place('Market', 'm1', {
      title: 'Fair',
      rate: 2,
      currency: 'LIT',
      labels: ['loud'],
      levels: [1, null],
      stalls: () => stalls,
    });
    const bazaar = place('Market', 'm2', {
      title: 'Bazaar',
      rate: 0,
      currency: 'EUR',
      labels: null,
      levels: null,
      stalls: null,
    });
    const stalls: Entry[] = [
      { __typename: 'Stall', id: 't1', keeper: 'Ada', offers: [nail, chest] },
      { __typename: 'Stall', id: 't2', keeper: null, offers: null },
    ];
    near.set('s1', fair).set('s2', one).set('s3', null).set('m1', bazaar).set('m2', two);
    const places = [one, two, three, fair, bazaar];
    const find = (id: string) => places.find((each) => each['id'] === id);
    return {
      Query: {
        shops: [one, two, one],
        shop: ({ id }: { id: string }) => places.find((each) => each['id'] === id && each['__typename'] === 'Shop'),
        places: [fair, one, null, two, bazaar],
        somewhere: [two, fair, one],
      },
      Mutation: {
        move: ({ id, city }: { id: string; city?: string | null }) => {
          const shop = find(id);
          if (shop !== undefined) cities.set(id, city ?? null);
          return shop?.['__typename'] === 'Shop' ? shop : null;
        },
        add: ({ id, item: added }: { id: string; item: string }) => {
          const shop = find(id);
          const found = items.find((each) => each['id'] === added);
          if (shop !== undefined && found !== undefined) contents.set(id, [...(contents.get(id) ?? []), found]);
          return { __typename: 'Added', shop: shop?.['__typename'] === 'Shop' ? shop : null, place: shop ?? null };
        },
      },
      entities: [...items, ...places, ...stalls],
    };
  },
  computed: {
    'Item.freight': ({ weight }, { rate }) => `${weight} by ${rate}`,
  },
};
