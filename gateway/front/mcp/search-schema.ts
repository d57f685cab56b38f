import {
  isInputObjectType,
  isEnumType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A type, a field, an input field or an enum value of a schema, as the search finds it. */
export type FoundElement = {
  /** Its coordinate, such as `Account.name`. */
  coordinate: string;
  kind: 'type' | 'field' | 'inputField' | 'enumValue';
  /** Its name with arguments and type, such as `account(id: ID!): Account`. */
  signature: string;
  description: string;
};

/** Longer descriptions are cut off. */
const descriptionMax = 500;

type Indexed = FoundElement & { name: string; text: string };

const indexes = new WeakMap<GraphQLSchema, readonly Indexed[]>();

/**
 * Searches a schema for elements with all of these words in their coordinates, signatures or descriptions. Words in
 * names count most. The order is stable, so that a page can be continued by its offset.
 */
export function searchSchema(schema: GraphQLSchema, words: readonly string[]): readonly FoundElement[] {
  const index = indexes.get(schema) ?? indexOf(schema);
  indexes.set(schema, index);
  const wanted = words.map((word) => word.toLowerCase());
  return index
    .map((element) => ({ element, score: scoreOf(element, wanted) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ element: { coordinate, kind, signature, description } }) => ({
      coordinate,
      kind,
      signature,
      description: description.slice(0, descriptionMax),
    }));
}

/** 0 if a word is missing. A whole name counts more than a part of a name, and this more than a description. */
function scoreOf({ name, coordinate, text }: Indexed, words: readonly string[]): number {
  const lower = coordinate.toLowerCase();
  const scores = words.map((word) =>
    name === word ? 8 : name.includes(word) ? 4 : lower.includes(word) ? 2 : text.includes(word) ? 1 : 0,
  );
  return scores.includes(0) ? 0 : scores.reduce<number>((sum, score) => sum + score, 0);
}

function indexOf(schema: GraphQLSchema): readonly Indexed[] {
  return Object.values(schema.getTypeMap())
    .flatMap((type) => (isIntrospectionType(type) ? [] : [elementOfType(type, schema), ...partsOf(type)]))
    .map((element) => ({
      ...element,
      name: (element.coordinate.split('.').at(-1) ?? '').toLowerCase(),
      text: `${element.signature} ${element.description}`.toLowerCase(),
    }));
}

function elementOfType(type: GraphQLNamedType, schema: GraphQLSchema): FoundElement {
  const keyword = isObjectType(type)
    ? 'type'
    : isInterfaceType(type)
      ? 'interface'
      : isUnionType(type)
        ? 'union'
        : isEnumType(type)
          ? 'enum'
          : isInputObjectType(type)
            ? 'input'
            : 'scalar';
  const members =
    isUnionType(type) || isInterfaceType(type)
      ? ` = ${schema
          .getPossibleTypes(type)
          .map(({ name }) => name)
          .join(' | ')}`
      : '';
  return {
    coordinate: type.name,
    kind: 'type',
    signature: `${keyword} ${type.name}${members}`,
    description: type.description ?? '',
  };
}

function partsOf(type: GraphQLNamedType): FoundElement[] {
  if (isObjectType(type) || isInterfaceType(type)) {
    return Object.values(type.getFields()).map(({ name, args, type: of, description }) => ({
      coordinate: `${type.name}.${name}`,
      kind: 'field',
      signature: `${name}${args.length === 0 ? '' : `(${args.map((each) => `${each.name}: ${String(each.type)}`).join(', ')})`}: ${String(of)}`,
      description: description ?? '',
    }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(({ name, type: of, description }) => ({
      coordinate: `${type.name}.${name}`,
      kind: 'inputField',
      signature: `${name}: ${String(of)}`,
      description: description ?? '',
    }));
  }
  return isEnumType(type)
    ? type.getValues().map(({ name, description }) => ({
        coordinate: `${type.name}.${name}`,
        kind: 'enumValue',
        signature: name,
        description: description ?? '',
      }))
    : [];
}
