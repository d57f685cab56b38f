import type { IncomingHttpHeaders } from 'node:http';
import type { Readable, Writable } from 'node:stream';

/**
 * A request over HTTP/1.1 or HTTP/2, as far as servers here use it. Over HTTP/2, `host` is the authority of the
 * request, and there are no pseudo-headers.
 */
export type HttpRequest = Readable & {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersionMajor: number;
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
};

type HeaderValue = number | string | string[];

/** A response over HTTP/1.1 or HTTP/2. Headers of the connection, such as `connection`, are left out over HTTP/2. */
export type HttpResponse = Writable & {
  statusCode: number;
  readonly headersSent: boolean;
  getHeader(name: string): HeaderValue | undefined;
  setHeader(name: string, value: HeaderValue): unknown;
  appendHeader(name: string, value: string | string[]): unknown;
  removeHeader(name: string): void;
  writeHead(statusCode: number, headers?: Record<string, number | string>): HttpResponse;
};
