import type { SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import { withoutPlannerSuffix } from '../planning/internal-names.ts';
import { keepInCache, takeFromCache } from './cached-entities.ts';
import { type Fetch, type FetchPlan, type Step } from '../compile/fetch-plan.ts';
import { gather } from './gather-entities.ts';
import { createKeyIdentity } from './key-identity.ts';
import { copyOfProvided } from './merge.ts';
import type { Provided } from '../compile/positions.ts';
import { Problems, type Path, type Problem, type SubgraphError, oddityOf } from './problems.ts';
import { rewrite } from '../compile/rewrite.ts';
import { addOddities, addProblem, merge, settle, type Asked, type Execution, type Part, type Run } from './run.ts';
import {
  entitiesVariables,
  errorsIn,
  isFailure,
  partAsPlanned,
  send,
  variablesText,
  type TransportFailure,
} from './send-fetch.ts';
import { isObject, type Data } from '../compile/data.ts';
import type { Received } from '../compile/plan-choice.ts';
import { requestFor } from '../compile/subgraph-request.ts';

/** How many selections go in one request: entities in different contexts are asked for with one each. */
const partsMax = 100;

/** What the subgraphs gave, and what went wrong. */
export type RunResult = {
  data: Data;
  problems: Problems;
  received: Received;
  /** Whether nothing else was answered by the same run. */
  isAlone: boolean;
};

/** An event as a subgraph gave it: data by internal names, null where the event failed as a whole. */
export type RawData = { data: Data | null; errors: readonly unknown[] };

/** Carries out a plan, from nothing. Rejects only where the gateway itself is at fault. */
export async function runPlan(plan: FetchPlan, execution: Execution): Promise<RunResult> {
  const data = {};
  const run = newRun(plan, execution, [data]);
  await runSteps(run);
  return { data, problems: run.problems, received: run.received, isAlone: true };
}

/** Carries out a plan for some events, from the data of each. What they need of entities is asked for together. */
export async function runPlanForEvents(
  plan: FetchPlan,
  execution: Execution,
  events: readonly RawData[],
): Promise<RunResult[]> {
  const roots = events.map(({ data }) => data ?? {});
  const run = newRun(plan, execution, roots);
  const { problems, received } = run;
  for (const [index, root] of roots.entries()) {
    const { provided, subgraph } = plan.given ?? noEvent();
    const errors = errorsIn(events[index] ?? {}, subgraph);
    problems.report(errors, null);
    addRootErrors(root, { provided, isLost: events[index]?.data == null }, errors, problems);
  }
  await runSteps(run);
  return roots.map((data) => ({ data, problems, received, isAlone: roots.length === 1 }));
}

function noEvent(): never {
  throw new Error('the plan is not that of a subscription');
}

async function runSteps(run: Run): Promise<void> {
  const { steps } = run.plan;
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
}

export function newRun(plan: FetchPlan, execution: Execution, roots: readonly Data[]): Run {
  return {
    plan,
    execution,
    roots,
    problems: new Problems(),
    asked: [],
    identityOf: createKeyIdentity(),
    received: { answers: 0, length: 0 },
    late: new Set(),
    isOver: false,
  };
}

/** Asks for what a step asks for. The steps before it have to be done. */
export async function runStep(step: Step, run: Run): Promise<void> {
  const { fetches } = step;
  const [first] = fetches;
  if (first === undefined || run.isOver) {
    return;
  }
  if (first.entities === null) {
    await fetchFromRoot(first, run);
    run.isOver = run.roots.some((root) => first.mustGive.some((name) => root[name] == null));
    return;
  }
  const { promise: arrives, resolve: arrived } = Promise.withResolvers<void>();
  if (step.deferral !== null) {
    run.late.add(arrives);
  }
  const others = new Set<Promise<void>>();
  const parts = new Map<string, Part>();
  for (const fetch of fetches) {
    gather(fetch, { run, parts, arrives, others });
  }
  const asked = [...parts.values()].filter(({ texts }) => texts.length > 0);
  if (asked.length > partsMax) {
    const starts = asked.flatMap((_, index) => (index % partsMax === 0 ? [index] : []));
    await Promise.all(starts.map((start) => fetchEntities(asked.slice(start, start + partsMax), step, run)));
  } else if (asked.length > 0) {
    await fetchEntities(asked, step, run);
  }
  arrived();
  others.delete(arrives);
  if (others.size > 0) {
    await Promise.all(others);
  }
}

async function fetchFromRoot(fetch: Fetch, run: Run): Promise<void> {
  // What follows a change must not be answered from before it.
  run.asked.length = 0;
  const { plan, problems, roots } = run;
  const { subgraph, provided, request, hasAlteredNumbers } = fetch;
  const variables = variablesText(fetch.variables, run);
  const response = await send(fetch, request, { variables, hasAlteredNumbers }, run);
  const given = isObject(response.data) ? response.data : null;
  if (given !== null) {
    rewrite(fetch.outputRewrites, given, run.execution.types.isSubtype);
  }
  const errors = [...errorsOf(response, subgraph)];
  if (given === null && errors.length === 0) {
    errors.push(oddityOf(subgraph, 'answered without data'));
  }
  problems.report(errors, fetch);
  if (fetch.path.length === 0) {
    for (const data of roots) {
      merge(data, given === null ? {} : dataAskedFor(given, fetch, plan), fetch, run);
      addRootErrors(data, { provided, isLost: given === null }, errors, problems);
      addLeftOut(data, given, fetch, problems);
      if (plan.isMerging && given !== null) {
        addOddities(data, given, fetch, run);
      }
    }
    return;
  }
  // The root of the graph again, below an object.
  const answer: Asked = {
    value: given,
    errors: errors.map((error) => ({ error, below: pathWithin(error.path, provided) ?? [] })),
    arrives: Promise.resolve(),
    targets: plan.isMerging ? [] : null,
  };
  fetch.targets.visit(roots, (object) => {
    fetch.targets.attach(object, answer);
    answer.targets?.push(object);
  });
  settle(answer, given, fetch, run);
}

/** The data of a fetch without what it was not asked for. Where nothing is merged, objects are only read by fields that were asked for. */
function dataAskedFor(given: Data, { provided }: Fetch, { isMerging }: FetchPlan): Data {
  if (isMerging) {
    return copyOfProvided(given, provided);
  }
  const data: Data = {};
  for (const name of provided.keys()) {
    if (Object.hasOwn(given, name)) {
      data[name] = given[name];
    }
  }
  return data;
}

/** Adds errors at the places that their paths name; those whose path leads nowhere concern all fields of the fetch. */
function addRootErrors(
  data: Data,
  { provided, isLost }: { provided: Provided; isLost: boolean },
  errors: readonly SubgraphError[],
  problems: Problems,
): void {
  for (const error of errors) {
    const path = pathWithin(error.path, provided);
    if (path !== null) {
      problems.addAlong(data, provided, path, error);
    }
    for (const name of provided.keys()) {
      if (path === null) {
        problems.add(data, name, { error, below: [] });
      } else if (isLost && name !== path[0]) {
        // A null that must not be has taken the whole answer with it.
        problems.add(data, name, { error, below: [], isConsequence: true });
      }
    }
  }
}

/** The part of a path that begins with a field of the fetch: some subgraphs put the kind of the operation before it. Null where there is none. */
function pathWithin(path: Path | undefined, provided: Provided): Path | null {
  for (const start of [0, 1]) {
    const first = path?.[start];
    if (typeof first === 'string' && provided.has(withoutPlannerSuffix(first))) {
      return path?.slice(start) ?? null;
    }
  }
  return null;
}

/** A root field that is not in the answer at all is not null, but missing. */
function addLeftOut(data: Data, given: Data | null, fetch: Fetch, problems: Problems): void {
  const { provided, subgraph } = fetch;
  if (given === null) {
    return;
  }
  let error: SubgraphError | undefined;
  for (const name of provided.keys()) {
    if (!Object.hasOwn(given, name) && data[name] === undefined && problems.at(data, name).length === 0) {
      if (error === undefined) {
        error = oddityOf(subgraph, 'left out a field that it was asked for');
        problems.report([error], fetch);
      }
      problems.add(data, name, { error, below: [] });
    }
  }
}

async function fetchEntities(asked: readonly Part[], step: Step, run: Run): Promise<void> {
  const parts = await takeFromCache(asked, run);
  const [first] = parts;
  if (first === undefined) {
    return;
  }
  const isOne = parts.length === 1;
  const asPlanned = partAsPlanned(parts);
  const request = asPlanned?.fetch.request ?? requestFor(parts, step);
  const keyOf = (index: number) => (asPlanned === null ? `_${index}` : '_entities');
  const hasAlteredNumbers = (data: unknown) =>
    isObject(data) && parts.some(({ fetch }, index) => fetch.hasAlteredNumbers(data[keyOf(index)]));
  const response = await send(
    first.fetch,
    request,
    { variables: entitiesVariables(parts, run), hasAlteredNumbers },
    run,
  );
  if (!isFailure(response) && response.data == null) {
    // One can spoil all: by a variable that it does not take, or an entity that fails. These are queries, so they may be sent again.
    const apart = isOne ? byEntity(first, run) : parts;
    if (apart.length > 1) {
      await Promise.all(apart.map((part) => fetchEntities([part], step, run)));
      return;
    }
  }
  const answered = parts.map((part, index) => ({ part, key: keyOf(index) }));
  const errors = errorsOf(response, first.fetch.subgraph);
  addEntityErrors(answered, errors, run);
  for (const each of answered) {
    distribute(response, each, errors.length > 0, run);
  }
}

/** A part of several events, entity by entity, since one event must not spoil another. */
function byEntity(part: Part, { roots }: Run): readonly Part[] {
  return roots.length === 1
    ? [part]
    : part.answers.map((answer, index) => ({ ...part, texts: part.texts.slice(index, index + 1), answers: [answer] }));
}

type AnsweredPart = { part: Part; key: string };

/** Adds errors to the answers that their paths name. An error whose path names none concerns all answers of its part, or of the request. */
function addEntityErrors(answered: readonly AnsweredPart[], errors: readonly SubgraphError[], run: Run): void {
  const whole = new Map<Part, Problem[]>();
  for (const error of errors) {
    const { named, index, below } = entityNamedBy(error.path ?? [], answered);
    const answer = typeof index === 'number' ? named?.answers[index] : undefined;
    run.problems.report([error], (named ?? answered[0]?.part)?.fetch ?? null);
    if (answer !== undefined) {
      addProblem(answer, { error, below });
      continue;
    }
    for (const part of named === undefined ? answered.map((each) => each.part) : [named]) {
      whole.set(part, [...(whole.get(part) ?? []), { error, below: [] }]);
    }
  }
  for (const [{ answers }, found] of whole) {
    for (const answer of answers) {
      // One list for all of them: there may be very many.
      answer.errors = answer.errors.length === 0 ? found : [...answer.errors, ...found];
    }
  }
}

/** The part and the entity that a path names: some subgraphs put the kind of the operation before it, or know no alias. */
function entityNamedBy(path: Path, answered: readonly AnsweredPart[]) {
  const isOnly = answered.length === 1;
  for (const start of [0, 1]) {
    const [key, index, ...below] = path.slice(start);
    const named = answered.find((each) => each.key === key || (isOnly && (key === '_entities' || key === '_0')));
    if (named !== undefined) {
      return { named: named.part, index, below };
    }
  }
  return { named: undefined, index: undefined, below: [] };
}

function distribute(
  response: SubgraphResponse | TransportFailure,
  { part, key }: AnsweredPart,
  hasErrors: boolean,
  run: Run,
): void {
  const { fetch, answers } = part;
  const entities = isObject(response.data) ? response.data[key] : undefined;
  const list: readonly unknown[] = Array.isArray(entities) && entities.length === answers.length ? entities : [];
  for (const entity of list) {
    rewrite(fetch.outputRewrites, entity, run.execution.types.isSubtype);
  }
  if (!hasErrors && !isFailure(response)) {
    keepInCache(part, list, response.cacheControl, run);
  }
  let unanswered: SubgraphError | undefined;
  for (const [index, answer] of answers.entries()) {
    const entity = list[index];
    if (entity !== null && !isObject(entity) && answer.errors.length === 0) {
      if (unanswered === undefined) {
        const what =
          list.length === 0 ? 'did not answer for each entity' : 'gave something that is no object for an entity';
        unanswered = { ...oddityOf(fetch.subgraph, what), isOnlyExplanation: true };
        run.problems.report([unanswered], fetch);
      }
      addProblem(answer, { error: unanswered, below: [] });
    }
    settle(answer, entity, fetch, run);
  }
}

function errorsOf(response: SubgraphResponse | TransportFailure, subgraph: string): readonly SubgraphError[] {
  return isFailure(response) ? [response.failure] : errorsIn(response, subgraph);
}
