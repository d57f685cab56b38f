import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationRequest } from './monolith.ts';
import { openSupergraph, type GatewayAnswer, type OpenSupergraph } from './open-supergraph.ts';
import { differenceOf } from './same-answer.ts';
import type { SupergraphCase } from './supergraph-case.ts';

/**
 * Runs named operations through the gateway, and compares each answer with the monolith's. `others` are tests of the
 * same gateway that check more than the answer.
 */
export function answersLikeTheMonolith(
  supergraphCase: SupergraphCase,
  operations: Readonly<Record<string, string | OperationRequest>>,
  others: (graph: () => OpenSupergraph) => void = () => {},
): void {
  const waysToAsk = [
    { settings: { entitiesApart: 'never' }, title: supergraphCase.name },
    { settings: { entitiesApart: 'always' }, title: `${supergraphCase.name}, with nested entities fetched separately` },
    { settings: { planner: 'hive' }, title: `${supergraphCase.name}, planned by Hive Router's planner` },
  ] as const;
  describe.each(waysToAsk)('the gateway over $title', ({ settings }) => {
    let graph: OpenSupergraph | undefined;
    beforeAll(async () => {
      graph = await openSupergraph(supergraphCase, settings);
    });
    afterAll(() => graph?.close());
    const opened = (): OpenSupergraph => {
      if (graph === undefined) {
        throw new Error(`${supergraphCase.name} is not open`);
      }
      return graph;
    };

    it.each(Object.entries(operations))('%s', async (_name, operation) => {
      const { difference } = await askBoth(opened(), typeof operation === 'string' ? { query: operation } : operation);

      expect(difference).toBeNull();
    });
    others(opened);
  });
}

/**
 * Runs operations for which no plan is known. Each must be refused with this code, before any request to a subgraph.
 */
export function refuses(
  supergraphCase: SupergraphCase,
  code: string,
  operations: Readonly<Record<string, string>>,
): void {
  describe(`the gateway refuses, over ${supergraphCase.name}, an operation that`, () => {
    let graph: OpenSupergraph | undefined;
    beforeAll(async () => {
      graph = await openSupergraph(supergraphCase);
    });
    afterAll(() => graph?.close());

    it.each(Object.entries(operations))('%s', async (_name, query) => {
      let asked = 0;
      const stop = graph?.onSubgraphRequest(() => {
        asked += 1;
      });

      const answer = await graph?.askGateway({ query });
      stop?.();

      expect(answer?.data ?? null).toBeNull();
      expect(answer?.errors).toMatchObject([{ extensions: { code } }]);
      expect(asked).toBe(0);
    });
  });
}

/** Sends an operation to the monolith and the gateway at once. A difference, if there is one, quotes the operation. */
export async function askBoth(
  graph: OpenSupergraph,
  request: OperationRequest,
): Promise<{ monolith: ExecutionResult; gateway: GatewayAnswer; difference: string | null }> {
  const [monolith, gateway] = await Promise.all([graph.askMonolith(request), graph.askGateway(request)]);
  const difference = differenceOf(monolith, gateway);
  const asked = `${request.query}\n${JSON.stringify(request.variables ?? {})}`;
  return { monolith, gateway, difference: difference === null ? null : `${difference}\n${asked}` };
}
