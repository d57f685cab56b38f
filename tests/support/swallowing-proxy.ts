import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type SwallowingProxy = {
  port: number;
  /**
   * From now on drops what comes from either side over the connections that are open, and keeps them open. Later
   * connections work.
   */
  swallow(): void;
  /** Connections that were ever made, and those that are open. */
  connections(): { made: number; open: number };
};

/**
 * A TCP proxy before a port of this host, which can behave as a network does that drops packets, or a host that is
 * frozen.
 */
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
        // What swallows bytes tells neither side of the end of the other.
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
