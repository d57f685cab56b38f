import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { demandControlDefault, type DemandControl } from '@tributary/gateway/request/demand-control.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { graphql, parse, type GraphQLFormattedError } from 'graphql';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { openSmallServer } from '../support/small-server.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

/** The directives have other names here, which the supergraph keeps. */
const federation = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", { name: "@cost", as: "@weigh" }, { name: "@listSize", as: "@sized" }]
)`;

export const librarySdls = {
  books: `${federation}
    type Query {
      shelves(first: Int, last: Int): [Shelf!]! @sized(slicingArguments: ["first", "last"])
      search(page: Page, limit: Int = 5, filters: [Filter!] @weigh(weight: 3)): Results
        @sized(assumedSize: 20, slicingArguments: ["limit"], sizedFields: ["items"], requireOneSlicingArgument: false)
      book: Book
      media: [Media!]! @sized(assumedSize: 4)
      works: [Work!]! @sized(assumedSize: 3)
    }
    type Mutation { addBooks(input: [NewBook!]!): Int }
    type Subscription { added: Book }
    input Page { first: Int size: Int }
    input Filter { name: String near: Filter }
    input NewBook { title: String price: Price }
    input Price { amount: Int @weigh(weight: 2) }
    type Shelf { books(first: Int!): [Book!]! @sized(slicingArguments: ["first"]) unsized: [Book!]! grid: [[Book!]!]! }
    type Results { items: [Book!]! pages: [Results!]! total: Int }
    interface Media { id: ID! }
    interface Work { parts(first: Int): [Book!]! years: [Int] @sized(assumedSize: 1) }
    type Opera implements Work { years: [Int] @weigh(weight: 1) @sized(assumedSize: 9) parts(first: Int): [Book!]! @sized(slicingArguments: ["first"]) }
    type Book implements Media @key(fields: "id") { id: ID! title: String genre: Genre isbn: Isbn }
    type Film implements Media @weigh(weight: 7) { id: ID! studio: Studio stars: [Studio!]! @sized(assumedSize: 2) }
    type Studio { name: String }
    enum Genre @weigh(weight: 2) { NOVEL }
    scalar Isbn @weigh(weight: 5)`,
  reviews: `${federation}
    type Query { newest: Review }
    type Book @key(fields: "id") {
      id: ID!
      reviews(first: Int = 3): [Review!]! @sized(slicingArguments: ["first"])
      dear: Review @weigh(weight: 100)
    }
    type Review { id: ID! book: Book }`,
};
type Name = keyof typeof librarySdls;

const book = { __typename: 'Book', id: '1', title: 'Emma', genre: 'NOVEL', isbn: '9' };
const film = { __typename: 'Film', id: '2', studio: { name: 'A' }, stars: [{ name: 'B' }] };
const review = { id: 'r1', book };
const times = <Item>(count: number | undefined, item: Item): Item[] => Array.from({ length: count ?? 0 }, () => item);
const shelf = {
  books: ({ first }: { first: number }) => times(first, book),
  unsized: () => times(2, book),
  grid: [[book], [book]],
};
const roots = {
  books: {
    shelves: ({ first, last }: { first?: number; last?: number }) => times(first ?? last, shelf),
    search: ({ limit }: { limit: number }) => ({ items: times(limit, book), pages: [], total: 1 }),
    book,
    media: [book, film],
    works: [],
    addBooks: ({ input }: { input: unknown[] }) => input.length,
  },
  reviews: { newest: review },
};
const references = {
  books: { Book: { __resolveReference: () => book } },
  reviews: {
    Book: {
      __resolveReference: () => ({ ...book, dear: review }),
      reviews: (_: unknown, { first }: { first: number }) => times(first, review),
    },
  },
};
const requestShape = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });

export type Library = {
  url: string;
  /** The subgraphs that were asked, in order. */
  asked: Name[];
  ask(query: string, variables?: Record<string, unknown>): Promise<LibraryAnswer>;
  /** The value of a metric, by its name with its labels. */
  metric(name: string): Promise<number>;
  close(): Promise<void>;
};
export type LibraryAnswer = {
  status: number;
  data: Record<string, unknown> | null | undefined;
  errors: readonly GraphQLFormattedError[];
  estimated: number;
  actual: number;
  max: string | null;
  /** Tokens that are left of a rate limit. */
  left: number;
};

/** Opens a gateway before two subgraphs that state the costs of their fields. */
export async function openLibrary({
  change = (sdl) => sdl,
  demandControl = {},
  ...settings
}: Omit<Partial<GatewaySettings>, 'demandControl'> & {
  /** Changes the supergraph, for directives that this composition refuses. */
  change?: (supergraphSdl: string) => string;
  demandControl?: Partial<DemandControl>;
} = {}): Promise<Library> {
  const asked: Name[] = [];
  const serve = (name: Name) => {
    const schema = buildSubgraphSchema([{ typeDefs: parse(librarySdls[name]), resolvers: references[name] }]);
    return openSmallServer(async (body, response) => {
      asked.push(name);
      const { query, variables } = requestShape.parse(JSON.parse(body));
      const rootValue = roots[name];
      response.end(
        JSON.stringify(await graphql({ schema, source: query, variableValues: variables ?? {}, rootValue })),
      );
    });
  };
  const servers = { books: await serve('books'), reviews: await serve('reviews') };
  const metrics = createMetrics();
  const gateway = await openTestGateway({
    supergraphSdl: change(supergraphOf(librarySdls, (name) => servers[name].url)),
    demandControl: { ...demandControlDefault, headers: true, ...demandControl },
    metrics,
    ...settings,
  });
  return {
    url: gateway.url,
    asked,
    close: async () => {
      await gateway.close();
      await Promise.all([servers.books.close(), servers.reviews.close()]);
    },
    ask: async (query, variables = {}) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const answer = (await response.json()) as Pick<LibraryAnswer, 'data'> & { errors?: LibraryAnswer['errors'] };
      return {
        status: response.status,
        data: answer.data,
        errors: answer.errors ?? [],
        estimated: Number(response.headers.get('x-cost-estimated') ?? Number.NaN),
        actual: Number(response.headers.get('x-cost-actual') ?? Number.NaN),
        max: response.headers.get('x-cost-max'),
        left: Number(/r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1]),
      };
    },
    metric: async (name) => {
      const text = await metrics.metrics();
      const line = text.split('\n').find((each) => each.startsWith(`${name} `));
      return Number(line?.slice(name.length + 1) ?? 0);
    },
  };
}

/** A library for one test, which closes it when it ends. */
export async function freshLibrary(settings: Parameters<typeof openLibrary>[0] = {}): Promise<Library> {
  const opened = await openLibrary(settings);
  onTestFinished(opened.close);
  return opened;
}
