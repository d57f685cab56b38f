import { request } from 'node:https';
import { Readable } from 'node:stream';
import type { ClientTls } from './transport/client-tls.ts';

/** The part of `fetch` that requests between services use. */
export type Fetch = (
  url: string | URL,
  options: {
    method?: string;
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    redirect?: 'manual';
  },
) => Promise<Response>;

/** Statuses whose responses have no body. */
const bodiless = new Set([204, 205, 304]);

/**
 * `fetch` for other services, whose `https` URLs need a certificate. Redirects are not followed. Node's own `fetch`
 * takes no certificates. Without any it is used as it is.
 */
export function fetchWith(tls: ClientTls | undefined): Fetch {
  if (tls === undefined) {
    return fetch;
  }
  return (url, options) => {
    const target = new URL(url);
    return target.protocol === 'https:' ? fetchSecurely(target, { tls, ...options }) : fetch(url, options);
  };
}

function fetchSecurely(
  url: URL,
  { tls, method = 'GET', headers, body, signal }: Parameters<Fetch>[1] & { tls: ClientTls },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    // The agent gives connections of other certificates no request.
    const sent = request(url, { ...tls.pem, method, headers, signal }, (answer) => {
      const { statusCode: status = 500 } = answer;
      answer.on('error', () => {});
      resolve(new Response(bodiless.has(status) ? null : Readable.toWeb(answer), { status }));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
