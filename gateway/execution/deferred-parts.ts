import {
  GraphQLError,
  GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { dependsOnType } from '../planning/collect-fields.ts';
import type { Deferral } from '../planning/deferrals.ts';
import type { InternalNames } from '../planning/internal-names.ts';
import { answerOf } from './answer.ts';
import { errorsToReport } from './error-places.ts';
import { sourcesOf, type Fetch, type FetchPlan } from '../compile/fetch-plan.ts';
import { itself, type Position } from '../compile/positions.ts';
import { typenameOf } from '../compile/representation.ts';
import { compileShape } from '../compile/response-shape.ts';
import type { RunResult } from './run-plan.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { fieldOf, isObject, type Data } from '../compile/data.ts';
import { valueIn } from '../compile/attached-answer.ts';

/** The data that a deferral adds to one object of the answer. */
export type DeferredAnswer = {
  label: string | undefined;
  path: readonly (string | number)[];
  data: Readonly<Record<string, unknown>> | null;
  errors: readonly GraphQLError[];
};

/** A deferral, compiled. */
export type DeferredPart = {
  id: string;
  label: string | undefined;
  /** The part that contains this one. */
  parent: string | null;
  /**
   * The objects that the part extends, among the client's objects of its parent. Objects of unknown type are separate.
   */
  targetsIn(parents: readonly Target[]): { targets: Target[]; untyped: Target[] };
  /** The data for each of these objects. */
  answersFor(
    targets: readonly Target[],
    result: RunResult,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<DeferredAnswer[]>;
  /**
   * Errors for objects of unknown type, which get no data. Not for objects with an error of a subgraph, since that
   * error explains it.
   */
  explain(untyped: readonly Target[], result: RunResult): DeferredAnswer[];
};

/** An object of the data, with the object that the client got for it. */
export type Target = { object: Data; given: Readonly<Record<string, unknown>>; path: readonly (string | number)[] };

type PartContext = {
  schema: GraphQLSchema;
  definition: OperationDefinitionNode;
  names: InternalNames;
  plan: FetchPlan;
  types: TypeSystem;
};

/** The plan reduced to the immediate part. */
export function withoutDeferred(plan: FetchPlan): FetchPlan {
  return { ...plan, fetches: fetchesFor(null, plan) };
}

/** Compiles, once per operation, the path to the objects of each deferral, and the data for them. */
export function compileParts(deferrals: readonly Deferral[], context: PartContext): DeferredPart[] {
  const positions = new Map<Deferral | null, Position | undefined>([[null, context.plan.root]]);
  return deferrals.map((planned) => {
    const deferral = inSchema(planned, context.schema);
    const { steps, position } = compilePath(deferral, positions.get(deferral.parent), context);
    positions.set(planned, position);
    const concerns = canAnswer(deferral, position, context);
    return {
      id: deferral.id,
      label: deferral.label,
      parent: deferral.parent?.id ?? null,
      targetsIn: (parents) => {
        const targets: Target[] = [];
        const untyped: Target[] = [];
        for (const target of parents.flatMap((parent) => follow(parent, steps))) {
          const isConcerned = concerns(target.object);
          if (isConcerned !== false) {
            (isConcerned === undefined ? untyped : targets).push(target);
          }
        }
        return { targets, untyped };
      },
      answersFor: compileAnswers(deferral, position, context),
      explain: (untyped, { problems }) =>
        untyped.flatMap(({ object, path }) =>
          problems.causeIn(object) === undefined
            ? [{ label: deferral.label, path, data: {}, errors: [withoutType(path)] }]
            : [],
        ),
    };
  });
}

/** The deferral with the types of the schema that clients see, which may have fewer of them than the plan. */
function inSchema(deferral: Deferral, schema: GraphQLSchema): Deferral {
  const typeIn = (type: GraphQLNamedType) => schema.getType(type.name) ?? type;
  return {
    ...deferral,
    type: typeIn(deferral.type),
    steps: deferral.steps.map((step) => ({ ...step, type: typeIn(step.type) })),
  };
}

/**
 * The errors that are left after all parts. A part does not come where its object is missing, and then it reports
 * nothing.
 */
export type RemainingErrors = (result: RunResult) => DeferredAnswer | null;

/**
 * Compiles one more part, which adds no data to the root. It reports the errors that no part reported, at their places
 * in the whole operation. It also reports errors again that explain further nulls, since a part does not see faults
 * above its objects.
 */
export function compileRemainingErrors(
  { selectionSet }: OperationDefinitionNode,
  { names, plan, types }: PartContext,
): RemainingErrors {
  return ({ data, problems }) => {
    const [errors = []] = errorsToReport([{ object: data, path: [] }], problems, {
      names,
      plan,
      position: plan.root,
      selectionSet,
      fragments: new Map(),
      types,
      isOwn: () => true,
      isOnlyResponse: true,
      reported: problems.reported,
    });
    // An empty object, since clients would take a missing one for a null answer.
    return errors.length === 0 ? null : { label: undefined, path: [], data: {}, errors };
  };
}

function withoutType(path: Target['path']): GraphQLError {
  return new GraphQLError('A subgraph gave an object of no known type.', {
    path,
    extensions: { code: 'SUBGRAPH_ERROR' },
  });
}

/** A field on the path to the objects of a deferral. */
type CompiledField = {
  concerns: (object: Data) => boolean | undefined;
  responseName: string;
  read: (object: Data) => unknown;
};

function compilePath(
  { steps }: Deferral,
  start: Position | undefined,
  context: PartContext,
): { steps: CompiledField[]; position: Position | undefined } {
  let position = start;
  const compiled = steps.map((step): CompiledField => {
    const name = context.names.of(step.field);
    const sources = sourcesOf(context.plan, position, name);
    const concerns = isOfTypes(step, position, context);
    position = position?.children.get(name);
    return {
      concerns,
      responseName: (step.field.alias ?? step.field.name).value,
      read: (object) => {
        let value: unknown;
        for (const source of sources) {
          const holder = source === itself ? object : valueIn(object, source);
          value ??= holder && fieldOf(holder, name);
        }
        return value;
      },
    };
  });
  return { steps: compiled, position };
}

/**
 * The objects at the end of a path. Objects that the client did not get, because of a null further up, are not
 * extended.
 */
function follow(target: Target, [step, ...rest]: readonly CompiledField[]): Target[] {
  if (step === undefined) {
    return [target];
  }
  const { concerns, responseName, read } = step;
  const descend = (value: unknown, given: unknown, path: Target['path']): Target[] => {
    if (Array.isArray(value) && Array.isArray(given)) {
      return given.flatMap((item: unknown, index) => descend(value[index], item, [...path, index]));
    }
    return isObject(value) && isObject(given) ? follow({ object: value, given, path }, rest) : [];
  };
  return concerns(target.object) === true
    ? descend(read(target.object), target.given[responseName], [...target.path, responseName])
    : [];
}

/** Whether an object at a position is of all of these types. Undefined where its type is not known. */
function isOfTypes(
  { type, conditions }: Pick<Deferral, 'type' | 'conditions'>,
  position: Position | undefined,
  { schema, types }: PartContext,
): (object: Data) => boolean | undefined {
  const open = conditions.filter((condition) => condition !== type.name && !isAbove(condition, type, schema));
  const typeOf = typeReader(type, position, types);
  return open.length === 0
    ? () => true
    : (object) => {
        const typename = typeOf(object) ?? '';
        return (
          open.every((condition) => types.isSubtype(condition, typename)) ||
          (types.isObjectType(typename) ? false : undefined)
        );
      };
}

/**
 * Whether a deferral extends an object at a position. Undefined where its type is not known, although the type
 * condition or the selections depend on it.
 */
function canAnswer(
  deferral: Deferral,
  position: Position | undefined,
  context: PartContext,
): (object: Data) => boolean | undefined {
  const { type, selectionSet } = deferral;
  const { schema, types } = context;
  const isOfTheirTypes = isOfTypes(deferral, position, context);
  if (!isAbstractType(type) || !dependsOnType([selectionSet], type, { schema, fragments: new Map() })) {
    return isOfTheirTypes;
  }
  const typeOf = typeReader(type, position, types);
  return (object) => (types.isObjectType(typeOf(object) ?? '') ? isOfTheirTypes(object) : undefined);
}

function isAbove(condition: string, type: GraphQLNamedType, schema: GraphQLSchema): boolean {
  const above = schema.getType(condition);
  return isAbstractType(above) && 'getInterfaces' in type && schema.isSubType(above, type);
}

function typeReader(
  type: GraphQLNamedType,
  position: Position | undefined,
  types: TypeSystem,
): (object: Data) => string | undefined {
  return isObjectType(type) ? () => type.name : (object) => typenameOf(object, position?.slots ?? [], types);
}

/**
 * For its objects, a deferral is an operation of its own with the object as root. A null in a non-null field propagates
 * up to the object, and no further.
 */
function compileAnswers(
  deferral: Deferral,
  position: Position | undefined,
  { schema, definition, names, plan: whole, types }: PartContext,
): DeferredPart['answersFor'] {
  const { label, type, selectionSet } = deferral;
  const plan = { ...whole, fetches: fetchesFor(deferral, whole) };
  if (!isCompositeType(type)) {
    throw new Error(`there are no fragments on ${type.name}`);
  }
  const shape = compileShape({
    schema,
    type,
    selectionSet,
    position,
    fragments: new Map(),
    names,
    plan,
    types,
    part: deferral.id,
  });
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [{ ...definition, operation: OperationTypeNode.SUBSCRIPTION, selectionSet }],
  };
  const typeOf = typeReader(type, position, types);
  const rootFor = (object: Data): GraphQLObjectType => {
    const found = schema.getType(typeOf(object) ?? '');
    // Where only an interface is known, no field depends on the type.
    const root = isObjectType(found) ? found : isAbstractType(type) ? schema.getPossibleTypes(type)[0] : type;
    if (root === undefined) {
      throw new Error(`there are no objects of ${type.name}`);
    }
    return root;
  };
  return async (targets, { problems }, variables) => {
    const reported = errorsToReport(targets, problems, {
      names,
      plan,
      position,
      selectionSet,
      fragments: new Map(),
      types,
      isOwn: (error) => problems.origins.get(error)?.deferral === deferral.id,
      isOnlyResponse: false,
      reported: problems.reported,
    });
    return Promise.all(
      targets.map(async ({ object, path }, index) => {
        const { data = null, errors = [] } = await answerOf({ data: object, problems }, { shape }, () => ({
          schema: withRoot(schema, rootFor(object)),
          document,
          variables,
          names,
          plan,
          position,
          types,
          reported: reported[index] ?? [],
        }));
        return { label, path, data, errors: errors.map((error) => below(path, error)) };
      }),
    );
  };
}

/** The fetches of a deferral and of all deferrals around it. */
function fetchesFor(deferral: Deferral | null, { fetches }: FetchPlan): readonly Fetch[] {
  const ids = new Set<string | null>([null]);
  for (let each = deferral; each !== null; each = each.parent) {
    ids.add(each.id);
  }
  return fetches.filter((fetch) => ids.has(fetch.deferral));
}

const schemaByRoot = new WeakMap<GraphQLObjectType, GraphQLSchema>();

/**
 * The same schema with another root type for subscriptions. graphql-js executes subscriptions like queries here, and
 * introspection stays at the query root.
 */
function withRoot(schema: GraphQLSchema, type: GraphQLObjectType): GraphQLSchema {
  const known =
    schemaByRoot.get(type) ?? new GraphQLSchema({ ...schema.toConfig(), subscription: type, assumeValid: true });
  schemaByRoot.set(type, known);
  return known;
}

function below(start: Target['path'], { message, path = [], extensions, originalError }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path: [...start, ...path], extensions, originalError });
}
