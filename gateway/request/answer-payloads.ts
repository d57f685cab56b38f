import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { LaterAnswers } from '../execution/answer-in-parts.ts';
import type { DeferredAnswer } from '../execution/deferred-parts.ts';

export type Format = (error: GraphQLError) => GraphQLFormattedError;

/** The later parts of an answer, as Apollo Server takes them. */
export async function* payloadsOf(later: AsyncIterable<LaterAnswers>, format: Format) {
  for await (const { answers, hasNext } of later) {
    yield answers.length === 0
      ? { hasNext }
      : { incremental: answers.map((answer) => payloadOf(answer, format)), hasNext };
  }
}

function payloadOf({ data, path, label, errors }: DeferredAnswer, format: Format) {
  return {
    data,
    path,
    ...(label === undefined ? {} : { label }),
    ...(errors.length === 0 ? {} : { errors: errors.map((error) => format(error)) }),
  };
}
