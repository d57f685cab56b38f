import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  typeFromAST,
  TypeNameMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { described, leafSchema, orNull, type JsonSchema, type SchemaDefinitions } from './json-schema.ts';

/** A field of a selection: its response name, its definition, and its nodes, whose selections are merged. */
export type SelectedField = {
  name: string;
  definition: GraphQLField<unknown, unknown>;
  nodes: readonly FieldNode[];
  /** Whether each object at this place has the field. */
  isAlways: boolean;
  /** The type on which the field was selected. */
  parent: GraphQLCompositeType;
};

/** The sources of the schemas of answers. */
export type AnswerParts = {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  definitions: SchemaDefinitions;
};

/** The schema of a value of that type in an answer, with what is selected of it. */
export function answerSchema(
  type: GraphQLOutputType,
  selections: readonly SelectionSetNode[],
  parts: AnswerParts,
): JsonSchema {
  return isNonNullType(type)
    ? presentAnswer(type.ofType, selections, parts)
    : orNull(presentAnswer(type, selections, parts));
}

/** The same for a value that is not null. */
export function presentAnswer(
  type: GraphQLOutputType,
  selections: readonly SelectionSetNode[],
  parts: AnswerParts,
): JsonSchema {
  if (isNonNullType(type)) {
    return presentAnswer(type.ofType, selections, parts);
  }
  if (isListType(type)) {
    return { type: 'array', items: answerSchema(type.ofType, selections, parts) };
  }
  if (isLeafType(type)) {
    return leafSchema(type, parts.definitions);
  }
  const fragment = onlyFragmentOf(selections, parts);
  return fragment !== null && fragment.typeCondition.name.value === type.name
    ? parts.definitions.refer(fragment.name.value, () => objectSchema(type, [fragment.selectionSet], parts), 'fragment')
    : objectSchema(type, selections, parts);
}

/** The schema of an object with what is selected of it, without some of its fields. */
export function objectSchema(
  type: GraphQLCompositeType,
  selections: readonly SelectionSetNode[],
  parts: AnswerParts,
): JsonSchema {
  return schemaOfFields(type, selectedFields(type, selections, parts), parts);
}

/** The schema of an object with these fields. */
export function schemaOfFields(
  type: GraphQLCompositeType,
  fields: readonly SelectedField[],
  parts: AnswerParts,
): JsonSchema {
  const byName = Map.groupBy(fields, ({ name }) => name);
  const required = [...byName].filter(([, some]) => some.some(({ isAlways }) => isAlways)).map(([name]) => name);
  return {
    type: 'object',
    ...described(type.description),
    properties: Object.fromEntries([...byName].map(([name, some]) => [name, anyOfFields(some, type, parts)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** Fields of several types may share a response name, and then have one schema or several. */
function anyOfFields(fields: readonly SelectedField[], type: GraphQLCompositeType, parts: AnswerParts): JsonSchema {
  const schemas = new Map(
    fields.map((field) => {
      const schema = fieldSchema(field, type, parts);
      const { description: _, ...rest } = schema;
      return [JSON.stringify(rest), schema] as const;
    }),
  );
  const [only, ...others] = [...schemas.values()];
  return others.length === 0 && only !== undefined ? only : { anyOf: [...schemas.values()] };
}

function fieldSchema({ definition, nodes }: SelectedField, type: GraphQLCompositeType, parts: AnswerParts): JsonSchema {
  if (definition === TypeNameMetaFieldDef) {
    return { type: 'string', enum: possibleNames(type, parts.schema) };
  }
  const schema = answerSchema(
    definition.type,
    nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet])),
    parts,
  );
  return {
    ...schema,
    ...described(definition.description),
    ...(definition.deprecationReason == null ? {} : { deprecated: true }),
  };
}

function possibleNames(type: GraphQLCompositeType, schema: GraphQLSchema): string[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
}

/**
 * The fields that are selected of a type, fragments included, by response name and type. Fields of different types with
 * one name stay apart.
 */
export function selectedFields(
  type: GraphQLCompositeType,
  selections: readonly SelectionSetNode[],
  { schema, fragments }: Pick<AnswerParts, 'schema' | 'fragments'>,
): SelectedField[] {
  const found = new Map<string, SelectedField>();
  const collect = (on: GraphQLCompositeType, { selections: some }: SelectionSetNode, isAlways: boolean): void => {
    for (const selection of some) {
      const isHere = isAlways && (selection.directives ?? []).length === 0;
      if (selection.kind === Kind.FIELD) {
        add(on, selection, isHere);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment !== undefined) {
        const narrowed = fragment.typeCondition === undefined ? on : typeFromAST(schema, fragment.typeCondition);
        const target = isCompositeType(narrowed) ? narrowed : on;
        collect(target, fragment.selectionSet, isHere && (target === on || includes(target, type, schema)));
      }
    }
  };
  const add = (on: GraphQLCompositeType, node: FieldNode, isAlways: boolean): void => {
    const definition = fieldOf(on, node.name.value);
    if (definition === undefined) {
      return;
    }
    const name = (node.alias ?? node.name).value;
    const key = `${name} ${on.name}`;
    const known = found.get(key);
    const nodes = [...(known?.nodes ?? []), node];
    found.set(key, { name, definition, nodes, isAlways: isAlways || known?.isAlways === true, parent: on });
  };
  for (const each of selections) {
    collect(type, each, true);
  }
  return [...found.values()];
}

function fieldOf(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === '__typename') {
    return TypeNameMetaFieldDef;
  }
  return 'getFields' in type ? type.getFields()[name] : undefined;
}

/** Whether every object of a type is of another type, too. */
function includes(target: GraphQLCompositeType, type: GraphQLCompositeType, schema: GraphQLSchema): boolean {
  return (
    target === type ||
    (isAbstractType(target) && (isObjectType(type) || 'getInterfaces' in type) && schema.isSubType(target, type))
  );
}

/** The fragment of a selection that is one spread and nothing else. Null for another one. */
function onlyFragmentOf(
  [only, ...others]: readonly SelectionSetNode[],
  { fragments }: AnswerParts,
): FragmentDefinitionNode | null {
  const [spread, ...rest] = only?.selections ?? [];
  return others.length === 0 && rest.length === 0 && spread?.kind === Kind.FRAGMENT_SPREAD
    ? (fragments.get(spread.name.value) ?? null)
    : null;
}

/** Whether a type is an object, an interface or a union, whatever wraps it. */
export function compositeOf(type: GraphQLOutputType): GraphQLCompositeType | null {
  const named = getNamedType(type);
  return isLeafType(named) ? null : named;
}
