import { maxAgeOf, type SubgraphResponse } from '@tributary/platform/transport.ts';
import type { GraphQLFormattedError } from 'graphql';
import { keepInCache, takeFromCache } from './cached-entities.ts';
import { requestFor, type Fetch, type FetchPlan, type Step } from './fetch-plan.ts';
import { forEachTarget, gather } from './gather-entities.ts';
import { isObject, mergeInto } from './merge.ts';
import { Problems } from './problems.ts';
import type { Data } from './representation.ts';
import { rewrite } from './rewrite.ts';
import { addProblem, settle, type Asked, type Execution, type Part, type Received, type Run } from './run.ts';
import {
  entitiesVariables,
  errorsIn,
  failureOf,
  isFailure,
  partAsPlanned,
  send,
  variablesText,
  type TransportFailure,
} from './send-fetch.ts';

/** How many selections go in one request: entities in different contexts are asked for with one each. */
const partsMax = 100;

/** What the subgraphs gave, and what went wrong. */
export type RunResult = { data: Data; problems: Problems; received: Received };

/** Data by internal names, and the errors that came with it. */
export type RawData = { data: Data; errors: readonly GraphQLFormattedError[] };

/** Carries out a plan, from nothing. Rejects only where the gateway itself is at fault. */
export async function runPlan(plan: FetchPlan, execution: Execution): Promise<RunResult> {
  const data = {};
  const run = newRun(plan, execution, [data]);
  await runSteps(run);
  return { data, problems: run.problems, received: run.received };
}

/** Carries out a plan for some events, from the data of each. What they need of entities is asked for together. */
export async function runPlanForEvents(
  plan: FetchPlan,
  execution: Execution,
  events: readonly RawData[],
): Promise<RunResult[]> {
  const run = newRun(
    plan,
    execution,
    events.map(({ data }) => data),
  );
  const { problems, received } = run;
  for (const { data, errors } of events) {
    for (const error of errorsIn({ errors })) {
      problems.addAlong(data, error.path ?? Object.keys(data).slice(0, 1), error);
    }
  }
  await runSteps(run);
  return events.map(({ data }) => ({ data, problems, received }));
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
  const { problems, roots } = run;
  const response = await send(fetch, fetch.request, variablesText(fetch.variables, run), run);
  const given = isObject(response) && isObject(response.data) ? response.data : null;
  if (given !== null) {
    rewrite(fetch.outputRewrites, given, run.execution.types.isSubtype);
  }
  const errors = errorsIn(response);
  if (fetch.path.length === 0) {
    for (const data of roots) {
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
    }
    return;
  }
  // The root of the graph again, below an object.
  const answer: Asked = {
    value: given,
    errors: errors.map((error) => ({ error, below: error.path ?? [] })),
    arrives: Promise.resolve(),
    targets: run.plan.isMerging ? [] : null,
  };
  forEachTarget(roots, fetch, (object) => {
    object[fetch.slot] = answer;
    answer.targets?.push(object);
  });
  settle(answer, given, run);
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
  const response = await send(first.fetch, request, entitiesVariables(parts, run), run);
  if (!isFailure(response) && response.data == null) {
    // One can spoil all: by a variable that it does not take, or an entity that fails. These are queries, so they may be sent again.
    const apart = isOne ? byEntity(first, run) : parts;
    if (apart.length > 1) {
      await Promise.all(apart.map((part) => fetchEntities([part], step, run)));
      return;
    }
  }
  for (const [index, part] of parts.entries()) {
    distribute(response, asPlanned === null ? `_${index}` : '_entities', part, run, isOne);
  }
}

/** A part of several events, entity by entity, since one event must not spoil another. */
function byEntity(part: Part, { roots }: Run): readonly Part[] {
  return roots.length === 1
    ? [part]
    : part.answers.map((answer, index) => ({ ...part, texts: part.texts.slice(index, index + 1), answers: [answer] }));
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
      addProblem(answer, { error, below });
    } else if (isOne || root === undefined || root === key) {
      for (const each of answers) {
        addProblem(each, { error, below: [] });
      }
    }
  }
  for (const entity of list) {
    rewrite(fetch.outputRewrites, entity, run.execution.types.isSubtype);
  }
  if (isObject(response) && 'cacheControl' in response) {
    keepInCache(part, list, maxAgeOf(response.cacheControl), run);
  }
  for (const [index, answer] of answers.entries()) {
    const entity = list[index];
    if (entity === undefined && errors.length === 0) {
      addProblem(answer, { error: failureOf(fetch.subgraph, 'did not answer for each entity'), below: [] });
    }
    settle(answer, entity, run);
  }
}
