import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/**
 * Interfaces in interfaces, unions with different members in different subgraphs, entities and plain objects side by
 * side.
 */
export const library: SupergraphCase = {
  name: 'a library of media',
  subgraphs: {
    media: /* GraphQL */ `
      type Query {
        media: [Media]!
        medium(id: ID!): Media
        search(text: String): [SearchResult!]
        shelf: Shelf
        nodes(ids: [ID!]!): [Node]!
      }
      interface Node {
        id: ID!
      }
      interface Media implements Node {
        id: ID!
        title(upper: Boolean = false): String
        related: [Media!]
      }
      type Book implements Node & Media @key(fields: "id") {
        id: ID!
        title(upper: Boolean = false): String
        related: [Media!]
        pages: Int
        creator: Author
      }
      type Film implements Node & Media @key(fields: "id") {
        id: ID!
        title(upper: Boolean = false): String
        related: [Media!]
        minutes: Int!
        creator: Studio
      }
      type Song implements Media & Node {
        id: ID!
        title(upper: Boolean = false): String
        related: [Media!]
        length: Float
      }
      type Author @key(fields: "id") {
        id: ID!
      }
      type Studio {
        name: String!
        films: [Film!]!
      }
      union SearchResult = Book | Film | Author | Studio
      type Shelf {
        first: SearchResult
        items: [[Media]]
      }
    `,
    people: /* GraphQL */ `
      type Query {
        authors: [Author!]!
        anybody: Person
      }
      interface Person {
        name: String
        favourite: Favourite
      }
      type Author implements Person @key(fields: "id") {
        id: ID!
        name: String
        favourite: Favourite
        works: [Work]
      }
      type Reader implements Person {
        name: String
        card: Int!
        favourite: Favourite
      }
      union Favourite = Book | Author
      union Work = Book | Film
      type Book @key(fields: "id") {
        id: ID!
        readers: [Reader!]!
      }
      type Film @key(fields: "id") {
        id: ID!
      }
    `,
    ratings: /* GraphQL */ `
      type Query {
        topRated: [Rated!]!
        search2: [SearchResult]
      }
      interface Rated {
        score(scale: Int = 10): Int
      }
      type Book implements Rated @key(fields: "id") {
        id: ID!
        score(scale: Int = 10): Int
      }
      type Film implements Rated @key(fields: "id") {
        id: ID!
        score(scale: Int = 10): Int
        verdict: String
      }
      union SearchResult = Book | Film | Event
      type Event {
        id: ID!
        when: String
        about: [Rated]
      }
    `,
  },
  data: () => {
    const titled = (title: string | null): Entry => ({
      title: ({ upper }: { upper: boolean | null }) => (upper === true ? (title?.toUpperCase() ?? null) : title),
    });
    const rated = (score: number | null): Entry => ({
      score: ({ scale }: { scale: number | null }) => (score === null ? null : score * (scale ?? 1)),
    });
    const novel: Entry = {
      __typename: 'Book',
      id: 'b1',
      ...titled('Novel'),
      related: () => [film, song, novel],
      pages: 300,
      creator: () => ada,
      readers: () => [reader],
      ...rated(5),
    };
    const manual: Entry = {
      __typename: 'Book',
      id: 'b2',
      ...titled(null),
      related: [],
      pages: null,
      creator: null,
      readers: [],
      ...rated(null),
    };
    const film: Entry = {
      __typename: 'Film',
      id: 'f1',
      ...titled('Film'),
      related: () => [novel, manual],
      minutes: 90,
      creator: () => studio,
      ...rated(3),
      verdict: 'good',
    };
    const song: Entry = {
      __typename: 'Song',
      id: 'f1',
      ...titled('Song'),
      related: null,
      length: 3.5,
    };
    const ada: Entry = {
      __typename: 'Author',
      id: 'a1',
      name: 'Ada',
      favourite: () => novel,
      works: () => [novel, null, film],
    };
    const bob: Entry = { __typename: 'Author', id: 'a2', name: null, favourite: () => ada, works: [] };
    const reader: Entry = { __typename: 'Reader', name: 'Cy', card: 7, favourite: () => manual };
    const studio: Entry = { __typename: 'Studio', name: 'Studio', films: () => [film, film] };
    const event: Entry = { __typename: 'Event', id: 'b1', when: 'now', about: () => [film, null, novel] };
    const media = [novel, film, null, song, manual];
    return {
      Query: {
        media,
        medium: ({ id }: { id: string }) => media.find((each) => each?.['id'] === id),
        search: ({ text }: { text?: string | null }) => (text === 'none' ? null : [film, ada, novel, studio, bob]),
        shelf: { __typename: 'Shelf', first: ada, items: [[novel, null], null, [], [song, film]] },
        nodes: ({ ids }: { ids: string[] }) => ids.map((id) => media.find((each) => each?.['id'] === id) ?? null),
        authors: [ada, bob],
        anybody: reader,
        topRated: [film, novel],
        search2: [event, null, manual, film],
      },
      entities: [novel, manual, film, ada, bob],
    };
  },
};

/** A subgraph that provides fields of another, also inside of a union and an interface. */
export const provided: SupergraphCase = {
  name: 'provided fields of unions and interfaces',
  subgraphs: {
    catalog: /* GraphQL */ `
      type Query {
        all: [Product!]!
      }
      interface Named {
        name: String
      }
      type Product implements Named @key(fields: "id") {
        id: ID!
        name: String @shareable
        price: Int @shareable
        maker: Maker @shareable
      }
      type Maker implements Named @key(fields: "id") {
        id: ID!
        name: String @shareable
        country: String
      }
    `,
    feed: /* GraphQL */ `
      type Query {
        feed: [Item!]! @provides(fields: "... on Product { name maker { name } }")
        plain: [Item]
        named: [Named] @provides(fields: "... on Product { name } ... on Maker { name }")
        note: Note @provides(fields: "about { price }")
      }
      union Item = Product | Note
      interface Named {
        name: String
      }
      type Product implements Named @key(fields: "id") {
        id: ID!
        name: String @external
        price: Int @external
        maker: Maker @external
        likes: Int
      }
      type Maker implements Named @key(fields: "id") {
        id: ID!
        name: String @external
      }
      type Note @key(fields: "id") {
        id: ID!
        text: String
        about: Product
      }
    `,
  },
  data: () => {
    const maker: Entry = { __typename: 'Maker', id: 'm', name: 'Maker', country: 'DE' };
    const pen: Entry = { __typename: 'Product', id: '1', name: 'Pen', price: 1, maker, likes: 9 };
    const ink: Entry = { __typename: 'Product', id: '2', name: null, price: null, maker: null, likes: 0 };
    const note: Entry = { __typename: 'Note', id: '1', text: 'Nice', about: pen };
    return {
      Query: {
        all: [pen, ink],
        feed: [pen, note, ink, pen],
        plain: [note, null, pen],
        named: [maker, pen, null],
        note,
      },
      entities: [pen, ink, maker, note],
    };
  },
};

/**
 * A root field that provides objects of an interface below types of another one. The subgraph has no field of its own
 * for them.
 */
export const animals: SupergraphCase = {
  name: 'provided fields of an interface below another',
  subgraphs: {
    shelves: /* GraphQL */ `
      type Query {
        media: Media @shareable
      }
      interface Media {
        id: ID!
      }
      type Book implements Media @key(fields: "id") {
        id: ID!
      }
    `,
    covers: /* GraphQL */ `
      type Query {
        media: Media @shareable @provides(fields: "animals { id name }")
        covers: [Media] @provides(fields: "animals { name }")
      }
      interface Media {
        id: ID!
        animals: [Animal]
      }
      interface Animal {
        id: ID!
        name: String
      }
      type Book implements Media {
        id: ID! @shareable
        animals: [Animal] @external
      }
      type Dog implements Animal {
        id: ID! @external
        name: String @external
      }
      type Cat implements Animal {
        id: ID! @external
        name: String @external
      }
    `,
    books: /* GraphQL */ `
      interface Media {
        id: ID!
        animals: [Animal]
      }
      interface Animal {
        id: ID!
      }
      type Book implements Media @key(fields: "id") {
        id: ID!
        animals: [Animal] @shareable
      }
      type Dog implements Animal @key(fields: "id") {
        id: ID!
        age: Int
      }
      type Cat implements Animal @key(fields: "id") {
        id: ID!
        age: Int
      }
    `,
    names: /* GraphQL */ `
      interface Animal {
        id: ID!
        name: String
      }
      type Dog implements Animal @key(fields: "id") {
        id: ID!
        name: String @shareable
      }
      type Cat implements Animal @key(fields: "id") {
        id: ID!
        name: String @shareable
      }
    `,
  },
  data: () => {
    const dog: Entry = { __typename: 'Dog', id: 'd', name: 'Rex', age: 3 };
    const cat: Entry = { __typename: 'Cat', id: 'c', name: null, age: 4 };
    const book: Entry = { __typename: 'Book', id: 'b', animals: [dog, null, cat] };
    return { Query: { media: book, covers: [book, null] }, entities: [dog, cat, book] };
  },
};
