import {
  execute,
  GraphQLError,
  isInterfaceType,
  responsePathAsArray,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLAbstractType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { InternalNames } from '../planning/internal-names.ts';
import type { FetchPlan } from './fetch-plan.ts';
import type { TypeSystem } from './type-system.ts';
import { isObject } from './merge.ts';
import type { Problem } from './problems.ts';
import { valueIn, type Data } from './representation.ts';
import { dependsOnType } from './response-shape.ts';
import type { RunResult } from './run-plan.ts';

type Path = readonly (string | number)[];

/**
 * Gives a client what it asked for, to the letter of the specification, by graphql-js itself: nulls propagate, introspection is answered, and a null that a subgraph or the schema forced
 * comes with an error at its place, each place of an entity that stands at several.
 */
export async function explainResponse(
  { data, problems }: Pick<RunResult, 'data' | 'problems'>,
  {
    schema,
    document,
    variables,
    names,
    plan,
    types,
  }: {
    schema: GraphQLSchema;
    document: DocumentNode;
    variables: Readonly<Record<string, unknown>>;
    names: InternalNames;
    plan: FetchPlan;
    types: TypeSystem;
  },
): Promise<ExecutionResult> {
  /** Where several errors explain one null, graphql-js tells the first. */
  const further: GraphQLError[] = [];
  const errorsOf = (found: readonly Problem[], path: Path): GraphQLError[] =>
    found.map(
      ({ error: { message, extensions }, below }) =>
        new GraphQLError(message, { path: [...path, ...below.map(asResponseName(names))], extensions }),
    );
  const oneOf = ([first, ...more]: readonly GraphQLError[]): GraphQLError | undefined => {
    further.push(...more);
    return first;
  };

  /** An item of a list that is null for a reason becomes the error, which graphql-js takes for a failed item. */
  const explainItems = (list: readonly unknown[], path: Path): unknown[] =>
    list.map((item, index) => {
      const here = [...path, index];
      if (Array.isArray(item)) {
        return explainItems(item, here);
      }
      return item === null ? (oneOf(errorsOf(problems.at(list, String(index)), here)) ?? null) : item;
    });

  const resolve = (source: unknown, _args: unknown, _context: unknown, info: GraphQLResolveInfo): unknown => {
    const [node] = info.fieldNodes;
    if (!isObject(source) || node === undefined) {
      return undefined;
    }
    const name = names.of(node);
    const path = responsePathAsArray(info.path);
    const answers = [source, ...answersIn(source)];
    const holder = answers.find((answer) => Object.hasOwn(answer, name) && answer[name] != null);
    if (holder !== undefined) {
      const value = holder[name];
      return Array.isArray(value) && isComposite(info) ? explainItems(value, path) : value;
    }
    const error =
      oneOf(answers.flatMap((answer) => errorsOf(problems.at(answer, name), path))) ??
      oneOf(
        plan.fetches
          .filter(({ provides }) => provides.has(name))
          .map(({ slot }) => source[slot])
          .filter(isObject)
          .flatMap((answer) => errorsOf(problems.at(answer, 'value'), path.slice(0, -1))),
      );
    if (error !== undefined) {
      throw error;
    }
    return null;
  };

  const { data: shaped, errors = [] } = await execute({
    schema,
    document,
    variableValues: variables,
    rootValue: data,
    fieldResolver: resolve,
    typeResolver: (value, _context, info, abstractType) =>
      isObject(value) ? (objectTypeOf(value, types) ?? anyTypeOf(abstractType, info)) : undefined,
  });
  const all = withoutRepetition([...errors.map(asSubgraphError), ...further]);
  return { data: shaped ?? null, ...(all.length === 0 ? {} : { errors: all }) };
}

function answersIn(source: Data): Data[] {
  return Object.keys(source)
    .filter((key) => key.startsWith('$'))
    .map((slot) => valueIn(source, slot))
    .filter(isObject);
}

function objectTypeOf(source: Data, types: TypeSystem): string | undefined {
  return [source, ...answersIn(source)]
    .map(({ __typename }) => __typename)
    .find((name): name is string => typeof name === 'string' && types.isObjectType(name));
}

/** Whether the value of a field may hold objects or nulls of which something is known; a scalar may be a list as well, and is nobody's business. */
function isComposite({ returnType }: GraphQLResolveInfo): boolean {
  return String(returnType).includes('[');
}

/** The type of an object that a subgraph knows by an interface only. Where nothing depends on it, any type of the interface does to tell the same fields. */
function anyTypeOf(
  type: GraphQLAbstractType,
  { fieldNodes, fragments, schema }: GraphQLResolveInfo,
): string | undefined {
  const sets = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return isInterfaceType(type) && !dependsOnType(sets, type, { schema, fragments: new Map(Object.entries(fragments)) })
    ? schema.getPossibleTypes(type)[0]?.name
    : undefined;
}

/** What graphql-js finds wrong is wrong with what a subgraph gave. */
function asSubgraphError(error: GraphQLError): GraphQLError {
  const { message, path, extensions } = error;
  return new GraphQLError(message, {
    path,
    extensions: { ...extensions, code: extensions['code'] ?? 'SUBGRAPH_ERROR' },
  });
}

function asResponseName(names: InternalNames) {
  return (step: string | number) => (typeof step === 'string' ? names.toResponseName(step) : step);
}

/** One failed fetch explains many fields of one object, in the same words. */
function withoutRepetition(errors: readonly GraphQLError[]): GraphQLError[] {
  const known = new Map(errors.map((error) => [JSON.stringify([error.path, error.message]), error]));
  return [...known.values()];
}
