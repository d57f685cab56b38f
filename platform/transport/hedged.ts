import { Cancelled } from './http-connection.ts';

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

/** The reason to abort a request. Made once, since an error collects its stack. */
const notNeeded = new Cancelled(0);

/**
 * Sends a request, and a second one if there is no answer after `delayMs` and `mayHedge` allows it. The first answer
 * counts, and the other request is aborted. Without an answer, rejects with the failure that came first.
 */
export async function hedged<Answer>(
  send: (attempt: { signal: AbortSignal; isHedge: boolean }) => Promise<Answer>,
  { delayMs, signal, mayHedge }: { delayMs: number; signal: AbortSignal | undefined; mayHedge: () => boolean },
): Promise<{ answer: Answer; isHedge: boolean }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ answer: Answer; isHedge: boolean }>();
  const inFlight = new Set<AbortController>();
  const failures: unknown[] = [];
  const abort = () => inFlight.forEach((controller) => controller.abort(notNeeded));
  const start = (isHedge: boolean) => {
    const controller = new AbortController();
    inFlight.add(controller);
    send({ signal: controller.signal, isHedge }).then(
      (answer) => {
        inFlight.delete(controller);
        resolve({ answer, isHedge });
      },
      (error: unknown) => {
        inFlight.delete(controller);
        failures.push(error);
        if (inFlight.size === 0) {
          reject(failures[0]);
        }
      },
    );
  };
  const timer = setTimeout(() => {
    if (mayHedge()) {
      start(true);
    }
  }, delayMs);
  start(false);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) {
    abort();
  }
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    abort();
  }
}
