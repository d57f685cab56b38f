import type { DocumentNode } from 'graphql';
import type { Generation } from './generation.ts';
import type { BoundOperation, Primary } from './bound-operation.ts';
import type { Variables } from './operation-variables.ts';

/** A client's subscription, planned in one generation, with the inputs to plan it again in another. */
export type Subscription = {
  generation: Generation;
  operation: BoundOperation;
  primary: Primary;
  document: DocumentNode;
  operationName: string | null;
  variables: Variables;
};

/**
 * Whether two plans have the same subscription at the same subgraph, so that one can continue on the connection of the
 * other.
 */
export function subscribesToTheSame(one: Subscription, other: Subscription): boolean {
  const { fetch } = one.primary;
  return (
    fetch.operation === other.primary.fetch.operation &&
    fetch.serviceName === other.primary.fetch.serviceName &&
    one.primary.resumption?.cursorName === other.primary.resumption?.cursorName &&
    one.generation.subgraphs.get(fetch.serviceName) === other.generation.subgraphs.get(fetch.serviceName)
  );
}
