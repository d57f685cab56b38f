import type { Freshness } from '@tributary/platform/transport/cache-control.ts';
import type { AnswerBudget, SubgraphResponse, SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { Fetch, FetchPlan } from '../compile/fetch-plan.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import type { KeyIdentity } from './key-identity.ts';
import { copyOfProvided, mergeInto, faultsIn } from './merge.ts';
import { wholeAnswer, type Problem, type Problems, type SubgraphError, faultOf } from './problems.ts';
import { isObject, type Data } from '../compile/data.ts';
import type { AttachedAnswer } from '../compile/attached-answer.ts';
import type { Received } from '../compile/plan-choice.ts';
import type { SelectionInContext } from '../compile/subgraph-request.ts';

/** The inputs of an execution besides its plan. */
export type Execution = {
  transportOf: (subgraph: string) => SubgraphTransport;
  types: TypeSystem;
  /** The client's variables, by internal name. */
  variables: Readonly<Record<string, unknown>>;
  /** The identity of the caller, signed for a subgraph. */
  callerFor: (subgraph: string) => string;
  requestId: string;
  headersFor: (subgraph: string) => Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  /** The deadline of the operation, by `performance.now()`. */
  deadlineAt?: number | undefined;
  /** The cache of entities. Null where nothing may be cached. */
  entityCache: EntityCache | null;
  /** Called with every answer, to determine the cache policy of the response. */
  onResponse?: ((response: SubgraphResponse) => void) | undefined;
  /** Called with every answer of a fetch: its data from the root, or its entities. */
  meter?: ((fetch: Fetch, objects: readonly unknown[]) => void) | undefined;
  /** The bytes that all its answers may have. */
  budget?: AnswerBudget | undefined;
  /** The subgraphs to which nothing is sent, each with the error that its fetches get instead. */
  skipped?: ReadonlyMap<string, SubgraphError> | undefined;
};

/** A cache of entities as JSON. A key holds everything on which the answer depends. */
export type EntityCache = {
  /** Whether entities of a selection may be in the cache: the subgraph allowed caching in its last answer. */
  isCacheable(selection: string): boolean;
  /** Remembers whether the subgraph allows caching. */
  learn(selection: string, isAllowed: boolean): void;
  load(keys: readonly string[]): Promise<(CachedEntity | undefined)[]>;
  store(key: string, entity: string, freshness: Freshness): void;
};

/** An entity with its remaining lifetimes here and in the client. */
export type CachedEntity = { entity: string; sharedSeconds: number; clientSeconds: number };

/** The state of one execution of a plan. */
export type Run = {
  plan: FetchPlan;
  execution: Execution;
  /** The initial data: an empty object, or the data of each event. */
  roots: readonly Data[];
  problems: Problems;
  /** The requested entities with their answers: by selection, kind of key, and then one key after the other. */
  requested: (Map<string, EntityIndex> | undefined)[];
  identityOf: KeyIdentity;
  received: Received;
  /** The arrivals of deferred answers. Immediate fetches do not wait for them. */
  deferredArrivals: Set<Promise<void>>;
  /**
   * Whether a non-null mutation failed. Then no further fetch is sent. The specification allows cancelling siblings, as
   * graphql-js does (https://spec.graphql.org/draft/#sec-Handling-Execution-Errors).
   */
  isAborted: boolean;
};

export type EntityIndex = Map<unknown, EntityIndex | EntityAnswer>;

/** One empty list for most answers, since there are many. */
export const noProblems: readonly Problem[] = [];

/** The answer for one entity, attached to every object that stands for it as soon as it is requested. */
export type EntityAnswer = AttachedAnswer & {
  errors: readonly Problem[];
  arrives: Promise<void>;
  /** The objects into which the answer is copied. Null where the plan does not merge. */
  targets: Data[] | null;
};

/** The entities that a step requests with one selection in one context. */
export type EntityRequest = SelectionInContext & {
  fetch: Fetch;
  /** Whether the selection is empty in that context. */
  isEmpty: boolean;
  /** Whether some fields of the selection are dropped in that context. */
  isPartial: boolean;
  texts: string[];
  answers: EntityAnswer[];
};

/** Adds a problem to an answer that has not arrived yet. */
export function addProblem(answer: EntityAnswer, problem: Problem): void {
  answer.errors = answer.errors.length === 0 ? [problem] : [...answer.errors, problem];
}

/** Sets the value of an answer, and copies it into its targets if the plan merges. */
export function resolveAnswer(answer: EntityAnswer, entity: unknown, fetch: Fetch, run: Run): void {
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
export function copyInto(object: Data, { value, errors, isPartial }: EntityAnswer, fetch: Fetch, run: Run): void {
  const { provided } = fetch;
  if (value != null) {
    merge(object, copyOfProvided(value, provided), fetch, run);
    for (const { error, below } of errors) {
      run.problems.addAlong(object, provided, below, error);
    }
    if (isPartial !== true) {
      addFaults(object, value, fetch, run);
    }
  }
}

/** Merges the answer of a fetch into an object. */
export function merge(object: Data, given: Data, fetch: Fetch, { execution, problems }: Run): void {
  let error: SubgraphError | undefined;
  mergeInto(object, given, fetch.provided, {
    types: execution.types,
    onLengthMismatch: (list, from) => {
      if (error === undefined) {
        error = faultOf(fetch.subgraph, 'gave a list of another length than another subgraph');
        problems.record([error], fetch);
      }
      for (let index = from; index < list.length; index += 1) {
        problems.add(list, String(index), { error, below: [] });
      }
    },
  });
}

/**
 * The error for each kind of fault. Another subgraph may have given a missing value, so such an error is reported only
 * if it explains a null.
 */
const faultErrors = {
  scalar: { fault: 'left out a field that it was asked for', isOnlyExplanation: true },
  null: { fault: 'gave null for something that must not be null', isOnlyExplanation: true },
  other: { fault: 'gave something else than the object or the list that it was asked for', isOnlyExplanation: false },
} as const;

/** Adds errors for the faults of a merged answer. A forbidden null needs none if any other error explains it. */
export function addFaults(object: Data, given: Data, fetch: Fetch, { execution: { types }, problems }: Run): void {
  const found = faultsIn(given, fetch.provided, { path: [], typename: object['__typename'], types });
  for (const kind of ['other', 'scalar', 'null'] as const) {
    const paths = found.flatMap((each) => (each.kind === kind ? [each.path] : []));
    if (paths.length > 0 && (kind !== 'null' || problems.causeIn(object) === undefined)) {
      const { fault, isOnlyExplanation } = faultErrors[kind];
      const error = { ...faultOf(fetch.subgraph, fault), ...(isOnlyExplanation ? { isOnlyExplanation } : {}) };
      problems.record([error], fetch);
      paths.forEach((path) => problems.addAlong(object, fetch.provided, path, error));
    }
  }
}
