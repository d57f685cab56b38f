import {
  isAbstractType,
  isIntrospectionType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLSchema,
} from 'graphql';
import type { PublicOperation } from './public-operation.ts';

/**
 * The fields that no operation selects, as coordinates (`Account.name`), in the order of the schema. A field that is
 * selected of an interface is reached in all of its types. Deprecated fields need not be reached.
 */
export function unreachedFields(
  schema: GraphQLSchema,
  operations: readonly Pick<PublicOperation, 'document'>[],
): string[] {
  const reached = new Set<string>();
  const info = new TypeInfo(schema);
  for (const { document } of operations) {
    visit(
      document,
      visitWithTypeInfo(info, {
        Field: ({ name }) => {
          const parent = info.getParentType();
          const types = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
          for (const type of types) {
            reached.add(`${type?.name}.${name.value}`);
          }
        },
      }),
    );
  }
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ type, field })) : []))
    .filter(({ field }) => field.deprecationReason === undefined || field.deprecationReason === null)
    .map(({ type, field }) => `${type.name}.${field.name}`)
    .filter((coordinate) => !reached.has(coordinate));
}
