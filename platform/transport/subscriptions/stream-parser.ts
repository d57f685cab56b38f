import { BadAnswer } from '../http-answer.ts';
import type { SubgraphResponse } from '../transport.ts';

/** Reads the messages of a stream from the chunks of a response's body. `complete` is the last message. */
export type StreamParser = {
  /** Throws BadAnswer for a body that breaks the protocol or its bound. */
  push(chunk: Uint8Array): (SubgraphResponse | 'complete')[];
};

/** Keeps a subgraph from filling the memory with one event. */
export function refuseLonger(length: number, max: number): void {
  if (length > max) {
    throw new BadAnswer(`sent an event of more than ${max} characters`);
  }
}
