export type HedgingSettings = {
  enabled: boolean;
  /** A query is sent again after this quantile of the latencies of its kind. */
  quantile: number;
  /** A query is sent again after this time at the earliest. */
  delayMsMin: number;
  /** No query is sent again before its kind has this many latencies. */
  samplesMin: number;
};

export const hedgingDefaults: HedgingSettings = { enabled: false, quantile: 0.95, delayMsMin: 10, samplesMin: 50 };

/**
 * Sends a request, and a second one if there is no answer after `delayMs` and `mayHedge` allows it. The first answer
 * counts, and the other request is aborted. Without an answer, rejects with the failure that came first.
 */
export async function hedged<Answer>(
  send: (attempt: { signal: AbortSignal; isHedge: boolean }) => Promise<Answer>,
  { delayMs, signal, mayHedge }: { delayMs: number; signal: AbortSignal | undefined; mayHedge: () => boolean },
): Promise<{ answer: Answer; isHedge: boolean }> {
  const [first, second] = [new AbortController(), new AbortController()];
  const abort = () => {
    first.abort();
    second.abort();
  };
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) {
    abort();
  }
  const { promise, resolve, reject } = Promise.withResolvers<{ answer: Answer; isHedge: boolean }>();
  let inFlight = 0;
  const failures: unknown[] = [];
  const start = (controller: AbortController, isHedge: boolean) => {
    inFlight += 1;
    send({ signal: controller.signal, isHedge }).then(
      (answer) => resolve({ answer, isHedge }),
      (error: unknown) => {
        inFlight -= 1;
        failures.push(error);
        if (inFlight === 0) {
          reject(failures[0]);
        }
      },
    );
  };
  const timer = setTimeout(() => {
    if (mayHedge()) {
      start(second, true);
    }
  }, delayMs);
  start(first, false);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    abort();
  }
}
