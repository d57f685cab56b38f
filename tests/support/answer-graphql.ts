import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { ApolloServer, BaseContext } from '@apollo/server';
import {
  parseRequestBody,
  RequestRefused,
  searchOf,
  sendRefusal,
} from '@tributary/gateway/front/http/client-request.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { createCompression } from '@tributary/gateway/front/http/compression.ts';
import { sendHttpGraphQLResponse, toHttpGraphQLRequest } from '@tributary/gateway/front/http/http-adapter.ts';

/** Connects an Apollo Server of a test to Node's HTTP server by the gateway's own HTTP adapter. */
export async function answerGraphQL<Context extends BaseContext>(
  request: HttpRequest,
  response: HttpResponse,
  {
    server,
    bodyBytesMax,
    context,
    scope,
  }: {
    server: ApolloServer<Context>;
    bodyBytesMax: number;
    context: () => Promise<Context>;
    scope: { log: Logger };
  },
): Promise<void> {
  try {
    const search = searchOf(request);
    const body = await parseRequestBody(request, bodyBytesMax);
    const httpGraphQLRequest = toHttpGraphQLRequest(request, { body, search });
    const answer = await server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context });
    await sendHttpGraphQLResponse(request, response, answer, { compression: createCompression(null), scope });
  } catch (error) {
    if (!(error instanceof RequestRefused)) {
      throw error;
    }
    sendRefusal(response, error);
  }
}
