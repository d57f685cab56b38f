import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/** A context at the root, and a nearer one on some types of an interface. */
export const regions: SupergraphCase = {
  name: 'notes in a language that the root or a nearer object names',
  subgraphs: {
    library: /* GraphQL */ `
      type Query {
        entries: [Entry]
        notes: [Note!]
        any: [Any!]
      }
      interface Entry {
        id: ID!
        notes: [Note]
        see: Entry
      }
      union Any = Region | Topic | Note
      type Region implements Entry @key(fields: "id") {
        id: ID!
        language: String
        notes: [Note]
        see: Entry
      }
      type Topic implements Entry @key(fields: "id") {
        id: ID!
        notes: [Note]
        see: Entry
      }
      type Word implements Entry {
        id: ID!
        notes: [Note]
        see: Entry
      }
      type Note @key(fields: "id") {
        id: ID!
        next: Note
      }
    `,
    texts: /* GraphQL */ `
      type Query @context(name: "language") {
        language: String
        first: Note
      }
      type Region @key(fields: "id") @context(name: "language") {
        id: ID!
        language: String @external
        motto: Note
      }
      type Topic @key(fields: "id") {
        id: ID!
        language: Int
        motto: Note
      }
      type Note @key(fields: "id") {
        id: ID!
        text(language: String @fromContext(field: "$language { language }")): String
        size: Int
        answers: [Note!]
      }
    `,
  },
  data: () => {
    const notes: Entry[] = ['n1', 'n2', 'n3'].map((id, index) => ({
      __typename: 'Note',
      id,
      size: index,
      text: ({ language }: { language: string | null }) => `${id} in ${language}`,
      next: () => notes[index + 1] ?? null,
      answers: () => notes.slice(index + 1),
    }));
    const [one, two, three] = notes;
    const wales: Entry = {
      __typename: 'Region',
      id: 'r1',
      language: 'cy',
      notes: [one, null, two],
      motto: three,
      see: () => topic,
    };
    const nowhere: Entry = {
      __typename: 'Region',
      id: 'r2',
      language: null,
      notes: [two],
      motto: null,
      see: () => wales,
    };
    const topic: Entry = {
      __typename: 'Topic',
      id: 't1',
      language: 7,
      motto: three,
      notes: [two, one],
      see: () => word,
    };
    const word: Entry = { __typename: 'Word', id: 'w1', notes: [three], see: null };
    return {
      Query: {
        entries: [topic, wales, null, nowhere, word],
        notes,
        any: [wales, one, topic, nowhere],
        language: 'en',
        first: one,
      },
      entities: [...notes, wales, nowhere, topic],
    };
  },
};

/** Very many objects above one entity, each with another value. */
export const crowd: SupergraphCase = {
  name: 'one entity in very many contexts',
  subgraphs: {
    people: /* GraphQL */ `
      type Query {
        people: [Person!]!
      }
      type Person @key(fields: "id") {
        id: ID!
        sees: Star
      }
      type Star @key(fields: "id") {
        id: ID!
      }
    `,
    sky: /* GraphQL */ `
      type Person @key(fields: "id") @context(name: "observer") {
        id: ID!
      }
      type Star @key(fields: "id") {
        id: ID!
        sight(of: ID @fromContext(field: "$observer { id }")): String
      }
    `,
  },
  data: () => {
    const star: Entry = { __typename: 'Star', id: 'star', sight: ({ of }: { of: string }) => `the star of ${of}` };
    const people = Array.from({ length: 250 }, (_, id) => ({ __typename: 'Person', id: `p${id}`, sees: star }));
    return { Query: { people }, entities: [star, ...people] };
  },
};

/**
 * Two fields that take one field of a context with different arguments. Apollo's planner fetches one value for both.
 */
export const prices: SupergraphCase = {
  name: 'a context that is read with arguments',
  subgraphs: {
    catalog: /* GraphQL */ `
      type Query {
        shops: [Shop]
        shop: Shop
      }
      type Shop @key(fields: "id") {
        id: ID!
        price(currency: String = "GBP"): Float
        items: [Item]
      }
      type Item @key(fields: "id") {
        id: ID!
      }
    `,
    quotes: /* GraphQL */ `
      type Shop @key(fields: "id") @context(name: "shop") {
        id: ID!
        price(currency: String = "GBP"): Float @external
      }
      type Item @key(fields: "id") {
        id: ID!
        euro(price: Float @fromContext(field: "$shop { price(currency: \\"EUR\\") }")): String
        dollar(price: Float @fromContext(field: "$shop { price(currency: \\"USD\\") }")): String
      }
    `,
  },
  data: () => {
    const item: Entry = {
      __typename: 'Item',
      id: 'i1',
      euro: ({ price }: { price: number | null }) => `${price} EUR`,
      dollar: ({ price }: { price: number | null }) => `${price} USD`,
    };
    const shop: Entry = {
      __typename: 'Shop',
      id: 's1',
      price: ({ currency = 'GBP' }: { currency?: string | null }) =>
        currency === 'EUR' ? 1 : currency === 'USD' ? 2 : 3,
      items: [item, null],
    };
    return { Query: { shops: [shop], shop }, entities: [item, shop] };
  },
};
