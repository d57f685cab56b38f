import type { GraphQLFormattedError } from 'graphql';
import { parseAnswerMessage } from '../../json/exact-answer.ts';
import { positionKey, type SubgraphResponse } from '../transport.ts';

/**
 * Parses one response of a stream. An invalid value becomes a failed event, so that a malformed event affects no other.
 */
export function readStreamResponse(value: unknown): SubgraphResponse {
  if (!isRecord(value)) {
    return failedEvent('sent an event that is not a GraphQL response');
  }
  if (isRecord(value['data']) && value['errors'] == null && value['extensions'] == null) {
    // Most events have data and nothing else.
    return { data: value['data'] };
  }
  const errors = readErrors(value['errors']);
  const extensions = isRecord(value['extensions']) ? value['extensions'] : undefined;
  const common = { ...(errors.length === 0 ? {} : { errors }), ...(extensions === undefined ? {} : { extensions }) };
  if (isRecord(value['data'])) {
    return { data: value['data'], ...common };
  }
  if (value['data'] == null && (errors.length > 0 || extensions?.[positionKey] !== undefined)) {
    return 'data' in value ? { data: null, ...common } : common;
  }
  const failed = failedEvent(
    value['data'] == null ? 'sent an event without data' : 'sent an event whose data is not an object',
  );
  return { ...common, data: null, errors: [...errors, ...(failed.errors ?? [])] };
}

/** Parses a response from JSON text. Invalid JSON becomes a failed event. */
export function parseStreamResponse(text: string): SubgraphResponse {
  const parsed = parseJson(text);
  return parsed === undefined ? failedEvent('sent an event that is not JSON') : readStreamResponse(parsed.value);
}

/**
 * Parses a message of a stream, with or without a byte order mark. Undefined for invalid JSON. The value is boxed,
 * since `null` is valid.
 */
export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: parseAnswerMessage(text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text) };
  } catch {
    return undefined;
  }
}

/** The response that ends a stream with errors. */
export function endOfStream(value: unknown): SubgraphResponse {
  const errors = readErrors(value);
  return {
    errors: errors.length > 0 ? errors : [{ message: '' }],
    endsStream: true,
  };
}

/** The response that ends a stream because the subgraph refuses the gateway's connection. */
export function refusedConnection(code: 'UNAUTHENTICATED' | 'FORBIDDEN', reason: string): SubgraphResponse {
  return endOfStream([{ message: `The subgraph refused the subscription: ${reason}.`, extensions: { code } }]);
}

/**
 * Errors in the shape of the specification, one for each error of the subgraph. A missing message becomes an empty one.
 */
export function readErrors(value: unknown): GraphQLFormattedError[] {
  const entries = value == null ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
  return entries.map((entry) => {
    if (!isRecord(entry)) {
      return { message: typeof entry === 'string' ? entry : '' };
    }
    const { message, path, extensions } = entry;
    return {
      message: typeof message === 'string' ? message : '',
      ...(isPath(path) ? { path } : {}),
      ...(isRecord(extensions) ? { extensions } : {}),
    };
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number');
}

function failedEvent(what: string): SubgraphResponse {
  return { data: null, errors: [{ message: `The subgraph ${what}.`, extensions: { code: 'SUBGRAPH_ERROR' } }] };
}
