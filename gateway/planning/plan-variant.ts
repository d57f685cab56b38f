import { createHash } from 'node:crypto';
import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { GraphQLError, Kind, OperationTypeNode, print, type DocumentNode } from 'graphql';
import type { ComposedSupergraph } from '../composed/composed-supergraph.ts';
import { resolveConditions, type Conditions } from './conditions.ts';
import { separateDeferred, type Separated } from './deferrals.ts';
import { definitionOf, fragmentsOf, onlyOf, rootFields } from './document-parts.ts';
import { withInternalNames, type InternalNames, type Meanings } from './internal-names.ts';
import { withoutIntrospection, type SeparatedIntrospection } from './introspection.ts';
import { planWithLiterals } from './literals.ts';
import { makeResumable, type Resumption } from './make-resumable.ts';
import { applyPermission, introspectionOf, UnauthorizedOperation, type Permission } from './permission.ts';
import { completePlanner } from './plan-completely.ts';
import { refuseLargePlan, type PlanMax } from './plan-size.ts';
import { planSerially } from './plan-serially.ts';
import type { Planner } from './planner.ts';
import { splitNestedEntities } from './split-entities.ts';
import { withoutWithheld, type OperationPath } from './withhold.ts';

/** The parts of a request that select the variant of an operation. */
export type Circumstances = {
  conditions: Conditions;
  /** The labels of overrides that affect the operation and are on. */
  labels: readonly string[];
  /** Whether the client takes deferred parts later. */
  takesParts: boolean;
  permission: Permission;
};

/** The plan of a variant. Plain data, since it crosses from the thread that plans. */
export type VariantPlan = {
  /** Whether deferred parts come later. False also where no plan was found that defers. */
  takesParts: boolean;
  meanings: Meanings;
  /** The fetch of a subscription at its subgraph. Null for other operations. */
  primary: FetchNode | null;
  resumption: Resumption | null;
  /**
   * A digest of the document, without the argument that resumes it. It is part of the key of each stream, of which
   * there may be many.
   */
  digest: string;
  /** The plan, or the rest of it after the subscription. Undefined where nothing is fetched. */
  node: PlanNode | undefined;
  /** The same plan with nested entities fetched separately. Null where there are none. */
  split: PlanNode | null;
};

/** The outcome of planning. `refused` and `unauthorized` are for the client, and `failed` for the log. */
export type PlanOutcome =
  | { kind: 'planned'; plan: VariantPlan }
  | { kind: 'refused'; message: string; extensions: Record<string, unknown> }
  | { kind: 'unauthorized'; paths: readonly OperationPath[] }
  | { kind: 'failed'; error: unknown };

type PlanSettings = {
  planner: Planner;
  namesFor: () => InternalNames;
  planMax: PlanMax;
};

/**
 * Plans one variant of a document with one operation. Deferring is optional, and Apollo's planner fails for some
 * operations only with `@defer`. They are planned without it.
 */
export function planVariant(single: DocumentNode, circumstances: Circumstances, settings: PlanSettings): PlanOutcome {
  const { takesParts } = circumstances;
  const outcome = planOrRefuse(single, circumstances, settings);
  return outcome.kind === 'planned' || !takesParts
    ? outcome
    : planOrRefuse(single, { ...circumstances, takesParts: false }, settings);
}

function planOrRefuse(
  single: DocumentNode,
  circumstances: Circumstances,
  { planner, namesFor, planMax }: PlanSettings,
): PlanOutcome {
  try {
    return { kind: 'planned', plan: planOnce(single, circumstances, { planner, names: namesFor(), planMax }) };
  } catch (error) {
    if (error instanceof UnauthorizedOperation) {
      return { kind: 'unauthorized', paths: error.paths };
    }
    return error instanceof GraphQLError && error.originalError === undefined
      ? { kind: 'refused', message: error.message, extensions: { ...error.extensions } }
      : { kind: 'failed', error };
  }
}

function planOnce(
  single: DocumentNode,
  circumstances: Circumstances,
  { planner, names, planMax }: { planner: Planner; names: InternalNames; planMax: PlanMax },
): VariantPlan {
  const { apiSchema, types } = planner.composed;
  const { labels, takesParts } = circumstances;
  const { whole: answered, immediate, deferrals, toPlan } = partsOf(single, circumstances, planner.composed);
  const whole = toPlan(answered);
  const isSubscription = definitionOf(immediate, null).operation === OperationTypeNode.SUBSCRIPTION;
  const resumption = isSubscription ? resume(immediate, names, planner) : null;
  const complete = completePlanner(planner, names);
  const node = planSerially(whole, definitionOf(whole, null), (part) => {
    const data = withoutIntrospection(
      resumption === null ? withInternalNames(part, names) : toPlan(resumption.document),
    );
    const plan = (literalFree: DocumentNode) => complete.plan(part, literalFree, labels);
    return data === null ? undefined : planWithLiterals(data, { schema: apiSchema, names, plan });
  });
  const [primary, rest] = node?.kind === 'Subscription' ? [node.primary, node.rest] : [null, node];
  const split = rest === undefined || deferrals.length > 0 ? null : splitNestedEntities(rest, types);
  const plan = {
    takesParts,
    meanings: names.meanings,
    primary,
    resumption,
    digest: createHash('sha256')
      .update(print(resumption?.document ?? immediate))
      .digest('base64url'),
    node: rest,
    // A split plan must not lose a field that the original plan gives.
    split: split !== null && complete.isComplete(node, split, whole) ? split : null,
  };
  return refuseLargePlan(plan, planMax);
}

/** The parts of a variant as they are answered: fields that are withheld from the caller are marked in them. */
export type VariantParts = Separated & {
  /** The fields that the caller may not select. */
  unauthorized: readonly OperationPath[];
  /** The introspection, where the caller may not use everything. */
  introspection: SeparatedIntrospection | null;
  /** A document of this variant as it is planned, without the fields that are withheld. */
  toPlan(document: DocumentNode): DocumentNode;
};

/**
 * The parts of a variant: its conditions are resolved, unauthorized fields are marked, and its deferrals are separated.
 * Throws UnauthorizedOperation where nothing may be executed.
 */
export function partsOf(
  single: DocumentNode,
  { conditions, takesParts, permission }: Omit<Circumstances, 'labels'>,
  composed: Pick<ComposedSupergraph, 'apiSchema' | 'authorization'>,
): VariantParts {
  const resolved = resolveConditions(single, conditions, { isDeferring: takesParts });
  const only = onlyOf(resolved, definitionOf(resolved, null));
  const { document: permitted, paths: unauthorized } = applyPermission(only, permission, composed);
  const introspection = introspectionOf(permitted, permission, composed);
  return {
    ...separateDeferred(introspection?.document ?? permitted, composed.apiSchema),
    unauthorized,
    introspection,
    toPlan: (document) => (permitted === only ? document : withoutWithheld(document)),
  };
}

/** Prepares a subscription to be resumed. Null where it cannot be. */
function resume(
  document: DocumentNode,
  names: InternalNames,
  { composed: { resumables } }: Planner,
): Resumption | null {
  const internal = withInternalNames(document, names);
  const definition = definitionOf(internal, null);
  const roots = [...rootFields(definition.selectionSet, fragmentsOf(internal)).values()].flat();
  const fields = roots.filter((selection) => selection.kind === Kind.FIELD);
  return makeResumable(internal, definition, fields, { resumables, names });
}
