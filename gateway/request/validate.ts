import type { DocumentNode, GraphQLError } from 'graphql';
import type { Generation } from '../generation/generation.ts';
import type { Urgency } from '../generation/operation-workers.ts';
import type { Outcome, Stage } from './pipeline.ts';
import { refusedOrThrow } from './refusal.ts';
import { documentValidation, type ValidationSettings } from './rules/document-validation.ts';

/**
 * The errors of a document against the schema of a generation, at once where they are known. Each document is validated
 * once per generation. Rejects with a GraphQLError where it cannot be validated now.
 */
export type Validate = (
  generation: Generation,
  document: DocumentNode,
  urgency?: Urgency,
) => readonly GraphQLError[] | Promise<readonly GraphQLError[]>;

/**
 * Longer documents are validated in another thread. Measured: up to this length validating takes 5 ms at most, and
 * beyond it up to 150 ms, since the fields of a selection are compared in pairs.
 */
const lengthOnLoopMax = 1_024;

type Validated = ReturnType<Validate>;

/** Validates documents by the rules of the specification and of the gateway. */
export function createValidation(settings: ValidationSettings): Validate {
  const validate = documentValidation(settings);
  const byGeneration = new WeakMap<Generation, WeakMap<DocumentNode, Validated>>();
  return (generation, document, urgency = 'request') => {
    const ofGeneration = byGeneration.get(generation) ?? new WeakMap<DocumentNode, Validated>();
    byGeneration.set(generation, ofGeneration);
    const known = ofGeneration.get(document);
    if (known !== undefined) {
      return known;
    }
    const text = document.loc?.source.body ?? '';
    if (text.length <= lengthOnLoopMax) {
      const errors = validate(generation.apiSchema, document);
      ofGeneration.set(document, errors);
      return errors;
    }
    const errors = generation.workers.validate(text, urgency);
    ofGeneration.set(document, errors);
    errors.then(
      (settled) => ofGeneration.set(document, settled),
      () => ofGeneration.delete(document),
    );
    return errors;
  };
}

/** The stage that refuses invalid documents. */
export function validateStage(check: Validate): Stage {
  const answer = (errors: readonly GraphQLError[], next: () => Promise<Outcome>): Promise<Outcome> | Outcome =>
    errors.length > 0 ? { kind: 'refused', errors } : next();
  return {
    name: 'validate',
    run: async ({ generation, document }, next) => {
      const errors = check(generation, document);
      return answer(errors instanceof Promise ? await errors.catch(refusedOrThrow) : errors, next);
    },
  };
}
