import {
  buildASTSchema,
  getNamedType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Authorization } from './authorization.ts';
import { partOfSchema } from './part-of-schema.ts';

/** Limit on the remembered schemas, one for each set of satisfied requirements. */
const schemasMax = 32;

/** The schema that introspection shows to callers who satisfy these requirements. */
export type VisibleSchemas = (granted: readonly string[]) => GraphQLSchema;

/** Creates the schemas at their first use. Callers who satisfy the same requirements share one. */
export function visibleSchemas(apiSchema: GraphQLSchema, authorization: Authorization): VisibleSchemas {
  const schemas = new LRUCache<string, GraphQLSchema>({ max: schemasMax });
  return (granted) => {
    if (granted.length === authorization.requirements.size) {
      return apiSchema;
    }
    const key = granted.toSorted().join('\n');
    const known = schemas.get(key);
    if (known !== undefined) {
      return known;
    }
    const visible = partOfSchema(apiSchema, hiddenFrom(new Set(granted), { schema: apiSchema, authorization }));
    const schema = buildASTSchema(visible, { assumeValid: true, assumeValidSDL: true });
    schemas.set(key, schema);
    return schema;
  };
}

/** The coordinates of the fields and types that a caller may not use, and of types of which nothing is left. */
function hiddenFrom(
  granted: ReadonlySet<string>,
  { schema, authorization }: { schema: GraphQLSchema; authorization: Authorization },
): ReadonlySet<string> {
  const isRefused = (ids: readonly string[]) => ids.some((id) => !granted.has(id));
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const hidden = new Set<string>();
  for (const type of types.filter((each) => isObjectType(each) || isInterfaceType(each))) {
    if (isRefused(authorization.ofType(type.name)) && type !== schema.getQueryType()) {
      hidden.add(type.name);
    }
    for (const field of Object.keys(type.getFields())) {
      if (isRefused(authorization.ofField(type.name, field))) {
        hidden.add(`${type.name}.${field}`);
      }
    }
  }
  const isEmpty = (type: GraphQLNamedType): boolean => {
    if (isUnionType(type)) {
      return type.getTypes().every(({ name }) => hidden.has(name));
    }
    return (
      (isObjectType(type) || isInterfaceType(type)) &&
      type !== schema.getQueryType() &&
      Object.values(type.getFields()).every(
        (field) => hidden.has(`${type.name}.${field.name}`) || hidden.has(getNamedType(field.type).name),
      )
    );
  };
  // Until no further type loses its last field or member.
  let before = -1;
  while (before !== hidden.size) {
    before = hidden.size;
    types.filter(isEmpty).forEach(({ name }) => hidden.add(name));
  }
  return hidden;
}
