import { leavable } from '@tributary/platform/leavable.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import {
  DeadlineExceeded,
  TransportError,
  type CircuitCounts,
  type CircuitState,
  type SubgraphRequest,
  type SubgraphResponse,
  type SubgraphTransport,
} from '@tributary/platform/transport/transport.ts';

type Subgraph = { name: string; url: string };

/** The ways to all subgraphs, each made when it is first needed. */
export type SubgraphWays = {
  transportFor: (subgraph: Subgraph) => SubgraphTransport;
  /** The way to one, which never fails but in what it answers: what goes wrong concerns only what was asked of it. */
  wayTo(subgraph: Subgraph): SubgraphTransport;
  circuits(): ReadonlyMap<string, CircuitCounts>;
  close(): Promise<void>;
};

/** A subgraph that is down fails each request; it is logged no more often than this. */
const logEveryMs = 1_000;
const noState: CircuitCounts = { subgraph: 'closed', fetchesOpen: 0, fetchesHalfOpen: 0, shortCircuits: 0 };
const worse: readonly CircuitState[] = ['closed', 'half-open', 'open'];

export function createSubgraphWays(
  transportFor: SubgraphWays['transportFor'],
  log: Logger,
): Omit<SubgraphWays, 'transportFor'> {
  const known = new Map<string, { name: string; way: SubgraphTransport }>();
  const loggedAt = new Map<string, number>();

  const report: Report = (name, error, requestId) => {
    const now = performance.now();
    if (now - (loggedAt.get(name) ?? -logEveryMs) >= logEveryMs) {
      loggedAt.set(name, now);
      log.warn({ err: error, subgraph: name, requestId }, 'a subgraph gave no answer');
    }
  };

  return {
    wayTo: (subgraph) => {
      const { name, url } = subgraph;
      const key = `${name} ${url}`;
      const made = known.get(key);
      if (made !== undefined) {
        return made.way;
      }
      try {
        const way = contained(name, transportFor(subgraph), report);
        known.set(key, { name, way });
        return way;
      } catch (error) {
        // Each request that it is asked for fails, and is reported then.
        return contained(name, unusable(asTransportError(error)), report);
      }
    },

    circuits: () => {
      const all = new Map<string, CircuitCounts>();
      for (const { name, way } of known.values()) {
        const counts = way.circuits?.();
        if (counts !== undefined) {
          all.set(name, sum(all.get(name) ?? noState, counts));
        }
      }
      return all;
    },

    close: async () => {
      await Promise.all([...known.values()].map(({ way }) => way.close()));
    },
  };
}

type Report = (name: string, error: unknown, requestId: string) => void;

/** A way whose failures are all told in the same manner, and that says so when the operation's time was over before the answer came. */
function contained(name: string, transport: SubgraphTransport, report: Report): SubgraphTransport {
  const failed = (error: unknown, { signal, requestId }: SubgraphRequest): SubgraphResponse => {
    const reason: unknown = signal?.reason;
    if (reason instanceof DeadlineExceeded) {
      const message = `The subgraph \`${name}\` did not answer ${reason.message}.`;
      return { errors: [{ message, extensions: { code: 'DEADLINE_EXCEEDED', subgraph: name } }] };
    }
    // Anything else is a fault of ours, which is logged with the answer that it spoils.
    if (error instanceof TransportError && signal?.aborted !== true) {
      report(name, error, requestId);
    }
    throw error;
  };
  return {
    execute: (request) => {
      try {
        return transport.execute(request).then(withoutCachingErrors, (error: unknown) => failed(error, request));
      } catch (error) {
        return Promise.resolve().then(() => failed(error, request));
      }
    },
    subscribe: (request) => {
      try {
        return reportingFailures(transport.subscribe(request), (error) => report(name, error, request.requestId));
      } catch (error) {
        report(name, error, request.requestId);
        return unusable(asTransportError(error)).subscribe(request);
      }
    },
    close: () => transport.close(),
    circuits: () => transport.circuits?.(),
  };
}

/** A stream that tells why it fails. */
function reportingFailures(
  stream: AsyncIterableIterator<SubgraphResponse>,
  report: (error: unknown) => void,
): AsyncIterableIterator<SubgraphResponse> {
  const reporting: AsyncIterableIterator<SubgraphResponse> = {
    next: () =>
      stream.next().catch((error: unknown) => {
        report(error);
        throw error;
      }),
    return: async () => (await stream.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]: () => reporting,
  };
  return reporting;
}

/** Nothing of an answer with an error is kept, whichever part of it the error concerns. */
function withoutCachingErrors(response: SubgraphResponse): SubgraphResponse {
  if (response.errors !== undefined && response.errors.length > 0) {
    response.cacheControl = 'no-store';
  }
  return response;
}

/** A way that leads nowhere. */
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

/** What was thrown by chance may say anything, and is not shown. */
function asTransportError(error: unknown): TransportError {
  return error instanceof TransportError ? error : new TransportError('cannot be reached', { cause: error });
}

/** Of two generations that have a subgraph at different places. */
function sum(one: CircuitCounts, other: CircuitCounts): CircuitCounts {
  return {
    subgraph: worse[Math.max(worse.indexOf(one.subgraph), worse.indexOf(other.subgraph))] ?? 'open',
    fetchesOpen: one.fetchesOpen + other.fetchesOpen,
    fetchesHalfOpen: one.fetchesHalfOpen + other.fetchesHalfOpen,
    shortCircuits: one.shortCircuits + other.shortCircuits,
  };
}
