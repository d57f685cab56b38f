import { demandControlDefault } from '@tributary/gateway/request/demand-control.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allSupergraphs } from './all-supergraphs.ts';
import { operationsOver, textsIn } from './generate-operations.ts';
import { openSupergraph, type OpenSupergraph } from './open-supergraph.ts';
import { fetchWhenPlanned } from '../../support/fetch-when-planned.ts';

const operations = Number(process.env['RANDOM_OPERATIONS'] ?? 1_000) / 2;
const seed = Number(process.env['RANDOM_SEED'] ?? 7);
/** No list in the data of these supergraphs is longer. */
const listSize = 6;
const demandControl = { ...demandControlDefault, mode: 'measure', headers: true, listSize } as const;
const ways = [{ entitiesApart: 'never' }, { entitiesApart: 'always' }, { planner: 'hive' }] as const;
const cases = allSupergraphs.map((supergraph, index) => ({
  name: supergraph.name,
  supergraph,
  settings: { ...ways[index % ways.length], demandControl },
}));

describe('the cost of a random operation', () => {
  it.each(cases)(
    'is at most its estimate over $name',
    async ({ supergraph, settings }) => {
      const graph = await openSupergraph(supergraph, settings);
      let [compared, above] = [0, 0];
      const property = fc.asyncProperty(
        operationsOver(graph.schema, textsIn(supergraph), { defers: false }),
        async (request) => {
          const { estimated, actual } = await costsOf(graph, request);
          compared += 1;
          above += actual > 0 ? 1 : 0;
          expect(actual, `${request.query}\n${JSON.stringify(request.variables)}`).toBeLessThanOrEqual(estimated);
        },
      );

      await fc.assert(property, { seed, numRuns: Math.ceil(operations / cases.length) });
      await graph.close();

      expect(above).toBeGreaterThan(compared / 4);
    },
    60_000 + operations * 100,
  );
});

/** Executes an operation. One that is refused as a whole costs nothing. */
async function costsOf({ url }: OpenSupergraph, request: object) {
  const response = await fetchWhenPlanned(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  await response.text();
  const { headers } = response;
  return { estimated: Number(headers.get('x-cost-estimated') ?? 0), actual: Number(headers.get('x-cost-actual') ?? 0) };
}
