import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { WebSocketServer } from 'ws';
import { addressOf } from '../../request/client-address.ts';
import { Connection, type ConnectionSettings } from './connection.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { createFrameWriter } from './socket-frames.ts';
import { closings, subprotocol } from './socket-protocol.ts';

const messageBytesMax = 4 * 1024 * 1024;
/** Number of groups of sockets, which are checked at different moments. */
const checkGroups = 8;

export type SocketSettings = ConnectionSettings & { socketsMax: number };

export type Sockets = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes all sockets, and cuts those that have not closed within the grace period. */
  close(graceMs: number): Promise<void>;
};

/**
 * Serves graphql-transport-ws. The first message authenticates. A socket lives no longer than its token, which a `ping`
 * with another `authorization` in its payload renews. Events for many clients are serialised once, and each client's
 * backlog is bounded.
 */
export function serveSockets(settings: SocketSettings): Sockets {
  const { socketsMax, keepAliveMs } = settings;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytesMax,
    // Prepared frames bypass `ws`, which would have to compress them.
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has(subprotocol) ? subprotocol : false),
  });
  const connections: Set<Connection>[] = Array.from({ length: checkGroups }, () => new Set());
  const writeFrames = createFrameWriter();
  let opened = 0;
  let group = 0;
  const keepAlive = setInterval(() => {
    group = (group + 1) % checkGroups;
    connections[group]?.forEach((connection) => connection.checkLiveness());
  }, keepAliveMs / checkGroups);

  return {
    upgrade: (request, socket, head) => {
      if (server.clients.size >= socketsMax) {
        refuseUpgrade(socket, 503, 'There are too many sockets. Try again in a moment.', { 'retry-after': '1' });
        return;
      }
      const full = settings.sockets.refusalOf({
        ...anonymousCaller,
        address: addressOf(request, settings.trustedProxies),
      });
      if (full !== null) {
        refuseUpgrade(socket, 429, full, { 'retry-after': '10' });
        return;
      }
      if (request.method !== 'GET') {
        refuseUpgrade(socket, 405, 'A WebSocket begins with GET.', { allow: 'GET' });
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = new Connection({ webSocket, socket, request, settings, writeFrames });
        opened += 1;
        const own = connections[opened % checkGroups];
        own?.add(connection);
        webSocket.once('close', () => own?.delete(connection));
      });
    },
    close: async (graceMs) => {
      clearInterval(keepAlive);
      const all = connections.flatMap((some) => [...some]);
      const closed = Promise.all(all.map((connection) => connection.closed));
      all.forEach((connection) => connection.close(closings.goingAway));
      const cut = setTimeout(() => all.forEach((connection) => connection.cut()), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
