import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import { pipeline } from 'node:stream/promises';
import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { Compression } from './compression.ts';

/** Converts a request of Node to one of Apollo Server, with the JSON of its body. */
export function toHttpGraphQLRequest(
  request: HttpRequest,
  {
    method = request.method ?? 'GET',
    body,
    search,
    accept,
  }: {
    method?: string;
    body: unknown;
    search: string;
    /**
     * The media types that Apollo Server may choose from. Null for its default. Without it, the types that the request
     * accepts.
     */
    accept?: string | null;
  },
): HTTPGraphQLRequest {
  const headers = headersOf(request);
  if (accept === null) {
    headers.delete('accept');
  } else if (accept !== undefined) {
    headers.set('accept', accept);
  }
  return { method, headers, search, body };
}

/**
 * Sends a response of Apollo Server, whole or in parts. Parts are made no faster than the client reads them, and only
 * while it is connected.
 */
export async function sendHttpGraphQLResponse(
  request: HttpRequest,
  response: HttpResponse,
  { status = 200, headers, body }: HTTPGraphQLResponse,
  { compression, scope }: { compression: Compression; scope: Pick<RequestScope, 'log'> },
): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of headers) {
    response.setHeader(name, value);
  }
  if (body.kind === 'complete') {
    await compression.endWith(request, response, body.string);
    return;
  }
  // A failure of either side ends the connection. Nothing more can be sent then.
  await pipeline(body.asyncIterator, compression.bodyOf(request, response, 'parts')).catch((error: unknown) => {
    scope.log.info({ err: error }, 'an answer in parts was cut off');
  });
}

function headersOf({ headers: given }: HttpRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) {
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
  }
  return headers;
}
