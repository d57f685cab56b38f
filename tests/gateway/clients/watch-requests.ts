import { onTestFinished, vi } from 'vitest';

/** A request of a client, and the response to it. */
export type WatchedRequest = {
  method: string;
  url: string;
  accept: string | null;
  status: number;
  type: string | null;
};

/** Records the requests sent by `fetch` until the test has finished. */
export function watchRequests(): WatchedRequest[] {
  const sent: WatchedRequest[] = [];
  const original = globalThis.fetch;
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const response = await original(input, init);
    sent.push({
      method: request.method,
      url: request.url,
      accept: request.headers.get('accept'),
      status: response.status,
      type: response.headers.get('content-type'),
    });
    return response;
  });
  onTestFinished(() => spy.mockRestore());
  return sent;
}
