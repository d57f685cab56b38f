import type { DocumentNode } from 'graphql';
import type { Generation } from './generation.ts';
import type { Variables } from './operation-variables.ts';
import type { BoundOperation, Primary } from './bound-operation.ts';

/** A subscription as it was planned. */
export type PlannedSubscription = { generation: Generation; operation: BoundOperation; primary: Primary };

/** A client's subscription, with what it takes to plan it anew. */
export type Subscription = PlannedSubscription & {
  document: DocumentNode;
  operationName: string | null;
  variables: Variables;
};
