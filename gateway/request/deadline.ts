import type { ServerResponse } from 'node:http';
import { DeadlineExceeded } from '@tributary/platform/transport/transport.ts';
import { ClientLeft } from '../execution/answer.ts';

/** A client whose connection may close before the answer. */
export type Client = Pick<ServerResponse, 'once' | 'off' | 'destroyed'>;

const clientLeft = new ClientLeft('The client went away.');

/**
 * Runs an operation until its deadline, or until its client disconnects. Its requests to subgraphs are then cancelled.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  client: Client | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const leave = () => controller.abort(clientLeft);
  const timer = setTimeout(() => controller.abort(new DeadlineExceeded(timeoutMs)), timeoutMs);
  client?.once('close', leave);
  if (client?.destroyed === true) {
    leave();
  }
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    client?.off('close', leave);
  }
}
