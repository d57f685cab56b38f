import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { everyOperation, type Operation } from './every-operation.ts';
import { decoded, stringsIn } from './find-leaks.ts';
import { openLeakSearch, type Send } from './leak-search.ts';

/*
 * The search of `visibility.test.ts` proves something only if its operations can find secrets. An operator, who sees
 * everything, finds all of them.
 */

vi.setConfig({ testTimeout: 600_000 });

let search: Awaited<ReturnType<typeof openLeakSearch>>;
beforeAll(async () => {
  search = await openLeakSearch();
});
afterAll(() => search.close());

it('the queries of the leak search find every secret, if an operator sends them', async () => {
  const { operator, planted, probesFor, schema, sendersToSubgraphs, throughGateway } = search;
  for (const [name, senders] of [
    ['the gateway', [['gateway', schema, throughGateway]] as [string, GraphQLSchema, Send][]],
    ['the subgraphs', sendersToSubgraphs],
  ] as const) {
    let seen = '';
    for (const [, of, send] of senders) {
      // The whole list has everything that a filter or a cursor would leave out.
      for (const { documents, variables } of everyOperation(of, 'query', {
        ...probesFor(operator, of),
        Cursor: [],
      }).filter(({ where }) => !where.includes('filter'))) {
        for (const document of documents) {
          const { data } = await send(operator, document, variables);
          seen += JSON.stringify(data) + stringsIn(data).map(decoded).join();
        }
      }
    }
    const unseen = planted.secrets
      .filter((secret) => !secret.name.endsWith('inside') && !seen.includes(secret.text))
      .map((secret) => `${secret.owner}: ${secret.name}`);
    expect({ name, unseen }).toEqual({ name, unseen: [] });
  }
});

it('the changes of the leak search are told from changes of unknown data, if an operator sends them', async () => {
  const { changesOf, faultsOf, operator, throughGateway } = search;
  // The change that ends the access of the operator comes last.
  const endsAccess = ({ where }: Operation) => where.startsWith('endSessions');
  const operations = changesOf(operator).toSorted((one, other) => Number(endsAccess(one)) - Number(endsAccess(other)));
  const differing = new Set<string>();
  for (const operation of operations) {
    // One difference per argument is enough.
    if (!differing.has(operation.where) && (await faultsOf(throughGateway, operator, operation)).length > 0) {
      differing.add(operation.where);
    }
  }
  const silent = [...new Set(operations.map(({ where }) => where))].filter((where) => !differing.has(where));
  // The account ids of a new client are stored as sent. Nobody sees accounts of unknown ids.
  expect(silent).toEqual(['createApiClient.input.accountIds']);
});
