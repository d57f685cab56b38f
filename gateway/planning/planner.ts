import '../telemetry-off.ts';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan, type SubscriptionNode } from '@apollo/query-planner';
import { StartError } from '@tributary/platform/config.ts';
import { GraphQLError, Kind, print, type DefinitionNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import { supportedFeatures, type ComposedSupergraph } from '../composed/composed-supergraph.ts';
import { flagOf } from '../composed/join-directives.ts';
import { expandTypes } from './expand-types.ts';
import { percentIn } from '../composed/override-labels.ts';
import { withoutBareInterfaces } from './bare-interfaces.ts';
import { bringVariants, type BringVariants } from './bring-variants.ts';
import { requirementsIn, type Requirements } from '../composed/requirements.ts';
import { separateVariants } from './required-variants.ts';
import { widenFragments } from './widen-fragments.ts';
import { hideUnresolvableKeys } from '../composed/resolvable-keys.ts';

/** All that the gateway needs of a planner, so that another one could stand behind it. */
export type Planner = {
  composed: ComposedSupergraph;
  /** What fields require of each other. */
  requirements: Requirements;
  /**
   * Ways to plan the one operation of a valid document, with these labels of overrides on, the best first. Each takes the event loop for milliseconds, and may throw.
   */
  waysToPlan(document: DocumentNode, labels: readonly string[]): Iterable<() => QueryPlan['node']>;
};

/** Which planner plans what it can; Apollo's plans the rest. */
export type PlannerName = 'apollo' | 'hive';

/** Plans the one operation of a document; null where it cannot. */
type PlanOperation = (
  document: DocumentNode,
  labels: readonly string[],
) => Exclude<QueryPlan['node'], SubscriptionNode> | null;

/** Prepares another planner than Apollo's for a supergraph. Throws when that cannot be loaded. */
export type PrepareOther = (supergraphSdl: string, schemas: { supergraphSchema: GraphQLSchema }) => PlanOperation;

/** Loads the planner of that name; null for Apollo's, which always is. Throws StartError when it does not run on this machine. */
export async function loadPlanner(name: PlannerName): Promise<PrepareOther | null> {
  if (name === 'apollo') {
    return null;
  }
  try {
    const { prepareHivePlanner } = await import('./hive-planner.ts');
    return prepareHivePlanner;
  } catch (error) {
    throw new StartError(
      `The planner of Hive Router does not run on this machine (${process.platform} on ${process.arch}): take "planner" out of the settings, and Apollo's plans everything.`,
      { cause: error },
    );
  }
}

/** So that a plan that could be made in very many ways does not keep everybody waiting; beyond, the planner takes the best of what is left after dropping alternatives. */
const maxEvaluatedPlans = 500;

/**
 * Apollo's planner, and before it another one for what that can do: not what is subscribed to or deferred, and no supergraph with interface objects, contexts, or fields that are handed over by percentage. Throws when the supergraph cannot be loaded, or relies on what the gateway does not do.
 */
export function createPlanner(composed: ComposedSupergraph, prepareOther: PrepareOther | null = null): Planner {
  const { apiSchema, supergraph, supergraphSchema, overrides } = composed;
  const separated = separateVariants(composed.definitions, supergraphSchema);
  const definitions = withoutBareInterfaces(separated?.definitions ?? composed.definitions);
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions };
  const forPlanner =
    definitions === composed.definitions
      ? supergraph
      : // What was valid before is not checked again, since a variant may be external where nothing requires it.
        Supergraph.build(document, { supportedFeatures, validateSupergraph: false });
  hideUnresolvableKeys(forPlanner);
  const bring: BringVariants =
    separated === null ? (node) => node : bringVariants(definitions, { ...separated, schema: supergraphSchema });
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
    : (prepareOther?.(print(document), { supergraphSchema: forPlanner.schema.toGraphQLJSSchema() }) ?? null);
  const planLast = (document: DocumentNode, labels: readonly string[]): QueryPlan['node'] => {
    try {
      return planner.buildQueryPlan(
        operationFromDocument(schema, document, { validate: false }),
        // Those that it is not told of are off.
        { overrideConditions: new Map(labels.map((label) => [label, true])) },
      ).node;
    } catch (error) {
      // Its errors tell clients nothing, and may name what they do not see.
      throw String(error).includes('not able to find any options')
        ? nothingFound()
        : new Error(`Apollo's planner fails at an operation.`, { cause: error });
    }
  };
  return {
    composed,
    requirements: requirementsIn(definitions, supergraphSchema, (name) => separated?.variants.get(name)?.field ?? name),
    *waysToPlan(document, labels) {
      const expanded = expand(document);
      const planned = planFirst?.(expanded, labels) ?? null;
      if (planned !== null) {
        yield () => bring(planned);
      }
      yield () => bring(planLast(expanded, labels));
      const widened = unresolved.size === 0 ? null : widenFragments(expanded, apiSchema, unresolved);
      if (widened !== null) {
        yield () => bring(planLast(widened, labels));
      }
    },
  };
}

/** Whether a subgraph knows an interface as an object. */
function isInterfaceObject(definition: DefinitionNode): boolean {
  return (
    definition.kind === Kind.INTERFACE_TYPE_DEFINITION &&
    (definition.directives ?? []).some((directive) => flagOf(directive, 'isInterfaceObject') === true)
  );
}

function nothingFound(): GraphQLError {
  return new GraphQLError(
    'No plan was found that gives all fields of this operation where they are asked for: a subgraph has to be asked for objects that it does not resolve by any key. Leave out fields that only another subgraph has than the one that gives their objects.',
    { extensions: { code: 'FIELD_NOT_AVAILABLE' } },
  );
}
