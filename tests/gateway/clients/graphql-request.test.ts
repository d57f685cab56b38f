import { ClientError, GraphQLClient } from 'graphql-request';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';
import { watchRequests, type WatchedRequest } from './watch-requests.ts';

let shop: Bookshop;
let sent: WatchedRequest[];
beforeEach(async () => {
  shop = await openBookshop();
  sent = watchRequests();
});
afterEach(() => shop.close());

const person = 'query Person($id: ID!) { person(id: $id) { id name } }';

describe('graphql-request', () => {
  it.each(['POST', 'GET'] as const)('queries by %s', async (method) => {
    // The client takes the global `fetch` when it is created.
    const client = new GraphQLClient(`${shop.url}/graphql`, {
      method,
      fetch,
      headers: { 'apollo-require-preflight': 'true' },
    });

    const data = await client.request(person, { id: '1' });

    expect(data).toEqual({ person: { id: '1', name: 'Ada' } });
    expect(sent).toMatchObject([{ method, status: 200 }]);
  });

  it('sends mutations, and receives the errors of refused ones', async () => {
    const client = new GraphQLClient(`${shop.url}/graphql`, { fetch });

    const renamed = await client.request('mutation { rename(id: "2", name: "Bert") { name } }');
    const refused = await client.request('{ nothing }').catch((error: unknown) => error);

    expect(renamed).toEqual({ rename: { name: 'Bert' } });
    expect(refused).toBeInstanceOf(ClientError);
    expect(refused instanceof ClientError && refused.response).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringContaining('Cannot query field') }],
    });
  });

  it('returns data and errors by its own error policy', async () => {
    const client = new GraphQLClient(`${shop.url}/graphql`, { fetch, errorPolicy: 'all' });

    const { data, errors } = await client.rawRequest('{ person(id: "1") { name secret } }');

    expect(data).toEqual({ person: { name: 'Ada', secret: null } });
    expect(errors).toMatchObject([{ path: ['person', 'secret'] }]);
  });
});
