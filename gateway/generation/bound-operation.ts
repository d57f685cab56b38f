import type { FetchNode } from '@apollo/query-planner';
import { valueFromASTUntyped, type DocumentNode, type ExecutionResult, type GraphQLError } from 'graphql';
import type { FetchPlan } from '../compile/fetch-plan.ts';
import type { CompiledPlan } from '../compile/plan-choice.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { answerInParts, type PartialAnswer } from '../execution/answer-in-parts.ts';
import { answerOf } from '../execution/answer.ts';
import { errorsToReport } from '../execution/error-places.ts';
import { runInParts } from '../execution/run-in-parts.ts';
import { runPlan, runPlanForEvents, type RawData, type RunResult } from '../execution/run-plan.ts';
import type { Execution } from '../execution/run.ts';
import { definitionOf, fragmentsOf } from '../planning/document-parts.ts';
import type { InternalNames } from '../planning/internal-names.ts';
import type { Variables } from './operation-variables.ts';
import type { OperationSettings, Variant } from './variant.ts';

export type BoundOperation = {
  /** For a subscription: what is subscribed to at its subgraph. The plan is then what remains to be done for each event. */
  primary: Primary | null;
  /** Those that it asks. */
  subgraphs: readonly string[];
  /** The labels of overrides with which it was planned. */
  labels: readonly string[];
  /** Carries the plan out. */
  execute(execution: OperationExecution): Promise<ExecutionResult>;
  /** For a subscription: carries out what remains to be done for some events, together. */
  complete(execution: OperationExecution, events: readonly RawData[]): Promise<ExecutionResult[]>;
  /** Carries it out for a client that takes what it deferred later; null where nothing is deferred. */
  executeInParts: ((execution: OperationExecution) => PartialAnswer) | null;
};

/** What is subscribed to at a subgraph. */
export type Primary = {
  fetch: FetchNode;
  /** The client's name for a step of a path in the subgraph's answer. */
  toResponseName(step: string): string;
  variables: Variables;
  /** How it is continued after an event; null where it cannot be. */
  resumption: { variable: string; cursorName: string } | null;
  /** The cursor that the client gave to continue after. */
  after: string | null;
  /** The same for all subscriptions whose clients get the same, but for where they begin. */
  shareKey: string;
};

export type OperationExecution = Omit<Execution, 'types' | 'variables'>;

/** The values that a variant is bound to. */
type Binding = {
  labels: readonly string[];
  /** The variables as the client gave them, by its own names. */
  given: Variables;
  /** The same by internal name, and with defaults. */
  variables: Variables;
  coerced: Variables;
};

/** Binds a variant of an operation to the variables of a request. */
export function bindVariant(
  variant: Variant,
  { labels, given, variables, coerced }: Binding,
  { planner: { composed } }: Pick<OperationSettings, 'planner'>,
): BoundOperation {
  const { choice, first, parts, remainingErrors, document, names } = variant;
  const { plan } = choice.original;
  const { types } = composed;
  const { schema: answerSchema, translateErrors } = composed.answering;
  const answer = (result: RunResult, prepared: CompiledPlan, signal?: AbortSignal): Promise<ExecutionResult> => {
    const { shape } = prepared;
    const answered = answerOf(result, { shape, signal }, () => ({
      // Without a shape it is introspection.
      schema: shape === null ? composed.apiSchema : answerSchema,
      document,
      variables: given,
      names,
      plan: prepared.plan,
      position: prepared.plan.root,
      types,
      reported: errorsOf(result, { names, plan: prepared.plan, types, document }),
    }));
    return translateErrors === null ? answered : answered.then(translateErrors);
  };

  return {
    primary: primaryOf(variant, plan, variables, coerced),
    labels,
    subgraphs: [...new Set(plan.fetches.map(({ subgraph }) => subgraph))],
    execute: async (execution) => {
      const prepared = choice.next();
      const result = await runPlan(prepared.plan, { ...execution, types, variables });
      choice.learn(prepared, result.received);
      return answer(result, prepared, execution.signal);
    },
    complete: async (execution, events) => {
      const prepared = choice.next();
      const results = await runPlanForEvents(prepared.plan, { ...execution, types, variables }, events);
      // They share what was received.
      results.slice(0, 1).forEach(({ received }) => choice.learn(prepared, received));
      return Promise.all(results.map((result) => answer(result, prepared)));
    },
    executeInParts:
      parts.length === 0
        ? null
        : (execution) =>
            answerInParts(
              runInParts(plan, { ...execution, types, variables }),
              { parts, remainingErrors },
              given,
              (result) => answer(result, first, execution.signal),
            ),
  };
}

/** The errors of subgraphs that the answer to an operation tells. What was deferred tells its own. */
function errorsOf(
  { data, problems, isOnlyResult }: RunResult,
  {
    names,
    plan,
    types,
    document,
  }: { names: InternalNames; plan: FetchPlan; types: TypeSystem; document: DocumentNode },
): readonly GraphQLError[] {
  const [errors = []] = errorsToReport([{ object: data, path: [] }], problems, {
    names,
    plan,
    position: plan.root,
    selectionSet: definitionOf(document, null).selectionSet,
    fragments: fragmentsOf(document),
    types,
    isOwn: (error) => (problems.origins.get(error)?.deferral ?? null) === null,
    isOnlyResponse: isOnlyResult,
    reported: isOnlyResult ? problems.reported : new Map(),
  });
  return errors;
}

function primaryOf(
  { primary, names, resumption, digest, circumstances }: Variant,
  plan: FetchPlan,
  variables: Variables,
  coerced: Variables,
): Primary | null {
  if (primary === null) {
    return null;
  }
  const used = [...(primary.variableUsages ?? []), ...plan.fetches.flatMap((fetch) => fetch.variables)];
  const after = resumption?.given == null ? null : valueFromASTUntyped(resumption.given, coerced);
  return {
    fetch: primary,
    toResponseName: names.toResponseName,
    variables: pick(variables, primary.variableUsages ?? []),
    resumption,
    after: typeof after === 'string' ? after : null,
    shareKey: JSON.stringify([digest, circumstances.labels, pick(variables, [...new Set(used)].toSorted())]),
  };
}

function pick(values: Variables, names: readonly string[]): Variables {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name]]] : [])));
}
