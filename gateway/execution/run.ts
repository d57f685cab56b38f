import type { Freshness } from '@tributary/platform/transport/cache-control.ts';
import type { SubgraphResponse, SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { Fetch, FetchPlan } from '../compile/fetch-plan.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import type { KeyIdentity } from './key-identity.ts';
import { copyOfProvided, mergeInto, odditiesIn } from './merge.ts';
import { wholeAnswer, type Problem, type Problems, type SubgraphError, oddityOf } from './problems.ts';
import { isObject, type Data } from '../compile/data.ts';
import type { Answer } from '../compile/attached-answer.ts';
import type { Received } from '../compile/plan-choice.ts';
import type { SelectionInContext } from '../compile/subgraph-request.ts';

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
  read(questions: readonly string[]): Promise<(CachedEntity | undefined)[]>;
  write(question: string, entity: string, freshness: Freshness): void;
};

/** An entity, for how long it may still be kept here, and for how long by the client. */
export type CachedEntity = { entity: string; sharedSeconds: number; clientSeconds: number };

/** One execution of a plan, as far as it has come. */
export type Run = {
  plan: FetchPlan;
  execution: Execution;
  /** What it begins from: nothing, or what came with each of some events. */
  roots: readonly Data[];
  problems: Problems;
  /** What was asked of entities, and the answers, by selection, kind of key, and one key after the other. */
  asked: (Map<string, Known> | undefined)[];
  identityOf: KeyIdentity;
  received: Received;
  /** When what is deferred arrives. What is not deferred does not wait for that. */
  late: Set<Promise<void>>;
  /** Whether a mutation failed that must not: then nothing further is asked, nor changed (https://spec.graphql.org/draft/#sec-Handling-Execution-Errors lets siblings be cancelled, and graphql-js does). */
  isOver: boolean;
};

export type Known = Map<unknown, Known | Asked>;

/** Of most answers: they have the same empty list, since there are many. */
export const noProblems: readonly Problem[] = [];

/** The answer for one entity, which hangs in every object that stands for it from the moment that it is asked for. */
export type Asked = Answer & {
  errors: readonly Problem[];
  arrives: Promise<void>;
  /** The objects into which it is to be copied; null where the plan does not merge. */
  targets: Data[] | null;
};

/** What a step asks with one selection, in one context. */
export type Part = SelectionInContext & {
  fetch: Fetch;
  /** Whether there is nothing to ask in that context. */
  isVoid: boolean;
  /** Whether not all that the selection has is asked for in that context. */
  isPartial: boolean;
  texts: string[];
  answers: Asked[];
};

/** Adds a problem of an answer that has not arrived yet. */
export function addProblem(answer: Asked, problem: Problem): void {
  answer.errors = answer.errors.length === 0 ? [problem] : [...answer.errors, problem];
}

/** Gives an answer its value, and so to all objects to which it is attached. */
export function settle(answer: Asked, entity: unknown, fetch: Fetch, run: Run): void {
  const { provided } = fetch;
  const { problems } = run;
  answer.value = isObject(entity) ? entity : null;
  for (const problem of answer.errors) {
    if (answer.value === null || problem.below.length === 0) {
      problems.add(answer, wholeAnswer, problem);
    } else {
      problems.addAlong(answer.value, provided, problem.below, problem.error);
    }
  }
  for (const object of answer.targets ?? []) {
    copyInto(object, answer, fetch, run);
  }
}

/** Copies an answer, with its errors, into an object that stands for the entity. */
export function copyInto(object: Data, { value, errors, isPartial }: Asked, fetch: Fetch, run: Run): void {
  const { provided } = fetch;
  if (value != null) {
    merge(object, copyOfProvided(value, provided), fetch, run);
    for (const { error, below } of errors) {
      run.problems.addAlong(object, provided, below, error);
    }
    if (isPartial !== true) {
      addOddities(object, value, fetch, run);
    }
  }
}

/** Merges the answer of a fetch into what is there. */
export function merge(object: Data, given: Data, fetch: Fetch, { execution, problems }: Run): void {
  let error: SubgraphError | undefined;
  mergeInto(object, given, fetch.provided, {
    types: execution.types,
    onLengths: (list, from) => {
      if (error === undefined) {
        error = oddityOf(fetch.subgraph, 'gave a list of another length than another subgraph');
        problems.report([error], fetch);
      }
      for (let index = from; index < list.length; index += 1) {
        problems.add(list, String(index), { error, below: [] });
      }
    },
  });
}

/** The error for each kind of oddity. Another subgraph may have given a missing value, so that its error is told only if it explains a null. */
const oddities = {
  scalar: { what: 'left out a field that it was asked for', isOnlyExplanation: true },
  null: { what: 'gave null for something that must not be null', isOnlyExplanation: true },
  other: { what: 'gave something else than the object or the list that it was asked for', isOnlyExplanation: false },
} as const;

/** Adds errors for what is odd in an answer that was merged. A null that must not be is explained by any other error. */
export function addOddities(object: Data, given: Data, fetch: Fetch, { execution: { types }, problems }: Run): void {
  const found = odditiesIn(given, fetch.provided, { path: [], typename: object['__typename'], types });
  for (const kind of ['other', 'scalar', 'null'] as const) {
    const paths = found.flatMap((each) => (each.kind === kind ? [each.path] : []));
    if (paths.length > 0 && (kind !== 'null' || problems.causeIn(object) === undefined)) {
      const { what, isOnlyExplanation } = oddities[kind];
      const error = { ...oddityOf(fetch.subgraph, what), ...(isOnlyExplanation ? { isOnlyExplanation } : {}) };
      problems.report([error], fetch);
      paths.forEach((path) => problems.addAlong(object, fetch.provided, path, error));
    }
  }
}
