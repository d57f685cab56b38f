import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Logger } from './logging.ts';
import { openRedis } from './redis.ts';

/** Tells other processes that there is something new to read. A hint carries no data and may be lost: who listens polls as well. */
export type Hints = {
  publish(channel: string): void;
  /** Returns how to stop listening. */
  subscribe(channel: string, listener: () => void): () => void;
  close(): Promise<void>;
};

const redisChannel = 'tributary:hints';

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
  // ioredis subscribes again by itself after a reconnect; the first time it must be told when it is ready.
  subscriber.once('ready', () => {
    subscriber.subscribe(redisChannel).catch(() => {});
  });
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
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}
