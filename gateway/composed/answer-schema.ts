import { GraphQLError, GraphQLObjectType, GraphQLSchema, isInterfaceType, type ExecutionResult } from 'graphql';

/**
 * The schema with which graphql-js completes answers. It can also complete objects of interfaces that have no types.
 */
export type AnswerSchema = {
  schema: GraphQLSchema;
  /** Translates errors of that schema to the schema that clients know. Null where both are the same. */
  translateErrors: ((result: ExecutionResult) => ExecutionResult) | null;
};

/**
 * Gives each interface without types a type of its own, since graphql-js completes no objects of an interface alone.
 * Such objects come from subgraphs that know the interface as an object (`@interfaceObject`). Not for introspection,
 * which would show these types.
 */
export function answerSchemaOf(schema: GraphQLSchema): AnswerSchema {
  const interfaces = Object.values(schema.getTypeMap())
    .filter(isInterfaceType)
    .filter((type) => schema.getPossibleTypes(type).length === 0);
  if (interfaces.length === 0) {
    return { schema, translateErrors: null };
  }
  const added = new Map(
    interfaces.map((type) => {
      let name = `Any${type.name}`;
      while (schema.getType(name) !== undefined) {
        name += '_';
      }
      const { fields } = type.toConfig();
      return [new GraphQLObjectType({ name, interfaces: [...type.getInterfaces(), type], fields }), type] as const;
    }),
  );
  const { types, ...config } = schema.toConfig();
  const translateMessage = (message: string): string =>
    [...added].reduce((text, [{ name }, type]) => text.replaceAll(`${name}.`, `${type.name}.`), message);
  return {
    schema: new GraphQLSchema({ ...config, types: [...types, ...added.keys()], assumeValid: true }),
    translateErrors: ({ errors, ...result }) =>
      errors === undefined
        ? result
        : {
            ...result,
            errors: errors.map(
              ({ message, path, extensions }) => new GraphQLError(translateMessage(message), { path, extensions }),
            ),
          },
  };
}
