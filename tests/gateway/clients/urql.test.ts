import { createHash } from 'node:crypto';
import { Client, fetchExchange, subscriptionExchange, type ClientOptions, type OperationResult } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';
import { watchRequests, type WatchedRequest } from './watch-requests.ts';

let shop: Bookshop;
let sent: WatchedRequest[];
let url: string;
beforeEach(async () => {
  shop = await openBookshop();
  url = `${shop.url}/graphql`;
  sent = watchRequests();
});
afterEach(() => shop.close());

const urql = (options: Partial<ClientOptions> = {}) =>
  new Client({ url, exchanges: [fetchExchange], preferGetMethod: false, ...options });
const person = 'query Person($id: ID!) { person(id: $id) { id name reviews { text } } }';
const ada = { id: '1', name: 'Ada', reviews: [{ text: 'Good' }, { text: 'Fine' }] };
/** A header that proves that the request is not one that any page could send without a preflight. */
const proven = { headers: { 'apollo-require-preflight': 'true' } };

describe('urql', () => {
  it('sends queries by POST', async () => {
    const result = await urql().query(person, { id: '1' }).toPromise();

    expect(result.error).toBeUndefined();
    expect(result.data).toMatchObject({ person: ada });
    expect(sent).toMatchObject([{ method: 'POST', status: 200 }]);
    expect(sent[0]?.type).toMatch(/^application\/graphql-response\+json/);
  });

  it('sends queries by GET', async () => {
    const result = await urql({ preferGetMethod: 'force', fetchOptions: proven })
      .query(person, { id: '1' })
      .toPromise();

    expect(result.error).toBeUndefined();
    expect(result.data).toMatchObject({ person: ada });
    expect(sent).toMatchObject([{ method: 'GET', status: 200 }]);
  });

  it.each([true, false])('sends persisted queries by GET: %s', async (preferGetForPersistedQueries) => {
    const generateHash = async (text: string) => createHash('sha256').update(text).digest('hex');
    const client = urql({
      exchanges: [persistedExchange({ preferGetForPersistedQueries, generateHash }), fetchExchange],
      fetchOptions: proven,
    });

    const first = await client.query(person, { id: '1' }).toPromise();
    const second = await client.query(person, { id: '2' }).toPromise();

    expect([first.error, second.error]).toEqual([undefined, undefined]);
    expect(first.data).toMatchObject({ person: ada });
    expect(second.data).toMatchObject({ person: { id: '2', name: 'Bob' } });
    const method = preferGetForPersistedQueries ? 'GET' : 'POST';
    expect(sent.map((request) => request.method)).toEqual([method, method, method]);
  });

  it('sends mutations', async () => {
    const result = await urql({ preferGetMethod: 'force' })
      .mutation('mutation { rename(id: "2", name: "Bert") { name } }', {})
      .toPromise();

    expect(result.error).toBeUndefined();
    expect(result.data).toMatchObject({ rename: { name: 'Bert' } });
  });

  it('receives errors, and keeps the data beside them', async () => {
    const invalid = await urql().query('{ nothing }', {}).toPromise();
    const partial = await urql().query('{ person(id: "1") { name secret } }', {}).toPromise();

    expect(invalid.error?.graphQLErrors[0]?.message).toContain('Cannot query field "nothing"');
    expect(invalid.error?.networkError).toBeUndefined();
    expect(partial.error?.graphQLErrors[0]?.path).toEqual(['person', 'secret']);
    expect(partial.data).toMatchObject({ person: { name: 'Ada', secret: null } });
  });

  it('receives deferred data', async () => {
    const query = '{ person(id: "1") { id ... @defer { name reviews { text } } } }';

    const result = await urql().query(query, {}).toPromise();

    expect(result.error).toBeUndefined();
    expect(result.data).toMatchObject({ person: ada });
  });

  const subscription = 'subscription { reviewAdded { id text author { name } } }';
  const events = ['one', 'two'].map((id) => ({
    reviewAdded: { id, text: `text ${id}`, author: { name: 'Ada' } },
  }));

  const persisted = persistedExchange({
    enableForSubscriptions: true,
    preferGetForPersistedQueries: false,
    generateHash: async (text) => createHash('sha256').update(text).digest('hex'),
  });

  it.each(['sse', 'sse, with the hash of the subscription', 'ws'])('subscribes by %s', async (way) => {
    const socket = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket });
    onTestFinished(async () => socket.dispose());
    const client =
      way !== 'ws'
        ? urql({ fetchSubscriptions: true, exchanges: [...(way === 'sse' ? [] : [persisted]), fetchExchange] })
        : urql({
            exchanges: [
              subscriptionExchange({
                forwardSubscription: ({ query = '', variables }) => ({
                  subscribe: (sink) => ({
                    unsubscribe: socket.subscribe(
                      { query, variables: variables as Record<string, unknown> },
                      sink as never,
                    ),
                  }),
                }),
              }),
              fetchExchange,
            ],
          });
    const results: OperationResult[] = [];

    const { unsubscribe } = client.subscription(subscription, {}).subscribe((result) => results.push(result));
    await expect.poll(shop.openStreams).toBe(1);
    for (const id of ['one', 'two']) {
      shop.publish({ id, text: `text ${id}`, authorId: '1' });
    }
    await expect.poll(() => results.length).toBe(2);
    unsubscribe();

    expect(results.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(results.map(({ data }) => data)).toMatchObject(events);
    await expect.poll(shop.openStreams).toBe(0);
  });
});
