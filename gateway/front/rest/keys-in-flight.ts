import { callerKey } from '../../caching/response-cache.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import { problem } from './problems.ts';
import type { Route } from './rest-routes.ts';

export type KeysInFlight = {
  /** Runs a request. Throws ProblemError (409) while another one of the caller has its key. A null key is no key. */
  run(key: string | null, of: { route: Route; context: GatewayContext }, run: () => Promise<void>): Promise<void>;
};

/**
 * Remembers the idempotency keys of requests that are not answered yet, in this process. There are no more than
 * requests in flight. That a request happens once is the subgraph's work.
 */
export function createKeysInFlight(): KeysInFlight {
  const keys = new Set<string>();
  return {
    run: async (key, { route, context }, run) => {
      if (key === null) {
        return run();
      }
      const name = `${callerKey(context.caller)} ${route.operation.name} ${key}`;
      if (keys.has(name)) {
        throw problem(
          'request-in-progress',
          'A request with this idempotency key is in progress. Send it again after that one is answered.',
          { headers: { 'retry-after': '1' } },
        );
      }
      keys.add(name);
      try {
        return await run();
      } finally {
        keys.delete(name);
      }
    },
  };
}
