import type { Data, Entry, SupergraphCase } from '../supergraph-case.ts';

/**
 * Products with a price and reviews with authors, over three subgraphs. One author is unknown to the subgraph of
 * people.
 */
export const shop: SupergraphCase = {
  name: 'a shop of three subgraphs',
  subgraphs: {
    catalog: /* GraphQL */ `
      type Query {
        product(id: ID!): Product
        products(first: Int = 3, ids: [ID!]): [Product]!
        newest: Product!
        none: [Product!]!
      }
      type Product @key(fields: "id") {
        id: ID!
        name: String!
        label(prefix: String = "-", suffix: String): String
        sizes: [[Int!]]
        similar: [Product!]!
        dimensions: Dimensions
      }
      type Dimensions {
        width: Float!
        unit(system: System! = METRIC): String
      }
      enum System {
        METRIC
        IMPERIAL
      }
    `,
    prices: /* GraphQL */ `
      type Query {
        cheapest: Product
      }
      type Product @key(fields: "id") {
        id: ID!
        price(currency: String = "EUR"): Int
        inStock: Boolean!
        substitute: Product
      }
    `,
    reviews: /* GraphQL */ `
      type Query {
        reviews: [Review!]
        review(id: ID!): Review
        people: [Person]
      }
      type Product @key(fields: "id") {
        id: ID!
        reviews(first: Int = 2): [Review!]!
        bestReview: Review
      }
      type Review @key(fields: "id") {
        id: ID!
        text: String
        product: Product!
        author: Person
      }
      type Person @key(fields: "id") {
        id: ID!
        reviews: [Review]
      }
    `,
    people: /* GraphQL */ `
      type Query {
        me: Person!
      }
      type Person @key(fields: "id") {
        id: ID!
        name: String
        friends: [Person!]
        favourites: [[Product]]
      }
      type Product @key(fields: "id", resolvable: false) {
        id: ID!
      }
    `,
  },
  data: () => {
    const product = (id: string, name: string, more: Entry): Entry => ({
      __typename: 'Product',
      id,
      name,
      label: ({ prefix, suffix = '' }: { prefix: string; suffix?: string }) => `${prefix}${name}${suffix}`,
      price: ({ currency }: { currency: string }) => Number(id) * (currency === 'EUR' ? 100 : 110),
      inStock: id !== '2',
      dimensions: {
        width: Number(id) / 2,
        unit: ({ system }: { system: string }) => (system === 'METRIC' ? 'cm' : 'in'),
      },
      ...more,
    });
    const table: Entry = product('1', 'Table', {
      sizes: [[1, 2], null, []],
      similar: () => [chair, lamp],
      substitute: () => chair,
      reviews: ({ first }: { first: number }) => [good, bad, fine].slice(0, first),
      bestReview: () => good,
    });
    const chair: Entry = product('2', 'Chair', {
      sizes: [],
      similar: () => [],
      substitute: () => table,
      reviews: () => [],
      bestReview: null,
    });
    const lamp: Entry = product('3', 'Lamp', {
      sizes: null,
      similar: () => [table, lamp, table],
      dimensions: null,
      price: null,
      substitute: null,
      reviews: () => [fine],
      bestReview: () => fine,
    });
    const ada: Entry = {
      __typename: 'Person',
      id: '1',
      name: 'Ada',
      friends: () => [bob, ada],
      favourites: () => [[table, null, lamp], [], null, [table]],
      reviews: () => [good, null, fine],
    };
    const bob: Entry = {
      __typename: 'Person',
      id: '2',
      name: null,
      friends: [],
      favourites: null,
      reviews: () => [bad],
    };
    const gone: Entry = { __typename: 'Person', id: '3', missingIn: ['people'], reviews: [] };
    const review = (id: string, text: string | null, of: Entry, author: Entry | null): Entry => ({
      __typename: 'Review',
      id,
      text,
      product: () => of,
      author: () => author,
    });
    const good = review('r1', 'Good', table, ada);
    const bad = review('r2', null, table, bob);
    const fine = review('r3', 'Fine', lamp, ada);
    const lost = review('r4', 'Lost', chair, gone);
    const nobodys = review('r5', 'Nobody', chair, null);
    const products = [table, chair, lamp];
    const reviews = [good, bad, fine, lost, nobodys];
    return {
      Query: {
        product: ({ id }: { id: string }) => products.find((each) => each['id'] === id),
        products: ({ first, ids }: { first: number | null; ids?: string[] | null }) =>
          (ids ?? products.map((each) => each['id']))
            .slice(0, first ?? 0)
            .map((id) => products.find((each) => each['id'] === id) ?? null),
        newest: lamp,
        none: [],
        cheapest: chair,
        reviews: () => reviews,
        review: ({ id }: { id: string }) => reviews.find((each) => each['id'] === id),
        people: [ada, null, bob, gone],
        me: ada,
      },
      entities: [...products, ...reviews, ada, bob, gone],
    } satisfies Data;
  },
};
