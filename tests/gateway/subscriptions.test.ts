import { formatId } from '@tributary/domain/ids.ts';
import { createClient, type Client } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { freshBookshop, openBookshop, type Bookshop } from './open-bookshop.ts';

function connect(
  shop: Bookshop,
  token?: string,
): { client: Client; closed: Promise<{ code: number; reason: string }> } {
  const { promise: closed, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
  const client = createClient({
    url: `${shop.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
    on: {
      closed: (event) => {
        if (typeof event === 'object' && event !== null && 'code' in event && 'reason' in event) {
          resolve({ code: Number(event.code), reason: String(event.reason) });
        }
      },
    },
  });
  onTestFinished(() => client.dispose());
  return { client, closed };
}

const review = { id: 'r9', text: 'Live', authorId: '2' };

describe.each([{ overHttp: false }, { overHttp: true }])('a subscription, subgraphs over HTTP: $overHttp', (way) => {
  it('delivers fields of another subgraph in each message', async () => {
    const shop = await freshBookshop(way);
    const { client } = connect(shop);
    const stream = client.iterate({
      query: 'subscription { added: reviewAdded { number: id text author { id name signature } } }',
    });

    const first = stream.next();
    await expect.poll(() => shop.openStreams()).toBe(1);
    shop.publish(review);

    expect((await first).value).toEqual({
      data: { added: { number: 'r9', text: 'Live', author: { id: '2', name: 'Bob', signature: '-- Bob' } } },
    });
    const second = stream.next();
    shop.publish({ ...review, authorId: '1' });
    expect((await second).value).toMatchObject({ data: { added: { author: { name: 'Ada' } } } });
  });

  it('delivers fields that depend on each message', async () => {
    const shop = await freshBookshop(way);
    const { client } = connect(shop);
    const stream = client.iterate({ query: 'subscription { added: reviewAdded { text: id club { reply } } }' });

    const first = stream.next();
    await expect.poll(() => shop.openStreams()).toBe(1);
    shop.publish(review);

    expect((await first).value).toEqual({ data: { added: { text: 'r9', club: { reply: 'Live?' } } } });
    const second = stream.next();
    shop.publish({ ...review, text: 'Again' });
    expect((await second).value).toEqual({ data: { added: { text: 'r9', club: { reply: 'Again?' } } } });
  });

  it('leaves nothing open at the subgraph when the subscriber leaves between events', async () => {
    const shop = await freshBookshop(way);
    const { client } = connect(shop);
    const stream = client.iterate({ query: 'subscription { reviewAdded { id } }' });
    void stream.next();
    await expect.poll(() => shop.openStreams()).toBe(1);

    await stream.return?.();

    await expect.poll(() => shop.openStreams()).toBe(0);
  });

  it('leaves nothing open at the subgraph when the socket breaks', async () => {
    const shop = await freshBookshop(way);
    const { client } = connect(shop);
    void client
      .iterate({ query: 'subscription { reviewAdded { id } }' })
      .next()
      .catch(() => {});
    await expect.poll(() => shop.openStreams()).toBe(1);

    client.terminate();

    await expect.poll(() => shop.openStreams()).toBe(0);
  });

  it('ends with a masked error when the stream breaks at the subgraph', async () => {
    const shop = await freshBookshop(way);
    const { client } = connect(shop);
    const stream = client.iterate({ query: 'subscription { reviewAdded { id } }' });
    const first = stream.next();
    await expect.poll(() => shop.openStreams()).toBe(1);

    shop.breakStreams();

    const step = await first;
    expect(step.value).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(JSON.stringify(step.value)).not.toContain('hunter2');
    expect((await stream.next()).done).toBe(true);
  });
});

it('ends with an error when the subgraph stops', async () => {
  const shop = await freshBookshop({ overHttp: true });
  const { client } = connect(shop);
  const stream = client.iterate({ query: 'subscription { reviewAdded { id } }' });
  const first = stream.next();
  await expect.poll(() => shop.openStreams()).toBe(1);

  await shop.stop('reviews');

  expect((await first).value).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
});

describe('a socket', () => {
  it('answers queries and mutations too', async () => {
    const shop = await freshBookshop();
    const { client } = connect(shop);

    const query = await client.iterate({ query: '{ person(id: "1") { name reviews { id } } }' }).next();
    const mutation = await client.iterate({ query: 'mutation { rename(id: "1", name: "Eve") { name } }' }).next();

    expect(query.value).toEqual({ data: { person: { name: 'Ada', reviews: [{ id: 'r1' }, { id: 'r3' }] } } });
    expect(mutation.value).toEqual({ data: { rename: { name: 'Eve' } } });
  });

  it('passes its caller on, signed anew for each event', async () => {
    const shop = await freshBookshop();
    const userId = '019a0000-0000-7000-8000-000000000001';
    const { client } = connect(shop, await shop.token({ userId }));
    const stream = client.iterate({ query: 'subscription { reviewAdded { author { name } } }' });
    const first = stream.next();
    await expect.poll(() => shop.openStreams()).toBe(1);

    shop.publish(review);
    await first;

    expect(shop.callers.length).toBeGreaterThan(1);
    for (const caller of shop.callers) {
      expect(caller).toMatchObject({ subject: formatId('usr', userId), address: '127.0.0.1' });
    }
  });

  it('is closed with 4403 for an invalid token', async () => {
    const shop = await freshBookshop();
    const { client, closed } = connect(shop, 'not.a.token');

    void client
      .iterate({ query: '{ __typename }' })
      .next()
      .catch(() => {});

    expect(await closed).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  it('ends with its token', async () => {
    const shop = await freshBookshop();
    const { client, closed } = connect(shop, await shop.token({ lifeSeconds: 3 }));

    void client
      .iterate({ query: 'subscription { reviewAdded { id } }' })
      .next()
      .catch(() => {});

    expect(await closed).toEqual({ code: 4410, reason: expect.stringContaining('Token expired') });
    await expect.poll(() => shop.openStreams()).toBe(0);
  });

  it.each([
    { query: 'subscription { reviewAdded { nothing } }', message: 'Cannot query field' },
    { query: 'subscription ($a: ID!) { reviewAdded(author: $a) { id } }', message: 'Variable "$a"' },
    { query: 'subscription {', message: 'Syntax Error' },
  ])('refuses $query', async ({ query, message }) => {
    const shop = await freshBookshop();
    const { client } = connect(shop);

    const refused = client.iterate({ query }).next();

    await expect(refused).rejects.toEqual([expect.objectContaining({ message: expect.stringContaining(message) })]);
  });

  it('is closed when the gateway closes, even if its client does not answer', async () => {
    const shop = await openBookshop();
    const socket = new WebSocket(`${shop.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve) => {
      socket.once('open', resolve);
    });
    // A client that no longer reads, and so does not answer.
    socket.pause();
    const begun = performance.now();

    await shop.close();

    expect(performance.now() - begun).toBeLessThan(8_000);
    socket.terminate();
  });
});
