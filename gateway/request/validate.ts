import { anonymousCaller } from '@tributary/platform/caller.ts';
import type { DocumentNode, GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Generation } from '../generation/generation.ts';
import { asGraphQLError, type Granted, type Asker } from '../generation/operation-workers.ts';
import type { Authorizer } from './authorize.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { Outcome, Stage } from './pipeline.ts';
import { refusedOrThrow } from './refusal.ts';
import { documentValidation, type ValidationSettings } from './rules/document-validation.ts';

/**
 * The errors of a document against the schema of a generation, or against the part of it that callers who satisfy some
 * requirements may use. At once where they are known. Each document is validated once per schema. Rejects with a
 * GraphQLError where it cannot be validated now.
 */
export type Validate = (
  generation: Generation,
  document: DocumentNode,
  options?: { granted?: Granted; asker?: Asker },
) => Validated;

type Validated = readonly GraphQLError[] | Promise<readonly GraphQLError[]>;

export type Validation = {
  validate: Validate;
  /** Remembers the errors of a document, as far as they were found elsewhere. */
  remember(generation: Generation, document: DocumentNode, errors: Validated): void;
};

/**
 * Longer documents are read and validated in another thread. Measured: up to this length validating takes 5 ms at most,
 * and beyond it up to 150 ms, since the fields of a selection are compared in pairs.
 */
export const lengthOnLoopMax = 1_024;

/** Limit on the sets of requirements for which errors are remembered. */
const grantedMax = 32;

/** Validates documents by the rules of the specification and of the gateway. */
export function createValidation(settings: ValidationSettings): Validation {
  const check = documentValidation(settings);
  const byGeneration = new WeakMap<Generation, RememberedErrors>();
  const rememberedOf = (generation: Generation, granted: Granted) => {
    const remembered = byGeneration.get(generation) ?? new RememberedErrors();
    byGeneration.set(generation, remembered);
    return remembered.for(granted);
  };
  const validate: Validate = (generation, document, { granted = null, asker = anonymousCaller } = {}) => {
    const ofSchema = rememberedOf(generation, granted);
    const known = ofSchema.get(document);
    if (known !== undefined) {
      return known;
    }
    const text = document.loc?.source.body ?? '';
    if (granted === null && text.length <= lengthOnLoopMax) {
      const errors = check(generation.apiSchema, document);
      ofSchema.set(document, errors);
      return errors;
    }
    // Building a part of a large schema takes long too.
    const errors = generation.workers.validate(text, granted, asker);
    ofSchema.set(document, errors);
    errors.then(
      (settled) => ofSchema.set(document, settled),
      () => ofSchema.delete(document),
    );
    return errors;
  };
  return {
    validate,
    remember: (generation, document, errors) => void rememberedOf(generation, null).set(document, errors),
  };
}

/** The errors of the documents of one generation, for the whole schema and for its parts. */
class RememberedErrors {
  readonly #whole = new WeakMap<DocumentNode, Validated>();
  readonly #parts = new LRUCache<string, WeakMap<DocumentNode, Validated>>({ max: grantedMax });

  for(granted: Granted): WeakMap<DocumentNode, Validated> {
    if (granted === null) {
      return this.#whole;
    }
    const key = granted.join('\n');
    const found = this.#parts.get(key) ?? new WeakMap<DocumentNode, Validated>();
    this.#parts.set(key, found);
    return found;
  }
}

/** The stage that refuses invalid documents. */
export function validateStage(check: Validate, { permit, mode }: Authorizer): Stage {
  /** The errors that a caller is told. Without a decision about policies, no name is suggested. */
  const told = async (
    errors: readonly GraphQLError[],
    { generation, document, context }: Checked,
  ): Promise<readonly GraphQLError[]> => {
    const { requirements } = generation;
    if (requirements.length === 0 || mode === 'dryRun' || !errors.some(({ message }) => suggestions.test(message))) {
      return errors;
    }
    let shown: readonly GraphQLError[] = [];
    try {
      const { granted } = await permit(requirements, context);
      shown = await check(generation, document, { granted, asker: context.caller });
    } catch (error) {
      refusedOrThrow(error);
    }
    return errors.map((error) => withSuggestionsOf(error, shown));
  };
  const answer = async (
    errors: readonly GraphQLError[],
    checked: Checked,
    next: () => Promise<Outcome>,
  ): Promise<Outcome> => (errors.length > 0 ? { kind: 'refused', errors: await told(errors, checked) } : next());
  return {
    name: 'validate',
    run: async (request, next) => {
      const { generation, document, context } = request;
      const errors = check(generation, document, { asker: context.caller });
      return answer(errors instanceof Promise ? await errors.catch(refusedOrThrow) : errors, request, next);
    },
  };
}

type Checked = { generation: Generation; document: DocumentNode; context: GatewayContext };

const suggestions = / Did you mean .*$/s;

/** An error that suggests only what the caller may use: what the same error suggests in the schema of the caller. */
function withSuggestionsOf(error: GraphQLError, shown: readonly GraphQLError[]): GraphQLError {
  const { message, locations, extensions } = error;
  if (!suggestions.test(message)) {
    return error;
  }
  const plain = message.replace(suggestions, '');
  const own = shown.find((other) => isAtStartOf(other, error) && other.message.replace(suggestions, '') === plain);
  return asGraphQLError({ message: own?.message ?? plain, locations, extensions });
}

/** Whether two errors begin at the same place. Errors from a thread have places, and no nodes. */
function isAtStartOf({ locations: [own] = [] }: GraphQLError, { locations: [other] = [] }: GraphQLError): boolean {
  return own?.line === other?.line && own?.column === other?.column;
}
