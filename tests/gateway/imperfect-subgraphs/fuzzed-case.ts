import type { GraphQLSchema } from 'graphql';
import type { OperationRequest } from '../federation/monolith.ts';
import type { Altered } from './alteration.ts';
import type { Run } from './fuzzed-graph.ts';

/** One operation with an altered answer of a subgraph, and the runs to compare with. */
export type FuzzedCase = {
  request: OperationRequest;
  schema: GraphQLSchema;
  hiddenNames: readonly string[];
  isInParts: boolean;
  /** The altered answer. */
  altered: Altered;
  /** The run with right answers only. */
  right: Run;
  /** The run with errors at the harmed places, and no other alteration. */
  nulled: Run;
  /** The same, with an error at the place of the added one. */
  places: Run;
  /** The run to check. */
  run: Run;
};
