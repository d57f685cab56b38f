import { getNamedType, isInterfaceType, isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';

/** The named type of a field. Undefined for unknown types and fields, and for fields of introspection. */
export function fieldTypeIn(schema: GraphQLSchema, parent: string, field: string): GraphQLNamedType | undefined {
  const type = schema.getType(parent);
  const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
  return found === undefined ? undefined : getNamedType(found.type);
}
