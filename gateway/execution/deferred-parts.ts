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
import type { Deferral } from '../planning/deferrals.ts';
import type { InternalNames } from '../planning/internal-names.ts';
import { answerOf } from './answer.ts';
import { errorsToTell } from './error-places.ts';
import { sourcesOf, type Fetch, type FetchPlan } from '../compile/fetch-plan.ts';
import { itself, type Position } from '../compile/positions.ts';
import { typenameOf } from '../compile/representation.ts';
import { compileShape } from '../compile/response-shape.ts';
import type { RunResult } from './run-plan.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { fieldOf, isObject, type Data } from '../compile/data.ts';
import { valueIn } from '../compile/attached-answer.ts';

/** What a deferral adds to one object of the answer. */
export type DeferredAnswer = {
  label: string | undefined;
  path: readonly (string | number)[];
  data: Readonly<Record<string, unknown>> | null;
  errors: readonly GraphQLError[];
};

/** A deferral, ready to be answered. */
export type DeferredPart = {
  id: string;
  label: string | undefined;
  /** The part inside of which it stands. */
  parent: string | null;
  /** The objects to which it adds, among what was given of its parent, and those whose type nobody knows. */
  targetsIn(parents: readonly Target[]): { targets: Target[]; untyped: Target[] };
  /** What it adds to each of them. */
  answersFor(
    targets: readonly Target[],
    result: RunResult,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<DeferredAnswer[]>;
  /** Explains why it adds nothing to objects without a type, but to those of which an error of a subgraph is told. */
  explain(untyped: readonly Target[], result: RunResult): DeferredAnswer[];
};

/** An object of the data, and what the client was given of it. */
export type Target = { object: Data; given: Readonly<Record<string, unknown>>; path: readonly (string | number)[] };

type Context = {
  schema: GraphQLSchema;
  definition: OperationDefinitionNode;
  names: InternalNames;
  plan: FetchPlan;
  types: TypeSystem;
};

/** A plan as it concerns what is not deferred. */
export function withoutDeferred(plan: FetchPlan): FetchPlan {
  return { ...plan, fetches: fetchesFor(null, plan) };
}

/** Finds out, once per operation, where the objects of each deferral are, and what they get. */
export function compileParts(deferrals: readonly Deferral[], context: Context): DeferredPart[] {
  const positions = new Map<Deferral | null, Position | undefined>([[null, context.plan.root]]);
  return deferrals.map((deferral) => {
    const { steps, position } = compileSteps(deferral, positions.get(deferral.parent), context);
    positions.set(deferral, position);
    const concerns = isOfTypes(deferral, position, context);
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

/** Tells the errors that are left when all parts were answered: a part does not come where its object is missing. */
export type TellRest = (result: RunResult) => DeferredAnswer | null;

/**
 * Makes one more part, which adds nothing to the root. It tells each error that no part told, at its place in the whole
 * operation, and those that explain further nulls: a part sees no fault above its objects.
 */
export function compileRest({ selectionSet }: OperationDefinitionNode, { names, plan, types }: Context): TellRest {
  return ({ data, problems }) => {
    const [errors = []] = errorsToTell([{ object: data, path: [] }], problems, {
      names,
      plan,
      position: plan.root,
      selectionSet,
      fragments: new Map(),
      types,
      isOwn: () => true,
      isAlone: true,
      told: problems.told,
    });
    // Without data, clients would take the whole answer for null.
    return errors.length === 0 ? null : { label: undefined, path: [], data: {}, errors };
  };
}

function withoutType(path: Target['path']): GraphQLError {
  return new GraphQLError('A subgraph gave an object of no known type.', {
    path,
    extensions: { code: 'SUBGRAPH_ERROR' },
  });
}

/** A field on the way to the objects of a deferral. */
type Step = {
  concerns: (object: Data) => boolean | undefined;
  responseName: string;
  read: (object: Data) => unknown;
};

function compileSteps(
  { steps }: Deferral,
  start: Position | undefined,
  context: Context,
): { steps: Step[]; position: Position | undefined } {
  let position = start;
  const compiled = steps.map((step): Step => {
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

/** The objects at the end of some steps. What the client was not given, because of a null further up, has nothing added to it. */
function follow(target: Target, [step, ...rest]: readonly Step[]): Target[] {
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

/** Tells whether an object at a position is of all of these types; undefined where its type is not known. */
function isOfTypes(
  { type, conditions }: Pick<Deferral, 'type' | 'conditions'>,
  position: Position | undefined,
  { schema, types }: Context,
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

/** To its objects a deferral is an operation of its own, of which they are the root: a null that must not be goes up to them, and no further. */
function compileAnswers(
  deferral: Deferral,
  position: Position | undefined,
  { schema, definition, names, plan: whole, types }: Context,
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
    // Where only an interface is known, nothing depends on the type.
    const root = isObjectType(found) ? found : isAbstractType(type) ? schema.getPossibleTypes(type)[0] : type;
    if (root === undefined) {
      throw new Error(`there are no objects of ${type.name}`);
    }
    return root;
  };
  return async (targets, { problems }, variables) => {
    const told = errorsToTell(targets, problems, {
      names,
      plan,
      position,
      selectionSet,
      fragments: new Map(),
      types,
      isOwn: (error) => problems.origins.get(error)?.deferral === deferral.id,
      isAlone: false,
      told: problems.told,
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
          told: told[index] ?? [],
        }));
        return { label, path, data, errors: errors.map((error) => below(path, error)) };
      }),
    );
  };
}

/** The fetches from which its answer may come: its own, and those of what it stands in. */
function fetchesFor(deferral: Deferral | null, { fetches }: FetchPlan): readonly Fetch[] {
  const ids = new Set<string | null>([null]);
  for (let each = deferral; each !== null; each = each.parent) {
    ids.add(each.id);
  }
  return fetches.filter((fetch) => ids.has(fetch.deferral));
}

const schemaByRoot = new WeakMap<GraphQLObjectType, GraphQLSchema>();

/** The same types, with subscriptions that begin at another one: graphql-js executes them as it does queries, and introspection stands where it stood. */
function withRoot(schema: GraphQLSchema, type: GraphQLObjectType): GraphQLSchema {
  const known =
    schemaByRoot.get(type) ?? new GraphQLSchema({ ...schema.toConfig(), subscription: type, assumeValid: true });
  schemaByRoot.set(type, known);
  return known;
}

function below(start: Target['path'], { message, path = [], extensions, originalError }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path: [...start, ...path], extensions, originalError });
}
