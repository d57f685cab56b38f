import type { IncomingHttpHeaders } from 'node:http';
import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { onTestFinished } from 'vitest';
import { certificateFiles, certificateIn, createAuthority } from '../support/authority.ts';
import { freshNewsroom } from './open-newsroom.ts';

/** A newsroom over TLS, for one test. */
export async function secureNewsroom(settings: Partial<GatewaySettings> & { overHttp?: boolean } = {}) {
  const authority = await createAuthority();
  const files = certificateFiles(await authority.issue());
  const room = await freshNewsroom({ tls: certificateIn(files, settings.log), ...settings });
  return { ...room, authority, files };
}

/** A request by either protocol. */
export type Asked = { method?: string; path?: string; headers?: Record<string, string>; body?: string };
export type Answered = { status: number; headers: IncomingHttpHeaders; body: string };

/** A connection of HTTP/2, open until the end of the test. */
export function http2Session({ url, authority }: { url: string; authority: { cert: string } }): ClientHttp2Session {
  // The client's own bound is lower than that of the server.
  const session = connect(url, { ca: authority.cert, maxSendHeaderBlockLength: 1_000_000 });
  session.on('error', () => {});
  onTestFinished(() => session.destroy());
  return session;
}

/** Sends a request over HTTP/2. */
export function streamOf(
  session: ClientHttp2Session,
  { method, path = '/graphql', headers, body }: Asked,
): ClientHttp2Stream {
  const stream = session.request({
    ':method': method ?? (body === undefined ? 'GET' : 'POST'),
    ':path': path,
    ...headers,
  });
  stream.end(body);
  return stream;
}

/** Asks over HTTP/2. */
export async function ask2(session: ClientHttp2Session, asked: Asked): Promise<Answered> {
  const stream = streamOf(session, asked);
  const { status, headers } = await headOf(stream);
  return { status, headers, body: await text(stream) };
}

/** The head of the answer on a stream. Rejects with the code of its reset, if it is closed before. */
export async function headOf(stream: ClientHttp2Stream): Promise<Omit<Answered, 'body'>> {
  const { promise, resolve, reject } = Promise.withResolvers<Omit<Answered, 'body'>>();
  stream.once('response', ({ ':status': status, ...headers }) => resolve({ status: Number(status), headers }));
  stream.once('error', reject);
  stream.once('close', () => reject(new Error(`the stream was closed with code ${stream.rstCode}`)));
  return promise;
}

/** Asks over HTTP/1.1, on a connection of its own. */
export async function ask1(
  { url, authority }: { url: string; authority: { cert: string } },
  { method, path = '/graphql', headers = {}, body }: Asked,
): Promise<Answered> {
  const sent = request(new URL(path, url), {
    ca: authority.cert,
    agent: false,
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  sent.once('error', reject);
  sent.once('response', (response) => {
    text(response).then(
      (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
      reject,
    );
  });
  sent.end(body);
  return promise;
}
