import type { FetchNode } from '@apollo/query-planner';
import { valueFromASTUntyped, type DocumentNode, type ExecutionResult, type GraphQLError } from 'graphql';
import type { FetchPlan } from '../compile/fetch-plan.ts';
import type { CompiledPlan } from '../compile/plan-choice.ts';
import type { Requirement } from '../composed/authorization.ts';
import type { ShownApi } from '../composed/contracts.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { answerInParts, type PartialAnswer } from '../execution/answer-in-parts.ts';
import { answerOf } from '../execution/answer.ts';
import { errorsToReport } from '../execution/error-places.ts';
import { runInParts } from '../execution/run-in-parts.ts';
import { runPlan, runPlanForEvents, type RawData, type RunResult } from '../execution/run-plan.ts';
import type { Execution } from '../execution/run.ts';
import { definitionOf, fragmentsOf } from '../planning/document-parts.ts';
import type { InternalNames } from '../planning/internal-names.ts';
import type { OperationPath } from '../planning/withhold.ts';
import type { Variables } from './operation-variables.ts';
import type { Variant } from './variant.ts';

export type BoundOperation = {
  /** The stream of a subscription at its subgraph. The plan then completes each event. Null for other operations. */
  primary: Primary | null;
  /** The subgraphs in the plan. */
  subgraphs: readonly string[];
  /** The labels of overrides for which it was planned. */
  labels: readonly string[];
  /** The requirements on which the answer depends, and the ids of those that the caller satisfies. */
  requirements: readonly Requirement[];
  granted: readonly string[];
  /** The fields that the caller may not select. */
  unauthorized: readonly OperationPath[];
  /** The inputs to its cost. */
  costing: Costing;
  /** Runs the plan. */
  execute(execution: OperationExecution): Promise<ExecutionResult>;
  /** Completes events of a subscription, several in one run. */
  complete(execution: OperationExecution, events: readonly RawData[]): Promise<ExecutionResult[]>;
  /** Runs the plan for a client that takes deferred parts later. Null where nothing is deferred. */
  executeInParts: ((execution: OperationExecution) => PartialAnswer) | null;
};

/** The inputs to the cost of an operation: its plan, and its variables with their defaults, by internal name. */
export type Costing = {
  plan: FetchPlan;
  variables: Variables;
  /** The client's name for a field of a subgraph's answer. */
  toResponseName(name: string): string;
};

/** The stream of a subscription at a subgraph. */
export type Primary = {
  fetch: FetchNode;
  /** The client's name for a step of a path in the subgraph's answer. */
  toResponseName(step: string): string;
  variables: Variables;
  /** The argument and the field for resuming after an event. Null where the subscription cannot be resumed. */
  resumption: { variable: string; cursorName: string } | null;
  /** The client's cursor, after which the stream begins. */
  after: string | null;
  /** Equal for subscriptions whose clients get the same events, regardless of where they begin. */
  shareKey: string;
};

export type OperationExecution = Omit<Execution, 'types' | 'variables'>;

/** The values that a variant is bound to. */
type Binding = {
  labels: readonly string[];
  /** The client's variables, by its own names. */
  given: Variables;
  /** The client's variables, by internal name. */
  variables: Variables;
  coerced: Variables;
};

/** Binds a variant of an operation to the variables of a request. */
export function bindVariant(
  variant: Variant,
  { labels, given, variables, coerced }: Binding,
  { types, shown, requirements }: { types: TypeSystem; shown: ShownApi; requirements: readonly Requirement[] },
): BoundOperation {
  const { choice, immediate, parts, remainingErrors, document, names, introspection } = variant;
  const { plan } = choice.original;
  const { schema: answerSchema, translateErrors } = shown.answering;
  const answer = (result: RunResult, prepared: CompiledPlan, signal?: AbortSignal): Promise<ExecutionResult> => {
    const { shape } = prepared;
    const answered = answerOf(result, { shape, signal }, () => ({
      // Without a shape the operation has introspection, which must not show the types added for answers.
      schema: shape === null ? shown.apiSchema : answerSchema,
      document,
      variables: given,
      names,
      plan: prepared.plan,
      position: prepared.plan.root,
      types,
      reported: errorsOf(result, { names, plan: prepared.plan, types, document }),
    }));
    const translated = translateErrors === null ? answered : answered.then(translateErrors);
    return introspection === null ? translated : translated.then((each) => introspection(each, given));
  };

  return {
    primary: primaryOf(variant, plan, variables, coerced),
    labels,
    requirements,
    granted: variant.circumstances.permission.granted,
    unauthorized: variant.unauthorized,
    costing: { plan, variables: coerced, toResponseName: names.toResponseName },
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
      // All results have the same `received`.
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
              (result) => answer(result, immediate, execution.signal),
            ),
  };
}

/** The errors of subgraphs in the response to an operation. Deferred parts report their own. */
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
  const { labels, permission } = circumstances;
  const used = [...(primary.variableUsages ?? []), ...plan.fetches.flatMap((fetch) => fetch.variables)];
  const after = resumption?.given == null ? null : valueFromASTUntyped(resumption.given, coerced);
  return {
    fetch: primary,
    toResponseName: names.toResponseName,
    variables: pick(variables, primary.variableUsages ?? []),
    resumption,
    after: typeof after === 'string' ? after : null,
    shareKey: JSON.stringify([digest, labels, permission.granted, pick(variables, [...new Set(used)].toSorted())]),
  };
}

function pick(values: Variables, names: readonly string[]): Variables {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name]]] : [])));
}
