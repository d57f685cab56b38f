import type { Freshness } from '@tributary/platform/transport/cache-control.ts';
import type { DocumentNode, ExecutionResult, GraphQLError } from 'graphql';
import type { LaterAnswers } from '../execution/answer-in-parts.ts';
import type { Generation } from '../generation/generation.ts';
import type { Operation } from '../generation/operation.ts';
import type { Subscription } from '../generation/subscription.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { Variables } from '../generation/operation-variables.ts';
import type { BoundOperation, OperationExecution } from '../generation/bound-operation.ts';

/** One operation in the pipeline, from any transport. */
export type PipelineRequest = {
  readonly context: GatewayContext;
  readonly generation: Generation;
  /** The text of the document, and its syntax tree. */
  readonly source: string;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Variables;
  /** Set by the stage `plan`, for the stages after it. */
  planned: { operation: Operation; bound: BoundOperation } | null;
  /** The tags under which the answer may be cached, from before the execution. Null where nothing may be cached. */
  tagValues: Readonly<Record<string, string>> | null;
  /** Set by the stage `weigh`, for the stages after it and around it. Null where operations are not weighed. */
  cost: OperationCost | null;
  /** Set by the stage `weigh` for the stage `execute`. Null where nothing is counted. */
  metering: Metering | null;
  /** Headers that stages add to the response over HTTP. */
  readonly responseHeaders: Record<string, string>;
};

/** The cost of an operation, in the units of `@cost`. */
export type OperationCost = {
  readonly estimated: number;
  /** The budget of the operation. */
  readonly max: number;
  /**
   * The cost of the answers of subgraphs so far. Complete when the operation is. Deferred parts add to it as they
   * come. An answer from the cache and the events of a subscription cost nothing here.
   */
  actual: number;
};

/**
 * The counting of an execution, and the subgraphs that it leaves out. `end` is called once it has run, with all its
 * parts.
 */
export type Metering = Pick<OperationExecution, 'meter' | 'skipped'> & { end(): void };

/** The end of the pipeline: one of four kinds of answers. */
export type Outcome =
  /** Refused before any fetch. Each error names its HTTP status in `extensions.http`, or means 400. */
  | { kind: 'refused'; errors: readonly GraphQLError[] }
  | {
      kind: 'complete';
      result: ExecutionResult;
      /** How long the answer may be cached. Null where it may not. */
      freshness: Freshness | null;
      /** Whether a subgraph allowed caching entities of the answer. */
      hasCacheableEntities: boolean;
      /** The age of an answer from the cache. Null for a new one. */
      ageSeconds: number | null;
    }
  | { kind: 'inParts'; first: ExecutionResult; later: AsyncIterable<LaterAnswers> }
  | { kind: 'subscribed'; subscription: Subscription; after: string | null };

/** One stage of the pipeline. It answers by itself, or calls the stages after it and processes their outcome. */
export type Stage = {
  name: 'validate' | 'plan' | 'count' | 'weigh' | 'cache' | 'execute';
  run(request: PipelineRequest, next: () => Promise<Outcome>): Promise<Outcome>;
};

export type Pipeline = (request: PipelineRequest) => Promise<Outcome>;

/**
 * Joins stages into one pipeline, each around those after it. The list of stages is in `open-operations.ts`. Two stages
 * come before it: *identify*, in the transport (once per request, or per socket), and *parse*, in `read-document.ts`.
 * One comes after it: *respond*, in `apollo-server.ts`.
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

/** The result of the stage `plan`. Throws if the stage did not run. */
export function plannedOf({ planned }: PipelineRequest): { operation: Operation; bound: BoundOperation } {
  if (planned === null) {
    throw new Error('A stage that needs a planned operation ran before the stage `plan`.');
  }
  return planned;
}
