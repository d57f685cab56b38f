import { createHash } from 'node:crypto';
import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { GraphQLError, Kind, OperationTypeNode, print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compilePlan, type FetchPlan } from '../compile/fetch-plan.ts';
import { choosePlan, type EntitySplitting, type PlanChoice, type CompiledPlan } from '../compile/plan-choice.ts';
import { compileShape, type Shape } from '../compile/response-shape.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import {
  compileParts,
  compileRemainingErrors,
  withoutDeferred,
  type DeferredPart,
  type RemainingErrors,
} from '../execution/deferred-parts.ts';
import { resolveConditions, type Conditions } from '../planning/conditions.ts';
import { separateDeferred } from '../planning/deferrals.ts';
import { definitionOf, fragmentsOf, onlyOf, rootFields } from '../planning/document-parts.ts';
import { splitNestedEntities } from '../planning/split-entities.ts';
import { withInternalNames, type InternalNames } from '../planning/internal-names.ts';
import { withoutIntrospection } from '../planning/introspection.ts';
import { planWithLiterals } from '../planning/literals.ts';
import { makeResumable, type Resumption } from '../planning/make-resumable.ts';
import { completePlanner } from '../planning/plan-completely.ts';
import { planSerially } from '../planning/plan-serially.ts';
import type { Planner } from '../planning/planner.ts';
import { withoutWithheld, type OperationPath } from '../planning/withhold.ts';
import type { VisibleIntrospection } from './visible-introspection.ts';
import { applyPermission, introspectionOf, type Permission } from './permission.ts';

/** The settings of all operations of a generation. */
export type OperationSettings = {
  planner: Planner;
  namesFor: () => InternalNames;
  entitiesApart: EntitySplitting;
  /** Called with the time that planning and compiling took. It blocks the event loop. */
  onPrepared: (seconds: number) => void;
};

/** The parts of a request that select the variant of an operation. */
export type Circumstances = {
  conditions: Conditions;
  /** The labels of overrides that affect the operation and are on. */
  labels: readonly string[];
  /** Whether the client takes deferred parts later. */
  takesParts: boolean;
  permission: Permission;
};

/** A variant of an operation, planned and compiled. */
export type Variant = {
  circumstances: Circumstances;
  document: DocumentNode;
  names: InternalNames;
  primary: FetchNode | null;
  resumption: Resumption | null;
  /**
   * A digest of the document, without the argument that resumes it. It is part of the key of each stream, of which
   * there may be many.
   */
  digest: string;
  choice: PlanChoice;
  /** The plan for the immediate part, and the deferred parts. */
  immediate: CompiledPlan;
  parts: readonly DeferredPart[];
  remainingErrors: RemainingErrors;
  /** The fields that the caller may not select. */
  unauthorized: readonly OperationPath[];
  /** Introspection, where the caller may not use everything. */
  introspection: VisibleIntrospection | null;
};

const variantsMax = 32;

/** The variants of one operation, each planned and compiled at its first use. */
export type Variants = {
  /** Throws the GraphQLError with which the variant is refused. */
  find(circumstances: Circumstances): Variant;
  /** The circumstances of the used variants. */
  circumstances(): Circumstances[];
  /** The number of variants in memory, refused ones too. */
  count(): number;
};

/** Creates the variants of a document with one operation. A refusal is cached too, so that planning is not repeated. */
export function createVariants(single: DocumentNode, settings: OperationSettings): Variants {
  const variants = new LRUCache<string, Variant | GraphQLError>({ max: variantsMax });

  const prepare = (circumstances: Circumstances): Variant | GraphQLError => {
    const begun = performance.now();
    let variant = prepareVariant(single, circumstances, settings);
    if (variant instanceof GraphQLError && circumstances.takesParts) {
      // Deferring is optional, and Apollo's planner fails for some operations only with `@defer`.
      variant = prepareVariant(single, { ...circumstances, takesParts: false }, settings);
    }
    settings.onPrepared((performance.now() - begun) / 1000);
    return variant instanceof GraphQLError ? variant : { ...variant, circumstances };
  };

  return {
    find: (circumstances) => {
      const { conditions, labels, takesParts, permission } = circumstances;
      const key = `${takesParts} ${Object.values(conditions).map(Number).join('')} ${labels.join()} ${permission.granted.join()}`;
      const variant = variants.get(key) ?? prepare(circumstances);
      variants.set(key, variant);
      if (variant instanceof GraphQLError) {
        throw variant;
      }
      return variant;
    },
    circumstances: () =>
      [...variants.values()].flatMap((each) => (each instanceof GraphQLError ? [] : [each.circumstances])),
    count: () => variants.size,
  };
}

/** Plans and compiles one variant of a document with one operation, or returns the error with which it is refused. */
function prepareVariant(
  single: DocumentNode,
  circumstances: Circumstances,
  { planner, namesFor, entitiesApart }: OperationSettings,
): Variant | GraphQLError {
  try {
    const { apiSchema, answering, types } = planner.composed;
    const { conditions, labels, takesParts, permission } = circumstances;
    const resolved = resolveConditions(single, conditions, { isDeferring: takesParts });
    const names = namesFor();
    const only = onlyOf(resolved, definitionOf(resolved, null));
    const { document: permitted, paths: unauthorized } = applyPermission(only, permission, planner.composed);
    const introspection = introspectionOf(permitted, permission, planner.composed);
    const toAnswer = introspection?.document ?? permitted;
    const { whole: answered, immediate: document, deferrals } = separateDeferred(toAnswer, apiSchema);
    const isFiltered = permitted !== only;
    const toPlan = (part: DocumentNode) => (isFiltered ? withoutWithheld(part) : part);
    const whole = toPlan(answered);
    const definition = definitionOf(document, null);
    const resumption =
      definition.operation === OperationTypeNode.SUBSCRIPTION ? resume(document, names, planner) : null;
    const complete = completePlanner(planner, names);
    const node = planSerially(whole, definitionOf(whole, null), (part) => {
      const data = withoutIntrospection(
        resumption === null ? withInternalNames(part, names) : toPlan(resumption.document),
      );
      const plan = (literalFree: DocumentNode) => complete.plan(part, literalFree, labels);
      return data === null ? undefined : planWithLiterals(data, { schema: apiSchema, names, plan });
    });
    const [primary, rest] = node?.kind === 'Subscription' ? [node.primary, node.rest] : [null, node];
    const prepare = (todo: PlanNode | undefined): CompiledPlan => {
      const plan = compilePlan(todo, types, primary ?? undefined);
      return { plan, shape: shapeOfOperation(document, { schema: apiSchema, names, plan, types }) };
    };
    const split = rest === undefined || deferrals.length > 0 ? null : splitNestedEntities(rest, types);
    // A split plan must not lose a field that the original plan gives.
    const completeSplit = split !== null && complete.isComplete(node, split, whole) ? split : null;
    const prepared = prepare(rest);
    const { plan, shape } = prepared;
    const choice = choosePlan(prepared, completeSplit === null ? null : () => prepare(completeSplit), entitiesApart);
    const immediate = { plan: withoutDeferred(plan), shape };
    const context = { schema: answering.schema, definition, names, plan, types };
    const parts = compileParts(deferrals, context);
    const remainingErrors = compileRemainingErrors(definitionOf(answered, null), context);
    const digest = createHash('sha256')
      .update(print(resumption?.document ?? document))
      .digest('base64url');
    const answers = { choice, immediate, parts, remainingErrors, introspection };
    return { circumstances, document, names, primary, resumption, digest, unauthorized, ...answers };
  } catch (error) {
    if (error instanceof GraphQLError) {
      return error;
    }
    return new GraphQLError('The operation cannot be planned.', {
      originalError: error instanceof Error ? error : new Error(String(error)),
    });
  }
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

function shapeOfOperation(
  document: DocumentNode,
  context: { schema: GraphQLSchema; names: InternalNames; plan: FetchPlan; types: TypeSystem },
): Shape | null {
  const { schema, plan } = context;
  const { operation, selectionSet } = definitionOf(document, null);
  const type = schema.getRootType(operation);
  return type == null
    ? null
    : compileShape({ ...context, type, selectionSet, position: plan.root, fragments: fragmentsOf(document) });
}
