import { Supergraph } from '@apollo/federation-internals';
import {
  execute,
  GraphQLError,
  isCompositeType,
  parse,
  printSchema,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import {
  buildSchema,
  experimentalExecuteIncrementally,
  Kind as KindInParts,
  parse as parseInParts,
  visit as visitInParts,
  type DocumentNode as DocumentInParts,
} from 'graphql-17';
import type { AnswerInParts } from './answers-in-parts.ts';
import {
  directivesOf,
  isEntry,
  isSubtype,
  namesOf,
  read,
  select,
  type ContextualArgument,
  type Data,
  type Entry,
  type SupergraphCase,
} from './supergraph-case.ts';

export type OperationRequest = {
  query: string;
  variables?: Readonly<Record<string, unknown>>;
  operationName?: string;
};

export type Monolith = {
  /** The schema for clients. */
  schema: GraphQLSchema;
  /** The schema with its hidden elements. */
  fullSchema: GraphQLSchema;
  answer(request: OperationRequest): Promise<ExecutionResult>;
  /** The data and the resolver of fields, to execute operations in another way. */
  source: { rootValue: unknown; fieldResolver: GraphQLFieldResolver<unknown, unknown> };
  /** The answer with its deferred parts, each on its own. */
  answerInParts(request: OperationRequest): Promise<AnswerInParts>;
};

/**
 * One schema over the whole data, executed by graphql-js: the right answer, as if there were no subgraphs. Fields are
 * read from the data. A field with `@requires` is computed from the selected fields of the same data. Arguments with
 * `@fromContext` are looked up in the objects above the field.
 */
export function createMonolith(
  { subgraphs, computed = {} }: SupergraphCase,
  { supergraphSdl, data }: { supergraphSdl: string; data: Data },
): Monolith {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null });
  const schema = supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: true });
  const fullSchema = supergraph.schema.toGraphQLJSSchema();
  const requires = new Map<string, SelectionSetNode>(
    Object.values(subgraphs).flatMap((sdl) => [...directivesOf(sdl).requires]),
  );

  const contextual = new Map(Object.values(subgraphs).flatMap((sdl) => [...directivesOf(sdl).contextual]));

  const readField = (entry: Entry, field: string, args: Readonly<Record<string, unknown>>): unknown => {
    const typename = entry['__typename'];
    const place = (typeof typename === 'string' ? namesOf(fullSchema, typename) : [])
      .map((name) => `${name}.${field}`)
      .find((name) => name in computed);
    const compute = place === undefined ? undefined : computed[place];
    const fieldSet = place === undefined ? undefined : requires.get(place);
    if (compute === undefined || fieldSet === undefined) {
      return read(entry, field, args);
    }
    return compute(select(entry, fieldSet, fullSchema, readField), args);
  };
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
    if (!isEntry(source)) {
      throw new Error(`${info.parentType.name}.${info.fieldName} is read from something that is not an entry`);
    }
    const fromContext = (contextual.get(`${info.parentType.name}.${info.fieldName}`) ?? []).map(
      (argument) => [argument.name, valueAbove(source, argument)] as const,
    );
    const value = readField(source, info.fieldName, { ...args, ...Object.fromEntries(fromContext) });
    // Found by name, since the types may belong to another copy of graphql.
    const type = fullSchema.getType(String(info.returnType).replaceAll(/[[\]!]/g, ''));
    return contextual.size > 0 && isCompositeType(type) ? placedBelow(source, value) : value;
  };
  const valueAbove = (start: Entry, { name, types, selectionSet }: ContextualArgument): unknown => {
    for (let entry = start[above]; isEntry(entry); entry = entry[above]) {
      const typename = entry['__typename'] ?? 'Query';
      if (types.some((type) => isSubtype(fullSchema, type, typename))) {
        return onlyValueIn(select(entry, selectionSet, fullSchema, readField));
      }
    }
    throw new Error(`there is no context for the argument ${name}`);
  };

  const rootValueFor = (document: DocumentNode) =>
    document.definitions.some((each) => 'operation' in each && each.operation === 'mutation')
      ? data.Mutation
      : data.Query;

  let schemaInParts: ReturnType<typeof buildSchema> | undefined;

  return {
    schema,
    fullSchema,
    source: { rootValue: data.Query, fieldResolver },
    answer: async ({ query, variables, operationName }) => {
      const document = parse(query);
      const problems = validate(schema, document);
      if (problems.length > 0) {
        throw new GraphQLError(`the operation is not valid: ${problems.map(({ message }) => message).join('; ')}`);
      }
      return execute({
        schema,
        document,
        rootValue: rootValueFor(document),
        variableValues: variables ?? {},
        operationName: operationName ?? null,
        fieldResolver,
      });
    },
    answerInParts: async ({ query, variables, operationName }) => {
      schemaInParts ??= buildSchema(printSchema(schema));
      const answer = await experimentalExecuteIncrementally({
        schema: schemaInParts,
        document: withoutNamedFragments(parseInParts(query)),
        rootValue: rootValueFor(parse(query)),
        variableValues: variables ?? {},
        operationName: operationName ?? null,
        fieldResolver: fieldResolver as never,
      });
      if (!('initialResult' in answer)) {
        return { first: plain(answer), later: [] };
      }
      const later: unknown[] = [];
      for await (const { incremental = [] } of answer.subsequentResults) {
        later.push(...incremental);
      }
      return { first: plain(answer.initialResult), later: later.map((part) => plain(part)) };
    },
  };
}

/** The entry above an entry, on the path that led to it. */
const above = Symbol('above');

/** An entry may be found at several places, and has another entry above it at each. */
function placedBelow(source: Entry, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => placedBelow(source, item));
  }
  return isEntry(value) ? (Object.create(value, { [above]: { value: source } }) as Entry) : value;
}

/** The value of the one selected field, also in nested objects. */
function onlyValueIn(selected: unknown): unknown {
  if (Array.isArray(selected)) {
    return selected.map(onlyValueIn);
  }
  return isEntry(selected) ? onlyValueIn(Object.values(selected)[0] ?? null) : selected;
}

/**
 * Replaces named fragments by inline ones. graphql-js 17 collects a named fragment once for each object, as the draft
 * of the specification says. A fragment inside and outside of a deferral then comes in only one of the two, whichever
 * is written first. So a field outside of the deferral may come late (graphql/graphql-js#4841). Inline fragments come
 * wherever they stand.
 */
function withoutNamedFragments(document: DocumentInParts): DocumentInParts {
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === KindInParts.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  return visitInParts(document, {
    FragmentDefinition: () => null,
    FragmentSpread: ({ name, directives }) => {
      const { typeCondition, selectionSet } = fragments.get(name.value) ?? {};
      return selectionSet && { kind: KindInParts.INLINE_FRAGMENT, typeCondition, directives, selectionSet };
    },
  });
}

/** The answer as a client parses it. */
function plain<Part>(answer: unknown): Part {
  return JSON.parse(JSON.stringify(answer)) as Part;
}
