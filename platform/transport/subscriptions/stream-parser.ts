import { BadAnswer } from '../http-answer.ts';
import type { SubgraphResponse } from '../transport.ts';

/** Parses the messages of a stream from the chunks of a response's body. `complete` is the last message. */
export type StreamParser = {
  /** Throws BadAnswer for a body that breaks the protocol or exceeds its limit. */
  push(chunk: Uint8Array): (SubgraphResponse | 'complete')[];
};

/** Throws BadAnswer for an event beyond the limit, so that a subgraph cannot fill the memory with one event. */
export function refuseLonger(length: number, max: number): void {
  if (length > max) {
    throw new BadAnswer(`sent an event of more than ${max} characters`);
  }
}
