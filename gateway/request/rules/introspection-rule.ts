import { GraphQLError, type ValidationRule } from 'graphql';

const schemaFields: ReadonlySet<string> = new Set(['__schema', '__type']);

/** A validation rule that refuses every operation that asks for the schema. `__typename` is part of no schema. */
export const noIntrospectionRule: ValidationRule = (context) => {
  let isRefused = false;
  return {
    Field: ({ name: { value: name } }) => {
      if (schemaFields.has(name) && !isRefused) {
        isRefused = true;
        context.reportError(
          new GraphQLError(`The schema cannot be queried here: leave out \`${name}\`.`, {
            extensions: { code: 'INTROSPECTION_DISABLED' },
          }),
        );
      }
    },
  };
};
