import {
  execute,
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { isObject } from './merge.ts';
import type { RawResult } from './execute-plan.ts';

/**
 * Gives a client exactly what it asked for, as the specification says: the fields in their order, nulls propagated, introspection answered. A null that the
 * schema forced comes with an error, unless a subgraph's error explains it.
 */
export async function shapeResponse(
  { data, errors }: RawResult,
  {
    schema,
    document,
    operationName,
    variables,
  }: {
    schema: GraphQLSchema;
    document: DocumentNode;
    operationName: string | null | undefined;
    variables: Readonly<Record<string, unknown>>;
  },
): Promise<ExecutionResult> {
  const shaped = await execute({
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: variables,
    rootValue: data,
    fieldResolver: (source, _args, _context, info) => (isObject(source) ? source[info.path.key] : undefined),
    typeResolver: (value) =>
      isObject(value) && typeof value['__typename'] === 'string' ? value['__typename'] : undefined,
  });
  const unexplained = (shaped.errors ?? []).filter((error) => !errors.some((known) => explains(known, error)));
  const all = [...errors.map(asError), ...unexplained];
  return { data: shaped.data ?? null, ...(all.length === 0 ? {} : { errors: all }) };
}

/** Whether an error of a subgraph is about what another null is about: above it, or below. An error without a place explains all. */
function explains({ path }: GraphQLFormattedError, forced: GraphQLError): boolean {
  const place = forced.path ?? [];
  return path === undefined || path.slice(0, place.length).every((step, index) => step === place[index]);
}

function asError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path, extensions });
}
