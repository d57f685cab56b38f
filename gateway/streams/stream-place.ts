import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../request/gateway-context.ts';
import type { SharedStream, StreamEvent } from './shared-stream.ts';

/** How a client's transport takes the events of a subscription. */
export type StreamReader = {
  /** Whether it takes events now. One that says no calls `advance` of its place as soon as it does. */
  takesMore(): boolean;
  /** Gives it one or more, in their order. */
  give(events: readonly StreamEvent[]): void;
  /** The last that it hears: why it is over, if there is a reason. */
  end(errors: readonly GraphQLFormattedError[]): void;
  /** Is told after which cursor the subscription begins, if that is known before the first event. */
  begins?(cursor: string): void;
  /** Is told when the way to the subgraph is broken, and when it is whole again. */
  tellState?(): void;
};

/** Why the gateway itself ends a subscription that could go on. */
export type EndCode =
  | 'UNAUTHENTICATED' // the token has expired
  | 'VISIBILITY_CHANGED' // the client came with a token that lets it see more or less
  | 'SLOW_READER' // it takes nothing, or less than there is
  | 'GOING_AWAY' // the gateway stops, or a stream of HTTP has reached its age
  | 'OPERATION_INVALID'; // a new schema does not have what it asks for, or the way to it

/** Until when the caller of a subscription is let in, in milliseconds since 1970. */
export function expiresAtMsOf({ caller: { expiresAt } }: GatewayContext): number {
  return expiresAt === null ? Infinity : expiresAt * 1000;
}

/** Where a client's subscription is, in which stream. It keeps nothing but the cursor after which it goes on. */
export class Place {
  readonly #reader: StreamReader;
  readonly #onLeave: (place: Place) => void;
  readonly #onAdvance: (place: Place) => void;
  /** Null while it has to be found a new one. */
  stream: SharedStream | null = null;
  /** The number of the next event in its stream. */
  index = 0;
  cursor: string | null;
  context: GatewayContext;
  hasEnded = false;

  constructor({
    reader,
    context,
    cursor,
    onAdvance,
    onLeave,
  }: {
    reader: StreamReader;
    context: GatewayContext;
    cursor: string | null;
    onAdvance: (place: Place) => void;
    onLeave: (place: Place) => void;
  }) {
    this.#reader = reader;
    this.context = context;
    this.cursor = cursor;
    this.#onAdvance = onAdvance;
    this.#onLeave = onLeave;
  }

  /** Until when its client is let in, in milliseconds since 1970. */
  get expiresAtMs(): number {
    return expiresAtMsOf(this.context);
  }

  /** Whether the way to the subgraph is broken at the moment. */
  get isAway(): boolean {
    return this.stream?.isAway ?? false;
  }

  takesMore(): boolean {
    return !this.hasEnded && this.#reader.takesMore();
  }

  give(events: readonly StreamEvent[]): void {
    this.cursor = events.findLast(({ cursor }) => cursor !== null)?.cursor ?? this.cursor;
    this.#reader.give(events);
  }

  begins(cursor: string): void {
    if (this.cursor === null) {
      this.cursor = cursor;
      this.#reader.begins?.(cursor);
    }
  }

  tellState(): void {
    this.#reader.tellState?.();
  }

  /** Takes what there is. */
  advance(): void {
    if (!this.hasEnded) {
      this.#onAdvance(this);
    }
  }

  /** Ends it with these last words. */
  finish(errors: readonly GraphQLFormattedError[]): void {
    if (!this.hasEnded) {
      this.leave();
      this.#reader.end(errors);
    }
  }

  /** Ends it for a reason of the gateway's, and says where to resume, where that can be done. */
  end(code: EndCode, message: string): void {
    const { cursor } = this;
    const advice = cursor === null ? 'Subscribe again.' : 'Subscribe again, after the cursor.';
    this.finish([{ message: `${message} ${advice}`, extensions: { code, ...(cursor === null ? {} : { cursor }) } }]);
  }

  /** Gives it up without a word, since nobody listens. */
  leave(): void {
    if (!this.hasEnded) {
      this.hasEnded = true;
      this.#onLeave(this);
    }
  }
}
