import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationRequest } from './monolith.ts';
import { openSupergraph, type GatewayAnswer, type OpenSupergraph } from './open-supergraph.ts';
import { differenceOf } from './same-answer.ts';
import type { SupergraphCase } from './supergraph-case.ts';

/** Runs named operations through the gateway and compares each answer with the monolith's. `others` are tests of the same gateway that look at more than the answer. */
export function answersLikeTheMonolith(
  supergraphCase: SupergraphCase,
  operations: Readonly<Record<string, string | OperationRequest>>,
  others: (graph: () => OpenSupergraph) => void = () => {},
): void {
  describe(supergraphCase.name, () => {
    let graph: OpenSupergraph | undefined;
    beforeAll(async () => {
      graph = await openSupergraph(supergraphCase);
    });
    afterAll(() => graph?.close());
    const opened = (): OpenSupergraph => {
      if (graph === undefined) {
        throw new Error(`${supergraphCase.name} is not open`);
      }
      return graph;
    };

    for (const [name, operation] of Object.entries(operations)) {
      it(name, async () => {
        await expectTheSame(opened(), typeof operation === 'string' ? { query: operation } : operation);
      });
    }
    others(opened);
  });
}

/** Asks both, fails where they differ, and gives the gateway's answer. */
export async function expectTheSame(graph: OpenSupergraph, request: OperationRequest): Promise<GatewayAnswer> {
  const [monolith, gateway] = await Promise.all([graph.askMonolith(request), graph.askGateway(request)]);
  expect(differenceOf(monolith, gateway), `${request.query}\n${JSON.stringify(request.variables ?? {})}`).toBeNull();
  return gateway;
}
