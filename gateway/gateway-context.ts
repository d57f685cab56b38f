import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Viewer } from '@tributary/platform/viewer.ts';

/** What is known of a request before it is executed. */
export type GatewayContext = {
  viewer: Viewer;
  /** The network address of the client. */
  address: string | null;
  requestId: string;
  /** Those of the client's request. */
  headers: IncomingHttpHeaders;
  /** The tags under which its answer may be cached; null if it may not be. */
  tagValues: Record<string, string> | null;
  /** Emits `close` when the client goes away; undefined where nobody looks. */
  client: Pick<ServerResponse, 'once' | 'off' | 'destroyed'> | undefined;
  /** Whether it has come so far that GraphQL answers it, be it with an error. Apollo Server copies the context, but not what is in it. */
  progress: { isGraphQL: boolean };
};

/** The context that was given to a library, as that gives it back. */
export function gatewayContextOf(context: unknown): GatewayContext {
  if (typeof context === 'object' && context !== null && 'viewer' in context) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever gives one is typed
    return context as GatewayContext;
  }
  throw new Error('a request without its context');
}
