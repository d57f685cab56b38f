import { createClient, type Client, type ClientOptions } from 'graphql-sse';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';
import { openNewsroom } from '../open-newsroom.ts';

let shop: Bookshop;
beforeEach(async () => {
  shop = await openBookshop();
});
afterEach(() => shop.close());

function open(options: Partial<ClientOptions> = {}, url = shop.url): Client {
  const client = createClient({ url: `${url}/graphql`, singleConnection: false, retryAttempts: 0, ...options });
  onTestFinished(() => client.dispose());
  return client;
}

async function resultsOf(client: Client, query: string, variables: Record<string, unknown> = {}): Promise<unknown[]> {
  const results: unknown[] = [];
  for await (const result of client.iterate({ query, variables })) {
    results.push(result);
  }
  return results;
}

describe('graphql-sse, with a connection for each operation', () => {
  it('sends queries and mutations', async () => {
    const query = await resultsOf(open(), 'query ($id: ID!) { person(id: $id) { name } }', { id: '1' });
    const mutation = await resultsOf(open(), 'mutation { rename(id: "2", name: "Bert") { name } }');

    expect(query).toEqual([{ data: { person: { name: 'Ada' } } }]);
    expect(mutation).toEqual([{ data: { rename: { name: 'Bert' } } }]);
  });

  it('subscribes, and leaves nothing open when it disconnects', async () => {
    const events = open().iterate({ query: 'subscription { reviewAdded { id author { name } } }' });
    const first = events.next();
    await expect.poll(shop.openStreams).toBe(1);
    shop.publish({ id: 'r9', text: 'New', authorId: '1' });

    expect(await first).toEqual({
      done: false,
      value: { data: { reviewAdded: { id: 'r9', author: { name: 'Ada' } } } },
    });
    await events.return?.(undefined);
    await expect.poll(shop.openStreams).toBe(0);
  });

  it('receives every event of a long stream, in order', async () => {
    const room = await openNewsroom();
    onTestFinished(room.close);
    room.post(1_000);
    const events = open({}, room.url).iterate<{ posted: { number: number } }>({
      query: 'subscription { posted(after: "") { number } }',
    });

    const numbers: unknown[] = [];
    for await (const { data } of events) {
      numbers.push(data?.posted.number);
      if (numbers.length === 1_000) {
        break;
      }
    }

    expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });

  it.each(['{ nothing }', 'subscription { nothing }', '{'])(
    'receives the errors of %s on the stream',
    async (query) => {
      expect(await resultsOf(open(), query)).toEqual([
        { errors: [expect.objectContaining({ message: expect.any(String) })] },
      ]);
    },
  );

  it('receives status 401 for an invalid token', async () => {
    const refused = await resultsOf(open({ headers: { authorization: 'Bearer x' } }), '{ greeting }').catch(
      (error: unknown) => error,
    );

    expect(refused).toMatchObject({ response: { status: 401 } });
  });

  it('sends queries by GET, as the protocol allows', async () => {
    const parameters = new URLSearchParams({ query: '{ person(id: "1") { name } }' });

    const answer = await fetch(`${shop.url}/graphql?${String(parameters)}`, {
      headers: { accept: 'text/event-stream' },
    });

    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(
      'event: next\ndata: {"data":{"person":{"name":"Ada"}}}\n\nevent: complete\ndata:\n\n',
    );
  });
});
