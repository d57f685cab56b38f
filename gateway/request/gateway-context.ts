import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Caller } from '@tributary/platform/caller.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { LaterAnswers } from '../execution/answer-in-parts.ts';
import type { IsOverrideOn } from '../composed/override-labels.ts';

/** What is known of a request before it is executed. */
export type GatewayContext = {
  caller: Caller;
  scope: RequestScope;
  /** Those of the client's request. */
  headers: IncomingHttpHeaders;
  isOverrideOn: IsOverrideOn;
  /** The tags under which its answer, and entities in it, may be cached, as they were before the execution; null if they may not be. */
  tagValues: Record<string, string> | null;
  /** Emits `close` when the client goes away; undefined where nobody looks. */
  client: Pick<ServerResponse, 'once' | 'off' | 'destroyed'> | undefined;
  /** What becomes of it. Apollo Server copies the context, but not what is in it. */
  progress: {
    /** A subgraph allowed entities in its answer to be kept. */
    hasCacheableEntities: boolean;
    /** What the client deferred, and takes later; null where nothing is to come. */
    later: AsyncIterable<LaterAnswers> | null;
    /** The answer, or the first part of it; null until it is executed. */
    answer: Promise<ExecutionResult> | null;
    /** For how many seconds the client may keep the answer, where that is less than the gateway may. */
    clientSeconds?: number;
  };
};

/** The context that was given to a library, as that gives it back. */
export function gatewayContextOf(context: unknown): GatewayContext {
  if (typeof context === 'object' && context !== null && 'caller' in context) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever gives one is typed
    return context as GatewayContext;
  }
  throw new Error('a request without its context');
}
