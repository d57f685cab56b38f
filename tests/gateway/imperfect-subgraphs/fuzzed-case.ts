import type { GraphQLSchema } from 'graphql';
import type { OperationRequest } from '../federation/monolith.ts';
import type { Altered } from './alteration.ts';
import type { Run } from './fuzzed-graph.ts';

/** One operation that a subgraph answered badly, with the runs that it is compared with. */
export type FuzzedCase = {
  request: OperationRequest;
  schema: GraphQLSchema;
  hiddenNames: readonly string[];
  isInParts: boolean;
  /** The answer that was altered. */
  altered: Altered;
  /** With right answers alone. */
  right: Run;
  /** With errors at the places that were harmed, and nothing else altered. */
  nulled: Run;
  /** The same, with an error at the place of the one that was added. */
  places: Run;
  /** What is looked at. */
  run: Run;
};
