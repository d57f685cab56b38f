import { callerNotJudged, callerRefused, generationOf, type Caller } from './caller.ts';
import { fairTimeout } from './fair-timeout.ts';
import type { Logger } from './logging.ts';
import { Gauge, type Registry } from './metrics.ts';

/** The tokens of a subject with a lower generation than this are revoked. `subject` is that of the caller. */
export type Revocation = { subject: string; generation: number };

/** Revocations, and the position after which the next ones are read. */
export type RevocationBatch = { position: string; revocations: readonly Revocation[] };

/** Reads the revocations after a position, or all of the last day for null. The signal is aborted at the deadline. */
export type ReadRevocations = (after: string | null, signal: AbortSignal) => Promise<RevocationBatch>;

export type Revocations = {
  /**
   * Admits a caller to an operation. Throws Misuse `UNAUTHENTICATED` for a revoked caller. Throws `SERVICE_BUSY` where
   * that is not known: for mutations and new streams, if the newest answer is older than two seconds.
   */
  admit(caller: Caller, operation: 'query' | 'mutation' | 'subscription'): Promise<void>;
  /** Whether the caller is known to be revoked. */
  isRevoked(caller: Caller): boolean;
  /** Calls back once when the caller is revoked, or at once if they are. Returns a function that unsubscribes. */
  onRevoked(caller: Caller, listener: () => void): () => void;
  /** Reads now. A hint of a new revocation calls it; nothing depends on the hint. */
  hasten(): void;
  close(): Promise<void>;
};

export type RevocationSettings = {
  read: ReadRevocations;
  log: Logger;
  metrics?: Registry | undefined;
  /** The name of the reader in its metric. */
  reader: string;
};

/** Interval of the reads. */
const readEveryMs = 1_000;
/** Age from which the newest answer is too old to decide by, counted from the beginning of its read. */
const ageMaxMs = 2_000;
/** Interval at which all are read anew, which forgets old ones. */
const readAllEveryMs = 60_000;

/** Follows the revocations of tokens, by one read every second. The first read begins at once. */
export function followRevocations({ read, log, metrics, reader }: RevocationSettings): Revocations {
  const known = new KnownRevocations();
  const answered = registerAnswered(metrics);
  let position: string | null = null;
  let allReadAt = 0;
  /** Begin of the read that gave the newest answer, by `performance.now()`; null before the first answer. */
  let answeredAt: number | null = null;
  let isFailing = false;
  let hasNews = false;
  let reading: Promise<void> | null = null;

  const readOnce = async (): Promise<void> => {
    const startedAt = performance.now();
    const after = startedAt - allReadAt < readAllEveryMs ? position : null;
    try {
      const batch = await withDeadline((signal) => read(after, signal));
      if (after === null) {
        known.forget();
        allReadAt = startedAt;
      }
      known.add(batch.revocations);
      ({ position } = batch);
      answeredAt = startedAt;
      answered?.set({ reader }, Date.now() / 1_000);
      if (isFailing) {
        isFailing = false;
        log.info('revocations are read again');
      }
    } catch (error) {
      // After a failover the database may have forgotten positions, so all are read anew.
      position = null;
      if (!isFailing) {
        isFailing = true;
        log.warn({ err: error }, 'revocations cannot be read; the next read tries again');
      }
    }
  };
  const readShared = (): Promise<void> => {
    reading ??= readOnce().finally(() => {
      reading = null;
      if (hasNews) {
        hasNews = false;
        void readShared();
      }
    });
    return reading;
  };
  const isCurrent = () => answeredAt !== null && performance.now() - answeredAt <= ageMaxMs;

  void readShared();
  const timer = setInterval(() => void readShared(), readEveryMs);

  return {
    admit: async (caller, operation) => {
      const isKnownEnough = () =>
        operation === 'query' ? caller.subject === null || answeredAt !== null : isCurrent();
      if (!isKnownEnough()) {
        // After a pause of the process one read suffices. A read that hangs ends at its own deadline.
        await readShared();
      }
      if (!isKnownEnough()) {
        throw callerNotJudged(
          'It cannot be known at the moment whether your access was revoked. Nothing was done; try again in a moment.',
        );
      }
      if (known.isRevoked(caller)) {
        throw callerRefused('Your access was revoked. Sign in again, or ask an operator of the organization.');
      }
    },
    isRevoked: (caller) => known.isRevoked(caller),
    onRevoked: (caller, listener) => known.onRevoked(caller, listener),
    hasten: () => {
      // A read that is under way may have begun before the revocation.
      hasNews = reading !== null;
      void readShared();
    },
    close: async () => {
      clearInterval(timer);
      hasNews = false;
      await reading;
    },
  };
}

type Watcher = { generation: number; onRevoked: () => void };

/** The revocations read so far, and the callers that wait for theirs. */
class KnownRevocations {
  /** The least valid generation by subject. Rows of the last day only, so it stays small. */
  #generations = new Map<string, number>();
  readonly #watchers = new Map<string, Set<Watcher>>();

  isRevoked(caller: Caller): boolean {
    return caller.subject !== null && (this.#generations.get(caller.subject) ?? 0) > generationOf(caller);
  }

  /** Forgets all, before all are added anew. */
  forget(): void {
    this.#generations = new Map();
  }

  add(revocations: readonly Revocation[]): void {
    for (const { subject, generation } of revocations) {
      this.#generations.set(subject, generation);
      const ended = [...(this.#watchers.get(subject) ?? [])].filter((watcher) => generation > watcher.generation);
      for (const watcher of ended) {
        this.#remove(subject, watcher);
        watcher.onRevoked();
      }
    }
  }

  onRevoked(caller: Caller, listener: () => void): () => void {
    const { subject } = caller;
    if (subject === null) {
      return () => {};
    }
    if (this.isRevoked(caller)) {
      listener();
      return () => {};
    }
    const watcher: Watcher = { generation: generationOf(caller), onRevoked: listener };
    const watchers = this.#watchers.get(subject) ?? new Set();
    this.#watchers.set(subject, watchers.add(watcher));
    return () => this.#remove(subject, watcher);
  }

  #remove(subject: string, watcher: Watcher): void {
    const watchers = this.#watchers.get(subject);
    watchers?.delete(watcher);
    if (watchers?.size === 0) {
      this.#watchers.delete(subject);
    }
  }
}

/** The revocations of a graph that has none. */
export const noRevocations: Revocations = {
  admit: async () => {},
  isRevoked: () => false,
  onRevoked: () => () => {},
  hasten: () => {},
  close: async () => {},
};

/** Gives up after the time in which an answer would still be of use. */
async function withDeadline<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const giveUp = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancelTimeout = fairTimeout(() => {
    const error = new Error(`no answer within ${ageMaxMs} ms`);
    giveUp.abort(error);
    reject(error);
  }, ageMaxMs);
  try {
    return await Promise.race([work(giveUp.signal), late]);
  } finally {
    cancelTimeout();
  }
}

const answeredMetric = {
  name: 'tributary_revocations_answered_timestamp_seconds',
  help: 'Time of the newest answer about revocations, in seconds since 1970, by reader',
  labelNames: ['reader'],
};

/** One gauge for all readers of a process. */
function registerAnswered(metrics: Registry | undefined): Gauge | undefined {
  if (metrics === undefined) {
    return undefined;
  }
  const known = metrics.getSingleMetric(answeredMetric.name);
  return known instanceof Gauge ? known : new Gauge({ ...answeredMetric, registers: [metrics] });
}
