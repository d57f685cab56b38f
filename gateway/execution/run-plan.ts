import {
  maxAgeOf,
  TransportError,
  type SubgraphResponse,
  type SubgraphTransport,
} from '@tributary/platform/transport.ts';
import type { GraphQLFormattedError } from 'graphql';
import {
  combineSelections,
  type EntitySelection,
  type Fetch,
  type FetchPlan,
  type RequestText,
  type Step,
  type TypeSystem,
} from './fetch-plan.ts';
import { isObject, mergeInto } from './merge.ts';
import { Problems, type Problem } from './problems.ts';
import { valueIn, type Answer, type Data, type Representation } from './representation.ts';
import { rewrite } from './rewrite.ts';

/** What an execution needs besides its plan. */
export type Execution = {
  transportOf: (subgraph: string) => SubgraphTransport;
  types: TypeSystem;
  /** As the client gave them, by internal name. */
  variables: Readonly<Record<string, unknown>>;
  /** Signed for this operation. */
  caller: string;
  requestId: string;
  headersFor: (subgraph: string) => Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  /** Entities that need not be asked for; null where nothing may be cached. */
  entityCache: EntityCache | null;
  /** Told of every answer, for the cache policy of the whole. */
  onResponse?: ((response: SubgraphResponse) => void) | undefined;
};

/** Entities as JSON, by the question to which they are the answer, with how long they may still be kept. */
export type EntityCache = {
  /** Whether answers to the questions of a selection may be there: the subgraph allowed it the last time that it was asked. */
  mayHave(selection: string): boolean;
  /** Remembers whether the subgraph allows it. */
  learn(selection: string, isAllowed: boolean): void;
  read(questions: readonly string[]): Promise<({ entity: string; ttlSeconds: number } | undefined)[]>;
  write(question: string, entity: string, ttlSeconds: number): void;
};

/** What the subgraphs gave, and what went wrong. */
export type RunResult = { data: Data; problems: Problems };

/** Data by internal names, and the errors that came with it. */
export type RawData = { data: Data; errors: readonly GraphQLFormattedError[] };

/** Carries out a plan, from nothing or from the data of an event. Rejects only where the gateway itself is at fault. */
export async function runPlan(
  plan: FetchPlan,
  execution: Execution,
  { data, errors }: RawData = { data: {}, errors: [] },
): Promise<RunResult> {
  const run: Run = { plan, execution, data, problems: new Problems(), asked: [] };
  for (const error of errorsIn({ errors })) {
    run.problems.addAlong(data, error.path ?? Object.keys(data).slice(0, 1), error);
  }
  const { steps } = plan;
  const unmet = steps.map(({ waitsFor }) => waitsFor);
  const begin = async (index: number): Promise<void> => {
    const step = steps[index];
    if (step === undefined) {
      return;
    }
    await runStep(step, run);
    const free = step.before.filter((later) => {
      const left = (unmet[later] ?? 0) - 1;
      unmet[later] = left;
      return left === 0;
    });
    if (free.length > 0) {
      await (free.length === 1 ? begin(free[0] ?? -1) : Promise.all(free.map(begin)));
    }
  };
  const first = steps.flatMap(({ waitsFor }, index) => (waitsFor === 0 ? [index] : []));
  await Promise.all(first.map(begin));
  return { data, problems: run.problems };
}

type Run = {
  plan: FetchPlan;
  execution: Execution;
  data: Data;
  problems: Problems;
  /** What was asked of entities, and the answers, by selection, kind of key, and one key after the other. */
  asked: (Map<string, Known> | undefined)[];
};

type Known = Map<unknown, Known | Asked>;

/** The answer for one entity, which hangs in every object that stands for it from the moment that it is asked for. */
type Asked = Answer & {
  errors: Problem[];
  arrives: Promise<void>;
  /** The objects into which it is to be copied, where the plan merges. */
  targets: Data[];
};

/** What a step asks with one selection. */
type Part = { selection: EntitySelection; fetch: Fetch; texts: string[]; answers: Asked[] };

/** What hangs where nothing was asked. */
const notAsked: Answer = { value: null };

async function runStep(step: Step, run: Run): Promise<void> {
  const { fetches } = step;
  const [first] = fetches;
  if (first === undefined) {
    return;
  }
  if (first.entities === null) {
    await fetchFromRoot(first, run);
    return;
  }
  const { promise: arrives, resolve: arrived } = Promise.withResolvers<void>();
  const others = new Set<Promise<void>>();
  const parts: Part[] = [];
  for (const fetch of fetches) {
    gather(fetch, { run, parts, arrives, others });
  }
  const asked = parts.filter(({ texts }) => texts.length > 0);
  if (asked.length > 0) {
    await fetchEntities(asked, step, run);
  }
  arrived();
  others.delete(arrives);
  if (others.size > 0) {
    await Promise.all(others);
  }
}

/** Collects the representations of the objects that a fetch adds to. What was asked before, by whichever fetch, is not asked again. */
function gather(
  fetch: Fetch,
  { run, parts, arrives, others }: { run: Run; parts: Part[]; arrives: Promise<void>; others: Set<Promise<void>> },
): void {
  const { entities, slot } = fetch;
  if (entities === null) {
    return;
  }
  const { selection, represent } = entities;
  const kinds = (run.asked[selection.index] ??= new Map<string, Known>());
  let part = parts.find((each) => each.selection === selection);
  if (part === undefined) {
    part = { selection, fetch, texts: [], answers: [] };
    parts.push(part);
  }
  const { texts, answers } = part;
  forEachTarget(run.data, fetch, (object) => {
    if (object[slot] !== undefined) {
      return;
    }
    const representation = represent(object);
    if (representation === null) {
      object[slot] = notAsked;
      return;
    }
    const { kind, length } = representation;
    let known = kinds.get(kind);
    if (known === undefined) {
      known = new Map();
      kinds.set(kind, known);
    }
    let answer: Asked | undefined;
    for (let index = 0; index < length; index += 1) {
      const key = representation.keyOf(object, index);
      if (key === undefined) {
        object[slot] = missing(object, run.problems);
        return;
      }
      const found: Known | Asked | undefined = known.get(key);
      if (index < length - 1) {
        const next: Known = found instanceof Map ? found : new Map();
        known.set(key, next);
        known = next;
      } else if (found === undefined || found instanceof Map) {
        answer = { value: undefined, errors: [], arrives, targets: [] };
        known.set(key, answer);
        texts.push(representation.textOf(keysOf(representation, object)));
        answers.push(answer);
      } else {
        answer = found;
      }
    }
    if (answer === undefined) {
      return;
    }
    object[slot] = answer;
    if (answer.arrives !== arrives) {
      others.add(answer.arrives);
    }
    if (run.plan.isMerging) {
      answer.targets.push(object);
      if (answer.value !== undefined) {
        copyInto(object, answer, run);
      }
    }
  });
}

function keysOf({ length, keyOf }: Representation, object: Data): unknown[] {
  return Array.from({ length }, (_, index) => keyOf(object, index));
}

/** Visits the objects at the end of a fetch's path. What hangs in several places may be visited several times. */
function forEachTarget(root: Data, { path, slotsAlongPath }: Fetch, visit: (object: Data) => void): void {
  const seen = new Set<unknown>();
  const descend = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) {
      for (const item of value) {
        descend(item, depth);
      }
    } else if (typeof value === 'object' && value !== null) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object of an answer, which is plain data
      follow(value as Data, depth);
    }
  };
  const follow = (object: Data, depth: number): void => {
    const name = path[depth];
    if (name === undefined) {
      visit(object);
      return;
    }
    descend(object[name], depth + 1);
    for (const slot of slotsAlongPath[depth] ?? []) {
      const value = valueIn(object, slot)?.[name];
      if (value != null && !seen.has(value)) {
        seen.add(value);
        descend(value, depth + 1);
      }
    }
  };
  follow(root, 0);
}

/** Copies an answer, with its errors, into an object that stands for the entity. */
function copyInto(object: Data, { value, errors }: Asked, { execution, problems }: Run): void {
  if (value != null) {
    mergeInto(object, structuredClone(value), execution.types);
    for (const { error, below } of errors) {
      problems.addAlong(object, below, error);
    }
  }
}

async function fetchFromRoot(fetch: Fetch, run: Run): Promise<void> {
  // What follows a change must not be answered from before it.
  run.asked.length = 0;
  const { problems, data } = run;
  const response = await send(fetch, fetch.request, variablesText(fetch.variables, run), run);
  const given = isObject(response) && isObject(response.data) ? response.data : null;
  if (given !== null) {
    rewrite(fetch.outputRewrites, given, run.execution.types.isSubtype);
  }
  const errors = errorsIn(response);
  if (fetch.path.length === 0) {
    mergeInto(data, given ?? {}, run.execution.types);
    for (const error of errors) {
      const [field, ...below] = error.path ?? [];
      if (given !== null && field !== undefined) {
        problems.addAlong(data, error.path ?? [], error);
      } else {
        for (const name of field === undefined ? fetch.provides : [String(field)]) {
          problems.add(data, name, { error, below });
        }
      }
    }
    return;
  }
  // The root of the graph again, below an object.
  const answer: Asked = {
    value: given,
    errors: errors.map((error) => ({ error, below: error.path ?? [] })),
    arrives: Promise.resolve(),
    targets: [],
  };
  forEachTarget(data, fetch, (object) => {
    object[fetch.slot] = answer;
    answer.targets.push(object);
  });
  settle(answer, given, run);
}

async function fetchEntities(asked: readonly Part[], step: Step, run: Run): Promise<void> {
  const parts = await takeFromCache(asked, run);
  const [only] = parts;
  if (only === undefined) {
    return;
  }
  const isOne = parts.length === 1;
  const response = await send(only.fetch, requestOf(parts, step), entitiesVariables(parts, run), run);
  if (!isOne && isObject(response) && response.data == null) {
    // One part can spoil all: a variable that one of them does not take. These are queries, so they may be sent again.
    await Promise.all(parts.map((part) => fetchEntities([part], step, run)));
    return;
  }
  for (const [index, part] of parts.entries()) {
    distribute(response, isOne ? '_entities' : `_${index}`, part, run, isOne);
  }
}

/** Answers what the cache knows, and gives what is left to ask. Only what was cacheable before is looked for. */
async function takeFromCache(parts: readonly Part[], run: Run): Promise<readonly Part[]> {
  const { entityCache } = run.execution;
  if (entityCache === null || !parts.some(({ selection }) => entityCache.mayHave(selection.key))) {
    return parts;
  }
  const left = await Promise.all(
    parts.map(async (part) => {
      if (!entityCache.mayHave(part.selection.key)) {
        return part;
      }
      const found = await entityCache.read(questionsOf(part, run));
      const texts: string[] = [];
      const answers: Asked[] = [];
      let ttlSeconds = Infinity;
      for (const [index, answer] of part.answers.entries()) {
        const hit = found[index];
        if (hit === undefined) {
          texts.push(part.texts[index] ?? '');
          answers.push(answer);
        } else {
          settle(answer, JSON.parse(hit.entity), run);
          ttlSeconds = Math.min(ttlSeconds, hit.ttlSeconds);
        }
      }
      if (Number.isFinite(ttlSeconds)) {
        // The whole may be kept no longer than its parts.
        run.execution.onResponse?.({ cacheControl: `max-age=${ttlSeconds}, private` });
      }
      return { ...part, texts, answers };
    }),
  );
  return left.filter(({ texts }) => texts.length > 0);
}

/** Everything on which the answers depend, but for who asks. */
function questionsOf({ selection: { key, variables }, texts }: Part, run: Run): string[] {
  const before = `${key}\n${variablesText(variables, run)}\n`;
  return texts.map((representation) => before + representation);
}

function keep(part: Part, entities: readonly unknown[], ttlSeconds: number, run: Run): void {
  const { entityCache } = run.execution;
  if (entityCache === null) {
    return;
  }
  entityCache.learn(part.selection.key, ttlSeconds > 0);
  if (ttlSeconds <= 0) {
    return;
  }
  for (const [index, question] of questionsOf(part, run).entries()) {
    const entity = entities[index];
    if (isObject(entity) && part.answers[index]?.errors.length === 0) {
      entityCache.write(question, JSON.stringify(entity), ttlSeconds);
    }
  }
}

/** The request for these parts of a step; made once for each combination. */
function requestOf(parts: readonly Part[], step: Step): RequestText {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    return only.fetch.request;
  }
  const key = parts.map(({ selection }) => selection.index).join();
  let request = step.requests.get(key);
  if (request === undefined) {
    request = combineSelections(parts.map(({ selection }) => selection));
    step.requests.set(key, request);
  }
  return request;
}

function distribute(
  response: SubgraphResponse | TransportFailure,
  key: string,
  part: Part,
  run: Run,
  isOne: boolean,
): void {
  const { fetch, answers } = part;
  const entities = isObject(response) && isObject(response.data) ? response.data[key] : undefined;
  const list: readonly unknown[] = Array.isArray(entities) && entities.length === answers.length ? entities : [];
  const errors = errorsIn(response);
  for (const error of errors) {
    const [root, index, ...below] = error.path ?? [];
    const answer = root === key && typeof index === 'number' ? answers[index] : undefined;
    if (answer !== undefined) {
      answer.errors.push({ error, below });
    } else if (isOne || root === undefined || root === key) {
      for (const each of answers) {
        each.errors.push({ error, below: [] });
      }
    }
  }
  for (const entity of list) {
    rewrite(fetch.outputRewrites, entity, run.execution.types.isSubtype);
  }
  if (isObject(response) && 'cacheControl' in response) {
    keep(part, list, maxAgeOf(response.cacheControl), run);
  }
  for (const [index, answer] of answers.entries()) {
    const entity = list[index];
    if (entity === undefined && errors.length === 0) {
      answer.errors.push({ error: failureOf(fetch.subgraph, 'did not answer for each entity'), below: [] });
    }
    settle(answer, entity, run);
  }
}

/** Gives an answer its value, and so to all objects in which it hangs. */
function settle(answer: Asked, entity: unknown, run: Run): void {
  const { problems, plan } = run;
  answer.value = isObject(entity) ? entity : null;
  for (const problem of answer.errors) {
    if (answer.value === null) {
      problems.add(answer, 'value', problem);
    } else {
      problems.addAlong(answer.value, problem.below, problem.error);
    }
  }
  if (plan.isMerging) {
    for (const object of answer.targets) {
      copyInto(object, answer, run);
    }
  }
}

/** A subgraph that gave no answer. */
type TransportFailure = { errors: readonly GraphQLFormattedError[]; data?: undefined };

async function send(
  { subgraph, kind }: Fetch,
  { query, operationName, beforeVariables }: RequestText,
  variables: string,
  { execution }: Run,
): Promise<SubgraphResponse | TransportFailure> {
  try {
    const response = await execution.transportOf(subgraph).execute({
      query,
      operationName,
      body: `${beforeVariables}${variables}}`,
      get variables() {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below, as an object
        return JSON.parse(variables) as Record<string, unknown>;
      },
      caller: execution.caller,
      requestId: execution.requestId,
      isQuery: kind === 'query',
      headers: execution.headersFor(subgraph),
      signal: execution.signal,
    });
    execution.onResponse?.(response);
    return response;
  } catch (error) {
    if (!(error instanceof TransportError)) {
      throw error;
    }
    return { errors: [failureOf(subgraph, error.message)] };
  }
}

function variablesText(names: readonly string[], { execution: { variables } }: Run): string {
  let text = '';
  for (const name of names) {
    const value = variables[name];
    if (value !== undefined) {
      text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
    }
  }
  return `{${text}}`;
}

function entitiesVariables(parts: readonly Part[], run: Run): string {
  const isOne = parts.length === 1;
  const names = isOne
    ? (parts[0]?.selection.variables ?? [])
    : [...new Set(parts.flatMap(({ selection }) => selection.variables))];
  const others = variablesText(names, run);
  const lists = parts.map(({ texts }, index) => `"representations${isOne ? '' : index}":[${texts.join()}]`);
  return `{${lists.join()}${others === '{}' ? '}' : `,${others.slice(1)}`}`;
}

/** The errors of an answer as a client may see them: without positions in a query that the client did not write. */
function errorsIn({ errors }: SubgraphResponse | TransportFailure): readonly GraphQLFormattedError[] {
  return (errors ?? []).map(({ message, path, extensions }) => ({
    message,
    ...(path === undefined ? {} : { path }),
    extensions: { ...extensions, code: extensions?.['code'] ?? 'SUBGRAPH_ERROR' },
  }));
}

function failureOf(subgraph: string, what: string): GraphQLFormattedError {
  return {
    message: `The subgraph \`${subgraph}\` ${what}.`,
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph },
  };
}

/** What an object lacks to be represented it may lack because of an error, and then that is why there is no answer for it. */
function missing(object: Data, problems: Problems): Answer {
  const answers = Object.keys(object)
    .filter((key) => key.startsWith('$'))
    .flatMap((slot) => [object[slot], valueIn(object, slot)].filter(isObject));
  const cause = [object, ...answers].flatMap((each) => problems.of(each))[0];
  if (cause === undefined) {
    return notAsked;
  }
  const answer: Answer = { value: null };
  problems.add(answer, 'value', { error: cause.error, below: [] });
  return answer;
}
