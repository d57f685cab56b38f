import { hash } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { Compression } from '../http/compression.ts';
import { isKnownTag } from '../http/schema-document.ts';
import { pageLinks } from './page-links.ts';
import type { RestAnswer } from './rest-answer.ts';
import { headerOf, type RoutedRequest } from './rest-request.ts';

/** Sends an answer with its tag and its links, or none of it where the client has it or does not want it. */
export async function sendAnswer(
  { request, response, route, path, search }: RoutedRequest,
  { status, body, location, isPartial, pageInfo }: RestAnswer,
  { headers, compression }: { headers: Readonly<Record<string, string>>; compression: Compression },
): Promise<void> {
  for (const name in headers) {
    response.setHeader(name, headers[name] ?? '');
  }
  if (location !== null) {
    response.setHeader('location', location);
  }
  const links = pageInfo === null ? null : pageLinks(route, { path, search, pageInfo });
  if (links !== null) {
    response.setHeader('link', links);
  }
  const isMinimal = route.operation.kind === 'mutation' && prefersMinimal(request) && !isPartial;
  if (isMinimal) {
    response.setHeader('preference-applied', 'return=minimal');
  }
  if (body === undefined || isMinimal) {
    response.writeHead(204).end();
    return;
  }
  const text = JSON.stringify(body);
  await (route.endpoint.method === 'GET' && !isPartial
    ? sendTagged(request, response, { text, compression })
    : sendText(request, response, { status, text, compression }));
}

/** Sends JSON with a weak tag, since compression changes the bytes. 304 if the client has it. */
export async function sendTagged(
  request: HttpRequest,
  response: HttpResponse,
  { text, digest = digestOf(text), compression }: { text: string; digest?: string; compression: Compression },
): Promise<void> {
  response.setHeader('etag', `W/"${digest}"`);
  if (isKnownTag(request.headers['if-none-match'], digest)) {
    response.writeHead(304).end();
    return;
  }
  await sendText(request, response, { status: 200, text, compression });
}

async function sendText(
  request: HttpRequest,
  response: HttpResponse,
  { status, text, compression }: { status: number; text: string; compression: Compression },
): Promise<void> {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  await compression.endWith(request, response, text);
}

export function digestOf(text: string): string {
  return hash('sha1', text, 'base64url');
}

/** Whether the client wants no body (RFC 7240, section 4.2). */
function prefersMinimal(request: HttpRequest): boolean {
  return /(?:^|[,;\s])return\s*=\s*"?minimal"?(?:$|[,;\s])/i.test(headerOf(request, 'prefer') ?? '');
}
