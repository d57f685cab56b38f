import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/** Value types of which each subgraph has a part, overridden fields, and a hidden key. */
export const addresses: SupergraphCase = {
  name: 'shared types, moved fields and hidden keys',
  subgraphs: {
    people: /* GraphQL */ `
      type Query {
        people: [Person!]!
        version: String @shareable
      }
      type Person @key(fields: "id") {
        id: ID!
        name: String @shareable
        address: Address @shareable
        places: [Address]! @shareable
        email: String
        secret: ID @shareable @inaccessible
        age: Int @tag(name: "private")
      }
      type Address @shareable {
        street: String
        city: City
      }
      type City @shareable {
        name: String!
        country: String
      }
    `,
    post: /* GraphQL */ `
      type Query {
        receivers(limit: Int = 2): [Person!]
        version: String @shareable
      }
      type Person @key(fields: "id") @key(fields: "secret") {
        id: ID!
        secret: ID @shareable @inaccessible
        name: String @shareable
        address: Address @shareable
        places: [Address]! @shareable
        email: String @override(from: "people")
        delivered: Int
      }
      type Address @shareable {
        zip: String
        city: City
      }
      type City @shareable {
        name: String!
        mayor: Person
      }
    `,
    vault: /* GraphQL */ `
      type Query {
        treasure: Person
      }
      type Person @key(fields: "secret") {
        secret: ID @shareable @inaccessible
        gold: Int!
      }
    `,
  },
  data: () => {
    const paris: Entry = { name: 'Paris', country: 'FR', mayor: () => bob };
    const rome: Entry = { name: 'Rome', country: null, mayor: null };
    const home: Entry = { street: 'Rue', zip: '75', city: paris };
    const work: Entry = { street: null, zip: null, city: rome };
    const nowhere: Entry = { street: 'Via', zip: '00', city: null };
    const person = (id: string, more: Entry): Entry => ({
      __typename: 'Person',
      id,
      name: `Person ${id}`,
      email: `${id}@example.org`,
      secret: `s${id}`,
      age: 40,
      delivered: Number(id),
      gold: 1000 * Number(id),
      ...more,
    });
    const ada: Entry = person('1', { address: home, places: [home, null, work, nowhere] });
    const bob: Entry = person('2', { address: work, places: [], email: null });
    const cy: Entry = person('3', { address: null, places: [nowhere, home], name: null });
    const people = [ada, bob, cy];
    return {
      Query: {
        people,
        version: '1',
        receivers: ({ limit }: { limit: number | null }) => people.slice(0, limit ?? 0),
        treasure: bob,
      },
      entities: people,
    };
  },
};

/** Enums and inputs of which subgraphs have a part, scalars with any JSON, and nested inputs. */
export const inputs: SupergraphCase = {
  name: 'enums and inputs of which subgraphs have a part, and scalars',
  subgraphs: {
    orders: /* GraphQL */ `
      type Query {
        orders(filter: Filter, sort: [Sort!] = [NEWEST]): [Order!]!
        echo(input: Deep, list: [[Int]] = [[1], null]): JSON
        any(json: JSON): JSON
      }
      scalar JSON
      scalar Moment
      input Filter {
        ids: [ID!]
        state: InState
        onlyHere: String
        nested: Filter
      }
      enum InState {
        OPEN
        CLOSED
        ONLY_ORDERS
      }
      enum OutState {
        OPEN
        PAID
      }
      enum Sort {
        NEWEST
        OLDEST
        CHEAPEST
      }
      input Deep {
        text: String! = "none"
        number: Float
        flags: [Boolean]
        inner: Deep
        sort: Sort
        json: JSON
      }
      type Order @key(fields: "id") {
        id: ID!
        state: OutState
        meta: JSON
        at(zone: String! = "UTC"): Moment!
        shared(filter: Filter): String @shareable
      }
    `,
    shipments: /* GraphQL */ `
      type Query {
        shipments(filter: Filter): [Order]
      }
      scalar JSON
      input Filter {
        ids: [ID!]
        state: InState
        onlyThere: Int
        nested: Filter
      }
      enum InState {
        OPEN
        CLOSED
        ONLY_SHIPMENTS
      }
      enum OutState {
        OPEN
        SHIPPED
      }
      type Order @key(fields: "id") {
        id: ID!
        lastState: OutState
        history: [[OutState!]]
        labels: [JSON]
        shared(filter: Filter): String @shareable
        described(by: Described!): String
      }
      input Described {
        words: [String!]!
        again: Boolean = false
      }
    `,
  },
  data: () => {
    const order = (id: string, more: Entry): Entry => ({
      __typename: 'Order',
      id,
      at: ({ zone }: { zone: string }) => ({ zone, id: 'not a key', __typename: 'Nothing' }),
      shared: ({ filter }: { filter?: unknown }) => JSON.stringify(filter ?? null),
      described: ({ by }: { by: unknown }) => JSON.stringify(by),
      ...more,
    });
    const orders = [
      order('1', {
        state: 'OPEN',
        lastState: 'SHIPPED',
        history: [['OPEN', 'SHIPPED'], null, []],
        meta: { id: '2', __typename: 'Order', state: 'CLOSED', list: [1, { id: '3' }, null], empty: {} },
        labels: [{ id: 'x' }, [['y']], 'z', 0, null, false],
      }),
      order('2', {
        state: 'PAID',
        lastState: null,
        history: null,
        meta: [{ __typename: 'Order', id: '1' }],
        labels: [],
      }),
      order('3', { state: null, lastState: 'OPEN', history: [], meta: 'text', labels: null }),
    ];
    const filtered = ({ filter }: { filter?: { ids?: string[] | null } | null }) =>
      orders.filter(({ id }) => filter?.ids == null || filter.ids.includes(String(id)));
    return {
      Query: {
        orders: ({ filter, sort }: { filter?: { ids?: string[] | null } | null; sort: string[] | null }) =>
          sort?.[0] === 'OLDEST'
            ? filtered({ filter: filter ?? null }).toReversed()
            : filtered({ filter: filter ?? null }),
        echo: (args: unknown) => args,
        any: ({ json }: { json?: unknown }) => json,
        shipments: (args: { filter?: { ids?: string[] | null } | null }) => [null, ...filtered(args)],
      },
      entities: orders,
    };
  },
};
