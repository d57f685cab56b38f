import { interruptibleStream } from '@tributary/platform/interruptible-stream.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import {
  DeadlineExceeded,
  TransportError,
  type CircuitCounts,
  type CircuitState,
  type SubgraphRequest,
  type SubgraphResponse,
  type SubgraphTransport,
  type TrafficCounts,
} from '@tributary/platform/transport/transport.ts';

type Subgraph = { name: string; url: string };
/** A transport, with the timer that closes it when no supergraph names its URL. */
type Entry = Subgraph & { transport: SubgraphTransport; closing: NodeJS.Timeout | undefined };

/** The transports to all subgraphs, each made at its first use. */
export type SubgraphTransports = {
  /** The transport to a subgraph. It never throws here: a failure concerns only the requests sent through it. */
  transportTo(subgraph: Subgraph): SubgraphTransport;
  /**
   * Closes the transports to URLs that are not among these (URLs by subgraph), once the operations that may use them
   * have reached their deadline.
   */
  retain(subgraphs: ReadonlyMap<string, string>): void;
  circuits(): ReadonlyMap<string, CircuitCounts>;
  /** The traffic of each transport, with the name of its subgraph. Two generations may have one at different URLs. */
  traffic(): readonly (readonly [subgraph: string, counts: TrafficCounts])[];
  close(): Promise<void>;
};

/** Minimum time between logged failures of a subgraph, since an unreachable one fails every request. */
const logEveryMs = 1_000;
/** Time to read the last answers after the deadline of their operations. */
const closingMarginMs = 1_000;
const noState: CircuitCounts = { subgraph: 'closed', fetchesOpen: 0, fetchesHalfOpen: 0, shortCircuits: 0 };
const worse: readonly CircuitState[] = ['closed', 'half-open', 'open'];

export function createSubgraphTransports({
  transportFor,
  log,
  operationTimeoutMs,
}: {
  transportFor: (subgraph: Subgraph) => SubgraphTransport;
  log: Logger;
  operationTimeoutMs: number;
}): SubgraphTransports {
  const entries = new Map<string, Entry>();
  const loggedAt = new Map<string, number>();

  const report: Report = (name, error, requestId) => {
    const now = performance.now();
    if (now - (loggedAt.get(name) ?? -logEveryMs) >= logEveryMs) {
      loggedAt.set(name, now);
      log.warn({ err: error, subgraph: name, requestId }, 'a subgraph gave no answer');
    }
  };

  return {
    transportTo: (subgraph) => {
      const { name, url } = subgraph;
      const key = `${name} ${url}`;
      const existing = entries.get(key);
      if (existing !== undefined) {
        return existing.transport;
      }
      try {
        const transport = contained(name, transportFor(subgraph), report);
        entries.set(key, { ...subgraph, transport, closing: undefined });
        return transport;
      } catch (error) {
        // An unusable URL fails each request, and is reported then.
        return contained(name, unusable(asTransportError(error)), report);
      }
    },

    retain: (subgraphs) => {
      for (const [key, entry] of entries) {
        if (subgraphs.get(entry.name) === entry.url) {
          clearTimeout(entry.closing);
          entry.closing = undefined;
          continue;
        }
        entry.closing ??= setTimeout(() => {
          entries.delete(key);
          entry.transport.close().catch((error: unknown) => {
            log.warn({ err: error, subgraph: entry.name }, 'a transport to a subgraph did not close');
          });
        }, operationTimeoutMs + closingMarginMs).unref();
      }
    },

    circuits: () => {
      const all = new Map<string, CircuitCounts>();
      for (const { name, transport } of entries.values()) {
        const counts = transport.circuits?.();
        if (counts !== undefined) {
          all.set(name, sum(all.get(name) ?? noState, counts));
        }
      }
      return all;
    },

    traffic: () =>
      [...entries.values()].flatMap(({ name, transport }) => {
        const counts = transport.traffic?.();
        return counts === undefined ? [] : [[name, counts] as const];
      }),

    close: async () => {
      const all = [...entries.values()];
      all.forEach(({ closing }) => clearTimeout(closing));
      await Promise.all(all.map(({ transport }) => transport.close()));
    },
  };
}

type Report = (name: string, error: unknown, requestId: string) => void;

/**
 * A transport that reports all failures in the same form. A deadline that passed before the answer has its own error.
 */
function contained(name: string, transport: SubgraphTransport, report: Report): SubgraphTransport {
  const failed = (error: unknown, { signal, requestId }: SubgraphRequest): SubgraphResponse => {
    const reason: unknown = signal?.reason;
    if (reason instanceof DeadlineExceeded) {
      const message = `The subgraph \`${name}\` did not answer ${reason.message}.`;
      return { errors: [{ message, extensions: { code: 'DEADLINE_EXCEEDED', subgraph: name } }] };
    }
    // Other errors are faults of the gateway, which are logged with the response that they affect.
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
    traffic: () => transport.traffic?.(),
  };
}

/** A stream that reports its failure. */
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

/** An answer with an error is not cached, whichever part the error concerns. */
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
    subscribe: () => interruptibleStream(refuse, () => {}),
    close: async () => {},
  };
}

/** The message of an unexpected error is not shown, since it may contain anything. */
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
