import '../telemetry-off.ts';
import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan, type SubscriptionNode } from '@apollo/query-planner';
import { StartError } from '@tributary/platform/config.ts';
import { GraphQLError, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { contextualFieldsIn } from '../composed/contextual-fields.ts';
import { expandTypes } from './expand-types.ts';
import { percentIn } from '../composed/override-labels.ts';
import { answerSchemaOf, type AnswerSchema } from '../composed/answer-schema.ts';
import { withoutBareInterfaces } from './bare-interfaces.ts';
import { bringVariants, type BringVariants } from './bring-variants.ts';
import { overridesIn, type Overrides } from '../composed/overrides.ts';
import { resumablesIn, type Resumable } from '../composed/resumables.ts';
import { requirementsIn, type Requirements } from '../composed/requirements.ts';
import { separateVariants } from './required-variants.ts';
import { widenFragments } from './widen-fragments.ts';
import { subgraphTypesIn, type SubgraphTypes } from '../composed/subgraph-types.ts';
import { hideUnresolvableKeys, unresolvedInterfacesIn } from '../composed/resolvable-keys.ts';

/** All that the gateway needs of a planner, so that another one could stand behind it. */
export type Planner = {
  /** What clients see. */
  apiSchema: GraphQLSchema;
  /** The same, as answers are made by it. */
  answering: AnswerSchema;
  /** What the subgraphs have in common, with what clients do not see. */
  supergraphSchema: GraphQLSchema;
  /** The URL of each subgraph, by name. */
  subgraphs: ReadonlyMap<string, string>;
  /** What fields require of each other. */
  requirements: Requirements;
  /** What moves from one subgraph to another. */
  overrides: Overrides;
  /** Which subscriptions can be resumed, by field. */
  resumables: ReadonlyMap<string, Resumable>;
  /** What each subgraph knows of the types. */
  subgraphTypes: SubgraphTypes;
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

/** What Apollo's own gateway does, and `@context`. */
const supportedFeatures = new Set([...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, 'https://specs.apollo.dev/context/v0.1']);

/**
 * Apollo's planner, and before it another one for what that can do: not what is subscribed to or deferred, and no supergraph with interface objects, contexts, or fields that are handed over by percentage. Throws when the supergraph cannot be loaded, or relies on what the gateway does not do.
 */
export function createPlanner(supergraphSdl: string, prepareOther: PrepareOther | null = null): Planner {
  const supergraph = loadSupergraph(supergraphSdl);
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const separated = separateVariants(supergraphSdl, supergraphSchema);
  const withVariants = separated?.sdl ?? supergraphSdl;
  const plannersSdl = withoutBareInterfaces(withVariants) ?? withVariants;
  const forPlanner =
    plannersSdl === supergraphSdl
      ? supergraph
      : // What was valid before is not checked again, since a variant may be external where nothing requires it.
        Supergraph.build(plannersSdl, { supportedFeatures, validateSupergraph: false });
  hideUnresolvableKeys(forPlanner);
  const bring: BringVariants =
    separated === null ? (node) => node : bringVariants(plannersSdl, { ...separated, schema: supergraphSchema });
  const planner = new QueryPlanner(forPlanner, {
    generateQueryFragments: false,
    reuseQueryFragments: false,
    incrementalDelivery: { enableDefer: true },
    debug: { maxEvaluatedPlans },
  });
  const schema = forPlanner.apiSchema();
  const apiSchema = supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: true });
  const hasInterfaceObjects = /isInterfaceObject:\s*true/.test(plannersSdl);
  const contextualNames = new Set(
    contextualFieldsIn(parse(supergraphSdl, { noLocation: true }).definitions).map(({ field }) => field),
  );
  const expand = (document: DocumentNode): DocumentNode =>
    hasInterfaceObjects || contextualNames.size > 0 ? expandTypes(document, apiSchema, contextualNames) : document;
  const unresolved = unresolvedInterfacesIn(supergraph);
  const overrides = overridesIn(supergraphSdl, supergraphSchema);
  const isForApollo =
    hasInterfaceObjects || contextualNames.size > 0 || overrides.labels.some((label) => percentIn(label) !== null);
  const planFirst = isForApollo
    ? null
    : (prepareOther?.(plannersSdl, { supergraphSchema: forPlanner.schema.toGraphQLJSSchema() }) ?? null);
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
    apiSchema,
    answering: answerSchemaOf(apiSchema),
    supergraphSchema,
    requirements: requirementsIn(plannersSdl, supergraphSchema, (name) => separated?.variants.get(name)?.field ?? name),
    resumables: resumablesIn(supergraphSdl, apiSchema),
    overrides,
    subgraphs: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])),
    subgraphTypes: subgraphTypesIn(supergraph),
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

function loadSupergraph(supergraphSdl: string): Supergraph {
  try {
    return Supergraph.build(supergraphSdl, { supportedFeatures });
  } catch (error) {
    const unsupported = String(error).matchAll(/feature \S+\/(\w+)\/v[\d.]+ is for: \w+ but is unsupported/g);
    const directives = [...new Set(unsupported.map(([, name]) => `@${name}`))];
    if (directives.length === 0) {
      throw error;
    }
    throw new StartError(
      `The supergraph relies on ${directives.join(', ')}, which this gateway does not support. Take it out of the subgraphs' schemas, ${insteadOf(directives)}and compose again.`,
      { cause: error },
    );
  }
}

function nothingFound(): GraphQLError {
  return new GraphQLError(
    'No plan was found that gives all fields of this operation where they are asked for: a subgraph has to be asked for objects that it does not resolve by any key. Leave out fields that only another subgraph has than the one that gives their objects.',
    { extensions: { code: 'FIELD_NOT_AVAILABLE' } },
  );
}

function insteadOf(directives: readonly string[]): string {
  const isPermission = directives.some((name) => ['@authenticated', '@requiresScopes', '@policy'].includes(name));
  return isPermission ? 'check the permission in the subgraphs, ' : '';
}
