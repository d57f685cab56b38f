import '../telemetry-off.ts';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { GraphQLError, Kind, print, type DefinitionNode, type DocumentNode } from 'graphql';
import { supportedFeatures, type ComposedSupergraph } from '../composed/composed-supergraph.ts';
import { flagOf } from '../composed/join-directives.ts';
import { expandTypes } from './expand-types.ts';
import { percentIn } from '../composed/override-labels.ts';
import { withoutBareInterfaces } from './bare-interfaces.ts';
import type { PreparePlanner } from './other-planner.ts';
import { planTranslator, type TranslatePlan } from './translate-variants.ts';
import { requirementsIn, type Requirements } from '../composed/requirements.ts';
import { separateVariants } from './required-variants.ts';
import { widenFragments } from './widen-fragments.ts';
import { hideUnresolvableKeys } from '../composed/resolvable-keys.ts';

/** The interface of a planner to the gateway. */
export type Planner = {
  composed: ComposedSupergraph;
  /** The requirements between fields. */
  requirements: Requirements;
  /**
   * Alternatives to plan the one operation of a valid document with these labels of overrides on, the best first. Each
   * may take any time and memory, and may throw, so they run in a thread with a budget.
   */
  planAttempts(document: DocumentNode, labels: readonly string[]): Iterable<() => QueryPlan['node']>;
};

/**
 * Shortens planning. With more possible plans, the planner drops alternatives and takes the best of the rest. It bounds
 * neither the time nor the memory until then.
 */
const maxEvaluatedPlans = 500;

/**
 * Combines Apollo's planner with another one that is tried first. The other one plans no subscriptions and no
 * deferrals. It is not used for supergraphs with interface objects, contexts, or overrides by percentage. Throws if a
 * planner cannot load the supergraph, or the supergraph relies on a feature that the gateway does not support.
 */
export function createPlanner(composed: ComposedSupergraph, prepareOther: PreparePlanner | null = null): Planner {
  const { apiSchema, supergraph, supergraphSchema, overrides } = composed;
  const separated = separateVariants(composed.definitions, supergraphSchema);
  const definitions = withoutBareInterfaces(separated?.definitions ?? composed.definitions);
  const supergraphDocument: DocumentNode = { kind: Kind.DOCUMENT, definitions };
  const forPlanner =
    definitions === composed.definitions
      ? supergraph
      : // Not validated again: a variant may be external where nothing requires it, which is no error.
        Supergraph.build(supergraphDocument, { supportedFeatures, validateSupergraph: false });
  hideUnresolvableKeys(forPlanner);
  const translate: TranslatePlan =
    separated === null ? (node) => node : planTranslator(definitions, { ...separated, schema: supergraphSchema });
  const planner = new QueryPlanner(forPlanner, {
    generateQueryFragments: false,
    reuseQueryFragments: false,
    incrementalDelivery: { enableDefer: true },
    debug: { maxEvaluatedPlans },
  });
  const schema = forPlanner.apiSchema();
  const contextualNames = new Set(composed.contextualFields.map(({ field }) => field));
  const hasInterfaceObjects = definitions.some(isInterfaceObject);
  const expand = (document: DocumentNode): DocumentNode =>
    hasInterfaceObjects || contextualNames.size > 0 ? expandTypes(document, apiSchema, contextualNames) : document;
  const unresolved = composed.unresolvedInterfaces;
  const isForApollo =
    hasInterfaceObjects || contextualNames.size > 0 || overrides.labels.some((label) => percentIn(label) !== null);
  const planFirst = isForApollo
    ? null
    : (prepareOther?.(print(supergraphDocument), { supergraphSchema: forPlanner.schema.toGraphQLJSSchema() }) ?? null);
  const planLast = (document: DocumentNode, labels: readonly string[]): QueryPlan['node'] => {
    try {
      return planner.buildQueryPlan(
        operationFromDocument(schema, document, { validate: false }),
        // Labels that are missing here are off.
        { overrideConditions: new Map(labels.map((label) => [label, true])) },
      ).node;
    } catch (error) {
      // The planner's errors tell clients nothing, and may name elements that are hidden from them.
      throw String(error).includes('not able to find any options')
        ? noPlanError()
        : new Error(`Apollo's planner fails at an operation.`, { cause: error });
    }
  };
  return {
    composed,
    requirements: requirementsIn(definitions, supergraphSchema, (name) => separated?.variants.get(name)?.field ?? name),
    *planAttempts(document, labels) {
      const expanded = expand(document);
      const planned = planFirst?.(expanded, labels) ?? null;
      if (planned !== null) {
        yield () => translate(planned);
      }
      yield () => translate(planLast(expanded, labels));
      const widened = unresolved.size === 0 ? null : widenFragments(expanded, apiSchema, unresolved);
      if (widened !== null) {
        yield () => translate(planLast(widened, labels));
      }
    },
  };
}

/** Whether a subgraph knows the interface as an object (`@interfaceObject`). */
function isInterfaceObject(definition: DefinitionNode): boolean {
  return (
    definition.kind === Kind.INTERFACE_TYPE_DEFINITION &&
    (definition.directives ?? []).some((directive) => flagOf(directive, 'isInterfaceObject') === true)
  );
}

function noPlanError(): GraphQLError {
  return new GraphQLError(
    'No plan was found for all fields of this operation: a subgraph would have to resolve objects by a key that it does not have. Leave out the fields that come from another subgraph than their objects.',
    { extensions: { code: 'FIELD_NOT_AVAILABLE' } },
  );
}
