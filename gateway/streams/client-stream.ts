import type { EndCode, StreamReader } from './reader.ts';
import type { SharedStream } from './shared-stream.ts';
import type { StreamGroup } from './stream-group.ts';
import type { Subscriber } from '../generation/subscriber.ts';

/** A client's subscription, as its transport handles it. After its end all calls do nothing. */
export class ClientStream {
  readonly #group: StreamGroup;
  readonly #reader: StreamReader<SharedStream>;

  constructor(group: StreamGroup, reader: StreamReader<SharedStream>) {
    this.#group = group;
    this.#reader = reader;
  }

  get #hasEnded(): boolean {
    return this.#reader.state === 'ENDED';
  }

  /** End of its client's credentials, in milliseconds since 1970. */
  get expiresAtMs(): number {
    return this.#reader.subscriber.expiresAtMs;
  }

  /** Whether the subgraph cannot be reached at the moment. */
  get isInterrupted(): boolean {
    return this.#reader.stream?.isInterrupted ?? false;
  }

  /** Begins, or continues after its client has drained. */
  resume(): void {
    if (!this.#hasEnded) {
      this.#group.serve(this.#reader);
    }
  }

  /** Continues on behalf of a subscriber with the same rights. */
  renew(subscriber: Subscriber): void {
    this.#reader.subscriber = subscriber;
  }

  /** Ends the subscription for a reason of the gateway. Tells the client where to resume, if it can. */
  end(code: EndCode, message: string): void {
    if (!this.#hasEnded) {
      this.#group.endFor(this.#reader, code, message);
    }
  }

  /** Ends the subscription silently, since its client has gone. */
  leave(): void {
    if (!this.#hasEnded) {
      this.#group.end(this.#reader, null);
    }
  }
}
