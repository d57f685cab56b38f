import {
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type OperationTypeNode,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { GatewayContext } from './gateway-context.ts';
import type { Generation } from './generation.ts';
import type { BoundOperation, Variables } from './operation.ts';
import type { Subscription } from './streams/stream-group.ts';

/** What a client sends to have an operation executed. */
export const operationRequest = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});
export type OperationRequest = z.output<typeof operationRequest>;

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
  /** Reads what a client sent, or says what is wrong with it. */
  read(
    generation: Generation,
    request: OperationRequest,
    context: GatewayContext,
  ): ReadOperation | { errors: readonly GraphQLError[] };
  /** A subscription as it is in another generation; null if it is not valid there. */
  replan(subscription: Subscription, generation: Generation, context: GatewayContext): Subscription | null;
};

type Checked = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/** How many texts of a generation are remembered as read. */
const textsMax = 1_000;

/** Reads operations that do not come by Apollo Server, by the same rules. Many clients send the same text, which is read once. */
export function createOperationReader({
  rules,
  tokensMax,
}: {
  rules: readonly ValidationRule[];
  tokensMax: number;
}): OperationReader {
  const known = new WeakMap<Generation, LRUCache<string, Checked>>();
  const allRules = [...specifiedRules, ...rules];

  const check = ({ apiSchema }: Generation, query: string): Checked => {
    try {
      const document = parse(query, { maxTokens: tokensMax });
      const errors = validate(apiSchema, document, allRules);
      return errors.length > 0 ? { errors } : { document };
    } catch (error) {
      return { errors: [error instanceof GraphQLError ? error : new GraphQLError('The query cannot be read.')] };
    }
  };
  const bind = (
    generation: Generation,
    { document, operationName, variables }: Pick<Subscription, 'document' | 'operationName' | 'variables'>,
    { isOverrideOn }: GatewayContext,
  ): BoundOperation | { errors: readonly GraphQLError[] } => {
    try {
      return generation.operationOf(document, operationName).bind(variables, isOverrideOn);
    } catch (error) {
      return { errors: [error instanceof GraphQLError ? error : new GraphQLError('The operation cannot be planned.')] };
    }
  };

  return {
    read: (generation, { query, variables: given, operationName: name }, context) => {
      const texts = known.get(generation) ?? new LRUCache<string, Checked>({ max: textsMax });
      known.set(generation, texts);
      const checked = texts.get(query) ?? check(generation, query);
      texts.set(query, checked);
      if ('errors' in checked) {
        return checked;
      }
      const [document, operationName, variables] = [checked.document, name ?? null, given ?? {}];
      const bound = bind(generation, { document, operationName, variables }, context);
      if ('errors' in bound) {
        return bound;
      }
      const kind = getOperationAST(document, operationName)?.operation;
      if (kind === undefined) {
        throw new Error('an operation that was planned is not there');
      }
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
      const bound = bind(generation, subscription, context);
      return 'errors' in bound || bound.primary === null
        ? null
        : { generation, operation: bound, primary: bound.primary, document, operationName, variables };
    },
  };
}
