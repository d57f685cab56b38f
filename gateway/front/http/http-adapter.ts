import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { HeaderMap, type ApolloServer, type BaseContext } from '@apollo/server';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import { createCompression, type Compression } from './compression.ts';
import { readRequestBody, RequestRefused, searchOf, sendRefusal } from './client-request.ts';

const uncompressed = createCompression(null);

/**
 * Lets Apollo Server answer one request of Node's: whole, or in parts, which are made no faster than the client reads them and no longer than it is there.
 */
export async function answerGraphQL<Context extends BaseContext>(
  request: IncomingMessage,
  response: ServerResponse,
  {
    server,
    bodyBytesMax,
    context,
    accept,
    read,
    compression = uncompressed,
    scope,
  }: {
    server: ApolloServer<Context>;
    bodyBytesMax: number;
    context: () => Promise<Context>;
    /** The media types that Apollo Server is to choose from; null for its default, those of the request if it is left out. */
    accept?: string | null;
    /** The JSON of the body, if it was read already. */
    read?: { body: unknown };
    compression?: Compression;
    scope: Pick<RequestScope, 'log'>;
  },
): Promise<void> {
  const headers = headersOf(request);
  if (accept === null) {
    headers.delete('accept');
  } else if (accept !== undefined) {
    headers.set('accept', accept);
  }
  const { method = 'GET' } = request;
  let body: unknown;
  let search: string;
  try {
    search = searchOf(request);
    body = read === undefined ? await readRequestBody(request, bodyBytesMax) : read.body;
  } catch (error) {
    if (error instanceof RequestRefused) {
      sendRefusal(response, error);
      return;
    }
    throw error;
  }
  const {
    status = 200,
    headers: answered,
    body: answer,
  } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers, search, body },
    context,
  });
  response.statusCode = status;
  for (const [name, value] of answered) {
    response.setHeader(name, value);
  }
  if (answer.kind === 'complete') {
    await compression.endWith(request, response, answer.string);
    return;
  }
  // It ends the connection where either side fails, and no more can be said.
  await pipeline(answer.asyncIterator, compression.bodyOf(request, response, 'parts')).catch((error: unknown) => {
    scope.log.info({ err: error }, 'an answer in parts was cut off');
  });
}

function headersOf({ headers: given }: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) {
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
  }
  return headers;
}
