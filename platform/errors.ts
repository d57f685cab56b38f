import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { RequestScope } from './request-scope.ts';
import type { ErrorCodeFrom } from './error-codes.ts';

/** The codes with which a resolver rejects a request. Each has a row in error-codes.ts. */
export type MisuseCode = Exclude<ErrorCodeFrom<'resolver'>, 'INTERNAL_SERVER_ERROR'>;

/** A mistake that the caller can fix. Its message reaches the caller as it stands. */
export class Misuse extends GraphQLError {
  constructor(code: MisuseCode, message: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(message, { extensions: { ...extensions, code } });
    this.name = 'Misuse';
  }
}

export const unauthenticated = (
  message = 'Sign in first: send an access token as `Authorization: Bearer …`, from the mutation `signIn` or `exchangeApiKey`.',
): Misuse => new Misuse('UNAUTHENTICATED', message);

export const forbidden = (message: string): Misuse => new Misuse('FORBIDDEN', message);

const failure = 'Something went wrong on our side. Try again, and give the request id if it stays.';

/**
 * Masks internal errors. An error that was not thrown on purpose becomes `INTERNAL_SERVER_ERROR` with the request's id
 * in `extensions.requestId`, and is logged under that id. GraphQL's own errors (syntax, validation, coercion) and
 * Misuse pass.
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  { id: requestId, log }: Pick<RequestScope, 'id' | 'log'>,
): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (isEndOfMistakes(original)) {
    return { ...formatted, message: furtherMistakes, extensions: { code: 'BAD_USER_INPUT' } };
  }
  if (isMeantForCaller(original) && formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') {
    return formatted;
  }
  const cause = causeOfSeveral(original);
  if (cause !== null) {
    return { ...formatted, message: cause.message, extensions: { ...cause.extensions } };
  }
  log.error({ err: original, path: formatted.path }, 'a request failed');
  const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
  return { ...formatted, message: failure, extensions: { ...extensions, code: 'INTERNAL_SERVER_ERROR', requestId } };
}

/** The common reason of several simultaneous failures, if all were thrown on purpose for one reason; else null. */
function causeOfSeveral(original: unknown): GraphQLError | null {
  if (!(original instanceof AggregateError)) {
    return null;
  }
  const several: unknown[] = original.errors;
  const [first] = several;
  const isShared = (error: unknown) =>
    error instanceof Misuse && first instanceof Misuse && error.extensions['code'] === first.extensions['code'];
  return first instanceof Misuse && several.every(isShared) ? first : null;
}

const furtherMistakes = 'The variables have further mistakes. Correct these first.';

/** The error by which graphql-js ends its list of mistakes in variables. It has no code, unlike those before it. */
function isEndOfMistakes(original: unknown): boolean {
  return original instanceof GraphQLError && original.message.startsWith('Too many errors processing variables');
}

/** Errors without an original error are GraphQL's own or ours. All others are unexpected. */
function isMeantForCaller(original: unknown): boolean {
  return original instanceof GraphQLError;
}
