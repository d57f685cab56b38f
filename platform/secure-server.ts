import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2Session,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { IncomingHttpHeaders, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { fairTimeout } from './fair-timeout.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import { endUnread, UnfinishedBodies, UnreadAnswers } from './http2-bounds.ts';
import type { Logger } from './logging.ts';
import type { TlsCertificate } from './tls-certificate.ts';

export type SecureServerSettings = {
  certificate: TlsCertificate;
  log: Logger;
  /** Options of the HTTP/1.1 side, which also give the times and bounds of HTTP/2. */
  http1: ServerOptions &
    Record<
      'maxHeaderSize' | 'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'connectionsCheckingInterval',
      number
    >;
  handle: (request: HttpRequest, response: HttpResponse) => void;
};

export type SecureServer = {
  server: Http2SecureServer;
  /** Ends all connections at once. */
  cut(): void;
};

/**
 * TLS 1.2 and later, with the ciphers that Mozilla recommends for servers of all but the oldest clients (intermediate,
 * version 5.7), except for finite-field Diffie-Hellman. HTTP/2 forbids the others of TLS 1.2 (RFC 9113, appendix A).
 */
const protocol = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
} as const;

/**
 * Bounds of one HTTP/2 connection that Node keeps. `http2-bounds.ts` has the others. RFC 9113, section 6.5.2,
 * recommends no fewer than 100 streams. A client may reset `streamResetBurst` streams at once and `streamResetRate` a
 * second (CVE-2023-44487). `maxSessionMemory` is in megabytes: beyond it, while answers are not read, new streams are
 * refused. The pairs of a browser's cookies count each as one header.
 */
const bounds = {
  settings: { maxConcurrentStreams: 100, enablePush: false },
  streamResetBurst: 200,
  streamResetRate: 20,
  maxSessionMemory: 10,
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 100,
  maxSettings: 32,
  maxHeaderListPairs: 256,
} as const satisfies SecureServerOptions & Record<string, unknown>;

/** Least time between two log lines about failed handshakes, since scanners cause many. */
const logEveryMs = 1_000;

/**
 * A server for HTTP/2 and HTTP/1.1 over TLS, which of them the client chooses in the handshake (ALPN). WebSockets come
 * over HTTP/1.1. If the certificate names authorities, clients need a certificate of one of them. A changed certificate
 * serves new connections; those that are open stay. `server.close` lets requests finish, and tells HTTP/2 clients to
 * send no further ones (GOAWAY).
 */
export function createSecureHttpServer({ certificate, log, http1, handle }: SecureServerSettings): SecureServer {
  const wantsClients = certificate.pem.ca !== undefined;
  const server = createSecureServer({
    ...protocol,
    ...certificate.pem,
    ...bounds,
    settings: { ...bounds.settings, maxHeaderListSize: http1.maxHeaderSize },
    allowHTTP1: true,
    requestCert: wantsClients,
    rejectUnauthorized: wantsClients,
    handshakeTimeout: http1.headersTimeout,
  });
  // Node 24 takes these from the server alone.
  Object.assign(server, http1);
  const stopFollowing = certificate.onChange(() => server.setSecureContext({ ...protocol, ...certificate.pem }));
  server.once('close', stopFollowing);

  const bodies = new WeakMap<Http2Session, UnfinishedBodies>();
  server.on('request', (request, response) => {
    if (isOfStream(request)) {
      const { stream } = request;
      if (stream.destroyed || stream.session === undefined) {
        // The connection broke between the headers and this event.
        return;
      }
      asHttp1(request, response);
      bodies.get(stream.session)?.add(request);
      boundRequest(request, response, http1.requestTimeout);
      endUnread(stream, http1.requestTimeout);
    }
    handle(request, response);
  });
  const unread = new Set<UnreadAnswers>();
  let connecting: Socket | null = null;
  // Node's own listener comes next, and emits the session.
  server.prependListener('secureConnection', (socket) => {
    connecting = socket;
  });
  server.on('session', (session) => {
    closeIdle(session, { firstMs: http1.headersTimeout, idleMs: http1.keepAliveTimeout });
    bodies.set(session, new UnfinishedBodies());
    if (connecting !== null) {
      const answers = new UnreadAnswers(session, connecting);
      unread.add(answers);
      session.once('close', () => unread.delete(answers));
    }
  });
  server.once('close', checkRepeatedly(unread, http1.connectionsCheckingInterval));
  server.on('sessionError', (error) => log.debug({ err: error }, 'an HTTP/2 connection failed'));
  logFailures(server, log, wantsClients);

  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return { server, cut: () => sockets.forEach((socket) => socket.destroy()) };
}

/**
 * Checks unread answers again and again, until the returned function is called. After a pause of this process a check
 * waits for as long again, since no client could take anything meanwhile.
 */
function checkRepeatedly(unread: ReadonlySet<UnreadAnswers>, everyMs: number): () => void {
  let cancel = () => {};
  const checkLater = () => {
    cancel = fairTimeout(() => {
      unread.forEach((answers) => answers.check());
      checkLater();
    }, everyMs);
  };
  checkLater();
  return () => cancel();
}

/** Requests of HTTP/1.1 have the same event, and the classes of `node:http`. */
function isOfStream(request: Http2ServerRequest): boolean {
  return request.httpVersionMajor === 2;
}

/**
 * Gives a request and a response of HTTP/2 the members of HTTP/1.1 that Node's compatibility API lacks. Those of the
 * socket could not be read once the connection has ended.
 */
function asHttp1(request: Http2ServerRequest, response: Http2ServerResponse): void {
  const { stream, headers, socket } = request;
  Object.defineProperty(request, 'headers', { value: withoutPseudoHeaders(headers) });
  Object.defineProperty(request, 'socket', { value: { remoteAddress: socket.remoteAddress } });
  Object.defineProperty(response, 'destroyed', { get: () => stream.destroyed });
  // Node 24 has no such getter.
  Object.defineProperty(response, 'writableNeedDrain', { get: () => stream.writableNeedDrain });
}

/** The headers, with the authority as `host`, which it replaces (RFC 9113, section 8.3.1). */
function withoutPseudoHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const plain: IncomingHttpHeaders = {};
  for (const name in headers) {
    if (!name.startsWith(':')) {
      plain[name] = headers[name];
    }
  }
  const authority = headers[':authority'];
  if (typeof authority === 'string') {
    plain.host = authority;
  }
  return plain;
}

/**
 * Answers 408 if the body of a request has not come in time. What is left of a body once the answer is complete is
 * refused by a reset without an error (RFC 9113, section 8.1).
 */
function boundRequest(request: Http2ServerRequest, response: Http2ServerResponse, timeoutMs: number): void {
  const { stream } = request;
  if (stream.endAfterHeaders) {
    return;
  }
  stream.once('finish', () => {
    // Node writes the frames of this turn first. A reset would discard those that wait.
    setImmediate(() => {
      if (!request.readableEnded && !stream.closed) {
        stream.close(constants.NGHTTP2_NO_ERROR);
      }
    });
  });
  const timer = setTimeout(() => {
    if (response.headersSent) {
      stream.close(constants.NGHTTP2_CANCEL);
    } else {
      response.writeHead(408).end();
    }
  }, timeoutMs);
  const stop = () => clearTimeout(timer);
  request.once('end', stop);
  stream.once('close', stop);
  if (request.method === 'GET' || request.method === 'HEAD') {
    // Nobody reads their bodies, which would never end.
    request.resume();
  }
}

/**
 * Closes a connection whose first stream does not come in time, or that had none for a time. Pings of the client do not
 * count.
 */
function closeIdle(session: ServerHttp2Session, { firstMs, idleMs }: { firstMs: number; idleMs: number }): void {
  let open = 0;
  let timer = setTimeout(() => session.close(), firstMs);
  session.on('stream', (stream: ServerHttp2Stream) => {
    open += 1;
    clearTimeout(timer);
    stream.once('close', () => {
      open -= 1;
      if (open === 0 && !session.destroyed) {
        timer = setTimeout(() => session.close(), idleMs);
      }
    });
  });
  session.once('close', () => clearTimeout(timer));
}

/**
 * Logs why handshakes fail. Among services it tells of a mistake, and from clients mostly of scanners. Connections that
 * end before the handshake are probes of TCP.
 */
function logFailures(server: Http2SecureServer, log: Logger, areServices: boolean): void {
  let loggedAt = -logEveryMs;
  server.on('tlsClientError', (error: NodeJS.ErrnoException, { remoteAddress: address, authorizationError }) => {
    // For a refused certificate the error tells no more than that the connection is closed.
    const isMistake = areServices && (authorizationError != null || error.code !== 'ECONNRESET');
    const now = performance.now();
    if (!isMistake) {
      log.debug({ err: error, address }, 'a TLS handshake failed');
    } else if (now - loggedAt >= logEveryMs) {
      loggedAt = now;
      log.warn({ err: error, address, certificate: authorizationError }, 'a TLS handshake failed');
    }
  });
}
