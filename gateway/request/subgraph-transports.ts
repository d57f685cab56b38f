import { leavable } from '@tributary/platform/leavable.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import {
  DeadlineExceeded,
  TransportError,
  type CircuitCounts,
  type CircuitState,
  type SubgraphResponse,
  type SubgraphTransport,
} from '@tributary/platform/transport/transport.ts';

type Subgraph = { name: string; url: string };

/** The transports to all subgraphs, each opened at its first use. */
export type SubgraphTransports = {
  transportFor: (subgraph: Subgraph) => SubgraphTransport;
  /**
   * The transport to one subgraph. It never throws when it is obtained. Failures only concern the requests sent over
   * it.
   */
  transportTo(subgraph: Subgraph): SubgraphTransport;
  circuits(): ReadonlyMap<string, CircuitCounts>;
  close(): Promise<void>;
};

/** A subgraph that is down fails every request, so its failures are logged no more often than this. */
const logEveryMs = 1_000;
const noState: CircuitCounts = { subgraph: 'closed', fetchesOpen: 0, fetchesHalfOpen: 0, shortCircuits: 0 };
const worse: readonly CircuitState[] = ['closed', 'half-open', 'open'];

export function createSubgraphTransports(
  transportFor: SubgraphTransports['transportFor'],
  log: Logger,
): Omit<SubgraphTransports, 'transportFor'> {
  const known = new Map<string, { name: string; transport: SubgraphTransport }>();
  const loggedAt = new Map<string, number>();

  const report: Report = (name, error) => {
    const now = performance.now();
    if (now - (loggedAt.get(name) ?? -logEveryMs) >= logEveryMs) {
      loggedAt.set(name, now);
      log.warn({ err: error, subgraph: name }, 'a subgraph gave no answer');
    }
  };

  return {
    transportTo: (subgraph) => {
      const { name, url } = subgraph;
      const key = `${name} ${url}`;
      const opened = known.get(key);
      if (opened !== undefined) {
        return opened.transport;
      }
      try {
        const transport = contained(name, transportFor(subgraph), report);
        known.set(key, { name, transport });
        return transport;
      } catch (error) {
        report(name, error);
        return unusable(asTransportError(error));
      }
    },

    circuits: () => {
      const all = new Map<string, CircuitCounts>();
      for (const { name, transport } of known.values()) {
        const counts = transport.circuits?.();
        if (counts !== undefined) {
          all.set(name, sum(all.get(name) ?? noState, counts));
        }
      }
      return all;
    },

    close: async () => {
      await Promise.all([...known.values()].map(({ transport }) => transport.close()));
    },
  };
}

type Report = (name: string, error: unknown) => void;

/** Wraps a transport. Failures are logged in one way, and a request that the deadline cancelled says so. */
function contained(name: string, transport: SubgraphTransport, report: Report): SubgraphTransport {
  const failed = (error: unknown, signal: AbortSignal | undefined): SubgraphResponse => {
    const reason: unknown = signal?.reason;
    if (reason instanceof DeadlineExceeded) {
      const message = `The subgraph \`${name}\` did not answer ${reason.message}.`;
      return { errors: [{ message, extensions: { code: 'DEADLINE_EXCEEDED', subgraph: name } }] };
    }
    // All other errors are faults of the gateway, which are logged with the response that they affect.
    if (error instanceof TransportError && signal?.aborted !== true) {
      report(name, error);
    }
    throw error;
  };
  return {
    execute: (request) => {
      try {
        return transport.execute(request).then(withoutCachingErrors, (error: unknown) => failed(error, request.signal));
      } catch (error) {
        return Promise.resolve().then(() => failed(error, request.signal));
      }
    },
    subscribe: (request) => {
      try {
        return transport.subscribe(request);
      } catch (error) {
        report(name, error);
        return unusable(asTransportError(error)).subscribe(request);
      }
    },
    close: () => transport.close(),
    circuits: () => transport.circuits?.(),
  };
}

/** An answer with an error is never cached, whichever part of it the error concerns. */
function withoutCachingErrors(response: SubgraphResponse): SubgraphResponse {
  if (response.errors !== undefined && response.errors.length > 0) {
    response.cacheControl = 'no-store';
  }
  return response;
}

/** A transport that refuses every request. */
function unusable(reason: TransportError): SubgraphTransport {
  const refuse = async () => {
    throw reason;
  };
  return {
    execute: refuse,
    subscribe: () => leavable(refuse, () => {}),
    close: async () => {},
  };
}

/** Unexpected errors may contain anything, so their messages are not shown. */
function asTransportError(error: unknown): TransportError {
  return error instanceof TransportError ? error : new TransportError('cannot be reached', { cause: error });
}

/** Adds up the counts of two generations that have a subgraph at different URLs. */
function sum(one: CircuitCounts, other: CircuitCounts): CircuitCounts {
  return {
    subgraph: worse[Math.max(worse.indexOf(one.subgraph), worse.indexOf(other.subgraph))] ?? 'open',
    fetchesOpen: one.fetchesOpen + other.fetchesOpen,
    fetchesHalfOpen: one.fetchesHalfOpen + other.fetchesHalfOpen,
    shortCircuits: one.shortCircuits + other.shortCircuits,
  };
}
