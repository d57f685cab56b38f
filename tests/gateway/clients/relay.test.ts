import { createClient } from 'graphql-ws';
import {
  Environment,
  fetchQuery,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
  type ConcreteRequest,
  type FetchFunction,
  type GraphQLResponse,
  type SubscribeFunction,
} from 'relay-runtime';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';

let shop: Bookshop;
beforeEach(async () => {
  shop = await openBookshop();
});
afterEach(() => shop.close());

/** An environment with the two functions of Relay's guide. */
function openEnvironment(): Environment {
  const url = `${shop.url}/graphql`;
  const socket = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket });
  onTestFinished(async () => socket.dispose());
  const ask: FetchFunction = async ({ text, name }, variables) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: text, operationName: name, variables }),
    });
    return (await answer.json()) as GraphQLResponse;
  };
  const follow: SubscribeFunction = ({ text, name }, variables) =>
    Observable.create((sink) =>
      socket.subscribe(
        { query: text ?? '', operationName: name, variables },
        {
          next: (value) => sink.next(value as GraphQLResponse),
          error: (error) => sink.error(error instanceof Error ? error : new Error(JSON.stringify(error))),
          complete: () => sink.complete(),
        },
      ),
    );
  return new Environment({ network: Network.create(ask, follow), store: new Store(new RecordSource()) });
}

/** The output of Relay's compiler for an operation whose root field is an object with an id and some scalars. */
function compiled({
  kind = 'query',
  name,
  text,
  field,
  scalars,
}: {
  kind?: 'query' | 'mutation' | 'subscription';
  name: string;
  text: string;
  field: { name: string; type: string; args?: unknown[] };
  scalars: readonly string[];
}): ConcreteRequest {
  const argumentDefinitions =
    field.args === undefined ? [] : [{ kind: 'LocalArgument', name: 'id', defaultValue: null }];
  const selections = [
    {
      kind: 'LinkedField',
      alias: null,
      name: field.name,
      args: field.args ?? null,
      concreteType: field.type,
      plural: false,
      storageKey: null,
      selections: scalars.map((scalar) => ({
        kind: 'ScalarField',
        alias: null,
        name: scalar,
        args: null,
        storageKey: null,
      })),
    },
  ];
  const type = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' }[kind];
  return {
    kind: 'Request',
    fragment: { kind: 'Fragment', name, type, argumentDefinitions, metadata: null, abstractKey: null, selections },
    operation: { kind: 'Operation', name, argumentDefinitions, selections },
    params: { id: null, cacheID: name, metadata: {}, name, operationKind: kind, text },
  } as unknown as ConcreteRequest;
}

const person = compiled({
  name: 'PersonQuery',
  text: 'query PersonQuery($id: ID!) { person(id: $id) { id name __typename } }',
  field: { name: 'person', type: 'Person', args: [{ kind: 'Variable', name: 'id', variableName: 'id' }] },
  scalars: ['id', 'name'],
});
const added = compiled({
  kind: 'subscription',
  name: 'AddedSubscription',
  text: 'subscription AddedSubscription { reviewAdded { id text } }',
  field: { name: 'reviewAdded', type: 'Review' },
  scalars: ['id', 'text'],
});

describe("Relay's runtime", () => {
  it('sends queries by its fetch function', async () => {
    const data = await fetchQuery(openEnvironment(), person, { id: '1' }).toPromise();

    expect(data).toMatchObject({ person: { id: '1', name: 'Ada' } });
  });

  it('receives the errors of a refused operation', async () => {
    const invalid = compiled({
      name: 'NothingQuery',
      text: 'query NothingQuery { nothing { id } }',
      field: { name: 'nothing', type: 'Nothing' },
      scalars: ['id'],
    });

    const refused = await fetchQuery(openEnvironment(), invalid, {})
      .toPromise()
      .catch((error: unknown) => error);

    expect(String(refused)).toContain('Cannot query field "nothing"');
  });

  it('subscribes by the socket of its guide', async () => {
    const events: unknown[] = [];

    const { dispose } = requestSubscription(openEnvironment(), {
      subscription: added,
      variables: {},
      onNext: (event) => events.push(event),
    });
    await expect.poll(shop.openStreams).toBe(1);
    shop.publish({ id: 'r9', text: 'New', authorId: '1' });
    await expect.poll(() => events.length).toBe(1);
    dispose();

    expect(events).toMatchObject([{ reviewAdded: { id: 'r9', text: 'New' } }]);
    await expect.poll(shop.openStreams).toBe(0);
  });
});
