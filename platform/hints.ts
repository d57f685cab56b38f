import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type { Logger } from './logging.ts';
import { Counter, Gauge, type Registry } from './metrics.ts';
import { openRedis } from './redis.ts';

/**
 * Tells other processes that there is new data. A hint carries no data and may be lost, so subscribers poll as well.
 */
export type Hints = {
  publish(channel: string): void;
  /** Returns a function that unsubscribes. */
  subscribe(channel: string, listener: () => void): () => void;
  close(): Promise<void>;
};

const redisChannel = 'tributary:hints';
/** Interval of pings on the connection that only subscribes. ioredis reconnects within 500 ms of an unanswered ping. */
const pingEveryMs = 2_000;
/** The pause before a failed SUBSCRIBE is repeated. It doubles each time. */
const pause = { firstMs: 100, maxMs: 2_000 };

/** Opens hints: over Redis for several processes, and within this process in any case. */
export function openHints({
  redisUrl,
  log,
  metrics,
}: {
  redisUrl?: string | undefined;
  log: Logger;
  metrics?: Registry | undefined;
}): Hints {
  const local = new EventEmitter().setMaxListeners(0);
  const subscribe = (channel: string, listener: () => void) => {
    local.on(channel, listener);
    return () => {
      local.off(channel, listener);
    };
  };
  if (redisUrl === undefined) {
    return { publish: (channel) => void local.emit(channel), subscribe, close: async () => {} };
  }
  // Id of this process, to skip its own hints: its listeners were called directly.
  const own = randomUUID();
  const publisher = openRedis({ url: redisUrl, log });
  const { subscribed, failures } = registerHintMetrics(metrics);
  let isPublishing = true;
  const stopSubscribing = keepSubscribed(openRedis({ url: redisUrl, log }), {
    log,
    onState: (isSubscribed) => subscribed?.set(isSubscribed ? 1 : 0),
    onFailure: () => failures?.inc({ command: 'subscribe' }),
    onMessage: (hint) => {
      const [origin, channel = ''] = hint.split(' ');
      if (origin !== own) {
        local.emit(channel);
      }
    },
  });
  const publish = async (channel: string): Promise<void> => {
    try {
      await publisher.publish(redisChannel, `${own} ${channel}`);
      isPublishing = true;
    } catch (error) {
      failures?.inc({ command: 'publish' });
      // The loss of the connection is logged with the connection.
      if (isPublishing && publisher.status === 'ready') {
        isPublishing = false;
        log.warn({ err: error }, 'Redis does not take hints for other processes; they notice changes by polling');
      }
    }
  };
  return {
    publish: (channel) => {
      local.emit(channel);
      void publish(channel);
    },
    subscribe,
    close: async () => {
      stopSubscribing();
      publisher.disconnect();
    },
  };
}

/**
 * Keeps a connection subscribed to the channel of hints, on each new connection and after each failure. ioredis does
 * not renew a subscription whose first SUBSCRIBE failed. Returns a function that ends the connection.
 */
function keepSubscribed(
  redis: Redis,
  {
    log,
    onState,
    onFailure,
    onMessage,
  }: {
    log: Logger;
    onState: (isSubscribed: boolean) => void;
    onFailure: () => void;
    onMessage: (message: string) => void;
  },
): () => void {
  let isLogged = false;
  let retry: NodeJS.Timeout | undefined;
  const attempt = async (pauseMs: number): Promise<void> => {
    try {
      await redis.subscribe(redisChannel);
      onState(true);
      if (isLogged) {
        isLogged = false;
        log.info('hints of other processes are received again');
      }
    } catch (error) {
      onFailure();
      // A lost connection subscribes when it is there again.
      if (redis.status !== 'ready') {
        return;
      }
      if (!isLogged) {
        isLogged = true;
        log.warn({ err: error }, 'Redis refuses SUBSCRIBE; changes of other processes are noticed by polling');
      }
      retry = setTimeout(() => void attempt(Math.min(2 * pauseMs, pause.maxMs)), pauseMs).unref();
    }
  };
  onState(false);
  redis.on('ready', () => {
    clearTimeout(retry);
    void attempt(pause.firstMs);
  });
  redis.on('close', () => {
    clearTimeout(retry);
    onState(false);
  });
  redis.on('message', (_channel: string, message: string) => onMessage(message));
  // A connection that only subscribes never sends, so it would not notice a silent loss of the other side.
  const pinging = setInterval(() => {
    if (redis.status === 'ready') {
      redis.ping().catch(() => {});
    }
  }, pingEveryMs).unref();
  return () => {
    clearInterval(pinging);
    clearTimeout(retry);
    redis.disconnect();
  };
}

function registerHintMetrics(metrics: Registry | undefined) {
  if (metrics === undefined) {
    return {};
  }
  const registers = [metrics];
  return {
    subscribed: new Gauge({
      name: 'tributary_hints_subscribed',
      help: 'Whether the process receives hints of others: 1 or 0',
      registers,
    }),
    failures: new Counter({
      name: 'tributary_hints_failures_total',
      help: 'Failed commands for hints, by command',
      labelNames: ['command'],
      registers,
    }),
  };
}
