import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { setTimeout } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { endWithText, listen, readBody } from '@tributary/platform/http-server.ts';
import { expect, onTestFinished } from 'vitest';
import { certificateFiles, certificateIn, createAuthority } from '../support/authority.ts';
import { silentLog } from '../support/open-test-gateway.ts';

/**
 * A server over TLS that answers `/large` with a megabyte, `/slow` too after half a second, and other requests with
 * their body and headers.
 */
export async function openServer({ headersMs = 10_000, requestMs = 30_000, bodyBytesMax = 1_000 } = {}) {
  const authority = await createAuthority();
  const tls = certificateIn(certificateFiles(await authority.issue()));
  const seen = { requests: 0, bodyBytes: 0, open: 0 };
  const { url, close, server } = await listen({
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    tls,
    arrival: { headersMs, requestMs },
    handle: async (request, response) => {
      seen.requests += 1;
      seen.open += 1;
      response.once('close', () => (seen.open -= 1));
      const { method, url: path, headers, socket } = request;
      if (path === '/slow') {
        await setTimeout(500);
        endWithText(response, 'x'.repeat(2 ** 20));
        return;
      }
      request.on('data', ({ length }: Buffer) => (seen.bodyBytes += length));
      const body = await readBody(request, bodyBytesMax);
      endWithText(
        response,
        path === '/large'
          ? 'x'.repeat(2 ** 20)
          : JSON.stringify({ method, path, headers, body, address: socket.remoteAddress }),
      );
    },
  });
  onTestFinished(close);
  return { url, authority, seen, connections: promisify(server.getConnections.bind(server)) };
}

/** A frame of HTTP/2 with less than 256 bytes. */
export function frame({
  type,
  flags = 0,
  stream = 0,
  payload = [],
}: {
  type: number;
  flags?: number;
  stream?: number;
  payload?: readonly number[];
}): Buffer {
  return Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream, ...payload]);
}

/** A connection of HTTP/2 for frames of the test. */
export async function openFrames({ url, authority }: { url: string; authority: { cert: string } }): Promise<TLSSocket> {
  const { port, hostname: host } = new URL(url);
  const socket = connect({ port: Number(port), host, ca: authority.cert, ALPNProtocols: ['h2'] });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {}).resume();
  await once(socket, 'secureConnect');
  socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame({ type: 4 })]));
  return socket;
}

/** Resolves once a connection has ended. */
export function ended(session: ClientHttp2Session): Promise<unknown> {
  return expect.poll(() => session.destroyed).toBe(true);
}
