import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type SwallowingProxy = {
  port: number;
  /**
   * From now on drops the bytes of both sides over the open connections, and keeps these open. Later connections work.
   */
  swallow(): void;
  /** Number of connections since the start, and of open ones. */
  connections(): { made: number; open: number };
};

/** A TCP proxy to a port of this host, which can behave like a network that drops packets, or like a frozen host. */
export async function openSwallowingProxy(target: number): Promise<SwallowingProxy> {
  const pairs = new Set<{ client: Socket; server: Socket; isSwallowed: boolean }>();
  let made = 0;
  const proxy = createServer((client) => {
    made += 1;
    const pair = { client, server: connect(target, '127.0.0.1'), isSwallowed: false };
    pairs.add(pair);
    for (const [from, to] of [
      [client, pair.server],
      [pair.server, client],
    ] as const) {
      from.on('data', (bytes) => {
        if (!pair.isSwallowed) {
          to.write(bytes);
        }
      });
      from.on('error', () => {});
      from.once('close', () => {
        // A side that is swallowed does not learn of the end of the other.
        if (!pair.isSwallowed) {
          to.destroy();
        }
        if (from === client) {
          pairs.delete(pair);
        }
      });
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.close();
    for (const { client, server } of pairs) {
      client.destroy();
      server.destroy();
    }
  });
  const address = proxy.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    swallow: () => {
      for (const pair of pairs) {
        pair.isSwallowed = true;
      }
    },
    connections: () => ({ made, open: pairs.size }),
  };
}
