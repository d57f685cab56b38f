import {
  execute,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLAbstractType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { InternalNames } from '../planning/internal-names.ts';
import { sourcesOf, type FetchPlan } from '../compile/fetch-plan.ts';
import { acceptsLeaf, plainLeaf } from '../compile/leaf-value.ts';
import { isOmitted } from '../compile/omitted-field.ts';
import { itself, slotOf, type Position } from '../compile/positions.ts';
import { wholeAnswer, type Problems, faultOf } from './problems.ts';
import { typenameOf } from '../compile/representation.ts';
import { isOfObjectType } from '../compile/response-shape.ts';
import type { RunResult } from './run-plan.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { fieldOf, isObject, type Data } from '../compile/data.ts';
import { valueIn } from '../compile/attached-answer.ts';
import { dependsOnType } from '../planning/collect-fields.ts';
import { isWithheld } from '../planning/withhold.ts';

export type ResponseToExplain = {
  schema: GraphQLSchema;
  document: DocumentNode;
  variables: Readonly<Record<string, unknown>>;
  names: InternalNames;
  plan: FetchPlan;
  /** The position of the root in the plan. */
  position: Position | undefined;
  types: TypeSystem;
  /** The errors of subgraphs to report. */
  reported: readonly GraphQLError[];
};

/** Limit on errors of the gateway with the same message. */
const sameErrorsMax = 100;

/**
 * Thrown for a null that another error explains. It propagates to the nearest nullable field, and adds no error. It has
 * a path, so that graphql-js takes it as it is.
 */
const alreadyReported = new GraphQLError('This null is explained by another error.', { path: [] });

/**
 * Builds a response exactly as the specification says, with graphql-js: nulls propagate, and introspection is answered.
 * Each error of a subgraph is reported once. A null that no such error explains gets an error of the gateway: the
 * schema forbids the null, or an answer was invalid.
 */
export async function explainResponse(
  { data, problems }: Pick<RunResult, 'data' | 'problems'>,
  { schema, document, variables, names, plan, position, types, reported }: ResponseToExplain,
): Promise<ExecutionResult> {
  const fields = new FieldReader({ problems, names, plan, root: position, types });
  const { data: shaped, errors = [] } = await execute({
    schema,
    document,
    variableValues: variables,
    rootValue: data,
    fieldResolver: (source: unknown, _args, _context, info) => fields.read(source, info),
    typeResolver: (value: unknown, _context, info, abstractType) =>
      isObject(value) ? fields.typeOf(value, abstractType, info) : undefined,
  });
  const ours = errors.filter((error) => error !== alreadyReported).map(asSubgraphError);
  const all = [...reported.map((error) => withinAnswer(error, shaped, ours)), ...withoutRepetition(ours)];
  return { data: shaped ?? null, ...(all.length === 0 ? {} : { errors: all }) };
}

/**
 * Shortens the path of an error to the part that exists in the answer. A value there may be of another kind than the
 * schema says.
 */
function withinAnswer(error: GraphQLError, data: unknown, ours: readonly GraphQLError[]): GraphQLError {
  const { message, path = [], extensions, originalError } = error;
  let length = 0;
  let value = data;
  for (const step of path) {
    if (value == null) {
      break;
    }
    const isThere =
      typeof step === 'number' ? Array.isArray(value) && step < value.length : isObject(value) && step in value;
    if (!isThere) {
      return new GraphQLError(message, { path: path.slice(0, length), extensions, originalError });
    }
    value = Reflect.get(value, step);
    length += 1;
  }
  const isFault = ours.some(
    ({ path: other = [] }) => other.length === length && other.every((step, index) => step === path[index]),
  );
  return isFault && length < path.length
    ? new GraphQLError(message, { path: path.slice(0, length), extensions, originalError })
    : error;
}

/** A field of the response during completion: the position of its objects, and whether an error covers all of it. */
type ResponseField = { position: Position | undefined; isCovered: boolean };

/** The context for the completion of a field. */
type Completion = {
  isExplained: boolean;
  /** The indices of items with errors, in a list of scalars. */
  explainedItems: ReadonlySet<number>;
  fail: (fault: string) => GraphQLError;
  info: GraphQLResolveInfo;
};

const noItems: ReadonlySet<number> = new Set();

type ResponsePath = GraphQLResolveInfo['path'];

/** Resolves fields from their sources in the plan, and validates their values. */
class FieldReader {
  readonly #problems: Problems;
  readonly #names: InternalNames;
  readonly #plan: FetchPlan;
  readonly #types: TypeSystem;
  readonly #root: ResponseField;
  readonly #fields = new WeakMap<ResponsePath, ResponseField>();
  /** Items of lists that have an error. */
  readonly #coveredItems = new WeakSet<object>();

  constructor({
    problems,
    names,
    plan,
    root,
    types,
  }: {
    problems: Problems;
    names: InternalNames;
    plan: FetchPlan;
    root: Position | undefined;
    types: TypeSystem;
  }) {
    this.#problems = problems;
    this.#names = names;
    this.#plan = plan;
    this.#types = types;
    this.#root = { position: root, isCovered: false };
  }

  read(source: unknown, info: GraphQLResolveInfo): unknown {
    const node = info.fieldNodes.find((each) => !isWithheld(each));
    if (node === undefined) {
      // The refusal is told once for the operation, so the null needs no error.
      if (isNonNullType(info.returnType)) {
        throw alreadyReported;
      }
      return null;
    }
    if (!isObject(source)) {
      return undefined;
    }
    const name = this.#names.of(node);
    const parent = this.#fieldAbove(info.path);
    const { value, isExplained, explainedItems } = this.#find(source, name, parent);
    this.#fields.set(info.path, { position: parent.position?.children.get(name), isCovered: isExplained });
    const fail = (fault: string) => (isExplained ? alreadyReported : this.#fault(fault, name, parent));
    const isMissing = value === undefined && !isExplained && this.#isOmitted(source, name, parent, info);
    const completed = isMissing
      ? fail('left out a field that it was asked for')
      : this.#complete(value, info.returnType, { isExplained, explainedItems, fail, info });
    if (completed instanceof Error) {
      throw completed;
    }
    return completed;
  }

  /** The name of an object's type. */
  typeOf(value: Data, abstractType: GraphQLAbstractType, info: GraphQLResolveInfo): string | undefined {
    const slots = this.#fields.get(info.path)?.position?.slots ?? [];
    const typename = typenameOf(value, slots, this.#types);
    const isPossible = (name: string) => info.schema.getPossibleTypes(abstractType).some((type) => type.name === name);
    if (typename !== undefined && isPossible(typename)) {
      return typename;
    }
    const isOther = typename !== undefined && typename !== abstractType.name && this.#types.isType(typename);
    return isOther ? undefined : anyTypeOf(abstractType, info);
  }

  #fieldAbove({ prev }: ResponsePath): ResponseField {
    let above = prev;
    while (typeof above?.key === 'number') {
      above = above.prev;
    }
    return (above && this.#fields.get(above)) ?? this.#root;
  }

  /**
   * The value of a field. An error at the field or around it explains it as a whole, and other errors explain items of
   * it.
   */
  #find(
    source: Data,
    name: string,
    { position, isCovered }: ResponseField,
  ): { value: unknown } & Pick<Completion, 'isExplained' | 'explainedItems'> {
    let value: unknown;
    const explainedItems = new Set<number>();
    let isExplained = isCovered || this.#coveredItems.has(source) || this.#hasMisplaced(source, position);
    for (const place of sourcesOf(this.#plan, position, name)) {
      const holder = place === itself ? source : valueIn(source, place);
      if (holder !== undefined) {
        const found = fieldOf(holder, name);
        for (const { below } of this.#problems.at(holder, name)) {
          const [index] = below;
          if (typeof index === 'number' && Array.isArray(found) && index < found.length) {
            explainedItems.add(index);
          } else {
            isExplained = true;
          }
        }
        isExplained ||= this.#hasMisplaced(holder, position);
        value = value ?? (found === undefined ? value : found);
      }
    }
    return { value, isExplained: isExplained || this.#isWholeAnswerExplained(source, name, position), explainedItems };
  }

  /** Whether an error concerns a whole fetch that gives the field. */
  #isWholeAnswerExplained(source: Data, name: string, position: Position | undefined): boolean {
    for (const place of position?.sources.get(name)?.keys() ?? []) {
      // The type is needed for this part, and a fetch of a later part gives it too late.
      if (name === '__typename' && !this.#plan.fetches.some(({ slot }) => slot === place)) {
        continue;
      }
      const answer = place === itself ? undefined : source[place];
      if (isObject(answer) && this.#problems.at(answer, wholeAnswer).length > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether an error names a field of the object that was not requested. It may be about any of its fields. */
  #hasMisplaced(holder: Data, position: Position | undefined): boolean {
    for (const name of this.#problems.of(holder).keys()) {
      if (position?.sources.has(name) !== true) {
        return true;
      }
    }
    return false;
  }

  #isOmitted(source: Data, name: string, { position }: ResponseField, info: GraphQLResolveInfo): boolean {
    const types = this.#types;
    const typename = typenameOf(source, position?.slots ?? [], types) ?? info.parentType.name;
    return isOmitted(source, { name, typename, position, types });
  }

  /** An error of the gateway about a field. Its message names nothing that is hidden from clients. */
  #fault(fault: string, name: string, { position }: ResponseField): GraphQLError {
    const { fetches, event } = this.#plan;
    const places = new Set(
      [...(position?.sources.get(name)?.keys() ?? [])].map((place) =>
        place === itself && position?.givenBy != null ? slotOf(position.givenBy) : place,
      ),
    );
    const fetch = fetches.find(
      ({ slot, path, provided }) =>
        places.has(slot) || (position === this.#root.position && path.length === 0 && provided.has(name)),
    );
    const subgraph = fetch?.subgraph ?? event?.subgraph;
    return subgraph === undefined
      ? new GraphQLError(`A subgraph ${fault}.`, { extensions: { code: 'SUBGRAPH_ERROR' } })
      : new GraphQLError(faultOf(subgraph, fault).message, { extensions: { code: 'SUBGRAPH_ERROR', subgraph } });
  }

  /** Prepares a value for graphql-js. An invalid value becomes an error in its place. */
  #complete(value: unknown, type: GraphQLOutputType, field: Completion): unknown {
    const { isExplained, fail, info } = field;
    if (value == null) {
      return isExplained && isNonNullType(type) ? alreadyReported : null;
    }
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      return Array.isArray(value)
        ? value.map((item: unknown, index) => this.#completeItem(item, [value, index], nullable.ofType, field))
        : fail('gave something that is no list');
    }
    if (isLeafType(nullable)) {
      // graphql-js serializes the value again, with the same result.
      return acceptsLeaf(value, nullable)
        ? plainLeaf(value, nullable)
        : fail(`gave a value that is no \`${nullable.name}\``);
    }
    if (!isObject(value)) {
      return fail('gave something that is no object');
    }
    const { position } = this.#fields.get(info.path) ?? this.#root;
    const isKnown = isAbstractType(nullable)
      ? this.typeOf(value, nullable, info) !== undefined
      : (position?.slots.length ?? 0) === 0 ||
        value['__typename'] === undefined ||
        isOfObjectType(value['__typename'], nullable.name, this.#types);
    if (isKnown) {
      return value;
    }
    const isTypeExplained =
      isAbstractType(nullable) &&
      !this.#types.isObjectType(typenameOf(value, position?.slots ?? [], this.#types) ?? '') &&
      this.#isWholeAnswerExplained(value, '__typename', position);
    return isTypeExplained ? alreadyReported : fail('gave an object of another type than the schema allows');
  }

  #completeItem(item: unknown, [list, index]: [object, number], type: GraphQLOutputType, field: Completion): unknown {
    const isItemExplained =
      field.isExplained || field.explainedItems.has(index) || this.#problems.at(list, String(index)).length > 0;
    if (isItemExplained && isObject(item)) {
      this.#coveredItems.add(item);
    }
    return this.#complete(
      item,
      type,
      isItemExplained
        ? { ...field, isExplained: true, fail: () => alreadyReported }
        : { ...field, explainedItems: noItems },
    );
  }
}

/**
 * A type for an object of which a subgraph knows only the interface. Where no field depends on the type, any type of
 * the interface gives the same fields.
 */
function anyTypeOf(
  type: GraphQLAbstractType,
  { fieldNodes, fragments, schema }: GraphQLResolveInfo,
): string | undefined {
  const sets = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return isInterfaceType(type) && !dependsOnType(sets, type, { schema, fragments: new Map(Object.entries(fragments)) })
    ? schema.getPossibleTypes(type)[0]?.name
    : undefined;
}

/** Errors that graphql-js finds are about data of subgraphs. */
function asSubgraphError({ message, path, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    path,
    extensions: { ...extensions, code: extensions['code'] ?? 'SUBGRAPH_ERROR' },
  });
}

/**
 * Limits errors with the same message, since a list may have very many items. The first one gets the number of the rest
 * in `extensions.places`.
 */
function withoutRepetition(errors: readonly GraphQLError[]): GraphQLError[] {
  return [...Map.groupBy(errors, ({ message }) => message).values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first === undefined || same.length <= sameErrorsMax) {
      return same;
    }
    const { message, path, extensions } = first;
    const places = same.length - sameErrorsMax + 1;
    return [
      new GraphQLError(message, { path, extensions: { ...extensions, places } }),
      ...others.slice(0, sameErrorsMax - 1),
    ];
  });
}
