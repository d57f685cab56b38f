import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/** A subgraph that adds fields to all types of an interface without knowing them. */
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

/** The subgraph with the interface and the one with the object each start, and each need the other; a third adds to one type. */
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
