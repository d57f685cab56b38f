import type { Freshness } from '@tributary/platform/transport/cache-control.ts';
import type { DocumentNode, ExecutionResult, GraphQLError } from 'graphql';
import type { LaterAnswers } from '../execution/answer-in-parts.ts';
import type { Generation } from '../generation/generation.ts';
import type { Operation } from '../generation/operation.ts';
import type { Subscription } from '../generation/subscription.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { Variables } from '../generation/operation-variables.ts';
import type { BoundOperation } from '../generation/bound-operation.ts';

/** One operation on its way through the pipeline, whatever transport it came by. */
export type PipelineRequest = {
  readonly context: GatewayContext;
  readonly generation: Generation;
  /** The text of the document, and what the parser made of it. */
  readonly source: string;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Variables;
  /** Set by the stage `plan`, for the stages after it. */
  planned: { operation: Operation; bound: BoundOperation } | null;
  /** The tags under which the answer may be cached, as they were before the execution. Null where nothing may be. */
  tagValues: Readonly<Record<string, string>> | null;
};

/** The end of the pipeline: one of the four kinds of answers. */
export type Outcome =
  /** Refused before any subgraph was asked. Each error names its HTTP status in `extensions.http`, or means 400. */
  | { kind: 'refused'; errors: readonly GraphQLError[] }
  | {
      kind: 'complete';
      result: ExecutionResult;
      /** How long the answer may be kept; null where it may not be. */
      freshness: Freshness | null;
      /** Whether a subgraph allowed entities in the answer to be kept. */
      hasCacheableEntities: boolean;
      /** The age of an answer from the cache; null for a new one. */
      ageSeconds: number | null;
    }
  | { kind: 'inParts'; first: ExecutionResult; later: AsyncIterable<LaterAnswers> }
  | { kind: 'subscribed'; subscription: Subscription; after: string | null };

/** One step of the pipeline: it answers by itself, or lets the stages after it do so and looks at what they gave. */
export type Stage = {
  name: 'validate' | 'plan' | 'look in the cache' | 'execute';
  run(request: PipelineRequest, next: () => Promise<Outcome>): Promise<Outcome>;
};

export type Pipeline = (request: PipelineRequest) => Promise<Outcome>;

/**
 * Joins stages into one pipeline, each around those after it. The list that the gateway is made of stands in
 * `gateway.ts`. Before it come *identify*, which is the transport's (once per request, or per socket), and *parse*, which is
 * Apollo Server's; after it *respond*, in `apollo-server.ts`.
 */
export function joinStages(stages: readonly Stage[]): Pipeline {
  const runFrom = (index: number, request: PipelineRequest): Promise<Outcome> => {
    const stage = stages[index];
    if (stage === undefined) {
      throw new Error('No stage of the pipeline answered the request.');
    }
    return stage.run(request, () => runFrom(index + 1, request));
  };
  return (request) => runFrom(0, request);
}

/** What the stage `plan` made of a request. Throws where it did not run. */
export function plannedOf({ planned }: PipelineRequest): { operation: Operation; bound: BoundOperation } {
  if (planned === null) {
    throw new Error('A stage that needs a planned operation ran before the stage `plan`.');
  }
  return planned;
}
