import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { createOriginCheck } from '../cors.ts';
import { pathOf } from '../front-door.ts';
import type { HostCheck } from '@tributary/platform/hosts.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import type { Sockets } from './sockets.ts';

/** Handles requests for a WebSocket: those that may come are served, and others get an HTTP status. */
export function createUpgradeHandler({
  checkHost,
  checkOrigin,
  sockets,
}: {
  checkHost: HostCheck;
  checkOrigin: ReturnType<typeof createOriginCheck>;
  sockets: Sockets;
}): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (request, socket, head) => {
    const misdirected = checkHost(request);
    if (misdirected !== null) {
      refuseUpgrade(socket, 421, misdirected);
      return;
    }
    const foreign = checkOrigin(request);
    if (foreign !== null) {
      refuseUpgrade(socket, 403, foreign);
      return;
    }
    if (pathOf(request) !== '/graphql') {
      refuseUpgrade(socket, 404, 'There is no WebSocket here; the graph is at /graphql.');
      return;
    }
    sockets.upgrade(request, socket, head);
  };
}
