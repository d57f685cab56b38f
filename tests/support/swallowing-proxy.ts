import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type SwallowingProxy = {
  port: number;
  /**
   * From now on drops the bytes of both sides over the open connections, and keeps these open. Later connections work.
   */
  swallow(): void;
  /** From now on ends new connections at once. */
  refuse(): void;
  /** Number of connections since the start, and of open ones. */
  connections(): { made: number; open: number };
};

/** A TCP proxy to a port of this host, which can behave like a network that drops packets, or like a frozen host. */
export async function openSwallowingProxy(target: number): Promise<SwallowingProxy> {
  const pairs = new Set<{ client: Socket; server: Socket; isSwallowed: boolean }>();
  /** Sockets to the target, which outlive a swallowed client. */
  const servers = new Set<Socket>();
  let made = 0;
  let refuses = false;
  const proxy = createServer((client) => {
    made += 1;
    if (refuses) {
      client.destroy();
      return;
    }
    const pair = { client, server: connect(target, '127.0.0.1'), isSwallowed: false };
    pairs.add(pair);
    servers.add(pair.server);
    pair.server.once('close', () => servers.delete(pair.server));
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
    pairs.forEach(({ client }) => client.destroy());
    servers.forEach((server) => server.destroy());
  });
  const address = proxy.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    swallow: () => {
      for (const pair of pairs) {
        pair.isSwallowed = true;
      }
    },
    refuse: () => {
      refuses = true;
    },
    connections: () => ({ made, open: pairs.size }),
  };
}
