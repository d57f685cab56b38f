import { assert } from '@tributary/platform/assert.ts';
import type { SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import { withoutPlannerSuffix } from '../planning/internal-names.ts';
import { keepInCache, takeFromCache } from './cached-entities.ts';
import { type Fetch, type FetchPlan, type Step } from '../compile/fetch-plan.ts';
import { gatherEntities } from './gather-entities.ts';
import { createKeyIdentity } from './key-identity.ts';
import { copyOfProvided } from './merge.ts';
import type { Provided } from '../compile/positions.ts';
import { Problems, type Path, type Problem, type SubgraphError, faultOf } from './problems.ts';
import { rewrite } from '../compile/rewrite.ts';
import {
  addFaults,
  addProblem,
  merge,
  resolveAnswer,
  type EntityAnswer,
  type Execution,
  type EntityRequest,
  type Run,
} from './run.ts';
import {
  entitiesVariables,
  errorsIn,
  isFailure,
  requestAsPlanned,
  send,
  variablesText,
  type TransportFailure,
} from './send-fetch.ts';
import { isObject, type Data } from '../compile/data.ts';
import type { Received } from '../compile/plan-choice.ts';
import { requestFor } from '../compile/subgraph-request.ts';

/** Limit on the selections in one request. Entities in different contexts take one selection each. */
const selectionsMax = 100;

/** The data of the subgraphs, and the problems. */
export type RunResult = {
  data: Data;
  problems: Problems;
  received: Received;
  /** Whether this is the only result of its run. */
  isOnlyResult: boolean;
};

/** An event from a subgraph: data by internal names, or null where the event failed as a whole. */
export type RawData = { data: Data | null; errors: readonly unknown[] };

/** Runs a plan from the root. Rejects only for faults of the gateway. */
export async function runPlan(plan: FetchPlan, execution: Execution): Promise<RunResult> {
  const data = {};
  const run = newRun(plan, execution, [data]);
  await runSteps(run);
  return { data, problems: run.problems, received: run.received, isOnlyResult: true };
}

/** Runs a plan for several events, from the data of each. Their entities are requested together. */
export async function runPlanForEvents(
  plan: FetchPlan,
  execution: Execution,
  events: readonly RawData[],
): Promise<RunResult[]> {
  const roots = events.map(({ data }) => data ?? {});
  const run = newRun(plan, execution, roots);
  const { problems, received } = run;
  for (const [index, root] of roots.entries()) {
    const { provided, subgraph } = plan.event ?? noEvent();
    const errors = errorsIn(events[index] ?? {}, subgraph);
    problems.record(errors, null);
    addRootErrors(root, { provided, isLost: events[index]?.data == null }, errors, problems);
  }
  await runSteps(run);
  return roots.map((data) => ({ data, problems, received, isOnlyResult: roots.length === 1 }));
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
    assert(unmet[index] === 0, 'a step starts before a step that it waits for has ended');
    await runStep(step, run);
    const free = step.before.filter((later) => {
      const left = (unmet[later] ?? 0) - 1;
      assert(left >= 0, 'a step ended twice');
      unmet[later] = left;
      return left === 0;
    });
    if (free.length > 0) {
      await (free.length === 1 ? begin(free[0] ?? -1) : Promise.all(free.map(begin)));
    }
  };
  const first = steps.flatMap(({ waitsFor }, index) => (waitsFor === 0 ? [index] : []));
  await Promise.all(first.map(begin));
  assert(
    unmet.every((left) => left === 0),
    'a plan ended before one of its steps',
  );
}

export function newRun(plan: FetchPlan, execution: Execution, roots: readonly Data[]): Run {
  return {
    plan,
    execution,
    roots,
    problems: new Problems(),
    requested: [],
    identityOf: createKeyIdentity(),
    received: { answers: 0, length: 0 },
    deferredArrivals: new Set(),
    isAborted: false,
  };
}

/** Runs a step. The steps before it must have ended. */
export async function runStep(step: Step, run: Run): Promise<void> {
  const { fetches } = step;
  const [first] = fetches;
  if (first === undefined || run.isAborted) {
    return;
  }
  if (first.entities === null) {
    await fetchFromRoot(first, run);
    run.isAborted = run.roots.some((root) => first.nonNullFields.some((name) => root[name] == null));
    return;
  }
  const { promise: arrives, resolve: arrived } = Promise.withResolvers<void>();
  if (step.deferral !== null) {
    run.deferredArrivals.add(arrives);
  }
  const others = new Set<Promise<void>>();
  const requested = new Map<string, EntityRequest>();
  for (const fetch of fetches) {
    gatherEntities(fetch, { run, requests: requested, arrives, others });
  }
  const requests = [...requested.values()].filter(({ texts }) => texts.length > 0);
  if (requests.length > selectionsMax) {
    const starts = requests.flatMap((_, index) => (index % selectionsMax === 0 ? [index] : []));
    await Promise.all(starts.map((start) => fetchEntities(requests.slice(start, start + selectionsMax), step, run)));
  } else if (requests.length > 0) {
    await fetchEntities(requests, step, run);
  }
  assert(
    requests.every(({ answers }) => answers.at(-1)?.value !== undefined),
    'a step ended before the answer of one of its fetches',
  );
  arrived();
  others.delete(arrives);
  if (others.size > 0) {
    await Promise.all(others);
  }
}

async function fetchFromRoot(fetch: Fetch, run: Run): Promise<void> {
  // After a mutation, entities must be requested again.
  run.requested.length = 0;
  const { plan, problems, roots } = run;
  const { subgraph, provided, request, hasAlteredNumbers } = fetch;
  const variables = variablesText(fetch.variables, run);
  const response = await send(fetch, request, { variables, hasAlteredNumbers }, run);
  const given = isObject(response.data) ? response.data : null;
  if (given !== null) {
    run.execution.meter?.(fetch, [given]);
    rewrite(fetch.outputRewrites, given, run.execution.types.isSubtype);
  }
  const errors = [...errorsOf(response, subgraph)];
  if (given === null && errors.length === 0) {
    errors.push(faultOf(subgraph, 'answered without data'));
  }
  problems.record(errors, fetch);
  if (fetch.path.length === 0) {
    for (const data of roots) {
      merge(data, given === null ? {} : requestedData(given, fetch, plan), fetch, run);
      addRootErrors(data, { provided, isLost: given === null }, errors, problems);
      addOmittedFields(data, given, fetch, problems);
      if (plan.isMerging && given !== null) {
        addFaults(data, given, fetch, run);
      }
    }
    return;
  }
  // The root of the graph below an object.
  const answer: EntityAnswer = {
    value: given,
    errors: errors.map((error) => ({ error, below: pathWithin(error.path, provided) ?? [] })),
    arrives: Promise.resolve(),
    targets: plan.isMerging ? [] : null,
  };
  fetch.targets.visit(roots, (object) => {
    fetch.targets.attach(object, answer);
    answer.targets?.push(object);
  });
  resolveAnswer(answer, given, fetch, run);
}

/**
 * The data of a fetch reduced to the requested fields. Without merging, only requested fields are ever accessed below
 * the root.
 */
function requestedData(given: Data, { provided }: Fetch, { isMerging }: FetchPlan): Data {
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

/** Adds errors at the places that their paths name. An error without such a place concerns all fields of the fetch. */
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
        // A null in a non-null field has made the whole answer null.
        problems.add(data, name, { error, below: [], isConsequence: true });
      }
    }
  }
}

/**
 * The part of a path from a field of the fetch on. Some subgraphs put the kind of the operation before it. Null where
 * the path names no field of the fetch.
 */
function pathWithin(path: Path | undefined, provided: Provided): Path | null {
  for (const start of [0, 1]) {
    const first = path?.[start];
    if (typeof first === 'string' && provided.has(withoutPlannerSuffix(first))) {
      return path?.slice(start) ?? null;
    }
  }
  return null;
}

/** Adds errors for root fields that are missing from the answer, rather than null. */
function addOmittedFields(data: Data, given: Data | null, fetch: Fetch, problems: Problems): void {
  const { provided, subgraph } = fetch;
  if (given === null) {
    return;
  }
  let error: SubgraphError | undefined;
  for (const name of provided.keys()) {
    if (!Object.hasOwn(given, name) && data[name] === undefined && problems.at(data, name).length === 0) {
      if (error === undefined) {
        error = faultOf(subgraph, 'left out a field that it was asked for');
        problems.record([error], fetch);
      }
      problems.add(data, name, { error, below: [] });
    }
  }
}

async function fetchEntities(uncached: readonly EntityRequest[], step: Step, run: Run): Promise<void> {
  const requests = await takeFromCache(uncached, run);
  const [first] = requests;
  if (first === undefined) {
    return;
  }
  const asPlanned = requestAsPlanned(requests);
  const text = asPlanned?.fetch.request ?? requestFor(requests, step);
  const keyOf = (index: number) => (asPlanned === null ? `_${index}` : '_entities');
  const hasAlteredNumbers = (data: unknown) =>
    isObject(data) && requests.some(({ fetch }, index) => fetch.hasAlteredNumbers(data[keyOf(index)]));
  const response = await send(
    first.fetch,
    text,
    { variables: entitiesVariables(requests, run), hasAlteredNumbers },
    run,
  );
  if (!isFailure(response) && response.data == null) {
    // One entity or variable can make the whole request fail. Queries may be repeated, so each part is sent separately.
    const apart = requests.length === 1 ? byEntity(first, run) : requests;
    if (apart.length > 1) {
      await Promise.all(apart.map((request) => fetchEntities([request], step, run)));
      return;
    }
  }
  const answered = requests.map((request, index) => ({ request, key: keyOf(index) }));
  const errors = errorsOf(response, first.fetch.subgraph);
  addEntityErrors(answered, errors, run);
  for (const each of answered) {
    distribute(response, each, errors.length > 0, run);
  }
}

/** Splits a request for several events by entity, since one event must not fail another. */
function byEntity(request: EntityRequest, { roots }: Run): readonly EntityRequest[] {
  return roots.length === 1
    ? [request]
    : request.answers.map((answer, index) => ({
        ...request,
        texts: request.texts.slice(index, index + 1),
        answers: [answer],
      }));
}

type AnsweredRequest = { request: EntityRequest; key: string };

/**
 * Adds errors to the answers that their paths name. Other errors concern all answers of their entity request, or of the
 * whole request.
 */
function addEntityErrors(answered: readonly AnsweredRequest[], errors: readonly SubgraphError[], run: Run): void {
  const whole = new Map<EntityRequest, Problem[]>();
  for (const error of errors) {
    const { named, index, below } = entityNamedBy(error.path ?? [], answered);
    const answer = typeof index === 'number' ? named?.answers[index] : undefined;
    run.problems.record([error], (named ?? answered[0]?.request)?.fetch ?? null);
    if (answer !== undefined) {
      addProblem(answer, { error, below });
      continue;
    }
    for (const request of named === undefined ? answered.map((each) => each.request) : [named]) {
      whole.set(request, [...(whole.get(request) ?? []), { error, below: [] }]);
    }
  }
  for (const [{ answers }, found] of whole) {
    for (const answer of answers) {
      // All answers share one list, since there may be very many.
      answer.errors = answer.errors.length === 0 ? found : [...answer.errors, ...found];
    }
  }
}

/**
 * The entity request and the index that a path names. Some subgraphs put the kind of the operation before it, or ignore
 * aliases.
 */
function entityNamedBy(path: Path, answered: readonly AnsweredRequest[]) {
  const isOnly = answered.length === 1;
  for (const start of [0, 1]) {
    const [key, index, ...below] = path.slice(start);
    const named = answered.find((each) => each.key === key || (isOnly && (key === '_entities' || key === '_0')));
    if (named !== undefined) {
      return { named: named.request, index, below };
    }
  }
  return { named: undefined, index: undefined, below: [] };
}

function distribute(
  response: SubgraphResponse | TransportFailure,
  { request, key }: AnsweredRequest,
  hasErrors: boolean,
  run: Run,
): void {
  const { fetch, texts, answers } = request;
  assert(texts.length === answers.length, 'a fetch has not one answer for each representation');
  assert(answers[0]?.value === undefined, 'the answer of a fetch arrived twice');
  const entities = isObject(response.data) ? response.data[key] : undefined;
  const list: readonly unknown[] = Array.isArray(entities) && entities.length === answers.length ? entities : [];
  run.execution.meter?.(fetch, list);
  for (const entity of list) {
    rewrite(fetch.outputRewrites, entity, run.execution.types.isSubtype);
  }
  if (!hasErrors && !isFailure(response)) {
    keepInCache(request, list, response.cacheControl, run);
  }
  let unanswered: SubgraphError | undefined;
  for (const [index, answer] of answers.entries()) {
    const entity = list[index];
    if (entity !== null && !isObject(entity) && answer.errors.length === 0) {
      if (unanswered === undefined) {
        const what =
          list.length === 0 ? 'did not answer for each entity' : 'gave something that is no object for an entity';
        unanswered = { ...faultOf(fetch.subgraph, what), isOnlyExplanation: true };
        run.problems.record([unanswered], fetch);
      }
      addProblem(answer, { error: unanswered, below: [] });
    }
    resolveAnswer(answer, entity, fetch, run);
  }
}

function errorsOf(response: SubgraphResponse | TransportFailure, subgraph: string): readonly SubgraphError[] {
  return isFailure(response) ? [response.failure] : errorsIn(response, subgraph);
}
