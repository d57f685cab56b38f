import type { Gateway } from '@tributary/gateway/gateway.ts';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { openCache, type Caches } from '@tributary/platform/cache.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createSubgraph, type Subgraph } from '@tributary/kit/subgraph.ts';
import { variablesOf, type SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import { onTestFinished } from 'vitest';
import { createTokenIssuer, type TokenOptions } from '../support/token-issuer.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { leftOpen, serveOnPort } from '../support/open-test-subgraph.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { signer, trust } from '../support/service-keys.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const federation = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])
   directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
   enum CacheControlScope { PUBLIC PRIVATE }`;

export const peopleSdl = /* GraphQL */ `
  ${federation('"@key", "@shareable", "@external", "@context", "@fromContext"')}
  type Query {
    me: Person @cacheControl(maxAge: 60, scope: PRIVATE)
    greeting: String @cacheControl(maxAge: 60, scope: PUBLIC)
    person(id: ID!): Person
    people: [Person!]!
    address: String
    echo(text: String!, times: Int = 1): String
  }
  type Mutation {
    rename(id: ID!, name: String!): Person
  }
  type Person @key(fields: "id") {
    id: ID!
    name: String
    legacyId: ID
    secret: String
  }
  type Club @key(fields: "id") @cacheControl(maxAge: 60, scope: PRIVATE) {
    id: ID!
    motto: String
    reply(text: String @fromContext(field: "$review { text }")): String
  }
  type Review @key(fields: "id") @context(name: "review") {
    id: ID!
    text: String @external
  }
`;

export const reviewsSdl = /* GraphQL */ `
  ${federation('"@key", "@external", "@requires"')}
  type Query {
    reviews: [Review!]!
    things: [Thing!]!
  }
  type Mutation {
    addReview(input: AddReview!): Review
  }
  input AddReview {
    text: String!
    authorId: ID!
  }
  type Subscription {
    reviewAdded(author: ID): Review
  }
  interface Thing {
    id: ID!
  }
  type Review implements Thing @key(fields: "id") {
    id: ID!
    text: String
    author: Person
    product: Product
    faulty: String
    forced: Forced
    club: Club
  }
  type Club @key(fields: "id", resolvable: false) {
    id: ID!
  }
  type Forced {
    value: String!
  }
  type Product implements Thing @key(fields: "id") {
    id: ID!
    title: String
    reviews: [Review!]!
  }
  type Person @key(fields: "id") {
    id: ID!
    name: String @external
    reviews: [Review!]!
    signature: String @requires(fields: "name")
  }
`;

type Person = { id: string; name: string | null; legacyId: string };
type Review = { id: string; text: string; authorId: string };

export type Bookshop = {
  url: string;
  gateway: Gateway;
  caches: Caches;
  /** All requests to subgraphs: name, query and variables. */
  requests: { subgraph: string; query: string; variables: Readonly<Record<string, unknown>> }[];
  callers: Caller[];
  /** Number of subscriptions that are open at the subgraph. */
  openStreams(): number;
  /** Publishes a review to all subscribers. */
  publish(review: Review): void;
  /** Breaks all streams, like a failing subgraph. */
  breakStreams(): void;
  /** Stops a subgraph. Only over HTTP. */
  stop(subgraph: string): Promise<void>;
  query(
    query: string,
    options?: { variables?: Record<string, unknown>; token?: string | undefined; headers?: Record<string, string> },
  ): Promise<{ status: number; headers: Headers; body: { data?: unknown; errors?: ReportedError[] } }>;
  token(options?: TokenOptions): Promise<string>;
  close(): Promise<void>;
};
export type ReportedError = { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> };

/** A small supergraph of two subgraphs, unrelated to money, and a gateway before it. */
export async function openBookshop({
  overHttp = false,
  ...settings
}: { overHttp?: boolean } & Partial<GatewaySettings> = {}): Promise<Bookshop> {
  const issuer = await createTokenIssuer();
  const caches = settings.caches ?? (await openCache({ log }));
  const people: Person[] = [
    { id: '1', name: 'Ada', legacyId: '2' },
    { id: '2', name: 'Bob', legacyId: '1' },
    { id: '3', name: null, legacyId: '9' },
  ];
  const reviews: Review[] = [
    { id: 'r1', text: 'Good', authorId: '1' },
    { id: 'r2', text: 'Bad', authorId: '2' },
    { id: 'r3', text: 'Fine', authorId: '1' },
  ];
  const requests: Bookshop['requests'] = [];
  const callers: Caller[] = [];
  const streams = new Set<ReturnType<typeof channel>>();
  const personOf = ({ id }: { id: string }) => people.find((person) => person.id === id) ?? null;

  const subgraphs = await Promise.all([
    createSubgraph<{ caller: Caller }>({
      name: 'people',
      sdl: peopleSdl,
      resolvers: {
        Query: {
          me: () => people[0],
          greeting: () => 'Hello',
          person: (_: unknown, args: { id: string }) => personOf(args),
          people: () => people,
          address: (_: unknown, _args: unknown, { caller }: { caller: Caller }) => caller.address,
          echo: (_: unknown, { text, times }: { text: string; times: number }) => text.repeat(times),
        },
        Mutation: {
          rename: (_: unknown, { id, name }: { id: string; name: string }) => {
            const person = personOf({ id });
            return person === null ? null : Object.assign(person, { name });
          },
        },
        Club: {
          __resolveReference: ({ id }: { id: string }) => ({ id, motto: `${people[0]?.name} was here` }),
          reply: (_: unknown, { text }: { text: string | null }) => `${text}?`,
        },
        Person: {
          __resolveReference: personOf,
          secret: () => {
            throw new Error('the password is hunter2');
          },
        },
      },
      createContext: ({ caller }) => {
        callers.push(caller);
        return { caller };
      },
      trust,
      log,
    }),
    createSubgraph<{ caller: Caller }>({
      name: 'reviews',
      sdl: reviewsSdl,
      resolvers: {
        Query: {
          reviews: () => reviews,
          things: () => [
            { __typename: 'Product', id: 'p1', title: 'A book' },
            { __typename: 'Review', ...reviews[0] },
          ],
        },
        Mutation: {
          addReview: (_: unknown, { input }: { input: { text: string; authorId: string } }) => {
            const review = { id: `r${reviews.length + 1}`, ...input };
            reviews.push(review);
            for (const stream of streams) stream.push({ reviewAdded: review });
            return review;
          },
        },
        Subscription: {
          reviewAdded: {
            subscribe: () => {
              const stream = channel(() => streams.delete(stream));
              streams.add(stream);
              return stream.iterator;
            },
          },
        },
        Review: {
          author: ({ authorId }: Review) => ({ __typename: 'Person', id: authorId }),
          club: () => ({ id: 'c1' }),
          product: () => ({ id: 'p1', title: 'A book' }),
          faulty: () => {
            throw new Error('the password is hunter2');
          },
          forced: () => ({ value: null }),
          __resolveReference: ({ id }: { id: string }) => reviews.find((review) => review.id === id),
        },
        Product: { reviews: () => reviews, __resolveReference: ({ id }: { id: string }) => ({ id, title: 'A book' }) },
        Person: {
          __resolveReference: (reference: object) => reference,
          reviews: ({ id }: { id: string }) => reviews.filter(({ authorId }) => authorId === id),
          signature: ({ name }: { name: string | null }) => `-- ${name ?? 'nobody'}`,
        },
      },
      createContext: ({ caller }) => {
        callers.push(caller);
        return { caller };
      },
      trust,
      log,
    }),
  ]);
  const served = new Map(
    await Promise.all(
      (overHttp ? subgraphs : []).map(
        async (subgraph) => [subgraph.name, await serveOnPort(subgraph, { log })] as const,
      ),
    ),
  );
  const gateway = await openTestGateway({
    supergraphSdl: supergraphOf({ people: peopleSdl, reviews: reviewsSdl }),
    transportFor: ({ name }) => {
      const address = served.get(name);
      const subgraph = subgraphs.find((each) => each.name === name);
      return noting(name, address === undefined ? inProcess(subgraph) : httpTransport({ url: address.url }), requests);
    },
    authentication: { keys: issuer.publicKeys },
    signer,
    caches,
    ...settings,
  });

  return {
    url: gateway.url,
    gateway,
    caches,
    requests,
    callers,
    openStreams: () => streams.size,
    publish: (review) => {
      for (const stream of streams) stream.push({ reviewAdded: review });
    },
    breakStreams: () => {
      for (const stream of streams) stream.fail(new Error('the password is hunter2'));
    },
    stop: async (name) => served.get(name)?.close(),
    query: async (query, { variables, token, headers } = {}) => {
      const answer = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await answer.json()) as { data?: unknown; errors?: ReportedError[] };
      return { status: answer.status, headers: answer.headers, body };
    },
    token: issuer.token,
    close: async () => {
      await gateway.close();
      await Promise.all([...served.values()].map((server) => server.close()));
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
      await caches.close();
    },
  };
}

/** A bookshop for one test, which closes it when it ends. */
export async function freshBookshop(settings: Parameters<typeof openBookshop>[0] = {}): Promise<Bookshop> {
  const opened = await openBookshop(settings);
  onTestFinished(opened.close);
  return opened;
}

function inProcess(subgraph: Subgraph | undefined): SubgraphTransport {
  if (subgraph === undefined) {
    throw new Error('there is no such subgraph');
  }
  return leftOpen(subgraph);
}

function noting(subgraph: string, transport: SubgraphTransport, requests: Bookshop['requests']): SubgraphTransport {
  return {
    ...transport,
    execute: async (request) => {
      requests.push({ subgraph, query: request.query, variables: variablesOf(request) });
      return transport.execute(request);
    },
  };
}

/** An iterator with pushed values, which ends at once when its reader leaves. */
function channel(onLeave: () => void) {
  const waiting: PromiseWithResolvers<IteratorResult<unknown>>[] = [];
  const ready: unknown[] = [];
  const iterator: AsyncIterableIterator<unknown> = {
    next: () => {
      const value = ready.shift();
      if (value !== undefined) {
        return Promise.resolve({ done: false, value });
      }
      const promised = Promise.withResolvers<IteratorResult<unknown>>();
      waiting.push(promised);
      return promised.promise;
    },
    return: async () => {
      onLeave();
      for (const { resolve } of waiting.splice(0)) resolve({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return {
    iterator,
    push: (value: unknown) => {
      const reader = waiting.shift();
      if (reader === undefined) ready.push(value);
      else reader.resolve({ done: false, value });
    },
    fail: (error: Error) => waiting.shift()?.reject(error),
  };
}
