import {
  GraphQLError,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { withCode } from '../../planning/graphql-errors.ts';
import { deferRules } from './defer-rules.ts';
import { noIntrospectionRule } from './introspection-rule.ts';
import { limitRules, type Limits } from './limits.ts';
import { literalRules } from './literal-rules.ts';
import { singleRootRule } from './single-root-rule.ts';

/** On what the errors of a document depend, besides the schema. Plain data, since threads get it. */
export type ValidationSettings = { limits: Limits; introspection: boolean; suggestions: boolean };

/** Validates documents by the rules of the specification and of the gateway: limits, `@defer`, literals. */
export function documentValidation({
  limits,
  introspection,
  suggestions,
}: ValidationSettings): (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[] {
  const rules: readonly ValidationRule[] = [
    ...specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? singleRootRule : rule)),
    ...limitRules(limits),
    ...deferRules,
    ...literalRules,
    ...(introspection ? [] : [noIntrospectionRule]),
  ];
  return (schema, document) =>
    joinEqual(validate(schema, document, rules, { hideSuggestions: !suggestions })).map((error) =>
      withCode(error, 'GRAPHQL_VALIDATION_FAILED'),
    );
}

/** Joins errors of one message to one with all their places, so that a repeated mistake multiplies no answer. */
function joinEqual(errors: readonly GraphQLError[]): GraphQLError[] {
  return [...Map.groupBy(errors, ({ message }) => message)].map(([message, equal]) => {
    const nodes = equal.flatMap((error) => error.nodes ?? []);
    return new GraphQLError(message, { nodes, extensions: equal[0]?.extensions });
  });
}
