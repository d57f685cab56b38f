import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Logger } from './logging.ts';
import { openRedis } from './redis.ts';

/**
 * Tells other processes that there is something new to read. A hint carries no data and may be lost: who listens polls
 * as well.
 */
export type Hints = {
  publish(channel: string): void;
  /** Returns how to stop listening. */
  subscribe(channel: string, listener: () => void): () => void;
  close(): Promise<void>;
};

const redisChannel = 'tributary:hints';
/**
 * How often Redis is asked whether it is there by the connection that only listens: after a ping without an answer
 * ioredis connects anew, within 500 ms.
 */
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
  // Who published it has heard of it already.
  const own = randomUUID();
  const publisher = openRedis({ url: redisUrl, log });
  const subscriber = openRedis({ url: redisUrl, log });
  // Each time, since a first subscription that got no answer is none that ioredis would renew.
  subscriber.on('ready', () => {
    subscriber.subscribe(redisChannel).catch(() => {});
  });
  // A connection that only listens never sends, and so would not notice that the other side is gone without a word.
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
