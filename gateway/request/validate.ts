import type { Doors } from '@tributary/platform/doors.ts';
import {
  GraphQLError,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type ValidationRule,
} from 'graphql';
import type { Generation } from '../generation/generation.ts';
import type { Stage } from './pipeline.ts';
import { deferRules } from './rules/defer-rules.ts';
import { noIntrospectionRule } from './rules/introspection-rule.ts';
import { limitRules, type Limits } from './rules/limits.ts';
import { literalRules } from './rules/literal-rules.ts';
import { singleRootRule } from './rules/single-root-rule.ts';
import { withCode } from '../planning/graphql-errors.ts';

/** The errors of a document against the schema of a generation. Each document is validated once per generation. */
export type Validate = (generation: Generation, document: DocumentNode) => readonly GraphQLError[];

/** Validates documents by the rules of the specification and of the gateway: limits, `@defer`, literals. */
export function createValidation(
  limits: Limits,
  { introspection, suggestions }: Pick<Doors, 'introspection' | 'suggestions'>,
): Validate {
  const rules: readonly ValidationRule[] = [
    ...specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? singleRootRule : rule)),
    ...limitRules(limits),
    ...deferRules,
    ...literalRules,
    ...(introspection ? [] : [noIntrospectionRule]),
  ];
  const errorsByGeneration = new WeakMap<Generation, WeakMap<DocumentNode, readonly GraphQLError[]>>();
  return (generation, document) => {
    const ofGeneration = errorsByGeneration.get(generation) ?? new WeakMap<DocumentNode, readonly GraphQLError[]>();
    errorsByGeneration.set(generation, ofGeneration);
    const errors =
      ofGeneration.get(document) ??
      joinEqual(validate(generation.apiSchema, document, rules, { hideSuggestions: !suggestions })).map((error) =>
        withCode(error, 'GRAPHQL_VALIDATION_FAILED'),
      );
    ofGeneration.set(document, errors);
    return errors;
  };
}

/** Joins errors of one message to one with all their places, so that a repeated mistake multiplies no answer. */
function joinEqual(errors: readonly GraphQLError[]): GraphQLError[] {
  return [...Map.groupBy(errors, ({ message }) => message)].map(([message, equal]) => {
    const nodes = equal.flatMap((error) => error.nodes ?? []);
    return new GraphQLError(message, { nodes, extensions: equal[0]?.extensions });
  });
}

/** The stage that refuses invalid documents. */
export function validateStage(check: Validate): Stage {
  return {
    name: 'validate',
    run: async ({ generation, document }, next) => {
      const errors = check(generation, document);
      return errors.length > 0 ? { kind: 'refused', errors } : next();
    },
  };
}
