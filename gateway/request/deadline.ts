import type { HttpResponse } from '@tributary/platform/http-message.ts';
import { DeadlineExceeded } from '@tributary/platform/transport/transport.ts';
import { ClientLeft } from '../execution/answer.ts';

/** A client whose connection may close before the answer. */
export type Client = Pick<HttpResponse, 'once' | 'off' | 'destroyed'>;

const clientLeft = new ClientLeft('The client went away.');

/** The end of the time that an operation has. */
export type Deadline = {
  /** Aborted at the deadline, and when the client disconnects. */
  signal: AbortSignal;
  /** By `performance.now()`. */
  at: number;
};

/**
 * Runs an operation until its deadline, or until its client disconnects. Its requests to subgraphs are then cancelled.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  client: Client | undefined,
  run: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const leave = () => controller.abort(clientLeft);
  const at = performance.now() + timeoutMs;
  const timer = setTimeout(() => controller.abort(new DeadlineExceeded(timeoutMs)), timeoutMs);
  client?.once('close', leave);
  if (client?.destroyed === true) {
    leave();
  }
  try {
    return await run({ signal: controller.signal, at });
  } finally {
    clearTimeout(timer);
    client?.off('close', leave);
  }
}
