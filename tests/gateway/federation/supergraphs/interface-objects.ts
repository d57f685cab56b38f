import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/** A subgraph that adds fields to all types of an interface without knowing the types. */
export const scores: SupergraphCase = {
  name: 'an interface that another subgraph knows as an object',
  subgraphs: {
    media: /* GraphQL */ `
      type Query {
        media: [Media]!
        book(id: ID!): Book
        either: BookOrFilm
      }
      interface Media @key(fields: "id") {
        id: ID!
        title: String
      }
      type Book implements Media @key(fields: "id") {
        id: ID!
        title: String
        pages: Int
      }
      type Film implements Media @key(fields: "id") {
        id: ID!
        title: String
        minutes: Int!
        basedOn: Book
      }
      union BookOrFilm = Book | Film
    `,
    scores: /* GraphQL */ `
      type Query {
        best: Media
        ranked: [Media]
        fans: [Fan!]!
      }
      type Media @key(fields: "id") @interfaceObject {
        id: ID!
        title: String @external
        score(scale: Int = 1): Int!
        fans: [Fan!]
        headline: String @requires(fields: "title")
      }
      type Fan @key(fields: "id") {
        id: ID!
        loves: [Media!]!
      }
    `,
    shops: /* GraphQL */ `
      type Query {
        soldOut: [Book]
      }
      type Book @key(fields: "id") {
        id: ID!
        shelf: String
      }
      type Fan @key(fields: "id") {
        id: ID!
        name: String
        bought: Book
      }
    `,
  },
  data: () => {
    const medium = (typename: string, id: string, title: string | null, more: Entry): Entry => ({
      __typename: typename,
      id,
      title,
      score: ({ scale }: { scale: number | null }) => id.charCodeAt(1) * (scale ?? 0),
      fans: () => [fan],
      ...more,
    });
    const novel: Entry = medium('Book', 'b1', 'Novel', { pages: 300, shelf: 'A1' });
    const manual: Entry = medium('Book', 'b2', null, { pages: null, shelf: null, fans: null });
    const film: Entry = medium('Film', 'f1', 'Film', { minutes: 90, basedOn: novel, fans: [] });
    const fan: Entry = { __typename: 'Fan', id: 'n1', name: 'Ada', loves: () => [novel, film], bought: () => manual };
    return {
      Query: {
        media: [novel, null, film, manual],
        book: ({ id }: { id: string }) => [novel, manual].find((each) => each['id'] === id),
        either: film,
        best: film,
        ranked: [novel, film, null, manual, novel],
        fans: [fan],
        soldOut: [manual, null, novel],
      },
      entities: [novel, manual, film, fan],
    };
  },
  computed: { 'Media.headline': ({ title }) => `** ${JSON.stringify(title)} **` },
};

/**
 * Two subgraphs, one with the interface and one with the interface object. Each has root fields and needs the other. A
 * third subgraph adds fields to one type.
 */
export const devices: SupergraphCase = {
  name: 'two interface objects of one interface',
  subgraphs: {
    devices: /* GraphQL */ `
      type Query {
        devices(ids: [ID!]): [Device!]!
      }
      interface Device @key(fields: "id") @key(fields: "serial { maker number }") {
        id: ID!
        serial: Serial!
      }
      type Serial @shareable {
        maker: String!
        number: Int!
      }
      type Phone implements Device @key(fields: "id") @key(fields: "serial { maker number }") {
        id: ID!
        serial: Serial!
        number: String
        paired: [Device]
      }
      type Lamp implements Device @key(fields: "id") @key(fields: "serial { maker number }") {
        id: ID!
        serial: Serial!
        watts: Float
      }
    `,
    rooms: /* GraphQL */ `
      type Query {
        rooms: [Room!]!
      }
      type Room {
        name: String!
        devices: [Device!]!
        main: Device
      }
      type Device @key(fields: "id") @interfaceObject {
        id: ID!
        room: Room
        note(about: String): String
      }
    `,
    warranty: /* GraphQL */ `
      type Query {
        expired: Device
      }
      type Serial @shareable {
        maker: String!
        number: Int!
      }
      type Device @key(fields: "serial { maker number }") @interfaceObject {
        serial: Serial!
        years: Int
      }
    `,
  },
  data: () => {
    const device = (typename: string, id: string, number: number, more: Entry): Entry => ({
      __typename: typename,
      id,
      serial: { maker: 'ACME', number },
      room: () => kitchen,
      note: ({ about }: { about?: string | null }) => `${id} ${about ?? 'nothing'}`,
      years: number % 2 === 0 ? null : number,
      ...more,
    });
    const phone: Entry = device('Phone', '1', 1, { number: '555', paired: () => [lamp, null, phone] });
    const lamp: Entry = device('Lamp', '2', 2, { watts: 4.5, room: null });
    const dead: Entry = device('Lamp', '3', 3, { watts: null });
    const kitchen: Entry = { name: 'Kitchen', devices: () => [lamp, phone], main: () => dead };
    const all = [phone, lamp, dead];
    return {
      Query: {
        devices: ({ ids }: { ids?: string[] | null }) =>
          all.filter((each) => ids == null || ids.includes(String(each['id']))),
        rooms: [kitchen, { name: 'Empty', devices: [], main: null }],
        expired: dead,
      },
      entities: all,
    };
  },
};

/**
 * An interface without types in any subgraph. One subgraph knows its objects by a key that is not resolvable, so their
 * fields come only from that subgraph, where it gives the objects.
 */
export const bareNodes: SupergraphCase = {
  name: 'an interface without types',
  subgraphs: {
    a: /* GraphQL */ `
      type Query {
        a: Node
        all: [Node!]
      }
      interface Node @key(fields: "id") {
        id: ID!
      }
    `,
    b: /* GraphQL */ `
      type Query {
        b: Node
        list: [Node]
        failing: [Node!]
        holder: Holder
      }
      type Mutation {
        touch: Node
      }
      type Holder {
        node: Node
      }
      type Node @key(fields: "id", resolvable: false) @interfaceObject {
        id: ID!
        field(upper: Boolean): String
        must: Int!
        next: Node
      }
    `,
  },
  data: () => {
    const node = (id: string, more: Entry = {}): Entry => ({
      __typename: 'Node',
      id,
      field: ({ upper }: { upper?: boolean | null }) => (upper === true ? id.toUpperCase() : id),
      must: 1,
      next: null,
      ...more,
    });
    const one = node('one');
    const two = node('two', { next: one });
    const broken = node('broken', { must: new Error('out of order') });
    return {
      Query: {
        a: null,
        all: [],
        b: one,
        list: [two, null, one, broken],
        failing: [one, broken],
        holder: { node: two },
      },
      Mutation: { touch: two },
      entities: [],
    };
  },
};

/**
 * An interface object without a resolvable key, beside one with a resolvable key. The first gives its fields only where
 * it gives the objects.
 */
export const heldNodes: SupergraphCase = {
  name: 'an interface object that is not resolved',
  subgraphs: {
    nodes: /* GraphQL */ `
      type Query {
        nodes: [Node!]!
        big: Big
      }
      interface Node @key(fields: "id") {
        id: ID!
        name: String
      }
      type Big implements Node @key(fields: "id") {
        id: ID!
        name: String
        size: Int
      }
      type Small implements Node @key(fields: "id") {
        id: ID!
        name: String
      }
    `,
    notes: /* GraphQL */ `
      type Query {
        noted: [Node]
      }
      type Node @key(fields: "id", resolvable: false) @interfaceObject {
        id: ID!
        note: String @shareable
        next: Node @shareable
      }
    `,
    archive: /* GraphQL */ `
      type Query {
        archived: Node
      }
      type Node @key(fields: "id") @interfaceObject {
        id: ID!
        note: String @shareable
        next: Node @shareable
        archivedAt: Int
      }
    `,
  },
  data: () => {
    const node = (typename: string, id: string, more: Entry): Entry => ({
      __typename: typename,
      id,
      name: `Node ${id}`,
      note: `Note ${id}`,
      archivedAt: id.length,
      ...more,
    });
    const big: Entry = node('Big', '1', { size: 9, next: () => small });
    const small: Entry = node('Small', '20', { name: null, note: null, next: null });
    return {
      Query: { nodes: [small, big], big, noted: [big, null, small], archived: big },
      entities: [big, small],
    };
  },
};
