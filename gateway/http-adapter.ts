import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { HeaderMap, type ApolloServer, type BaseContext } from '@apollo/server';
import { BodyTooLarge, endWithText, readBody, sendJson } from '@tributary/platform/http-server.ts';

const jsonType = 'application/json';

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
    statusOf = (status) => status,
  }: {
    server: ApolloServer<Context>;
    bodyBytesMax: number;
    context: () => Promise<Context>;
    /** What is answered where Apollo Server says `status`. */
    statusOf?: (status: number, headers: HeaderMap) => number;
  },
): Promise<void> {
  const headers = headersOf(request);
  let body: unknown;
  try {
    body = parseBody(await readBody(request, bodyBytesMax), headers);
  } catch (error) {
    if (error instanceof BodyTooLarge) {
      response.setHeader('connection', 'close');
      refuse(response, 413, 'LIMIT_EXCEEDED', error.message);
      return;
    }
    if (error instanceof SyntaxError) {
      refuse(response, 400, 'BAD_REQUEST', `Invalid JSON in the body: ${error.message}`);
      return;
    }
    throw error;
  }
  const { method = 'GET', url = '' } = request;
  const {
    status = 200,
    headers: answered,
    body: answer,
  } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers, search: /\?.*/.exec(url)?.[0] ?? '', body },
    context,
  });
  response.statusCode = statusOf(status, answered);
  for (const [name, value] of answered) {
    response.setHeader(name, value);
  }
  if (answer.kind === 'complete') {
    endWithText(response, answer.string);
    return;
  }
  // It ends the connection where either side fails, and no more can be said.
  await pipeline(answer.asyncIterator, response).catch(() => {});
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

/** JSON where JSON was announced; other types are for Apollo Server to refuse. Throws SyntaxError. */
function parseBody(text: string, headers: HeaderMap): unknown {
  if (text === '') {
    return undefined;
  }
  return (headers.get('content-type') ?? '').startsWith(jsonType) ? JSON.parse(text) : text;
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { errors: [{ message, extensions: { code } }] });
}
