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

/** What the operations of a generation have in common. */
export type OperationSettings = {
  planner: Planner;
  namesFor: () => InternalNames;
  entitiesApart: EntitySplitting;
  /** Is told how long it took to plan and compile, during which nothing else went on. */
  onPrepared: (seconds: number) => void;
};

/** On what it depends which variant of an operation is carried out. */
export type Circumstances = {
  conditions: Conditions;
  /** The labels of overrides that matter to it, and are on. */
  labels: readonly string[];
  /** Whether the client takes later what it deferred. */
  takesParts: boolean;
};

/** An operation as it is under some circumstances. */
export type Variant = {
  circumstances: Circumstances;
  document: DocumentNode;
  names: InternalNames;
  primary: FetchNode | null;
  resumption: Resumption | null;
  /** A digest of the document, but for the argument by which it is resumed: a part of the key of each stream, and there may be many. */
  digest: string;
  choice: PlanChoice;
  /** What does not wait for the parts that come later, and these. */
  first: CompiledPlan;
  parts: readonly DeferredPart[];
  remainingErrors: RemainingErrors;
};

const variantsMax = 32;

/** The variants of one operation, each planned and compiled at its first use. */
export type Variants = {
  /** Throws the GraphQLError with which the variant is refused. */
  find(circumstances: Circumstances): Variant;
  /** The circumstances of the variants that were asked for. */
  circumstances(): Circumstances[];
};

/** Makes the variants of a document that has one operation. One that cannot be planned is refused again without planning. */
export function createVariants(single: DocumentNode, settings: OperationSettings): Variants {
  const variants = new LRUCache<string, Variant | GraphQLError>({ max: variantsMax });

  const prepare = (circumstances: Circumstances): Variant | GraphQLError => {
    const begun = performance.now();
    let variant = prepareVariant(single, circumstances, settings);
    if (variant instanceof GraphQLError && circumstances.takesParts) {
      // To defer is an offer. Apollo's planner fails at some of what it plans well at once.
      variant = prepareVariant(single, { ...circumstances, takesParts: false }, settings);
    }
    settings.onPrepared((performance.now() - begun) / 1000);
    return variant instanceof GraphQLError ? variant : { ...variant, circumstances };
  };

  return {
    find: (circumstances) => {
      const { conditions, labels, takesParts } = circumstances;
      const key = `${takesParts} ${Object.values(conditions).map(Number).join('')} ${labels.join()}`;
      const variant = variants.get(key) ?? prepare(circumstances);
      variants.set(key, variant);
      if (variant instanceof GraphQLError) {
        throw variant;
      }
      return variant;
    },
    circumstances: () =>
      [...variants.values()].flatMap((each) => (each instanceof GraphQLError ? [] : [each.circumstances])),
  };
}

/** Plans and compiles one variant of a document that has one operation, or gives the error with which it is refused. */
function prepareVariant(
  single: DocumentNode,
  circumstances: Circumstances,
  { planner, namesFor, entitiesApart }: OperationSettings,
): Variant | GraphQLError {
  try {
    const { apiSchema, answering, types } = planner.composed;
    const { conditions, labels, takesParts } = circumstances;
    const resolved = resolveConditions(single, conditions, { isDeferring: takesParts });
    const names = namesFor();
    const only = onlyOf(resolved, definitionOf(resolved, null));
    const { whole, immediate: document, deferrals } = separateDeferred(only, apiSchema);
    const definition = definitionOf(document, null);
    const resumption =
      definition.operation === OperationTypeNode.SUBSCRIPTION ? resume(document, names, planner) : null;
    const complete = completePlanner(planner, names);
    const node = planSerially(whole, definitionOf(whole, null), (part) => {
      const data = withoutIntrospection(resumption?.document ?? withInternalNames(part, names));
      const plan = (literalFree: DocumentNode) => complete.plan(part, literalFree, labels);
      return data === null ? undefined : planWithLiterals(data, { schema: apiSchema, names, plan });
    });
    const [primary, rest] = node?.kind === 'Subscription' ? [node.primary, node.rest] : [null, node];
    const prepare = (todo: PlanNode | undefined): CompiledPlan => {
      const plan = compilePlan(todo, types, primary ?? undefined);
      return { plan, shape: shapeOfOperation(document, { schema: apiSchema, names, plan, types }) };
    };
    const asked = rest === undefined || deferrals.length > 0 ? null : splitNestedEntities(rest, types);
    // A split plan must not lose a field that the original plan gives.
    const apart = asked !== null && complete.isComplete(node, asked, whole) ? asked : null;
    const prepared = prepare(rest);
    const { plan, shape } = prepared;
    const choice = choosePlan(prepared, apart === null ? null : () => prepare(apart), entitiesApart);
    const first = { plan: withoutDeferred(plan), shape };
    const context = { schema: answering.schema, definition, names, plan, types };
    const parts = compileParts(deferrals, context);
    const remainingErrors = compileRemainingErrors(definitionOf(whole, null), context);
    const digest = createHash('sha256')
      .update(print(resumption?.document ?? document))
      .digest('base64url');
    return { circumstances, document, names, primary, resumption, digest, choice, first, parts, remainingErrors };
  } catch (error) {
    if (error instanceof GraphQLError) {
      return error;
    }
    return new GraphQLError('The operation cannot be planned.', {
      originalError: error instanceof Error ? error : new Error(String(error)),
    });
  }
}

/** A subscription prepared to be resumed; null where it cannot be. */
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
