import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Logger } from './logging.ts';
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

/** Opens hints: over Redis for several processes, and within this process in any case. */
export function openHints({ redisUrl, log }: { redisUrl?: string | undefined; log: Logger }): Hints {
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
  const subscriber = openRedis({ url: redisUrl, log });
  // On each connection, since ioredis does not renew a first subscription that got no answer.
  subscriber.on('ready', () => {
    subscriber.subscribe(redisChannel).catch(() => {});
  });
  // A connection that only subscribes never sends, so it would not notice a silent loss of the other side.
  const pinging = setInterval(() => {
    if (subscriber.status === 'ready') {
      subscriber.ping().catch(() => {});
    }
  }, pingEveryMs).unref();
  subscriber.on('message', (_redisChannel: string, hint: string) => {
    const [origin, channel = ''] = hint.split(' ');
    if (origin !== own) {
      local.emit(channel);
    }
  });
  return {
    publish: (channel) => {
      local.emit(channel);
      publisher.publish(redisChannel, `${own} ${channel}`).catch(() => {});
    },
    subscribe,
    close: async () => {
      clearInterval(pinging);
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}
