import { isNonNullType } from 'graphql';
import type { OperationRequest } from '../federation/monolith.ts';
import type { SentAnswer } from '../federation/serve-subgraphs.ts';
import { alterAnswer } from './alter-answers.ts';
import type { Altered, Answer, Choice } from './alteration.ts';
import { inOrder, isObject, valueAt, type Path } from './requested-values.ts';
import { requestedEntitiesIn, withOthers } from './dependent-entities.ts';
import type { Exchange, FuzzedGraph, Run, Send } from './fuzzed-graph.ts';
import { violationsOf } from './violations.ts';

/** One operation, with the alterations of the answers to it. */
export type Fuzzing = {
  request: OperationRequest;
  isInParts: boolean;
  chosen: readonly Choice[];
  names: readonly string[];
  nullableNames: ReadonlySet<string>;
  hiddenNames: readonly string[];
};

/** Alters answers to one operation, each in a run of its own, and returns the violations, a text for each. */
export async function fuzzOperation(
  fuzzedGraph: FuzzedGraph,
  { request, isInParts, chosen, names, nullableNames, hiddenNames }: Fuzzing,
): Promise<{ count: number; violations: string[] }> {
  const { graph, title } = fuzzedGraph;
  const right = await fuzzedGraph.run(request, { send: () => null, isInParts });
  if (right.exchanges.length === 0) return { count: 0, violations: [] };
  const runWith = (send: Send): Promise<Run> => fuzzedGraph.run(request, { send, isInParts });
  const nulledRuns = new Map<string, Promise<Run>>();
  const nulledAt = (id: string, paths: readonly Path[]): Promise<Run> => {
    const key = JSON.stringify([id, paths]);
    const made =
      nulledRuns.get(key) ??
      (paths.length === 0
        ? Promise.resolve(right)
        : runWith((each) => (each.id === id ? nulled(each.answer, paths) : null)));
    nulledRuns.set(key, made);
    return made;
  };
  /**
   * The same run, with further errors: for each entity that is requested by a harmed value, or in its context. Such an
   * entity may be null as well. A null there need not show in the response.
   */
  const nulledWithDependents = async ({ id, answer, spots }: Exchange, paths: readonly Path[]): Promise<Run> => {
    const others = { body: JSON.stringify(withOthers({ answer, spots }, paths)) };
    const otherRun = await runWith((each) => (each.id === id ? others : null));
    const known = new Set(otherRun.exchanges.flatMap(requestedEntitiesIn).map(({ question }) => question));
    const nulledRun = await runWith((each) => {
      if (each.id === id) return nulled(each.answer, paths);
      const dependent = requestedEntitiesIn(each).filter(({ question }) => !known.has(question));
      return dependent.length === 0
        ? null
        : nulled(
            each.answer,
            dependent.map(({ path }) => path),
          );
    });
    // A value that is requested twice is one of both values. It is not null then, but may be either.
    return { ...nulledRun, data: nullsWhereOthersShow(right.data, nulledRun.data, otherRun.data) };
  };
  const violations = await Promise.all(
    chosen.map(async (choice) => {
      const exchange = right.exchanges[choice.exchange % right.exchanges.length];
      if (exchange === undefined) return null;
      const { id, answer, spots } = exchange;
      const altered: Altered = alterAnswer({ answer, spots, choice, names, nullableNames, id });
      const harmed = altered.errorAt === null ? altered.harmed : [altered.errorAt];
      const [run, nulledRun] = await Promise.all([
        runWith((each) => (each.id === id ? altered : null)),
        nulledAt(id, harmed),
      ]);
      // The requests that are joined may depend on the order of arrival. Then the runs cannot be compared.
      if (![run, nulledRun].every(({ exchanges }) => exchanges.some((each) => each.id === id))) return null;
      const violationsBeside = (comparable: Run) =>
        violationsOf({
          request,
          schema: graph.schema,
          hiddenNames,
          isInParts,
          altered,
          right,
          nulled: comparable,
          places: nulledRun,
          run,
        });
      // An error beside data harms no value.
      const isHarmed = altered.errorAt === null && harmed.length > 0;
      const first = violationsBeside(isHarmed ? nulledRun : right);
      const found =
        first.length === 0 || !isHarmed ? first : violationsBeside(await nulledWithDependents(exchange, harmed));
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
  return { count: chosen.length, violations: violations.filter((each) => each !== null) };
}

/** Some data with nulls also where a response has other values. */
function nullsWhereOthersShow(right: unknown, data: unknown, others: unknown): unknown {
  if (JSON.stringify(inOrder(right)) === JSON.stringify(inOrder(others)) || data === null) return data;
  if (Array.isArray(right) && Array.isArray(data) && Array.isArray(others) && right.length === others.length)
    return data.map((each: unknown, index) => nullsWhereOthersShow(right[index], each, others[index]));
  return isObject(right) && isObject(data) && isObject(others)
    ? Object.fromEntries(
        Object.entries(data).map(([key, each]) => [
          key,
          nullsWhereOthersShow(valueAt(right, [key]), each, valueAt(others, [key])),
        ]),
      )
    : null;
}

/** An answer with nulls and errors at some places. */
function nulled(answer: Answer, paths: readonly Path[]): SentAnswer {
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
  const before = Array.isArray(answer.errors) ? (answer.errors as unknown[]) : [];
  return { body: JSON.stringify({ ...copy, errors: [...before, ...errors] }) };
}

/** The names of all fields, of nullable fields, and of elements hidden from clients. */
export function namesIn({
  graph: { schema, fullSchema },
}: FuzzedGraph): Pick<Fuzzing, 'names' | 'nullableNames' | 'hiddenNames'> {
  const fieldsIn = (types: typeof schema) =>
    Object.values(types.getTypeMap()).flatMap((type) =>
      'getFields' in type && !type.name.includes('__') ? Object.values(type.getFields()) : [],
    );
  const all = fieldsIn(fullSchema);
  const names = new Set(all.map(({ name }) => name));
  const nullableNames = new Set(all.flatMap(({ name, type }) => (isNonNullType(type) ? [] : [name])));
  const visible = new Set(fieldsIn(schema).map(({ name }) => name));
  const types = Object.keys(fullSchema.getTypeMap()).filter(
    (name) => !/__/.test(name) && schema.getType(name) === undefined,
  );
  return {
    names: [...names],
    nullableNames,
    hiddenNames: [...types, ...[...names].filter((name) => !visible.has(name))],
  };
}
