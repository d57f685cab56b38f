import type { ApolloServer } from '@apollo/server';
import { requestIdOf } from '@tributary/platform/http-server.ts';
import type { Viewer } from '@tributary/platform/viewer.ts';
import { GraphQLError, parse, specifiedRules, validate, type ExecutionResult, type ValidationRule } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Authenticator } from './authentication.ts';
import { addressOf } from './client-address.ts';
import { gatewayContextOf, type GatewayContext } from './gateway-context.ts';
import type { Generation } from './generation.ts';
import type { BoundOperation } from './operation.ts';
import type { createOverrides } from './override-labels.ts';
import type { TributaryGateway } from './supergraph.ts';

const messageBytesMax = 4 * 1024 * 1024;
const subscriptionsMax = 100;
/** setTimeout takes no more. */
const timeoutMaxMs = 2 ** 31 - 1;

type Subscribe = (args: {
  generation: Generation;
  operation: BoundOperation;
  context: GatewayContext;
}) => AsyncIterableIterator<ExecutionResult>;

/** Serves graphql-transport-ws. The first message authenticates, and a socket lives no longer than its token. */
export function serveSockets({
  server,
  gateway,
  authenticator,
  subscribe,
  rules,
  tokensMax,
  trustedProxies,
  overridesFor,
}: {
  server: ApolloServer<GatewayContext>;
  gateway: TributaryGateway;
  authenticator: Authenticator;
  subscribe: Subscribe;
  rules: readonly ValidationRule[];
  tokensMax: number;
  trustedProxies: number;
  overridesFor: ReturnType<typeof createOverrides>;
}): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytesMax });
  const viewers = new WeakMap<WebSocket, Viewer>();

  const contextOf = ({ socket, request }: Extra): GatewayContext => ({
    viewer: viewers.get(socket) ?? { kind: 'anonymous' },
    address: addressOf(request, trustedProxies),
    requestId: requestIdOf(request),
    headers: request.headers,
    isOverrideOn: overridesFor(request.headers),
    tagValues: null,
    client: undefined,
    progress: { isGraphQL: true, hasCacheableEntities: false, later: null },
  });

  useServer(
    {
      onConnect: async ({ connectionParams, extra: { socket } }) => {
        const authorization = authorizationIn(connectionParams);
        const viewer = await authenticator.identify(authorization).catch(() => null);
        if (viewer === null) {
          // 4403 Forbidden.
          return false;
        }
        viewers.set(socket, viewer);
        if ('expiresAt' in viewer) {
          const left = viewer.expiresAt * 1000 - Date.now();
          const timeout = setTimeout(
            () => socket.close(CloseCode.Forbidden, 'Token expired'),
            Math.min(Math.max(left, 0), timeoutMaxMs),
          );
          socket.once('close', () => clearTimeout(timeout));
        }
        return true;
      },
      onSubscribe: ({ subscriptions, extra }, _id, { query, variables, operationName }) => {
        if (Object.keys(subscriptions).length > subscriptionsMax) {
          return [new GraphQLError(`A socket carries up to ${subscriptionsMax} operations. Open another one.`)];
        }
        const { apiSchema: schema } = gateway.generation;
        try {
          const document = parse(query, { maxTokens: tokensMax });
          const problems = validate(schema, document, [...specifiedRules, ...rules]);
          if (problems.length > 0) {
            return problems;
          }
          const contextValue = contextOf(extra);
          const operation = gateway.generation.operationOf(document, operationName);
          const bound = operation.bind(variables ?? {}, contextValue.isOverrideOn);
          return 'errors' in bound
            ? bound.errors
            : { schema, document, operationName, variableValues: variables, contextValue };
        } catch (error) {
          return [error instanceof GraphQLError ? error : new GraphQLError('The query cannot be read.')];
        }
      },
      subscribe: ({ document, operationName, variableValues, contextValue }) => {
        const { generation } = gateway;
        const operation = generation.operationOf(document, operationName);
        const context = gatewayContextOf(contextValue);
        const bound = operation.bind(variableValues ?? {}, context.isOverrideOn);
        return 'errors' in bound ? bound : subscribe({ generation, operation: bound, context });
      },
      execute: async ({ document, operationName, variableValues, contextValue }) => {
        const { body } = await server.executeOperation(
          { query: document, ...(operationName == null ? {} : { operationName }), variables: { ...variableValues } },
          { contextValue: gatewayContextOf(contextValue) },
        );
        if (body.kind !== 'single') {
          throw new Error('an operation was answered incrementally, which was not asked');
        }
        const { data = null, errors, extensions } = body.singleResult;
        return {
          data,
          ...(errors === undefined
            ? {}
            : { errors: errors.map(({ message, ...rest }) => new GraphQLError(message, rest)) }),
          ...(extensions === undefined ? {} : { extensions }),
        };
      },
    },
    sockets,
  );
  return sockets;
}

function authorizationIn(payload: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const value = payload?.['authorization'] ?? payload?.['Authorization'];
  return typeof value === 'string' ? value : undefined;
}
