import type { Supergraph } from '@apollo/federation-internals';
import { StartError } from '@tributary/platform/config.ts';
import {
  buildASTSchema,
  getNamedType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  Kind,
  type DirectiveNode,
  type DefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { answerSchemaOf } from './answer-schema.ts';
import type { ComposedSupergraph } from './composed-supergraph.ts';
import { contractProblems } from './contract-problems.ts';
import { partOfSchema } from './part-of-schema.ts';
import { visibleSchemas } from './visible-schema.ts';

/** The parts of an API that a contract shows, by the names of tags. Plain data, since threads get it. */
export type ContractFilter = {
  name: string;
  /** Fields need one of these tags, at themselves or at their type. Empty: all fields. */
  include: readonly string[];
  /** Elements with one of these tags are hidden, whatever they have besides. */
  exclude: readonly string[];
};

/** The schemas of an API: as documents are validated, as answers are completed, and as introspection shows it. */
export type ShownApi = Pick<ComposedSupergraph, 'apiSchema' | 'answering' | 'visibleSchemas'>;

/** The names of tags, by the coordinate of their element. */
type Tags = ReadonlyMap<string, readonly string[]>;

/** Limit on the reported problems of a contract. */
const problemsMax = 10;

/** Builds the APIs of contracts, by name. Throws StartError for a contract that leaves no valid schema. */
export function contractApis(
  composed: Pick<ComposedSupergraph, 'definitions' | 'supergraph' | 'apiSchema' | 'authorization'>,
  filters: readonly ContractFilter[],
): ReadonlyMap<string, ShownApi> {
  if (filters.length === 0) {
    return new Map();
  }
  const { authorization } = composed;
  const tags = tagsIn(composed);
  return new Map(
    filters.map((filter) => {
      const apiSchema = contractSchema(composed.apiSchema, tags, filter);
      const api = {
        apiSchema,
        answering: answerSchemaOf(apiSchema),
        visibleSchemas: authorization === null ? null : visibleSchemas(apiSchema, authorization),
      };
      return [filter.name, api];
    }),
  );
}

/** The API of a contract, or the whole. Throws for a contract that there is not. */
export function apiOf(whole: ShownApi, apis: ReadonlyMap<string, ShownApi>, contract: string | null): ShownApi {
  const api = contract === null ? whole : apis.get(contract);
  if (api === undefined) {
    throw new Error(`there is no contract ${contract}`);
  }
  return api;
}

/** The tags of contracts that no element has, by the name of the contract. */
export function unknownTags(
  composed: Pick<ComposedSupergraph, 'definitions' | 'supergraph'>,
  filters: readonly ContractFilter[],
): Record<string, string[]> {
  const known = new Set(filters.length === 0 ? [] : [...tagsIn(composed).values()].flat());
  return Object.fromEntries(
    filters.flatMap(({ name, include, exclude }) => {
      const unknown = [...include, ...exclude].filter((tag) => !known.has(tag));
      return unknown.length === 0 ? [] : [[name, unknown]];
    }),
  );
}

function contractSchema(whole: GraphQLSchema, tags: Tags, filter: ContractFilter): GraphQLSchema {
  const schema = buildASTSchema(partOfSchema(whole, hiddenBy(filter, { schema: whole, tags })), {
    assumeValidSDL: true,
  });
  const problems = contractProblems(schema, whole);
  if (problems.length > 0) {
    const told = problems.slice(0, problemsMax).map((problem) => `\n  ${problem}`);
    throw new StartError(
      `The contract "${filter.name}" cannot be built. Change its tags, or those of the schema:${told.join('')}`,
    );
  }
  return schema;
}

/** Reads the tags of a supergraph, under the name by which it imports `@tag`. */
function tagsIn({ definitions, supergraph }: { definitions: readonly DefinitionNode[]; supergraph: Supergraph }): Tags {
  const feature = supergraph.schema.coreFeatures?.getByIdentity('https://specs.apollo.dev/tag');
  const directive = feature?.directiveNameInSchema('tag');
  const tags = new Map<string, readonly string[]>();
  const read = (coordinate: string, directives: readonly DirectiveNode[] = []): void => {
    const names = directives
      .filter(({ name }) => name.value === directive)
      .flatMap(({ arguments: args = [] }) => args)
      .flatMap(({ value }) => (value.kind === Kind.STRING ? [value.value] : []));
    if (names.length > 0) {
      tags.set(coordinate, names);
    }
  };
  for (const definition of definitions) {
    if (!('name' in definition) || definition.name === undefined) {
      continue;
    }
    const owner = definition.name.value;
    if ('directives' in definition) {
      read(owner, definition.directives);
    }
    if ('fields' in definition) {
      for (const field of definition.fields ?? []) {
        const coordinate = `${owner}.${field.name.value}`;
        read(coordinate, field.directives);
        const args = 'arguments' in field ? (field.arguments ?? []) : [];
        args.forEach(({ name, directives }) => read(`${coordinate}(${name.value}:)`, directives));
      }
    }
    if ('values' in definition) {
      definition.values?.forEach(({ name, directives }) => read(`${owner}.${name.value}`, directives));
    }
    if (definition.kind === Kind.DIRECTIVE_DEFINITION) {
      definition.arguments?.forEach(({ name, directives }) => read(`@${owner}(${name.value}:)`, directives));
    }
  }
  return tags;
}

type WithFields = GraphQLObjectType | GraphQLInterfaceType;

/**
 * The coordinates that a contract hides. `include` decides about fields: arguments, input fields, values and the types
 * of all of these come along with the fields that use them, unless they are excluded.
 */
function hiddenBy(
  { include, exclude }: ContractFilter,
  { schema, tags }: { schema: GraphQLSchema; tags: Tags },
): ReadonlySet<string> {
  const has = (coordinate: string, names: readonly string[]) =>
    tags.get(coordinate)?.some((tag) => names.includes(tag)) === true;
  const hidden = new Set([...tags.keys()].filter((coordinate) => has(coordinate, exclude)));

  const isIncluded = (type: WithFields, field: string) =>
    include.length === 0 || has(type.name, include) || has(`${type.name}.${field}`, include);
  for (const type of Object.values(schema.getTypeMap()).filter(hasOwnFields)) {
    const fields = Object.keys(type.getFields());
    const others = fields.filter((field) => !isIncluded(type, field));
    others.forEach((field) => hidden.add(`${type.name}.${field}`));
    if (others.length === fields.length && type !== schema.getQueryType()) {
      hidden.add(type.name);
    }
  }
  // An API needs neither mutations nor subscriptions.
  for (const root of [schema.getMutationType(), schema.getSubscriptionType()]) {
    const fields = Object.values(root?.getFields() ?? {});
    const isLeft = ({ name, type }: (typeof fields)[number]) =>
      !hidden.has(`${root?.name}.${name}`) && !hidden.has(getNamedType(type).name);
    if (root != null && !fields.some(isLeft)) {
      hidden.add(root.name);
    }
  }
  return hidden;
}

function hasOwnFields(type: unknown): type is WithFields {
  return (isObjectType(type) || isInterfaceType(type)) && !isIntrospectionType(type);
}
