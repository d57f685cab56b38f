import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allSupergraphs } from '../federation/all-supergraphs.ts';
import { operationsOver, textsIn } from '../federation/generate-operations.ts';
import { openSupergraph } from '../federation/open-supergraph.ts';
import { fuzzOperation, namesIn } from './fuzz-operation.ts';
import { FuzzedGraph } from './fuzzed-graph.ts';

/** Number of altered answers: few in a newcomer's run. `pnpm drills` takes many more, with another seed each time. */
const answers = Number(process.env['FUZZED_ANSWERS'] ?? (process.env['CI'] === 'true' ? 2_500 : 500));
/** The same by default, so that a failure comes from the change. */
const seed = Number(process.env['RANDOM_SEED'] ?? 12);
/** Number of answers to one operation that are altered, one in each of several simultaneous requests. */
const atOnce = { minLength: 4, maxLength: 12 };
/**
 * One of this many runs accepts answers in parts; 0 for none. It becomes the default once 20,000 answers over five
 * seeds pass.
 */
const oneInParts = Number(process.env['FUZZED_PARTS'] ?? 0);
const timeoutMs = 120_000 + answers * 100;

const choices = fc.record({ exchange: fc.nat(100), kind: fc.nat(1_000), spot: fc.nat(10_000), value: fc.nat(10_000) });

describe('altered answers of subgraphs', () => {
  let fuzzed = 0;
  const open = new Map<string, readonly FuzzedGraph[]>();
  beforeAll(async () => {
    process.stdout.write(`RANDOM_SEED=${seed} alters ${answers} answers\n`);
    for (const each of allSupergraphs) {
      open.set(each.name, [
        new FuzzedGraph(await openSupergraph(each, { entitiesApart: 'never' }), 'nested entities in place'),
        new FuzzedGraph(await openSupergraph(each, { entitiesApart: 'always' }), 'nested entities fetched separately'),
        new FuzzedGraph(await openSupergraph(each, { planner: 'hive' }), "Hive Router's planner"),
      ]);
    }
  });
  afterAll(async () => {
    for (const { graph } of [...open.values()].flat()) await graph.close();
  });

  it.each(allSupergraphs)(
    'harm no other data, over $name',
    async (supergraphCase) => {
      const graphs = open.get(supergraphCase.name) ?? [];
      const [first] = graphs;
      if (first === undefined) throw new Error('a supergraph that is not open');
      const { schema } = first.graph;
      const operation = fc.oneof(
        {
          weight: Math.max(oneInParts - 1, 1),
          arbitrary: fc.tuple(operationsOver(schema, textsIn(supergraphCase)), fc.constant(false)),
        },
        {
          weight: oneInParts === 0 ? 0 : 1,
          arbitrary: fc.tuple(operationsOver(schema, textsIn(supergraphCase), { defers: true }), fc.constant(true)),
        },
      );
      const names = namesIn(first);
      let mine = 0;
      let hasFailed = false;
      const share = Math.ceil(answers / allSupergraphs.length);
      const outcome = await fc.check(
        fc.asyncProperty(
          fc.constantFrom(...graphs),
          operation,
          fc.array(choices, atOnce),
          async (graph, [request, isInParts], chosen) => {
            if (mine >= share && !hasFailed) return;
            const { count, violations } = await fuzzOperation(graph, { request, isInParts, chosen, ...names });
            mine += count;
            hasFailed ||= violations.length > 0;
            if (violations[0] !== undefined) throw new Error(violations[0]);
          },
        ),
        { seed, numRuns: share },
      );
      fuzzed += mine;

      const { failed, errorInstance, numRuns, numShrinks } = outcome;
      expect(
        failed ? `${String(errorInstance)}\nRANDOM_SEED=${seed}, run ${numRuns}, shrunk ${numShrinks} times` : null,
      ).toBeNull();
    },
    timeoutMs,
  );

  it('are as many as configured', () => {
    expect(fuzzed).toBeGreaterThanOrEqual(answers);
  });
});
