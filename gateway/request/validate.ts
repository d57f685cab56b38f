import type { Doors } from '@tributary/platform/doors.ts';
import {
  GraphQLError,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import type { Generation } from '../generation/generation.ts';
import type { Authorizer } from './authorize.ts';
import type { Stage } from './pipeline.ts';
import { deferRules } from './rules/defer-rules.ts';
import { noIntrospectionRule } from './rules/introspection-rule.ts';
import { limitRules, type Limits } from './rules/limits.ts';
import { literalRules } from './rules/literal-rules.ts';
import { singleRootRule } from './rules/single-root-rule.ts';
import { withCode } from '../planning/graphql-errors.ts';

/**
 * The errors of a document against the schema of a generation, or against the part of it that callers who satisfy these
 * requirements may use. Each document is validated once per schema.
 */
export type Validate = (
  generation: Generation,
  document: DocumentNode,
  granted?: readonly string[] | null,
) => readonly GraphQLError[];

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
  const errorsBySchema = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, readonly GraphQLError[]>>();
  return ({ apiSchema, authorization }, document, granted = null) => {
    const schema = granted === null ? apiSchema : (authorization?.schemaFor(granted) ?? apiSchema);
    const ofSchema = errorsBySchema.get(schema) ?? new WeakMap<DocumentNode, readonly GraphQLError[]>();
    errorsBySchema.set(schema, ofSchema);
    const errors =
      ofSchema.get(document) ??
      joinEqual(validate(schema, document, rules, { hideSuggestions: !suggestions })).map((error) =>
        withCode(error, 'GRAPHQL_VALIDATION_FAILED'),
      );
    ofSchema.set(document, errors);
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
export function validateStage(check: Validate, { permit, mode }: Authorizer): Stage {
  return {
    name: 'validate',
    run: async ({ generation, document, context }, next) => {
      const errors = check(generation, document);
      if (errors.length === 0) {
        return next();
      }
      const { authorization } = generation;
      if (authorization === null || mode === 'dryRun' || !errors.some(({ message }) => suggestions.test(message))) {
        return { kind: 'refused', errors };
      }
      // Without a decision about policies, no name is suggested.
      const permission = await permit(authorization.requirements, context).catch(() => null);
      const shown = permission === null ? [] : check(generation, document, permission.granted);
      return { kind: 'refused', errors: errors.map((error) => withSuggestionsOf(error, shown)) };
    },
  };
}

const suggestions = / Did you mean .*$/s;

/** An error that suggests only what the caller may use: what the same error suggests in the schema of the caller. */
function withSuggestionsOf(error: GraphQLError, shown: readonly GraphQLError[]): GraphQLError {
  const { message, nodes, extensions } = error;
  if (!suggestions.test(message)) {
    return error;
  }
  const plain = message.replace(suggestions, '');
  const own = shown.find(
    (other) => other.nodes?.[0] === nodes?.[0] && other.message.replace(suggestions, '') === plain,
  );
  return new GraphQLError(own?.message ?? plain, { nodes: nodes ?? null, extensions });
}
