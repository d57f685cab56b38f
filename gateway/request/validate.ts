import {
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
  type ValidationRule,
} from 'graphql';
import type { Generation } from '../generation/generation.ts';
import type { Stage } from './pipeline.ts';
import { deferRules } from './rules/defer-rules.ts';
import { limitRules, type Limits } from './rules/limits.ts';
import { literalRules } from './rules/literal-rules.ts';
import { singleRootRule } from './rules/single-root-rule.ts';
import { withCode } from '../planning/graphql-errors.ts';

/** The errors of a document against the schema of a generation. Each document is validated once per generation. */
export type Validate = (generation: Generation, document: DocumentNode) => readonly GraphQLError[];

/** Validates documents by the rules of the specification and of the gateway: limits, `@defer`, literals. */
export function createValidation(limits: Limits): Validate {
  const rules: readonly ValidationRule[] = [
    ...specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? singleRootRule : rule)),
    ...limitRules(limits),
    ...deferRules,
    ...literalRules,
  ];
  const errorsByGeneration = new WeakMap<Generation, WeakMap<DocumentNode, readonly GraphQLError[]>>();
  return (generation, document) => {
    const ofGeneration = errorsByGeneration.get(generation) ?? new WeakMap<DocumentNode, readonly GraphQLError[]>();
    errorsByGeneration.set(generation, ofGeneration);
    const errors =
      ofGeneration.get(document) ??
      validate(generation.apiSchema, document, rules).map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    ofGeneration.set(document, errors);
    return errors;
  };
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
