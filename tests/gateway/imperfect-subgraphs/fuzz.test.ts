import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allSupergraphs } from '../federation/all-supergraphs.ts';
import { operationsOver, textsIn } from '../federation/generate-operations.ts';
import type { OperationRequest } from '../federation/monolith.ts';
import { openSupergraph } from '../federation/open-supergraph.ts';
import { alterAnswer } from './alter-answers.ts';
import type { Altered, Answer, Choice } from './alteration.ts';
import type { Path } from './asked-values.ts';
import { FuzzedGraph, type Run, type Send } from './fuzzed-graph.ts';
import { violationsOf } from './violations.ts';

/** Altered answers in all: a newcomer's run is short. `pnpm drills` takes many more, from another seed each time. */
const answers = Number(process.env['FUZZED_ANSWERS'] ?? (process.env['CI'] === 'true' ? 5_000 : 500));
/** The same unless it is given, so that a change is blamed only for what it breaks. */
const seed = Number(process.env['RANDOM_SEED'] ?? 12);
/** Answers to one operation that are altered, one at a time, in requests at once. */
const atOnce = { minLength: 4, maxLength: 12 };
/** Of how many runs one asks in parts; 0 for none. What they have to be like is known well enough for single cases only, which errors-of-parts-and-events.test.ts holds. */
const oneInParts = Number(process.env['FUZZED_PARTS'] ?? 0);
const timeoutMs = 120_000 + answers * 100;

/** Not yet held to it. With a nested key that is absent, or a context value of another kind, nulls are still left without an error, or other fields are changed. */
const leftOut = /^(?:compound keys|notes in a language)/;
const supergraphs = allSupergraphs.filter(({ name }) => process.env['FUZZED_ALL'] === 'true' || !leftOut.test(name));

const choices = fc.record({ exchange: fc.nat(100), kind: fc.nat(1_000), spot: fc.nat(10_000), value: fc.nat(10_000) });

describe('altered answers of subgraphs', () => {
  let fuzzed = 0;
  const open = new Map<string, readonly FuzzedGraph[]>();
  beforeAll(async () => {
    process.stdout.write(`RANDOM_SEED=${seed} alters ${answers} answers\n`);
    for (const each of supergraphs) {
      open.set(each.name, [
        new FuzzedGraph(await openSupergraph(each, { entitiesApart: 'never' }), 'entities where they are'),
        new FuzzedGraph(await openSupergraph(each, { entitiesApart: 'always' }), 'entities apart'),
        new FuzzedGraph(await openSupergraph(each, { planner: 'hive' }), "Hive Router's planner"),
      ]);
    }
  });
  afterAll(async () => {
    for (const { graph } of [...open.values()].flat()) await graph.close();
  });

  it.each(supergraphs)(
    'harm nothing but themselves, over $name',
    async (supergraphCase) => {
      const graphs = open.get(supergraphCase.name) ?? [];
      const schema = graphs[0]?.graph.schema;
      if (schema === undefined) throw new Error('a supergraph that is not open');
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
      const names = namesIn(graphs[0]);
      let mine = 0;
      let hasFailed = false;
      const share = Math.ceil(answers / supergraphs.length);
      const outcome = await fc.check(
        fc.asyncProperty(
          fc.constantFrom(...graphs),
          operation,
          fc.array(choices, atOnce),
          async (graph, [request, isInParts], chosen) => {
            if (mine >= share && !hasFailed) return;
            const { count, violation } = await fuzz(graph, { request, isInParts, chosen, ...names });
            mine += count;
            hasFailed ||= violation !== null;
            if (violation !== null) throw new Error(violation);
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

  it('are as many as promised', () => {
    expect(fuzzed).toBeGreaterThanOrEqual(answers);
  });
});

type Fuzzing = {
  request: OperationRequest;
  isInParts: boolean;
  chosen: readonly Choice[];
  names: readonly string[];
  hiddenNames: readonly string[];
};

/** Alters answers to one operation, each in a run of its own, and gives what is wrong then. */
async function fuzz(
  fuzzedGraph: FuzzedGraph,
  { request, isInParts, chosen, names, hiddenNames }: Fuzzing,
): Promise<{ count: number; violation: string | null }> {
  const { graph, title } = fuzzedGraph;
  const right = await fuzzedGraph.run(request, { send: () => null, isInParts });
  if (right.exchanges.length === 0) return { count: 0, violation: null };
  const nulledRuns = new Map<string, Promise<Run>>();
  const nulledAt = (id: string, paths: readonly Path[]): Promise<Run> => {
    const key = JSON.stringify([id, paths]);
    const known = nulledRuns.get(key);
    if (known !== undefined) return known;
    const send: Send = (exchange) =>
      exchange.id === id ? { body: JSON.stringify(nulled(exchange.answer, paths)) } : null;
    const made = paths.length === 0 ? Promise.resolve(right) : fuzzedGraph.run(request, { send, isInParts });
    nulledRuns.set(key, made);
    return made;
  };
  const violations = await Promise.all(
    chosen.map(async (choice) => {
      const exchange = right.exchanges[choice.exchange % right.exchanges.length];
      if (exchange === undefined) return null;
      const { id, answer, spots } = exchange;
      const altered: Altered = alterAnswer({ answer, spots, choice, names, id });
      const harmed = altered.errorAt === null ? altered.harmed : [altered.errorAt];
      const [run, nulledRun] = await Promise.all([
        fuzzedGraph.run(request, { send: (each) => (each.id === id ? altered : null), isInParts }),
        nulledAt(id, harmed),
      ]);
      // What is asked together may depend on what arrives first. Then the runs cannot be compared.
      if (![run, nulledRun].every(({ exchanges }) => exchanges.some((each) => each.id === id))) return null;
      const found = violationsOf({
        request,
        schema: graph.schema,
        hiddenNames,
        isInParts,
        altered,
        right,
        // An error beside data harms nothing.
        nulled: altered.errorAt === null ? nulledRun : right,
        places: nulledRun,
        run,
      });
      return found.length === 0
        ? null
        : [
            ...found,
            `  ${title}${isInParts ? ', in parts' : ''}: ${request.query}`,
            `  ${JSON.stringify(request.variables ?? {})}`,
            `  of \`${exchange.subgraph}\`, ${exchange.query} ${JSON.stringify(exchange.variables)}`,
            `  ${altered.what}`,
            `  right  ${JSON.stringify(answer)}`,
            `  sent   ${altered.body} (HTTP ${altered.status ?? 200})`,
            `  right  ${JSON.stringify(right.data)} ${JSON.stringify(right.errors)}`,
            `  nulled ${JSON.stringify(nulledRun.data)}`,
            `  got    ${JSON.stringify(run.data)} ${JSON.stringify(run.errors)}`,
          ].join('\n');
    }),
  );
  return { count: chosen.length, violation: violations.find((each) => each !== null) ?? null };
}

/** An answer in which errors are at some places, and nulls. */
function nulled(answer: Answer, paths: readonly Path[]): Answer {
  const copy = structuredClone(answer);
  const root = Object(copy.data) as Record<string, unknown>;
  for (const path of paths) {
    const key = path.at(-1);
    if (key === undefined) {
      for (const each of Object.keys(root)) root[each] = null;
    } else {
      const holder: unknown = path.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(Object(at), step), root);
      Reflect.set(Object(holder), key, null);
    }
  }
  const errors = paths.flatMap((path) =>
    path.length > 0
      ? [{ message: 'nulled', path }]
      : Object.keys(root).map((each) => ({ message: 'nulled', path: [each] })),
  );
  return { ...copy, errors: [...(Array.isArray(answer.errors) ? (answer.errors as unknown[]) : []), ...errors] };
}

/** The names of all fields, and of what clients do not see. */
function namesIn(fuzzedGraph: FuzzedGraph | undefined): { names: string[]; hiddenNames: string[] } {
  if (fuzzedGraph === undefined) throw new Error('a supergraph that is not open');
  const { schema, fullSchema } = fuzzedGraph.graph;
  const fieldsIn = (types: typeof schema): Set<string> =>
    new Set(
      Object.values(types.getTypeMap()).flatMap((type) =>
        'getFields' in type && !type.name.includes('__') ? Object.keys(type.getFields()) : [],
      ),
    );
  const names = fieldsIn(fullSchema);
  const visible = fieldsIn(schema);
  const types = Object.keys(fullSchema.getTypeMap()).filter(
    (name) => !/__/.test(name) && schema.getType(name) === undefined,
  );
  return { names: [...names], hiddenNames: [...types, ...[...names].filter((name) => !visible.has(name))] };
}
