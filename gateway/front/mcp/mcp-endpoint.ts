import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import { isObject } from '../../compile/data.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import {
  asRefusal,
  notJson,
  parseRequestBody,
  refusal,
  RequestRefused,
  sendRefusal,
  type Identify,
} from '../http/client-request.ts';
import { isJson } from '../http/negotiation.ts';
import { agentInSession, agentOf, sessionHeader, sessionIdOf } from './agent-name.ts';
import { createMcpServer, type McpServerParts } from './mcp-server.ts';
import type { ProtectedResource } from './protected-resource.ts';

/** Tools have one result, and no streams. */
const transport: GatewayContext['transport'] = {
  takesParts: false,
  takesOnlyParts: false,
  takesSubscriptions: false,
  takesOnlySubscriptions: false,
  isReadOnly: false,
};

type McpExchange = { request: HttpRequest; response: HttpResponse; scope: RequestScope; identify: Identify };

export type McpEndpointSettings = Omit<McpServerParts, 'context' | 'agent'> & {
  resource: ProtectedResource;
  /** Returns the reason why a page of another origin may not call, or null. */
  checkOrigin: (request: HttpRequest) => string | null;
  /** Whether callers without a token are refused. */
  demandsToken: boolean;
  bodyBytesMax: number;
};

/**
 * Answers the Model Context Protocol by Streamable HTTP, in the versions of 2026 and, with their handshake, of 2025. It
 * keeps no sessions: each request names its caller, and is answered by a server of its own. The id that it gives to a
 * client of 2025 only carries the name of the agent.
 */
export function createMcpEndpoint({
  resource,
  checkOrigin,
  demandsToken,
  bodyBytesMax,
  ...parts
}: McpEndpointSettings): (exchange: McpExchange) => Promise<void> {
  const answer = async ({ request, response, scope, identify }: McpExchange): Promise<void> => {
    refuseUnanswerable(request, checkOrigin);
    const context = await identify(transport, null);
    if (demandsToken && context.caller.issuer === null) {
      throw refusal(401, 'Send an access token. Agents are served on behalf of a caller only.', {
        code: 'UNAUTHENTICATED',
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    const body = await parseRequestBody(request, bodyBytesMax, 'value');
    if (body === undefined || Array.isArray(body)) {
      throw refusal(400, 'Send one message of JSON-RPC in each request.');
    }
    const { headers } = request;
    const named = isObject(body) && body['method'] === 'initialize' ? agentOf(paramsOf(body)['clientInfo']) : null;
    if (named !== null) {
      response.setHeader(sessionHeader, sessionIdOf(named));
    }
    const agent = agentInSession(headers[sessionHeader]);
    const onerror = (error: Error) => scope.log.info({ err: error }, 'a message of an agent was refused');
    // No streams of notifications: nothing is announced, since tools are made anew for each request.
    const handler = createMcpHandler(() => createMcpServer({ ...parts, context, agent }), {
      onerror,
      maxSubscriptions: 0,
    });
    const { method = 'POST', url = '/' } = request;
    const read = { method, url, headers, [Symbol.asyncIterator]: () => request[Symbol.asyncIterator]() };
    await toNodeHandler(handler, { onerror })(read, writerTo(response), body);
  };

  return (exchange) =>
    answer(exchange).catch((error: unknown) => {
      const { request, response } = exchange;
      sendRefusal(
        response,
        challenged(asRefusal(error), (challenge) => resource.challengeFor(request, challenge)),
      );
    });
}

function refuseUnanswerable(request: HttpRequest, checkOrigin: McpEndpointSettings['checkOrigin']): void {
  const { method = '', headers } = request;
  if (checkOrigin(request) !== null) {
    throw refusal(403, "Pages of this origin may not call agents' tools. CORS_ORIGINS allows origins.", {
      code: 'FORBIDDEN',
    });
  }
  if (method !== 'POST') {
    throw refusal(405, 'Agents send their messages by POST. There are no sessions to read or to end.', {
      headers: { allow: 'POST, OPTIONS' },
    });
  }
  if (!isJson(headers['content-type'])) {
    throw notJson();
  }
}

function paramsOf({ params }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isObject(params) ? params : {};
}

/** The response without the headers of the connection, which HTTP/2 has not. */
function writerTo(response: HttpResponse) {
  return {
    writeHead: (status: number, headers: Record<string, string> = {}) =>
      response.writeHead(status, Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'connection'))),
    write: (chunk: string | Uint8Array) => response.write(chunk),
    end: (chunk?: string | Uint8Array) => response.end(chunk),
    on: (event: string, listener: (...args: unknown[]) => void) => response.on(event, listener),
    get destroyed() {
      return response.destroyed;
    },
  };
}

/** A refusal of the caller, with the place of the metadata of OAuth. */
function challenged(refused: RequestRefused, challengeOf: (challenge: string) => string): RequestRefused {
  const { status, errors, headers } = refused;
  return status === 401
    ? new RequestRefused(status, errors, {
        ...headers,
        'www-authenticate': challengeOf(headers['www-authenticate'] ?? 'Bearer'),
      })
    : refused;
}
