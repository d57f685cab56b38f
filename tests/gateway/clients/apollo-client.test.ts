import { createHash } from 'node:crypto';
import {
  ApolloClient,
  type ApolloLink,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  ServerError,
} from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';
import { openNewsroom } from '../open-newsroom.ts';
import { watchRequests, type WatchedRequest } from './watch-requests.ts';

let shop: Bookshop;
let sent: WatchedRequest[];
let uri: string;
beforeEach(async () => {
  shop = await openBookshop();
  uri = `${shop.url}/graphql`;
  sent = watchRequests();
});
afterEach(() => shop.close());

function apollo(link: ApolloLink): ApolloClient {
  const client = new ApolloClient({
    link,
    cache: new InMemoryCache(),
    incrementalHandler: new Defer20220824Handler(),
    clientAwareness: { name: 'tests', version: '1' },
    defaultOptions: { query: { fetchPolicy: 'no-cache' }, watchQuery: { fetchPolicy: 'no-cache' } },
  });
  onTestFinished(() => client.stop());
  return client;
}

const persisted = () =>
  new PersistedQueryLink({ sha256: async (text: string) => createHash('sha256').update(text).digest('hex') });
const person = gql`
  query Person($id: ID!) {
    person(id: $id) {
      id
      name
      reviews {
        text
      }
    }
  }
`;
const ada = { id: '1', name: 'Ada', reviews: [{ text: 'Good' }, { text: 'Fine' }] };
const subscription = gql`
  subscription Added {
    reviewAdded {
      id
      text
      author {
        name
      }
    }
  }
`;

describe('Apollo Client', () => {
  it('queries by HttpLink', async () => {
    const { data, error } = await apollo(new HttpLink({ uri })).query({ query: person, variables: { id: '1' } });

    expect(error).toBeUndefined();
    expect(data).toMatchObject({ person: ada });
    expect(sent).toMatchObject([{ method: 'POST', status: 200 }]);
  });

  it('queries by GET', async () => {
    const link = new HttpLink({ uri, useGETForQueries: true, headers: { 'apollo-require-preflight': 'true' } });

    const { data } = await apollo(link).query({ query: person, variables: { id: '1' } });

    expect(data).toMatchObject({ person: ada });
    expect(sent).toMatchObject([{ method: 'GET', status: 200 }]);
  });

  it('sends mutations, and receives the errors of refused ones', async () => {
    const client = apollo(new HttpLink({ uri }));

    const renamed = await client.mutate({ mutation: gql('mutation { rename(id: "2", name: "Bert") { name } }') });
    const refused = await client.query({ query: gql('{ nothing }') }).catch((error: unknown) => error);
    const partial = await client.query({ query: gql('{ person(id: "1") { name secret } }'), errorPolicy: 'all' });

    expect(renamed.data).toMatchObject({ rename: { name: 'Bert' } });
    expect(CombinedGraphQLErrors.is(refused) && refused.errors[0]?.message).toContain('Cannot query field');
    expect(partial.data).toMatchObject({ person: { name: 'Ada', secret: null } });
    expect(CombinedGraphQLErrors.is(partial.error) && partial.error.errors[0]?.path).toEqual(['person', 'secret']);
  });

  it('receives status 401 for an invalid token', async () => {
    const client = apollo(new HttpLink({ uri, headers: { authorization: 'Bearer x' } }));

    const refused = await client.query({ query: person, variables: { id: '1' } }).catch((error: unknown) => error);

    const isTold = CombinedGraphQLErrors.is(refused) || (ServerError.is(refused) && refused.statusCode === 401);
    expect(isTold).toBe(true);
    expect(sent).toMatchObject([{ status: 401 }]);
  });

  it.each([false, true])('sends the hash of a query by GET: %s', async (useGETForHashedQueries) => {
    const link = new PersistedQueryLink({
      sha256: async (text: string) => createHash('sha256').update(text).digest('hex'),
      useGETForHashedQueries,
    }).concat(new HttpLink({ uri, headers: { 'apollo-require-preflight': 'true' } }));
    const client = apollo(link);

    const first = await client.query({ query: person, variables: { id: '1' } });
    const second = await client.query({ query: person, variables: { id: '2' } });

    expect(first.data).toMatchObject({ person: ada });
    expect(second.data).toMatchObject({ person: { id: '2', name: 'Bob' } });
    const hashed = useGETForHashedQueries ? 'GET' : 'POST';
    expect(sent.map(({ method }) => method)).toEqual([hashed, 'POST', hashed]);
  });

  it.each([
    ['by itself', () => new HttpLink({ uri })],
    ['with the hash of the query', () => persisted().concat(new HttpLink({ uri }))],
  ])('receives deferred data later, %s', async (_how, link) => {
    const query = gql('query Later { person(id: "1") { id ... @defer { name reviews { text } } } }');
    const seen: unknown[] = [];

    const watched = apollo(link()).watchQuery({ query, fetchPolicy: 'network-only' });
    const subscribed = watched.subscribe(({ data, error }) => seen.push(structuredClone({ data, error })));
    await expect.poll(() => seen.at(-1)).toMatchObject({ data: { person: ada } });
    subscribed.unsubscribe();

    expect(seen).toContainEqual(expect.objectContaining({ data: { person: { __typename: 'Person', id: '1' } } }));
    expect(sent.at(-1)?.type).toMatch(/^multipart\/mixed/);
  });

  const withSocket = () => {
    const client = createClient({ url: uri.replace('http', 'ws'), webSocketImpl: WebSocket });
    onTestFinished(async () => client.dispose());
    return new GraphQLWsLink(client);
  };

  it.each([
    ['GraphQLWsLink', withSocket],
    ['multipart', () => new HttpLink({ uri })],
    ['multipart, with the hash of the subscription', () => persisted().concat(new HttpLink({ uri }))],
  ])('subscribes by %s', async (_how, link) => {
    const client = apollo(link());
    for (const round of [1, 2]) {
      const events: unknown[] = [];

      const subscribed = client.subscribe({ query: subscription }).subscribe((event) => events.push(event));
      await expect.poll(shop.openStreams).toBe(1);
      for (const id of ['one', 'two']) {
        shop.publish({ id: `${round} ${id}`, text: 'New', authorId: '1' });
      }
      await expect.poll(() => events.length).toBe(2);
      subscribed.unsubscribe();

      expect(events).toMatchObject(
        ['one', 'two'].map((id) => ({ data: { reviewAdded: { id: `${round} ${id}`, author: { name: 'Ada' } } } })),
      );
      await expect.poll(shop.openStreams).toBe(0);
    }
  });

  it('receives all events of a long stream, over multipart', async () => {
    const room = await openNewsroom();
    onTestFinished(room.close);
    room.post(500);
    const client = apollo(new HttpLink({ uri: `${room.url}/graphql` }));
    const numbers: unknown[] = [];

    const subscribed = client
      .subscribe<{ posted: { number: number } }>({ query: gql('subscription { posted(after: "") { number } }') })
      .subscribe(({ data }) => numbers.push(data?.posted.number));
    await expect.poll(() => numbers.length, { timeout: 10_000 }).toBe(500);
    subscribed.unsubscribe();

    expect(numbers).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });
});
