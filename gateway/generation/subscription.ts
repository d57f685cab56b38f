import type { DocumentNode } from 'graphql';
import type { Generation } from './generation.ts';
import type { Variables } from './operation-variables.ts';
import type { BoundOperation, Primary } from './bound-operation.ts';

/** A planned subscription. */
export type PlannedSubscription = { generation: Generation; operation: BoundOperation; primary: Primary };

/** A client's subscription, with everything needed to plan it again. */
export type Subscription = PlannedSubscription & {
  document: DocumentNode;
  operationName: string | null;
  variables: Variables;
};
