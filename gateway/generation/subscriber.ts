import type { GraphQLFormattedError } from 'graphql';
import type { Generation } from './generation.ts';
import type { Subscription } from './subscription.ts';
import type { OperationExecution } from './bound-operation.ts';

/** The caller of one subscription, as streams know it. */
export type Subscriber = {
  /** End of its credentials, in milliseconds since 1970; Infinity without an end. */
  readonly expiresAtMs: number;
  /**
   * The key of everything on which its responses may depend, except the end of its credentials. Subscribers with the
   * same key share streams.
   */
  scopeKey(generation: Generation): string;
  /** The inputs to execute operations on its behalf. */
  prepare(generation: Generation): Promise<OperationExecution>;
  /** Executes the rest of its operation for some events, within the deadline of an operation. */
  complete<T>(generation: Generation, run: (execution: OperationExecution) => Promise<T>): Promise<T>;
  /** The headers of the connection over which a subgraph sends its events. */
  connectionHeadersFor(subgraph: string): Record<string, string>;
  /** Its subscription in another generation. Null if it is not valid there. */
  replan(subscription: Subscription, generation: Generation): Promise<Subscription | null>;
  /** Whether the caller still has the rights with which the subscription was planned. Rejects if that is unknown. */
  keepsRights(subscription: Subscription): Promise<boolean>;
  /** An error as clients may see it. An internal error is logged under the id of the request to subscribe. */
  mask(error: unknown): GraphQLFormattedError;
};
