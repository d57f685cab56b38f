import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/**
 * Fields that one subgraph computes from fields of another, and a third one from both. With arguments, lists and types
 * of several kinds.
 */
export const parcels: SupergraphCase = {
  name: 'parcels whose cost is computed from fields of other subgraphs',
  subgraphs: {
    catalog: /* GraphQL */ `
      type Query {
        parcels: [Parcel!]!
        parcel(id: ID!): Parcel
      }
      type Parcel @key(fields: "id") {
        id: ID!
        name: String
        weight: Float
        price(currency: String = "EUR"): Int
        size: Size
        parts: [Part]
        owner: Person
        content: Content
      }
      type Size @shareable {
        width: Int!
        height: Int
      }
      interface Part {
        code: String!
      }
      type Wheel implements Part {
        code: String!
        spokes: Int
      }
      type Frame implements Part {
        code: String!
        material: String
      }
      union Content = Wheel | Letter
      type Letter {
        pages: Int!
      }
      type Person @key(fields: "id") {
        id: ID!
      }
    `,
    people: /* GraphQL */ `
      type Person @key(fields: "id") {
        id: ID!
        name: String
        nicknames(first: Int!): [String!]
      }
    `,
    shipping: /* GraphQL */ `
      type Query {
        shipped: [Parcel]
      }
      type Parcel @key(fields: "id") {
        id: ID!
        weight: Float @external
        price(currency: String = "EUR"): Int @external
        size: Size @external
        parts: [Part] @external
        owner: Person @external
        content: Content @external
        cost(express: Boolean = false): String @requires(fields: "weight price(currency: \\"USD\\")")
        volume: Int @requires(fields: "size { width height }")
        partList: String @requires(fields: "parts { code ... on Wheel { spokes } ... on Frame { material } }")
        ownerLabel: String @requires(fields: "owner { id name }")
        contentLabel: String @requires(fields: "content { __typename ... on Letter { pages } ... on Wheel { code } }")
      }
      type Size @shareable {
        width: Int!
        height: Int
      }
      interface Part {
        code: String!
      }
      type Wheel implements Part {
        code: String! @external
        spokes: Int @external
      }
      type Frame implements Part {
        code: String! @external
        material: String @external
      }
      union Content = Wheel | Letter
      type Letter {
        pages: Int! @external
      }
      type Person @key(fields: "id") {
        id: ID!
        name: String @external
      }
    `,
  },
  data: () => {
    const parcel = (id: string, more: Entry): Entry => ({
      __typename: 'Parcel',
      id,
      name: `Parcel ${id}`,
      price: ({ currency = 'EUR' }: { currency?: string | null }) => Number(id) * (currency === 'USD' ? 11 : 10),
      ...more,
    });
    const ada: Entry = {
      __typename: 'Person',
      id: 'p1',
      name: 'Ada',
      nicknames: ({ first }: { first: number }) => ['A', 'Countess'].slice(0, first),
    };
    const nobody: Entry = { __typename: 'Person', id: 'p2', name: null, nicknames: null };
    const one = parcel('1', {
      weight: 1.5,
      size: { width: 2, height: 3 },
      parts: [
        { __typename: 'Wheel', code: 'w', spokes: 32 },
        null,
        { __typename: 'Frame', code: 'f', material: 'steel' },
      ],
      owner: ada,
      content: { __typename: 'Letter', pages: 4 },
    });
    const two = parcel('2', {
      weight: null,
      size: { width: 5, height: null },
      parts: [],
      owner: nobody,
      content: { __typename: 'Wheel', code: 'x', spokes: null },
    });
    const three = parcel('3', { weight: 7, size: null, parts: null, owner: null, content: null });
    const all = [one, two, three];
    return {
      Query: {
        parcels: all,
        parcel: ({ id }: { id: string }) => all.find((each) => each['id'] === id),
        shipped: [two, null, one],
      },
      entities: [...all, ada, nobody],
    };
  },
  computed: {
    'Parcel.cost': (required, { express }) => `${JSON.stringify(required)} ${express === true ? 'express' : 'slow'}`,
    'Parcel.volume': ({ size }) => (size === null ? null : size.width * (size.height ?? 100)),
    'Parcel.partList': ({ parts }) => JSON.stringify(parts),
    'Parcel.ownerLabel': ({ owner }) => JSON.stringify(owner),
    'Parcel.contentLabel': ({ content }) => JSON.stringify(content),
  },
};

/** A field that is computed from computed fields of a second subgraph, which are computed from fields of a third. */
export const invoices: SupergraphCase = {
  name: 'invoices that are computed from computed fields',
  subgraphs: {
    catalog: /* GraphQL */ `
      type Query {
        parcels: [Parcel!]!
      }
      type Parcel @key(fields: "id") {
        id: ID!
        name: String
        weight: Float
        price(currency: String = "EUR"): Int
      }
    `,
    shipping: /* GraphQL */ `
      type Parcel @key(fields: "id") {
        id: ID!
        weight: Float @external
        price(currency: String = "EUR"): Int @external
        cost(express: Boolean = false): String @requires(fields: "price(currency: \\"USD\\")")
        load: Float @requires(fields: "weight")
        ship: String
      }
    `,
    billing: /* GraphQL */ `
      type Query {
        billed: [Parcel]
      }
      type Parcel @key(fields: "id") {
        id: ID!
        name: String @external
        cost(express: Boolean = false): String @external
        load: Float @external
        ship: String @external
        invoice: String @requires(fields: "cost(express: true) load")
        receipt: String @requires(fields: "name ship")
        due: Int
      }
    `,
  },
  data: () => {
    const parcel = (id: string, weight: number | null): Entry => ({
      __typename: 'Parcel',
      id,
      name: `Parcel ${id}`,
      weight,
      price: ({ currency = 'EUR' }: { currency?: string | null }) => Number(id) * (currency === 'USD' ? 11 : 10),
      ship: id === '1' ? 'Titanic' : null,
      due: Number(id) * 7,
    });
    const all = [parcel('1', 1.5), parcel('2', null), parcel('3', 0)];
    return {
      Query: { parcels: all, billed: [all[2], null, all[0]], shipped: [all[1], all[0]] },
      entities: all,
    };
  },
  computed: {
    'Parcel.cost': ({ price }, { express }) => `${price} ${express === true ? 'express' : 'slow'}`,
    'Parcel.load': ({ weight }) => (weight === null ? null : weight * 2),
    'Parcel.invoice': (required) => JSON.stringify(required),
    'Parcel.receipt': (required) => JSON.stringify(required),
    'Parcel.checked': (required) => JSON.stringify(required),
  },
};

const audit = /* GraphQL */ `
  type Parcel @key(fields: "id") {
    id: ID!
    invoice: String @external
    due: Int @external
    checked: String @requires(fields: "invoice due")
  }
`;

/** The same, one subgraph longer, and with a single way in. */
export const checkedInvoices: SupergraphCase = {
  ...invoices,
  name: 'invoices that are computed and then checked',
  subgraphs: {
    ...invoices.subgraphs,
    billing: (invoices.subgraphs['billing'] ?? '').replace(/type Query \{[^}]*\}/, ''),
    audit,
  },
};

/**
 * The same, with root fields in the subgraphs of computed fields that others require. Apollo's planner selects a field
 * there before it has fetched its inputs.
 */
export const invoicesFromWithin: SupergraphCase = {
  ...invoices,
  name: 'invoices that are fetched in the subgraph of their required fields',
  subgraphs: {
    ...invoices.subgraphs,
    shipping: `${invoices.subgraphs['shipping']} type Query { shipped: [Parcel] }`,
    audit,
  },
};

/**
 * Two fields of one subgraph that require the same field with different arguments. Apollo's planner fetches one value
 * for both.
 */
export const exchange: SupergraphCase = {
  name: 'one field required twice with different arguments',
  subgraphs: {
    prices: /* GraphQL */ `
      type Query {
        items: [Item!]!
      }
      type Item @key(fields: "id") {
        id: ID!
        price(currency: Currency!): Float
        history(last: Int = 1): [Point!]!
      }
      enum Currency {
        EUR
        USD
      }
      type Point {
        at: Int!
        value: Float!
      }
    `,
    quotes: /* GraphQL */ `
      type Query {
        quoted: Item!
      }
      type Item @key(fields: "id") {
        id: ID!
        price(currency: Currency!): Float @external
        history(last: Int = 1): [Point!]! @external
        inEuro: String @requires(fields: "price(currency: EUR)")
        inDollar: String @requires(fields: "price(currency: USD)")
        trend: String @requires(fields: "history(last: 2) { value }")
      }
      enum Currency {
        EUR
        USD
      }
      type Point {
        value: Float! @external
      }
    `,
  },
  data: () => {
    const item = (id: string): Entry => ({
      __typename: 'Item',
      id,
      price: ({ currency }: { currency: string }) => Number(id) * (currency === 'EUR' ? 1.5 : 2.5),
      history: ({ last = 1 }: { last?: number | null }) =>
        Array.from({ length: last ?? 0 }, (_, at) => ({ at, value: at + Number(id) })),
    });
    const items = [item('1'), item('2')];
    return { Query: { items, quoted: items[1] }, entities: items };
  },
  computed: {
    'Item.inEuro': ({ price }) => `${price} EUR`,
    'Item.inDollar': ({ price }) => `${price} USD`,
    'Item.trend': ({ history }) => JSON.stringify(history),
  },
};
