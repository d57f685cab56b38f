import { TransportError } from './transport.ts';

/**
 * Requests of one kind, with their part of the connections. Requests without an answer cannot take the connections of
 * other kinds.
 */
export class Share {
  /** The number of connections with a request of this share. */
  busy = 0;
}

type Waiting = { share: Share; reject: (error: TransportError) => void };

/** Limit on the waiting requests of all shares together, and of one share. */
const waitingMax = 10_000;
const waitingPerShareMax = 2_500;

/** Requests that wait for a connection. Shares take turns; within a share the oldest request is the first. */
export class ShareQueue<Request extends Waiting> {
  readonly #busyMax: number;
  readonly #waiting = new Map<Share, Request[]>();
  #count = 0;

  /** `busyMax` limits the connections of a share. */
  constructor(busyMax: number) {
    this.#busyMax = busyMax;
  }

  /** Adds a request, or rejects it if too many wait already. */
  add(request: Request): void {
    const others = this.#waiting.get(request.share) ?? [];
    if (this.#count >= waitingMax || others.length >= waitingPerShareMax) {
      request.reject(new TransportError(`has ${this.#count} requests waiting already`));
      return;
    }
    others.push(request);
    this.#waiting.set(request.share, others);
    this.#count += 1;
  }

  /**
   * Removes the next request that may have a connection. Few shares are passed over: only those with all their
   * connections in use.
   */
  next(): Request | undefined {
    for (const [share, [request]] of this.#waiting) {
      if (share.busy < this.#busyMax && request !== undefined) {
        this.remove(request);
        // The share goes behind the others.
        const others = this.#waiting.get(share);
        if (others !== undefined) {
          this.#waiting.delete(share);
          this.#waiting.set(share, others);
        }
        return request;
      }
    }
    return undefined;
  }

  /** Removes a request that is no longer wanted. */
  remove(request: Request): void {
    const requests = this.#waiting.get(request.share) ?? [];
    const index = requests.indexOf(request);
    if (index >= 0) {
      requests.splice(index, 1);
      this.#count -= 1;
    }
    if (requests.length === 0) {
      this.#waiting.delete(request.share);
    }
  }

  /** Rejects the requests of a share. */
  refuse(share: Share, reason: TransportError): void {
    const requests = this.#waiting.get(share) ?? [];
    this.#waiting.delete(share);
    this.#count -= requests.length;
    requests.forEach((request) => request.reject(reason));
  }

  /** Rejects all requests. */
  refuseAll(reason: TransportError): void {
    [...this.#waiting.keys()].forEach((share) => this.refuse(share, reason));
  }
}
