import {
  getOperationAST,
  GraphQLError,
  parse,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLFormattedError,
  type OperationTypeNode,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { GatewayContext } from './gateway-context.ts';
import type { Generation } from '../generation/generation.ts';
import { withCode, type BoundOperation, type Variables } from '../generation/operation.ts';
import { singleRootRule } from './rules/single-root-rule.ts';
import type { Subscription } from '../generation/subscription.ts';
import { isObject } from '../compile/data.ts';

/** By the test that counts everywhere: to zod, a number that is kept as it was written is a record. */
const jsonObject = z.custom<Record<string, unknown>>(isObject);

/** A request of a client to execute an operation: its document, or in `extensions` the hash by which the document is known. */
export const operationRequest = z
  .object({
    query: z.string().nullish(),
    variables: jsonObject.nullish(),
    operationName: z.string().nullish(),
    extensions: jsonObject.nullish(),
  })
  .refine(({ query, extensions }) => query != null || extensions?.['persistedQuery'] != null);
export type OperationRequest = z.output<typeof operationRequest>;

/** A request whose document is at hand. */
type DocumentRequest = Pick<OperationRequest, 'variables' | 'operationName'> & { query: string };

/** An operation that can be executed. */
export type ReadOperation = {
  kind: OperationTypeNode;
  document: DocumentNode;
  operationName: string | null;
  variables: Variables;
  /** For a subscription: itself, and the cursor that the client gave to begin after. */
  subscription: (Subscription & { after: string | null }) | null;
};

export type OperationReader = {
  /**
   * The kind of the operation that a request names, undefined if it names none, or what is wrong with the document.
   */
  kindOf(
    generation: Generation,
    request: Pick<DocumentRequest, 'query' | 'operationName'>,
  ): OperationTypeNode | undefined | { errors: readonly GraphQLFormattedError[] };
  /** Parses, validates and plans the operation of a request, or gives the errors as clients get them. */
  read(
    generation: Generation,
    request: DocumentRequest,
    context: GatewayContext,
  ): ReadOperation | { errors: readonly GraphQLFormattedError[] };
  /** A subscription as it is in another generation; null if it is not valid there. */
  replan(subscription: Subscription, generation: Generation, context: GatewayContext): Subscription | null;
};

type Checked = { document: DocumentNode } | { errors: readonly GraphQLFormattedError[] };

/** How many texts of a generation are remembered as read. */
const textsMax = 1_000;

/** Reads operations that do not come by Apollo Server, by the same rules and with the same errors. Many clients send the same text, which is read once. */
export function createOperationReader({
  rules,
  tokensMax,
  format,
}: {
  rules: readonly ValidationRule[];
  tokensMax: number;
  /** An error as clients get it. */
  format: (error: GraphQLError) => GraphQLFormattedError;
}): OperationReader {
  const known = new WeakMap<Generation, LRUCache<string, Checked>>();
  const allRules = specifiedRules
    .map((rule) => (rule === SingleFieldSubscriptionsRule ? singleRootRule : rule))
    .concat(rules);

  const check = ({ apiSchema }: Generation, query: string): Checked => {
    try {
      const document = parse(query, { maxTokens: tokensMax });
      const errors = validate(apiSchema, document, allRules);
      return errors.length > 0
        ? { errors: errors.map((error) => format(withCode(error, 'GRAPHQL_VALIDATION_FAILED'))) }
        : { document };
    } catch (error) {
      // The parser calls itself for each level.
      const readable = error instanceof GraphQLError ? error : new GraphQLError(nestedTooDeeply);
      return { errors: [format(withCode(readable, 'GRAPHQL_PARSE_FAILED'))] };
    }
  };
  const checked = (generation: Generation, query: string): Checked => {
    const texts = known.get(generation) ?? new LRUCache<string, Checked>({ max: textsMax });
    known.set(generation, texts);
    const found = texts.get(query) ?? check(generation, query);
    texts.set(query, found);
    return found;
  };
  const bind = (
    generation: Generation,
    { document, operationName, variables }: Pick<Subscription, 'document' | 'operationName' | 'variables'>,
    { isOverrideOn }: GatewayContext,
  ): { kind: OperationTypeNode; bound: BoundOperation } | { errors: readonly GraphQLError[] } => {
    try {
      const operation = generation.operationOf(document, operationName);
      const bound = operation.bind(variables, isOverrideOn);
      return 'errors' in bound ? bound : { kind: operation.kind, bound };
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      return { errors: [error instanceof GraphQLError ? error : new GraphQLError('', { originalError: cause })] };
    }
  };

  return {
    kindOf: (generation, { query, operationName }) => {
      const found = checked(generation, query);
      return 'errors' in found ? found : getOperationAST(found.document, operationName)?.operation;
    },

    read: (generation, { query, variables: given, operationName: name }, context) => {
      const found = checked(generation, query);
      if ('errors' in found) {
        return found;
      }
      const [document, operationName, variables] = [found.document, name ?? null, given ?? {}];
      const result = bind(generation, { document, operationName, variables }, context);
      if ('errors' in result) {
        return { errors: result.errors.map(format) };
      }
      const { kind, bound } = result;
      const { primary } = bound;
      const subscription =
        primary === null
          ? null
          : { generation, operation: bound, primary, document, operationName, variables, after: primary.after };
      return { kind, document, operationName, variables, subscription };
    },

    replan: (subscription, generation, context) => {
      const { document, operationName, variables } = subscription;
      if (validate(generation.apiSchema, document, allRules).length > 0) {
        return null;
      }
      const result = bind(generation, subscription, context);
      return 'errors' in result || result.bound.primary === null
        ? null
        : {
            generation,
            operation: result.bound,
            primary: result.bound.primary,
            document,
            operationName,
            variables,
          };
    },
  };
}

/** What is said of a document that the parser has no stack for. */
export const nestedTooDeeply = 'The document is nested too deeply to be read.';
