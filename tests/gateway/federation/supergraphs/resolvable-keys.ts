import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/**
 * Entities with several keys of which some are not resolvable: the first of them, parts of a resolvable one, and keys
 * that another subgraph resolves. Two crates share the code of the first key, so that it would lead to the wrong crate.
 */
export const crates: SupergraphCase = {
  name: 'entities with some keys that are not resolvable',
  subgraphs: {
    stock: /* GraphQL */ `
      type Query {
        crates: [Crate]
        boxes: [Box!]!
      }
      type Crate @key(fields: "id") @key(fields: "code { shop shelf slot }") {
        id: ID!
        code: Code
        name: String
        label: String @shareable
      }
      type Code @shareable {
        shop: Int
        shelf: Int
        slot: Int
      }
      interface Box @key(fields: "id") {
        id: ID!
        size: Int
      }
      type Carton implements Box @key(fields: "id") {
        id: ID!
        size: Int
        folds: Int
      }
      type Case implements Box @key(fields: "id") {
        id: ID!
        size: Int
        crate: Crate @shareable
      }
    `,
    labels: /* GraphQL */ `
      type Query {
        labelled: [Crate]
        lastBox: Case
      }
      type Crate
        @key(fields: "code { shop shelf }", resolvable: false)
        @key(fields: "id code { shelf slot }")
        @key(fields: "id", resolvable: false) {
        id: ID!
        code: Code
        name: String @external
        colour(dark: Boolean = false): String
        heading: String @requires(fields: "name")
        neighbour: Crate
      }
      type Code @shareable {
        shop: Int
        shelf: Int
        slot: Int
      }
      type Case @key(fields: "crate { id }", resolvable: false) @key(fields: "id") {
        id: ID!
        crate: Crate @shareable
        size: Int @external
        volume: String @requires(fields: "size")
      }
    `,
    orders: /* GraphQL */ `
      type Query {
        orders: [Order!]!
      }
      type Order @key(fields: "id") {
        id: ID!
        crate: Crate
        crates: [Crate!]
      }
      type Crate @key(fields: "id", resolvable: false) {
        id: ID!
        label: String @shareable
        orderedAs: Order @shareable
      }
    `,
    archive: /* GraphQL */ `
      type Query {
        archived: [Crate]
      }
      type Crate @key(fields: "id", resolvable: false) @key(fields: "code { shop shelf slot }") {
        id: ID!
        code: Code
        archivedAt: Int
        orderedAs: Order @shareable
        name: String @external
        note: String @requires(fields: "name")
      }
      type Code @shareable {
        shop: Int
        shelf: Int
        slot: Int
      }
      type Order @key(fields: "id", resolvable: false) {
        id: ID!
      }
    `,
  },
  data: () => {
    type Code = { shop: number; shelf: number; slot: number };
    const crate = (id: string, code: Code, more: Entry): Entry => ({
      __typename: 'Crate',
      id,
      code,
      name: `Crate ${id}`,
      label: `Label ${id}`,
      colour: ({ dark }: { dark?: boolean | null }) => `${dark === true ? 'dark ' : ''}${id}`,
      archivedAt: code.slot * 100,
      neighbour: null,
      orderedAs: null,
      ...more,
    });
    const one: Entry = crate('1', { shop: 1, shelf: 1, slot: 1 }, { neighbour: () => two, orderedAs: () => order });
    const two: Entry = crate('2', { shop: 1, shelf: 1, slot: 2 }, { neighbour: () => three });
    const three: Entry = crate('3', { shop: 2, shelf: 1, slot: 2 }, { name: null, label: null, neighbour: () => one });
    const order: Entry = { __typename: 'Order', id: 'o1', crate: () => two, crates: () => [one, two, three] };
    const carton: Entry = { __typename: 'Carton', id: 'b1', size: 3, folds: 4 };
    const case1: Entry = { __typename: 'Case', id: 'b2', size: 5, crate: () => two };
    const case2: Entry = { __typename: 'Case', id: 'b3', size: null, crate: () => two };
    return {
      Query: {
        crates: [one, null, two, three],
        boxes: [carton, case1, case2],
        labelled: [two, one, null, three],
        lastBox: case1,
        orders: [order],
        archived: [three, one, two],
      },
      entities: [one, two, three, order, carton, case1, case2],
    };
  },
  computed: {
    'Crate.heading': ({ name }) => `* ${name}`,
    'Crate.note': ({ name }) => `(${name})`,
    'Case.volume': ({ size }) => `${size} l`,
  },
};
