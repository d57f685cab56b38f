import '../telemetry-off.ts';
import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { StartError } from '@tributary/platform/config.ts';
import { Kind, parse, type DefinitionNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import { authorizationFeatures, authorizationIn, type Authorization } from './authorization.ts';
import { answerSchemaOf, type AnswerSchema } from './answer-schema.ts';
import { contextualFieldsIn, type ContextualField } from './contextual-fields.ts';
import { costDirectivesIn, withoutCosts, type CostDirectives } from './cost-directives.ts';
import { overridesIn, type Overrides } from './overrides.ts';
import { unresolvedInterfacesIn } from './resolvable-keys.ts';
import { resumablesIn, type Resumable } from './resumables.ts';
import { subgraphTypesIn, type SubgraphTypes } from './subgraph-types.ts';
import { typeSystemIn, type TypeSystem } from './type-system.ts';
import { visibleSchemas, type VisibleSchemas } from './visible-schema.ts';

/** A composed supergraph: its SDL, parsed once, without costs, and the facts derived from it. */
export type ComposedSupergraph = {
  definitions: readonly DefinitionNode[];
  /** The supergraph in the form of Apollo's libraries. */
  supergraph: Supergraph;
  /** The schema for clients. */
  apiSchema: GraphQLSchema;
  /** The schema for clients, as answers are completed with it. */
  answering: AnswerSchema;
  /** The schema of all subgraphs together, including elements hidden from clients. */
  supergraphSchema: GraphQLSchema;
  types: TypeSystem;
  /** The URL of each subgraph, by name. */
  subgraphs: ReadonlyMap<string, string>;
  /** The types that each subgraph has. */
  subgraphTypes: SubgraphTypes;
  /** The interfaces that a subgraph knows as objects without a resolvable key. */
  unresolvedInterfaces: ReadonlySet<string>;
  /** The fields with arguments whose values come from objects above them (`@fromContext`). */
  contextualFields: readonly ContextualField[];
  /** The fields that move from one subgraph to another. */
  overrides: Overrides;
  /** The subscriptions that can be resumed, by field. */
  resumables: ReadonlyMap<string, Resumable>;
  /** The requirements of its types and fields. Null where there are none. */
  authorization: Authorization | null;
  /** The schemas that introspection shows, by the requirements that a caller satisfies. Null without requirements. */
  visibleSchemas: VisibleSchemas | null;
  /** The weights and the lengths of lists that the supergraph states (`@cost`, `@listSize`). */
  costDirectives: CostDirectives;
};

/** The features that Apollo's own gateway supports, and those that this gateway enforces by itself. */
export const supportedFeatures = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  'https://specs.apollo.dev/context/v0.1',
  ...authorizationFeatures,
]);

/**
 * Parses a composed supergraph. Throws if it is invalid, and StartError if it relies on a feature that the gateway does
 * not support.
 */
export function parseSupergraph(supergraphSdl: string): ComposedSupergraph {
  const { definitions: all } = parse(supergraphSdl, { noLocation: true });
  const definitions = withoutCosts(all);
  const supergraph = loadSupergraph(definitions === all ? supergraphSdl : { kind: Kind.DOCUMENT, definitions });
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const apiSchema = supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: true });
  const contextualFields = contextualFieldsIn(definitions);
  const authorization = authorizationIn(definitions, { supergraph, supergraphSchema });
  return {
    definitions,
    supergraph,
    apiSchema,
    answering: answerSchemaOf(apiSchema),
    supergraphSchema,
    types: typeSystemIn(definitions, { supergraphSchema, contextualFields }),
    subgraphs: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])),
    subgraphTypes: subgraphTypesIn(supergraph),
    unresolvedInterfaces: unresolvedInterfacesIn(supergraph),
    contextualFields,
    overrides: overridesIn(definitions, { supergraphSchema, contextualFields }),
    resumables: resumablesIn(definitions, apiSchema),
    authorization,
    visibleSchemas: authorization === null ? null : visibleSchemas(apiSchema, authorization),
    costDirectives: costDirectivesIn(all),
  };
}

function loadSupergraph(source: string | DocumentNode): Supergraph {
  try {
    return Supergraph.build(source, { supportedFeatures });
  } catch (error) {
    const unsupported = String(error).matchAll(/feature \S+\/(\w+)\/v[\d.]+ is for: \w+ but is unsupported/g);
    const directives = [...new Set(unsupported.map(([, name]) => `@${name}`))];
    if (directives.length === 0) {
      throw error;
    }
    throw new StartError(
      `The supergraph relies on ${directives.join(', ')}, which this gateway does not support. Take it out of the subgraphs' schemas and compose again.`,
      { cause: error },
    );
  }
}
