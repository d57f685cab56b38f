import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  getNamedType,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  type SelectionSetNode,
} from 'graphql';
import type { OperationRequest } from './monolith.ts';
import {
  directivesOf,
  federationLink,
  isEntry,
  isSubtype,
  isWhole,
  namesOf,
  read,
  select,
  type Data,
  type Entry,
  type SupergraphCase,
} from './supergraph-case.ts';

/** A request as a subgraph received it. */
export type SubgraphRequest = {
  subgraph: string;
  query: string;
  variables: Readonly<Record<string, unknown>>;
  /** The id of the client's request for which it was made. */
  requestId: string;
};

/** An answer as it goes over the network. */
export type SentAnswer = { body: string; status?: number };

export type SubgraphServer = {
  urlOf(subgraph: string): string;
  /** Called for every request. */
  listeners: Set<(request: SubgraphRequest) => void>;
  /** Returns another answer than the right one; null for the right one. */
  alter: ((request: SubgraphRequest, answer: ExecutionResult) => SentAnswer | null) | null;
  schemaOf(subgraph: string): GraphQLSchema | undefined;
  close(): Promise<void>;
};

/**
 * Serves all subgraphs of a case over HTTP on one port, each under its own path. All share the same data, and each
 * serves only the fields that it defines.
 */
export async function serveSubgraphs(
  supergraphCase: SupergraphCase,
  { data, fullSchema }: { data: Data; fullSchema: GraphQLSchema },
): Promise<SubgraphServer> {
  const subgraphs = new Map(
    Object.keys(supergraphCase.subgraphs).map((name) => [
      name,
      createSubgraph(supergraphCase, { name, data, fullSchema }),
    ]),
  );
  const served: Pick<SubgraphServer, 'listeners' | 'alter'> = { listeners: new Set(), alter: null };
  const server = createServer((request, response) => {
    void (async () => {
      const subgraph = (request.url ?? '/').slice(1);
      const { query, variables = {} } = JSON.parse(await text(request)) as OperationRequest;
      const asked = { subgraph, query, variables, requestId: String(request.headers['x-request-id']) };
      for (const listener of served.listeners) listener(asked);
      const answer = (await subgraphs.get(subgraph)?.answer(query, variables)) ?? {
        errors: [new GraphQLError(`there is no subgraph ${subgraph}`)],
      };
      const { body, status = 200 } = served.alter?.(asked, answer) ?? { body: JSON.stringify(answer) };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('a listening server has no address');
  }
  return Object.assign(served, {
    urlOf: (subgraph: string) => `http://127.0.0.1:${address.port}/${subgraph}`,
    schemaOf: (subgraph: string) => subgraphs.get(subgraph)?.schema,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
}

/**
 * An object in a subgraph: an entry of the data, with the representation that the router sent, and the provided fields.
 */
type Seen = {
  __typename?: unknown;
  entry: Entry;
  representation?: Entry;
  provided: readonly SelectionSetNode[];
};

/**
 * A strict subgraph. It refuses a representation without a whole key, or with the keys of two entities. It knows
 * external fields only from the representation, or where it provides them. So a wrong request of a router fails where
 * the monolith does not.
 */
function createSubgraph(
  { subgraphs, computed = {} }: SupergraphCase,
  { name, data, fullSchema }: { name: string; data: Data; fullSchema: GraphQLSchema },
): {
  schema: GraphQLSchema;
  answer(query: string, variables: Readonly<Record<string, unknown>>): Promise<ExecutionResult>;
} {
  const sdl = subgraphs[name] ?? '';
  const { keys, requires, provides, external } = directivesOf(sdl);
  const isOfKey = new Set(
    [...keys].flatMap(([type, sets]) => sets.flatMap((set) => fieldsOf(set).map((field) => `${type}.${field}`))),
  );
  const isOverridden = new Set(
    Object.values(subgraphs).flatMap((other) =>
      [...directivesOf(other).overrides].flatMap(([place, from]) => (from === name ? [place] : [])),
    ),
  );

  const resolveReference = (type: string, representation: Entry): Seen | null => {
    const whole = (keys.get(type) ?? []).filter((key) => isWhole(representation, key));
    if (whole.length === 0) {
      throw new Error(`${name} resolves no ${type} by ${JSON.stringify(representation)}`);
    }
    const entry = data.entities.find(
      (each) =>
        isSubtype(fullSchema, type, each['__typename']) &&
        whole.some((key) => keyOf(each, key) !== null && keyOf(each, key) === keyOf(representation, key)),
    );
    if (entry !== undefined && !whole.every((key) => [null, keyOf(entry, key)].includes(keyOf(representation, key)))) {
      throw new Error(`${name} got a ${type} with the keys of two: ${JSON.stringify(representation)}`);
    }
    const missingIn = entry?.['missingIn'];
    return entry === undefined || (Array.isArray(missingIn) && missingIn.includes(name))
      ? null
      : { __typename: entry['__typename'], entry, representation, provided: [] };
  };
  const keyOf = (entry: Entry, key: SelectionSetNode): string | null => {
    const found = JSON.stringify(select(entry, key, fullSchema));
    return /:null[,}]/.test(found) ? null : found;
  };

  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(`${federationLink}\n${sdl}`),
      resolvers: Object.fromEntries(
        [...keys.keys()].map((type) => [
          type,
          { __resolveReference: (representation: Entry) => resolveReference(type, representation) },
        ]),
      ),
    },
  ]);

  const fieldResolver: GraphQLFieldResolver<Seen, unknown> = (source, args, _context, info) => {
    const field = info.fieldName;
    const place = `${info.parentType.name}.${field}`;
    if (isOverridden.has(place)) {
      throw new Error(`${name} was asked for ${place}, which was taken from it`);
    }
    const fieldSet = requires.get(place);
    if (fieldSet !== undefined) {
      const compute = computed[place];
      if (compute === undefined || source.representation === undefined) {
        throw new Error(`${name} was asked for ${place} without a representation`);
      }
      return see(compute(select(source.representation, fieldSet, fullSchema, readPresent), args), info.returnType, []);
    }
    const below = selectionsOf(source, field);
    if (external.has(place) && !isOfKey.has(place) && below === null) {
      throw new Error(`${name} was asked for ${place}, which is external`);
    }
    const ownProvides = provides.get(place);
    return see(read(source.entry, field, args), info.returnType, [
      ...(below ?? []),
      ...(ownProvides === undefined ? [] : [ownProvides]),
    ]);
  };

  /** The selection sets that are provided below a field. Null where the field itself is not provided. */
  const selectionsOf = (source: Seen, field: string): SelectionSetNode[] | null => {
    const found = source.provided
      .flatMap((set) => flattened(set, source.entry['__typename']))
      .filter((node) => node.name.value === field);
    return found.length === 0 ? null : found.flatMap((node) => node.selectionSet ?? []);
  };
  const flattened = ({ selections }: SelectionSetNode, typename: unknown): FieldNode[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind !== Kind.INLINE_FRAGMENT) return [];
      const condition = selection.typeCondition?.name.value;
      return condition === undefined || isSubtype(fullSchema, condition, typename)
        ? flattened(selection.selectionSet, typename)
        : [];
    });

  const see = (value: unknown, type: GraphQLOutputType, provided: readonly SelectionSetNode[]): unknown => {
    if (isNonNullType(type)) {
      return see(value, type.ofType, provided);
    }
    if (isListType(type) && Array.isArray(value)) {
      return value.map((item) => see(item, type.ofType, provided));
    }
    return isLeafType(getNamedType(type)) || !isEntry(value)
      ? value
      : { __typename: value['__typename'], entry: value, provided };
  };

  /** An entry may be of a type that this subgraph knows only by its interface, as an object. */
  const typeResolver: GraphQLTypeResolver<Seen, unknown> = ({ entry }, _context, info, abstractType) => {
    const possible = isAbstractType(abstractType) ? info.schema.getPossibleTypes(abstractType) : [];
    return namesOf(fullSchema, String(entry['__typename'])).find((each) => possible.some((type) => type.name === each));
  };

  const known = new Map<string, { document: DocumentNode; problems: readonly GraphQLError[] }>();
  const answer = async (query: string, variables: Readonly<Record<string, unknown>>): Promise<ExecutionResult> => {
    if (known.size > 1_000) known.clear();
    const document = known.get(query)?.document ?? parse(query);
    const problems = known.get(query)?.problems ?? validate(schema, document);
    known.set(query, { document, problems });
    if (problems.length > 0) {
      return { errors: problems };
    }
    const isMutation = document.definitions.some((each) => 'operation' in each && each.operation === 'mutation');
    const rootValue: Seen = { entry: (isMutation ? data.Mutation : data.Query) ?? {}, provided: [] };
    return execute({ schema, document, rootValue, variableValues: variables, fieldResolver, typeResolver });
  };
  return { schema, answer };
}

function readPresent(entry: Entry, field: string): unknown {
  const value = entry[field];
  if (value === undefined) {
    throw new Error(`a representation lacks the required field ${field}: ${JSON.stringify(entry)}`);
  }
  return value;
}

function fieldsOf({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []));
}
