import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { LaterAnswers } from './execution/answer-in-parts.ts';
import type { DeferredAnswer } from './execution/deferred-parts.ts';
import type { GatewayContext } from './gateway-context.ts';

/** Parts as Apollo's clients take them: https://github.com/graphql/graphql-spec/pull/742 as it was on 2022-08-24. */
const partsType = 'multipart/mixed; deferSpec=20220824';
const partsRange = /(?:^|,)\s*multipart\/mixed\s*;[^,]*\bdeferSpec="?20220824"?\s*(?=[;,]|$)/i;
const wholeRange = /(?:^|,)\s*(?:\*\/\*|application\/(?:\*|json|graphql-response\+json))\s*(?=[;,]|$)/i;

/** Whether a client that accepts these types takes later what it deferred. */
export function takesParts(accept: string | undefined): boolean {
  return accept !== undefined && partsRange.test(accept);
}

/**
 * Lets Apollo Server send answers in parts. Its gateway can give it the first part only, so the others follow here, with errors as `format` makes them. Who takes nothing but parts gets
 * also a whole answer as one.
 */
export function incrementalDelivery(
  format: (error: GraphQLError) => GraphQLFormattedError,
): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request: { http }, response, contextValue: { progress } }) => {
        const accept = http?.headers.get('accept');
        const isOnePart = progress.later === null && takesParts(accept) && !wholeRange.test(accept ?? '');
        if (response.body.kind !== 'single' || (progress.later === null && !isOnePart)) {
          return;
        }
        // So that Apollo Server, which looks once more, chooses no other type that the client accepts.
        http?.headers.set('accept', partsType);
        response.body = {
          kind: 'incremental',
          initialResult: { ...response.body.singleResult, hasNext: progress.later !== null },
          subsequentResults: payloadsOf(progress.later ?? nothing(), format),
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
    ...(errors.length === 0 ? {} : { errors: errors.map(format) }),
  };
}

async function* nothing() {}
