import type { GraphQLFormattedError } from 'graphql';
import type { Generation } from './generation.ts';
import type { Subscription } from './subscription.ts';
import type { OperationExecution } from './bound-operation.ts';

/** The caller of one subscription, as far as streams have to know it. */
export type Subscriber = {
  /** Until when its credentials are valid, in milliseconds since 1970; Infinity without an end. */
  readonly expiresAtMs: number;
  /**
   * All that decides what it may get, without when its credentials end. Subscribers with the same key share streams.
   */
  scopeKey(generation: Generation): string;
  /** What it takes to carry out operations in its name. */
  prepare(generation: Generation): Promise<OperationExecution>;
  /** Carries out the rest of its operation for some events, within the deadline of an operation. */
  complete<T>(generation: Generation, run: (execution: OperationExecution) => Promise<T>): Promise<T>;
  /** The headers of the connection over which a subgraph sends its events. */
  connectionHeadersFor(subgraph: string): Record<string, string>;
  /** Its subscription in another generation; null if it is not valid there. */
  replan(subscription: Subscription, generation: Generation): Subscription | null;
  /** An error as clients may see it. One that is ours is logged under the id of the request to subscribe. */
  mask(error: unknown): GraphQLFormattedError;
};
