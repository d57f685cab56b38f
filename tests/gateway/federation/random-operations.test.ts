import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allSupergraphs } from './all-supergraphs.ts';
import { differenceInParts, type Outcome } from './answers-in-parts.ts';
import { askBoth } from './answers-like-the-monolith.ts';
import { operationsOver, textsIn } from './generate-operations.ts';
import type { OperationRequest } from './monolith.ts';
import { openSupergraph, type OpenSupergraph } from './open-supergraph.ts';
import type { SupergraphCase } from './supergraph-case.ts';

/** Number of all operations: fewer for a newcomer than in CI, and many in `pnpm drills`. */
const operations = Number(process.env['RANDOM_OPERATIONS'] ?? (process.env['CI'] === 'true' ? 2_800 : 700));
/** Number of further operations with `@defer`, enough for the shares below to mean something. */
const deferring = Math.max(500, operations / 4);
/**
 * The same in every run, so that a failure comes from the change. `pnpm drills` draws a new seed, to find new failures.
 */
const seed = Number(process.env['RANDOM_SEED'] ?? 11);
/** Number of simultaneous operations of one gateway, since requests must not affect each other. */
const atOnce = 4;
const timeoutMs = 120_000 + operations * 100;

describe('random operations', () => {
  let asked = 0;
  const outcomes: Record<Outcome, number> = { 'in parts': 0, declined: 0, whole: 0 };
  /**
   * Each supergraph is opened three times: with nested entities in place, with nested entities fetched separately, and
   * with another planner.
   */
  const open = new Map<string, readonly OpenSupergraph[]>();
  beforeAll(async () => {
    for (const each of allSupergraphs) {
      open.set(each.name, [
        await openSupergraph(each, { entitiesApart: 'never' }),
        await openSupergraph(each, { entitiesApart: 'always' }),
        await openSupergraph(each, { planner: 'hive' }),
      ]);
    }
  });
  afterAll(async () => {
    for (const graph of [...open.values()].flat()) {
      await graph.close();
    }
  });

  const compare = async (
    supergraphCase: SupergraphCase,
    { defers, count }: { defers: boolean; count: number },
    differenceOf: (graph: OpenSupergraph, request: OperationRequest) => Promise<string | null>,
  ): Promise<string | null> => {
    const graphs = open.get(supergraphCase.name) ?? [];
    const [first] = graphs;
    if (first === undefined) {
      throw new Error('a supergraph that is not open');
    }
    const operation = operationsOver(first.schema, textsIn(supergraphCase), { defers });
    const operationsAtOnce = fc.tuple(...Array.from({ length: atOnce }, () => operation));
    const outcome = await fc.check(
      fc.asyncProperty(fc.constantFrom(...graphs), operationsAtOnce, async (graph, requests) => {
        asked += requests.length;
        const differences = await Promise.all(requests.map((request) => differenceOf(graph, request)));
        const difference = differences.find((each) => each !== null);
        if (difference !== undefined) {
          throw new Error(difference);
        }
      }),
      { seed, numRuns: Math.ceil(count / allSupergraphs.length / atOnce) },
    );
    return failureOf(outcome);
  };

  it.each(allSupergraphs)(
    'have the answers of the monolith over $name',
    async (supergraphCase) => {
      const failure = await compare(
        supergraphCase,
        { defers: false, count: operations },
        async (graph, request) => (await askBoth(graph, request)).difference,
      );

      expect(failure).toBeNull();
    },
    timeoutMs,
  );

  it.each(allSupergraphs)(
    'have the answers of the monolith, in parts, over $name',
    async (supergraphCase) => {
      const failure = await compare(supergraphCase, { defers: true, count: deferring }, async (graph, request) => {
        const { difference, outcome } = await differenceInParts(graph, request);
        outcomes[outcome] += 1;
        return difference;
      });

      expect(failure).toBeNull();
    },
    timeoutMs,
  );

  it('are as many as configured', () => {
    expect(asked).toBeGreaterThanOrEqual(operations + deferring);
  });

  it('are answered in parts, except for a few that the planner defers wrongly', () => {
    expect(outcomes['in parts']).toBeGreaterThan(deferring / 6);
    expect(outcomes.declined).toBeLessThan(outcomes['in parts'] / 8);
  });
});

function failureOf<Of>({ failed, errorInstance, numRuns, numShrinks }: fc.RunDetails<Of>): string | null {
  const difference = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return failed ? `${difference}\nRANDOM_SEED=${seed}, run ${numRuns}, shrunk ${numShrinks} times` : null;
}
