import { Supergraph } from '@apollo/federation-internals';
import {
  execute,
  GraphQLError,
  parse,
  printSchema,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { buildSchema, experimentalExecuteIncrementally, parse as parseInParts } from 'graphql-17';
import type { AnswerInParts } from './answers-in-parts.ts';
import {
  directivesOf,
  isEntry,
  namesOf,
  read,
  select,
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
  /** What clients see. */
  schema: GraphQLSchema;
  /** Also with what clients do not see. */
  fullSchema: GraphQLSchema;
  answer(request: OperationRequest): Promise<ExecutionResult>;
  /** What is deferred by itself. */
  answerInParts(request: OperationRequest): Promise<AnswerInParts>;
};

/**
 * One schema over the whole data, executed by graphql-js: what a client would be answered if there were no subgraphs. Fields are read from the data as they
 * stand; only what `@requires` computes is computed, from what its field set selects in the same data.
 */
export function createMonolith(
  { subgraphs, computed = {} }: SupergraphCase,
  { supergraphSdl, data }: { supergraphSdl: string; data: Data },
): Monolith {
  const supergraph = Supergraph.build(supergraphSdl);
  const schema = supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: true });
  const fullSchema = supergraph.schema.toGraphQLJSSchema();
  const requires = new Map<string, SelectionSetNode>(
    Object.values(subgraphs).flatMap((sdl) => [...directivesOf(sdl).requires]),
  );

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
    return readField(source, info.fieldName, args);
  };

  const rootValueFor = (document: DocumentNode) =>
    document.definitions.some((each) => 'operation' in each && each.operation === 'mutation')
      ? data.Mutation
      : data.Query;

  let schemaInParts: ReturnType<typeof buildSchema> | undefined;

  return {
    schema,
    fullSchema,
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
        document: parseInParts(query),
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

/** As it is after it was sent. */
function plain<Part>(answer: unknown): Part {
  return JSON.parse(JSON.stringify(answer)) as Part;
}
