import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { LaterAnswers } from '../../execution/answer-in-parts.ts';
import type { DeferredAnswer } from '../../execution/deferred-parts.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import { acceptedBy, partsType } from './negotiation.ts';

/**
 * Lets Apollo Server send answers in parts. Its gateway can give it the first part only, so the others follow here, with errors as `format` makes them. Who takes nothing but parts gets
 * also a whole answer as one.
 */
export function incrementalDelivery(
  format: (error: GraphQLError, scope: RequestScope) => GraphQLFormattedError,
): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request: { http }, response, contextValue: { progress, scope } }) => {
        const { json, takesParts } = acceptedBy(http?.headers.get('accept'));
        const isOnePart = progress.later === null && takesParts && json === null;
        if (response.body.kind !== 'single' || (progress.later === null && !isOnePart)) {
          return;
        }
        // So that Apollo Server, which looks once more, chooses no other type that the client accepts.
        http?.headers.set('accept', partsType);
        // Clients read parts only then.
        response.http.status = 200;
        response.body = {
          kind: 'incremental',
          initialResult: { ...response.body.singleResult, hasNext: progress.later !== null },
          subsequentResults: payloadsOf(progress.later ?? nothing(), (error) => format(error, scope)),
        };
      },
    }),
  };
}

async function* payloadsOf(later: AsyncIterable<LaterAnswers>, format: (error: GraphQLError) => GraphQLFormattedError) {
  for await (const { answers, hasNext } of later) {
    yield answers.length === 0
      ? { hasNext }
      : { incremental: answers.map((answer) => payloadOf(answer, format)), hasNext };
  }
}

function payloadOf(
  { data, path, label, errors }: DeferredAnswer,
  format: (error: GraphQLError) => GraphQLFormattedError,
) {
  return {
    data,
    path,
    ...(label === undefined ? {} : { label }),
    ...(errors.length === 0 ? {} : { errors: errors.map((error) => format(error)) }),
  };
}

async function* nothing() {}
