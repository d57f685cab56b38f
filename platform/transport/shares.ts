import { TransportError } from './transport.ts';

/**
 * Requests of one kind, which share a part of the connections. So requests that are not answered cannot take the
 * connections of the others.
 */
export class Share {
  /** How many connections its requests are on. */
  busy = 0;
}

type Waiting = { share: Share; reject: (error: TransportError) => void };

/** How many requests may wait, of all shares and of one. */
const waitingMax = 10_000;
const waitingPerShareMax = 2_500;

/** Requests that wait for a connection. Shares take turns; within a share the oldest request is the first. */
export class ShareQueue<Request extends Waiting> {
  readonly #busyMax: number;
  readonly #waiting = new Map<Share, Request[]>();
  #count = 0;

  /** `busyMax` is how many connections a share may take. */
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
   * Removes the next request that may have a connection. Few shares are passed over: each of those has all its
   * connections.
   */
  next(): Request | undefined {
    for (const [share, [request]] of this.#waiting) {
      if (share.busy < this.#busyMax && request !== undefined) {
        this.remove(request);
        // Behind the other shares.
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

  /** Removes a request, if it waits. */
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
