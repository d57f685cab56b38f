import { parseAnswer } from '../json/exact-answer.ts';
import { effectiveCacheControl } from './cache-control.ts';
import { BadAnswer, type HttpAnswer } from './http-answer.ts';
import { Unreached } from './http-connection.ts';
import type { AnsweredWith, SubgraphRequest, SubgraphResponse, TransportError } from './transport.ts';

/**
 * Statuses of a proxy for a subgraph that is unreachable for a moment. A GraphQL response with one of them is an
 * answer.
 */
const passingStatuses = new Set([502, 503, 504]);

/**
 * Parses an answer. `begun` is the time of the request, by `performance.now()`. A GraphQL response is an answer,
 * whatever its status.
 */
export function parseResponse(
  { text, statusCode, caching, retryAfter }: HttpAnswer,
  { hasAlteredNumbers }: SubgraphRequest,
  begun: number,
): SubgraphResponse {
  let parsed: unknown;
  try {
    parsed = parseAnswer(text, hasAlteredNumbers);
  } catch (error) {
    throw noResponse({ statusCode, retryAfter }, 'no JSON', error);
  }
  if (statusCode !== 200 && !saysDataOrErrors(parsed)) {
    throw noResponse({ statusCode, retryAfter }, 'no GraphQL response');
  }
  const response = checkedResponse(parsed);
  response.cacheControl =
    caching === undefined
      ? undefined
      : effectiveCacheControl(caching, { statusCode, delaySeconds: (performance.now() - begun) / 1_000 });
  response.length = text.length;
  return response;
}

/** The error for an answer without GraphQL: from a proxy that may soon reach the subgraph, or from another server. */
function noResponse(answeredWith: AnsweredWith, what: string, cause?: unknown): TransportError {
  const { statusCode } = answeredWith;
  if (passingStatuses.has(statusCode)) {
    return new Unreached(`answered with HTTP status ${statusCode}`, { cause, answeredWith });
  }
  const isRedirect = statusCode >= 300 && statusCode < 400;
  return new BadAnswer(
    isRedirect
      ? `answered with HTTP status ${statusCode}, and redirects are not followed`
      : `answered with HTTP status ${statusCode} and ${what}`,
    { cause, answeredWith },
  );
}

/**
 * Checks the outermost shape of a response, and trusts the rest. Members that are null count as absent, and unknown
 * ones are ignored. Errors name the mismatch.
 */
function checkedResponse(parsed: unknown): SubgraphResponse {
  if (!saysDataOrErrors(parsed)) {
    throw new BadAnswer('answered with something that is not a GraphQL response');
  }
  if (!isGraphQLResponse(parsed)) {
    const { data, errors } = parsed;
    if (Array.isArray(errors) && errors.length > 0) {
      // Without data, the subgraph's errors say more than the mismatch.
      return { data: {}, errors };
    }
    throw new BadAnswer(
      errors == null || Array.isArray(errors)
        ? `answered with \`data\` that is ${kindOf(data)}, and not an object`
        : `answered with \`errors\` that is ${kindOf(errors)}, and not a list`,
    );
  }
  if (parsed.errors === null) {
    delete parsed.errors;
  }
  return parsed;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function saysDataOrErrors(value: unknown): value is { data?: unknown; errors?: unknown } {
  return isRecord(value) && !Array.isArray(value) && (Object.hasOwn(value, 'data') || Object.hasOwn(value, 'errors'));
}

function isGraphQLResponse(value: { data?: unknown; errors?: unknown }): value is SubgraphResponse {
  const { data, errors } = value;
  return (
    (data == null || (typeof data === 'object' && !Array.isArray(data))) && (errors == null || Array.isArray(errors))
  );
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
