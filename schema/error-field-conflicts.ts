import { GraphQLObjectType, type GraphQLSchema } from 'graphql';

/**
 * Fields of one name with several types among the members of `UserError`, a sentence for each name. GraphQL merges
 * fields of one response name only if their types are equal, so a client could not read such errors with one selection.
 */
export function errorFieldConflicts(schema: GraphQLSchema): string[] {
  const userError = schema.getType('UserError');
  const placesByName = new Map<string, { place: string; type: string }[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(type instanceof GraphQLObjectType) || !type.getInterfaces().some((one) => one === userError)) {
      continue;
    }
    for (const field of Object.values(type.getFields())) {
      const places = placesByName.get(field.name) ?? [];
      placesByName.set(field.name, [...places, { place: `${type.name}.${field.name}`, type: String(field.type) }]);
    }
  }
  return [...placesByName.values()].flatMap(([one, ...others]) => {
    const other = others.find(({ type }) => type !== one?.type);
    return one === undefined || other === undefined
      ? []
      : [`${one.place} is \`${one.type}\`, but ${other.place} is \`${other.type}\`. Give both the same type.`];
  });
}
