import {
  execute,
  getDirectiveValues,
  getNamedType,
  getVariableValues,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Monolith, OperationRequest } from './monolith.ts';
import { namesOf } from './supergraph-case.ts';

/** The rights of a caller in the model. */
export type Rights = { isSignedIn: boolean; scopes: readonly string[]; policies: readonly string[] };

/** Whether rights satisfy all requirements at a place: `Type` or `Type.field`. */
export type Satisfies = (place: string) => boolean;

/** Reads the requirements from the SDL of all subgraphs, and checks each of them: subgraphs combine by AND. */
export function satisfies(sdls: readonly string[], { isSignedIn, scopes, policies }: Rights): Satisfies {
  const conditions = new Map<string, boolean>();
  const holds = ({ name, arguments: args = [] }: ConstDirectiveNode): boolean => {
    const [lists = []] = args.map(({ value }) => valueFromASTUntyped(value) as string[][]);
    const has = (names: readonly string[]) => lists.some((list) => list.every((each) => names.includes(each)));
    switch (name.value) {
      case 'authenticated':
        return isSignedIn;
      case 'requiresScopes':
        return isSignedIn && has(scopes);
      case 'policy':
        return has(policies);
      default:
        return true;
    }
  };
  const check = (place: string, directives: readonly ConstDirectiveNode[] = []) =>
    conditions.set(place, (conditions.get(place) ?? true) && directives.every(holds));
  for (const definition of sdls.flatMap((sdl) => parse(sdl).definitions)) {
    if ('name' in definition && definition.name !== undefined && 'directives' in definition) {
      check(definition.name.value, definition.directives as readonly ConstDirectiveNode[]);
    }
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      definition.fields?.forEach((field) => check(`${definition.name.value}.${field.name.value}`, field.directives));
    }
  }
  return (place) => conditions.get(place) ?? true;
}

/**
 * The answer for a caller by the specification of the directives, without plans. Every selection is judged where it
 * stands. graphql-js executes the whole data, with an error for a field of which no selection is permitted.
 */
export async function executeAuthorized(
  { query, variables = {} }: OperationRequest,
  { schema, source }: Pick<Monolith, 'schema' | 'source'>,
  satisfied: Satisfies,
): Promise<{ result: ExecutionResult; withheld: readonly GraphQLError[]; paths: readonly string[] }> {
  const document = expand(parse(query), schema, variables);
  const { permitted, paths } = new Judge(schema, satisfied).judge(document);
  const result = await execute({
    schema,
    document,
    rootValue: source.rootValue,
    variableValues: variables,
    fieldResolver: (value, args, context, info) => {
      if (!info.fieldNodes.some((node) => permitted.has(node))) {
        throw new GraphQLError(withheldMessage);
      }
      return source.fieldResolver(value, args, context, info);
    },
  });
  const withheld = (result.errors ?? []).filter(({ message }) => message === withheldMessage);
  return { result, withheld, paths: [...new Set(paths)] };
}

const withheldMessage = 'withheld from the caller';

/** Judges the selections of a document without named fragments. */
class Judge {
  readonly permitted = new Set<FieldNode>();
  /** The outermost selections that are not permitted. */
  readonly paths: string[] = [];
  readonly #schema: GraphQLSchema;
  readonly #satisfied: Satisfies;

  constructor(schema: GraphQLSchema, satisfied: Satisfies) {
    this.#schema = schema;
    this.#satisfied = satisfied;
  }

  judge({ definitions }: DocumentNode): this {
    for (const definition of definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) {
        this.#judgeSet(definition.selectionSet, this.#schema.getRootType(definition.operation)?.name ?? '', []);
      }
    }
    return this;
  }

  #judgeSet({ selections }: SelectionSetNode, type: string, path: readonly string[]): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        const within = condition === undefined ? path : [...path, `... on ${condition}`];
        if (condition !== undefined && !this.#isPermittedResult(condition)) {
          if (selectsMoreThanTypes(selection.selectionSet)) {
            this.paths.push(within.join('.'));
          }
        } else {
          this.#judgeSet(selection.selectionSet, condition ?? type, within);
        }
      } else if (selection.kind === Kind.FIELD) {
        this.#judgeField(selection, type, [...path, (selection.alias ?? selection.name).value]);
      }
    }
  }

  #judgeField(field: FieldNode, type: string, path: readonly string[]): void {
    const name = field.name.value;
    const isPermitted = this.#objectsOf(type).every(
      (object) => this.#satisfied(object) && this.#isPermittedField(object, name),
    );
    if (!isPermitted && name !== '__typename') {
      this.paths.push(path.join('.'));
      return;
    }
    this.permitted.add(field);
    const below = this.#fieldOf(type, name)?.type;
    if (field.selectionSet !== undefined && below !== undefined) {
      const lists = String(below)
        .split('')
        .filter((character) => character === '[');
      this.#judgeSet(field.selectionSet, getNamedType(below).name, [...path, ...lists.map(() => '@')]);
    }
  }

  #objectsOf(name: string): string[] {
    const type = this.#schema.getType(name);
    return isAbstractType(type) ? this.#schema.getPossibleTypes(type).map((each) => each.name) : [name];
  }

  #fieldOf(type: string, field: string) {
    const parent = this.#schema.getType(type);
    return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field] : undefined;
  }

  /** A subgraph may add a field to all types of an interface (`@interfaceObject`). */
  #isPermittedField(type: string, name: string): boolean {
    const field = this.#fieldOf(type, name);
    return (
      field === undefined ||
      (namesOf(this.#schema, type).every((each) => this.#satisfied(`${each}.${name}`)) &&
        this.#isPermittedResult(getNamedType(field.type).name))
    );
  }

  /** Objects of an interface are judged by the fields that are selected on them. */
  #isPermittedResult(type: string): boolean {
    return isAbstractType(this.#schema.getType(type)) || this.#satisfied(type);
  }
}

function selectsMoreThanTypes({ selections }: SelectionSetNode): boolean {
  return selections.some((selection) =>
    selection.kind === Kind.FIELD
      ? selection.name.value !== '__typename'
      : selection.kind === Kind.INLINE_FRAGMENT && selectsMoreThanTypes(selection.selectionSet),
  );
}

/** Copies fragments to their spreads, so that each selection has one place. Skipped selections are left out. */
function expand(document: DocumentNode, schema: GraphQLSchema, variables: Record<string, unknown>): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const { coerced = {} } = getVariableValues(schema, operations[0]?.variableDefinitions ?? [], variables);
  const isIn = (selection: SelectionNode): boolean =>
    getDirectiveValues(GraphQLSkipDirective, selection, coerced)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, coerced)?.['if'] !== false;
  const expandSet = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.filter(isIn).map((selection): SelectionNode => {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        return selection.selectionSet === undefined
          ? { ...selection }
          : { ...selection, selectionSet: expandSet(selection.selectionSet) };
      }
      const fragment = fragments.get(selection.name.value);
      if (fragment === undefined) {
        throw new Error(`there is no fragment ${selection.name.value}`);
      }
      const { typeCondition, selectionSet } = fragment;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: expandSet(selectionSet) };
    }),
  });
  return {
    kind: Kind.DOCUMENT,
    definitions: operations.map((each) => ({ ...each, selectionSet: expandSet(each.selectionSet) })),
  };
}
