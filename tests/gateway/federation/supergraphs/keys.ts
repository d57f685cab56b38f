import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/**
 * A chain from the first subgraph to the last, each step by another key. One book has no ISBN, and one is unknown half
 * way.
 */
export const keyChain: SupergraphCase = {
  name: 'a chain of keys over four subgraphs',
  subgraphs: {
    titles: /* GraphQL */ `
      type Query {
        books: [Book!]!
        book(id: ID!): Book
      }
      type Book @key(fields: "id") {
        id: ID!
        title: String!
      }
    `,
    registry: /* GraphQL */ `
      type Book @key(fields: "id") @key(fields: "isbn") {
        id: ID!
        isbn: String
        sequel: Book
      }
    `,
    library: /* GraphQL */ `
      type Query {
        borrowed: [Book]
      }
      type Book @key(fields: "isbn") @key(fields: "shelf { row slot }") {
        isbn: String
        shelf: Shelf
        copies: Int
      }
      type Shelf {
        row: Int!
        slot: Int!
      }
    `,
    robots: /* GraphQL */ `
      type Query {
        held: Book
      }
      type Book @key(fields: "shelf { row slot }") {
        shelf: Shelf
        grip: String
      }
      type Shelf @shareable {
        row: Int!
        slot: Int!
      }
    `,
  },
  data: () => {
    const book = (id: string, isbn: string | null, more: Entry): Entry => ({
      __typename: 'Book',
      id,
      title: `Title ${id}`,
      isbn,
      ...more,
    });
    const first = book('1', 'i1', {
      shelf: { row: 1, slot: 1 },
      copies: 3,
      grip: 'soft',
      sequel: () => second,
    });
    const second = book('2', 'i2', { shelf: { row: 1, slot: 2 }, copies: 0, grip: 'hard', sequel: () => nameless });
    const nameless = book('3', null, { sequel: () => first });
    const unregistered = book('4', null, { missingIn: ['registry'] });
    const shelfless = book('5', 'i5', { shelf: null, copies: 1, sequel: null });
    const all = [first, second, nameless, unregistered, shelfless];
    return {
      Query: {
        books: all,
        book: ({ id }: { id: string }) => all.find((each) => each['id'] === id),
        borrowed: [second, null, shelfless, first],
        held: second,
      },
      entities: all,
    };
  },
};

/**
 * Accounts with several keys, whose former numbers are the ids of others. An alias of a client must not become a key.
 */
export const formerNumbers: SupergraphCase = {
  name: 'accounts whose former numbers are the ids of others',
  subgraphs: {
    accounts: /* GraphQL */ `
      type Query {
        account(id: ID!): Account
        accounts: [Account!]!
        holder: Holder!
      }
      type Account @key(fields: "id") @key(fields: "legacyId") {
        id: ID!
        legacyId: ID!
        name: String
        partner: Account
      }
      type Holder @key(fields: "id") @key(fields: "email") {
        id: ID!
        email: String!
      }
    `,
    ledger: /* GraphQL */ `
      type Account @key(fields: "id") {
        id: ID!
        balance: Int
        entries(side: String = "debit"): [Entry!]
        holder: Holder
      }
      type Entry {
        id: ID!
        amount: Int!
        account: Account!
      }
      type Holder @key(fields: "id") {
        id: ID!
        accounts: [Account!]
      }
    `,
    archive: /* GraphQL */ `
      type Query {
        oldest: Account!
        mailed: [Holder]
      }
      type Account @key(fields: "legacyId") {
        legacyId: ID!
        closedBalance: Int
      }
      type Holder @key(fields: "email") {
        email: String!
        letters: [String!]!
      }
    `,
  },
  data: () => {
    const account = (id: string, legacyId: string, balance: number, partner: () => Entry): Entry => {
      const self: Entry = {
        __typename: 'Account',
        id,
        legacyId,
        name: `Account ${id}`,
        partner,
        balance,
        entries: ({ side }: { side: string }) => [
          { id: legacyId, amount: side === 'debit' ? balance : -balance, account: () => self },
          { id: `${id}-2`, amount: 7, account: () => partner() },
        ],
        holder: () => ada,
        closedBalance: balance * 1000,
      };
      return self;
    };
    const one: Entry = account('1', '2', 10, () => two);
    const two: Entry = account('2', '3', 20, () => three);
    const three: Entry = account('3', '1', 30, () => one);
    const ada: Entry = {
      __typename: 'Holder',
      id: '1',
      email: 'ada@example.org',
      accounts: () => [one, three],
      letters: ['Dear Ada'],
    };
    const accounts = [one, two, three];
    return {
      Query: {
        account: ({ id }: { id: string }) => accounts.find((each) => each['id'] === id),
        accounts,
        holder: ada,
        oldest: three,
        mailed: [ada, null, ada],
      },
      entities: [...accounts, ada],
    };
  },
};

/** A key of several fields, some of them in objects and in another entity. */
export const compoundKeys: SupergraphCase = {
  name: 'compound keys',
  subgraphs: {
    seats: /* GraphQL */ `
      type Query {
        seats: [Seat!]!
        seat(row: Int!, place: String!): Seat
      }
      type Seat @key(fields: "row place hall { id }") {
        row: Int!
        place: Place!
        hall: Hall!
        colour: String
      }
      scalar Place
      type Hall @key(fields: "id") {
        id: ID!
      }
    `,
    tickets: /* GraphQL */ `
      type Query {
        sold: [Seat]!
      }
      type Seat @key(fields: "hall { id } row place") {
        row: Int!
        place: Place!
        hall: Hall!
        price(currency: String): String
        neighbour: Seat
      }
      scalar Place
      type Hall @key(fields: "id") {
        id: ID!
        name: String
        seats: [Seat!]!
      }
    `,
  },
  data: () => {
    const seat = (row: number, place: string, hall: () => Entry, neighbour: () => Entry | null): Entry => ({
      __typename: 'Seat',
      row,
      place,
      hall,
      neighbour,
      colour: row === 1 ? 'red' : null,
      price: ({ currency }: { currency?: string | null }) => `${row}${place} ${currency ?? 'EUR'}`,
    });
    const a: Entry = seat(
      1,
      'a',
      () => big,
      () => b,
    );
    const b: Entry = seat(
      1,
      'b',
      () => big,
      () => a,
    );
    const other: Entry = seat(
      1,
      'a',
      () => small,
      () => null,
    );
    const big: Entry = { __typename: 'Hall', id: 'big', name: 'Big', seats: () => [a, b, a] };
    const small: Entry = { __typename: 'Hall', id: 'small', name: null, seats: () => [other] };
    return {
      Query: {
        seats: [a, other, b],
        seat: ({ row, place }: { row: number; place: string }) => (row === 1 ? { a, b }[place] : null),
        sold: [b, null, other],
      },
      entities: [a, b, other, big, small],
    };
  },
};
