import { Cancelled } from './http-connection.ts';
import { TransportError } from './transport.ts';

export type ConcurrencySettings = {
  /** Limit on the requests in flight to a subgraph. */
  requestsMax: number;
  /** Limit on those of one kind of fetch, so that a kind that hangs leaves room for the others. */
  requestsPerKindMax: number;
  /** Limit on the requests that wait for room. One kind may have a quarter of it. */
  waitingMax: number;
};

export const concurrencyDefaults: ConcurrencySettings = {
  requestsMax: 256,
  requestsPerKindMax: 64,
  waitingMax: 10_000,
};

/** Requests of one kind, with their part of the room. */
export class Share {
  inFlight = 0;
}

type Waiting = { admit: () => void; reject: (error: TransportError) => void };

/**
 * A limit on the requests in flight to a subgraph. Further requests wait: shares take turns, and within a share the
 * oldest request is the first. A request beyond the limit on waiting ones is rejected at once.
 */
export class ConcurrencyLimit {
  readonly #settings: ConcurrencySettings;
  readonly #waiting = new Map<Share, Waiting[]>();
  #inFlight = 0;
  #waitingCount = 0;
  #rejected = 0;
  #closedBy: TransportError | null = null;

  constructor(settings: ConcurrencySettings) {
    this.#settings = settings;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waitingCount;
  }

  /** The number of requests rejected so far, since too many waited. */
  get rejected(): number {
    return this.#rejected;
  }

  hasRoom(share: Share): boolean {
    const { requestsMax, requestsPerKindMax } = this.#settings;
    return this.#inFlight < requestsMax && share.inFlight < requestsPerKindMax && this.#closedBy === null;
  }

  /**
   * Begins a request: at once, where it returns null, or when the promise resolves. Call `leave` once it has ended. The
   * promise rejects with a TransportError, and with Cancelled when the signal is aborted.
   */
  enter(share: Share, signal: AbortSignal | undefined): Promise<void> | null {
    if (this.hasRoom(share)) {
      this.#begin(share);
      return null;
    }
    return this.#wait(share, signal);
  }

  leave(share: Share): void {
    share.inFlight -= 1;
    this.#inFlight -= 1;
    this.#admitNext();
  }

  /** Rejects the waiting requests of a share. */
  refuse(share: Share, reason: TransportError): void {
    const requests = this.#waiting.get(share) ?? [];
    this.#waiting.delete(share);
    this.#waitingCount -= requests.length;
    requests.forEach((request) => request.reject(reason));
  }

  /** Rejects all waiting requests, and each later one. */
  close(reason: TransportError): void {
    this.#closedBy = reason;
    [...this.#waiting.keys()].forEach((share) => this.refuse(share, reason));
  }

  #begin(share: Share): void {
    share.inFlight += 1;
    this.#inFlight += 1;
  }

  async #wait(share: Share, signal: AbortSignal | undefined): Promise<void> {
    if (this.#closedBy !== null) {
      throw this.#closedBy;
    }
    if (signal?.aborted === true) {
      throw new Cancelled(0);
    }
    const others = this.#waiting.get(share) ?? [];
    const { waitingMax } = this.#settings;
    if (this.#waitingCount >= waitingMax || others.length >= Math.ceil(waitingMax / 4)) {
      this.#rejected += 1;
      throw new TransportError(`has ${this.#waitingCount} requests waiting already; try again in a moment`);
    }
    const { promise, resolve: admit, reject } = Promise.withResolvers<void>();
    const waiting = { admit, reject };
    const abort = () => {
      this.#remove(share, waiting);
      reject(new Cancelled(0));
    };
    others.push(waiting);
    this.#waiting.set(share, others);
    this.#waitingCount += 1;
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Admits the next request that may begin. Few shares are passed over: only those with all their room in use. */
  #admitNext(): void {
    for (const [share, [request]] of this.#waiting) {
      if (request !== undefined && this.hasRoom(share)) {
        this.#remove(share, request);
        // The share goes behind the others.
        const others = this.#waiting.get(share);
        if (others !== undefined) {
          this.#waiting.delete(share);
          this.#waiting.set(share, others);
        }
        this.#begin(share);
        request.admit();
        return;
      }
    }
  }

  #remove(share: Share, request: Waiting): void {
    const requests = this.#waiting.get(share) ?? [];
    const index = requests.indexOf(request);
    if (index >= 0) {
      requests.splice(index, 1);
      this.#waitingCount -= 1;
    }
    if (requests.length === 0) {
      this.#waiting.delete(share);
    }
  }
}
