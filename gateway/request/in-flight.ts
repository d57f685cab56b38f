import { Gauge, type Registry } from '@tributary/platform/metrics.ts';
import { refusal } from './refusal.ts';

/** Bounds on the requests that are answered at once. */
export type InFlightSettings = {
  /** Requests that are answered at once. Further ones wait. */
  requestsMax: number;
  /** Requests that wait. Further ones are refused. */
  waitingMax: number;
  /** How long a request waits before it is refused. */
  waitMs: number;
};

export const inFlightDefaults: InFlightSettings = { requestsMax: 1_000, waitingMax: 1_000, waitMs: 1_000 };

export type InFlight = {
  /**
   * Waits for a free place, and returns the function that gives it back. Throws `SERVICE_BUSY` (HTTP 503) if there is
   * none in time.
   */
  enter(): (() => void) | Promise<() => void>;
  /** False while requests wait, so that a load balancer prefers other gateways before any request is refused. */
  hasRoom(): boolean;
};

/** Bounds the requests in flight, with a short queue. Whoever has waited longest comes first. */
export function createInFlight({ requestsMax, waitingMax, waitMs }: InFlightSettings, metrics: Registry): InFlight {
  let running = 0;
  const waiting = new Set<() => void>();
  const gauge = new Gauge({
    name: 'tributary_gateway_requests_in_flight',
    help: 'Requests that are answered at the moment, and requests that wait for a place',
    labelNames: ['state'],
    registers: [metrics],
    collect: () => {
      gauge.set({ state: 'running' }, running);
      gauge.set({ state: 'waiting' }, waiting.size);
    },
  });
  const leaveOnce = (): (() => void) => {
    let isIn = true;
    return () => {
      if (!isIn) {
        return;
      }
      isIn = false;
      const [next] = waiting;
      if (next === undefined) {
        running -= 1;
      } else {
        // The place is passed on.
        waiting.delete(next);
        next();
      }
    };
  };

  return {
    enter: () => {
      if (running < requestsMax) {
        running += 1;
        return leaveOnce();
      }
      if (waiting.size >= waitingMax) {
        throw busy();
      }
      return new Promise((resolve, reject) => {
        const take = (): void => {
          clearTimeout(timeout);
          resolve(leaveOnce());
        };
        const timeout = setTimeout(() => {
          waiting.delete(take);
          reject(busy());
        }, waitMs);
        waiting.add(take);
      });
    },
    hasRoom: () => waiting.size === 0 && running < requestsMax,
  };
}

function busy() {
  return refusal(503, 'SERVICE_BUSY', 'The gateway answers as many requests as it can. Try again in a moment.', {
    'retry-after': '1',
  });
}
