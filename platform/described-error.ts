/** An error as it is logged. */
export type DescribedError = {
  type: string;
  message: string;
  /** Only the frames, since the first lines of a stack repeat the message. */
  stack: string;
  code?: unknown;
  /** The constraint and the table that an error of PostgreSQL names. */
  constraint?: unknown;
  table?: unknown;
  cause?: DescribedError;
  errors?: DescribedError[];
};

/** Limit on the depth of the chain of causes. */
const causesMax = 8;

/**
 * An error for the log: named properties only, because errors of libraries carry the data they worked on. Drizzle's
 * message has the parameters of the statement. PostgreSQL has values in `detail` and `where`, and for invalid values in
 * the message. ioredis has the arguments of the command.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) {
    return {
      type: typeof error,
      message: typeof error === 'string' ? error : 'something was thrown that is not an Error',
      stack: '',
    };
  }
  const details: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(error));
  const { code = codeIn(details['extensions']), constraint_name: constraint, table_name: table } = details;
  const { cause } = error;
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    message: messageOf(error),
    stack: placesOf(error),
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(table === undefined ? {} : { table }),
    ...(cause instanceof Error && depth < causesMax ? { cause: describeError(cause, depth + 1) } : {}),
    ...(error instanceof AggregateError && depth < causesMax
      ? { errors: error.errors.map((one) => describeError(one, depth + 1)) }
      : {}),
  };
}

/** The code in the extensions of a GraphQLError. */
function codeIn(extensions: unknown): unknown {
  return typeof extensions === 'object' && extensions !== null && 'code' in extensions ? extensions.code : undefined;
}

/** The message without the parameters of the statement. */
function messageOf(error: Error): string {
  if ('params' in error && 'query' in error) {
    return `Failed query: ${String(error.query)}`;
  }
  // SQLSTATE class 22, data exceptions: the message quotes the value.
  const isOfValue = error.name === 'PostgresError' && 'code' in error && String(error.code).startsWith('22');
  return isOfValue ? 'a value is not valid (SQLSTATE class 22)' : error.message;
}

/** The stack frames behind the message. None if they cannot be told apart, since a message can have any lines. */
function placesOf({ message, stack = '' }: Error): string {
  const at = stack.indexOf(message);
  return at === -1 ? '' : stack.slice(at + message.length).trim();
}

/** An error with its stack frames and causes, for a person at a terminal. */
export function printableError(error: unknown): string {
  const textOf = ({ type, message, stack, cause, errors = [] }: DescribedError): string =>
    [
      `${type}: ${message}`,
      ...(stack === '' ? [] : [`    ${stack}`]),
      ...(cause === undefined ? [] : [`caused by ${textOf(cause)}`]),
      ...errors.map(textOf),
    ].join('\n');
  return textOf(describeError(error));
}
