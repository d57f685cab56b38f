import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { inTurn } from '@tributary/platform/turns.ts';
import { GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compilePlan, type FetchPlan } from '../compile/fetch-plan.ts';
import { choosePlan, type EntitySplitting, type PlanChoice, type CompiledPlan } from '../compile/plan-choice.ts';
import { compileShape, type Shape } from '../compile/response-shape.ts';
import type { ComposedSupergraph } from '../composed/composed-supergraph.ts';
import type { ShownApi } from '../composed/contracts.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import {
  compileParts,
  compileRemainingErrors,
  withoutDeferred,
  type DeferredPart,
  type RemainingErrors,
} from '../execution/deferred-parts.ts';
import { definitionOf, fragmentsOf } from '../planning/document-parts.ts';
import type { InternalNames, Meanings } from '../planning/internal-names.ts';
import { partsOf, type Circumstances, type VariantPlan } from '../planning/plan-variant.ts';
import type { OperationPath } from '../planning/withhold.ts';
import { cannotBePlanned, type OperationWorkers, type Asker } from './operation-workers.ts';
import { visibleIntrospection, type VisibleIntrospection } from './visible-introspection.ts';

/** The settings of all operations of a generation. */
export type OperationSettings = {
  composed: ComposedSupergraph;
  /** The API that clients see: the whole, or that of a contract. Plans are made with the whole. */
  shown: ShownApi;
  workers: OperationWorkers;
  namesFor: (meanings?: Meanings) => InternalNames;
  entitiesApart: EntitySplitting;
  /** Called with the time until an operation was planned and compiled. Only compiling blocks the event loop. */
  onPrepared: (seconds: number) => void;
};

/** A variant of an operation, planned and compiled. */
export type Variant = Pick<VariantPlan, 'resumption' | 'digest'> & {
  circumstances: Circumstances;
  document: DocumentNode;
  names: InternalNames;
  primary: FetchNode | null;
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
  /**
   * The variant at once if it is known, so that its requests do not wait for a promise. Throws the GraphQLError with
   * which it is refused, or rejects with it.
   */
  find(circumstances: Circumstances, asker: Asker): Variant | Promise<Variant>;
  /** The circumstances of the used variants. */
  circumstances(): Circumstances[];
  /** The number of variants in memory, refused ones too. */
  count(): number;
};

/** One operation of a document: the text of the document, and the syntax tree of the operation alone. */
export type OperationSource = { text: string; operationName: string | null; single: DocumentNode };

/**
 * Creates the variants of an operation. A refusal is kept too, so that planning is not repeated. Equal requests that
 * wait together share one plan.
 */
export function createVariants(source: OperationSource, settings: OperationSettings): Variants {
  const variants = new LRUCache<string, Variant | GraphQLError>({ max: variantsMax });
  const pending = new Map<string, Promise<Variant>>();

  const prepare = async (key: string, circumstances: Circumstances, asker: Asker): Promise<Variant> => {
    const begun = performance.now();
    const variant = await prepareVariant(source, circumstances, { settings, asker });
    settings.onPrepared((performance.now() - begun) / 1000);
    variants.set(key, variant);
    return unlessRefused(variant);
  };

  return {
    find: (circumstances, asker) => {
      const { conditions, labels, takesParts, permission } = circumstances;
      const key = `${takesParts} ${Object.values(conditions).map(Number).join('')} ${labels.join()} ${permission.granted.join()}`;
      const variant = variants.get(key);
      if (variant !== undefined) {
        return unlessRefused(variant);
      }
      const preparing = pending.get(key) ?? prepare(key, circumstances, asker).finally(() => pending.delete(key));
      pending.set(key, preparing);
      return preparing;
    },
    circumstances: () =>
      [...variants.values()].flatMap((each) => (each instanceof GraphQLError ? [] : [each.circumstances])),
    count: () => variants.size,
  };
}

function unlessRefused(variant: Variant | GraphQLError): Variant {
  if (variant instanceof GraphQLError) {
    throw variant;
  }
  return variant;
}

/** Plans and compiles one variant, or resolves to the error with which it is refused from now on. */
async function prepareVariant(
  { single, text, operationName }: OperationSource,
  circumstances: Circumstances,
  { settings, asker }: { settings: OperationSettings; asker: Asker },
): Promise<Variant | GraphQLError> {
  const planned = await settings.workers.plan({ document: text, operationName, circumstances }, asker);
  if (planned instanceof GraphQLError) {
    return settings.shown === settings.composed ? planned : withoutHiddenNames(planned);
  }
  try {
    return await inTurn(() => compileVariant(single, circumstances, planned, settings));
  } catch (error) {
    return cannotBePlanned(error);
  }
}

/** The codes of refusals that name types and fields of the whole API. */
const namingCodes: ReadonlySet<unknown> = new Set<ErrorCode>([
  'CONFLICTING_REQUIREMENTS',
  'FIELD_NOT_AVAILABLE',
  'MISSING_REQUIREMENT',
]);

/** A refusal as the callers of a contract get it: a plan depends on types and fields that they do not know. */
function withoutHiddenNames(refusal: GraphQLError): GraphQLError {
  const { code } = refusal.extensions;
  return namingCodes.has(code)
    ? new GraphQLError(
        'No plan was found for all fields of this operation. Request fewer of them, or in operations of their own.',
        { extensions: { code } },
      )
    : refusal;
}

function compileVariant(
  single: DocumentNode,
  circumstances: Circumstances,
  planned: VariantPlan,
  { composed, shown, namesFor, entitiesApart }: OperationSettings,
): Variant {
  const { types } = composed;
  const { apiSchema, answering, visibleSchemas } = shown;
  const { takesParts, primary, node, split, resumption, digest } = planned;
  const names = namesFor(planned.meanings);
  const separated = partsOf(single, { ...circumstances, takesParts }, composed);
  const { whole, immediate: document, deferrals, unauthorized } = separated;
  const introspection =
    separated.introspection === null || visibleSchemas === null
      ? null
      : visibleIntrospection(separated.introspection, visibleSchemas(circumstances.permission.granted));
  const prepare = (todo: PlanNode | undefined): CompiledPlan => {
    const plan = compilePlan(todo, types, primary ?? undefined);
    return { plan, shape: shapeOfOperation(document, { schema: apiSchema, names, plan, types }) };
  };
  const prepared = prepare(node);
  const { plan, shape } = prepared;
  const choice = choosePlan(prepared, split === null ? null : () => prepare(split), entitiesApart);
  const immediate = { plan: withoutDeferred(plan), shape };
  const context = { schema: answering.schema, definition: definitionOf(document, null), names, plan, types };
  const parts = compileParts(deferrals, context);
  const remainingErrors = compileRemainingErrors(definitionOf(whole, null), context);
  const answers = { choice, immediate, parts, remainingErrors, unauthorized, introspection };
  return { circumstances, document, names, primary, resumption, digest, ...answers };
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
