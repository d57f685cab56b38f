/** An error as it is logged. */
export type DescribedError = {
  type: string;
  message: string;
  /** Only the places, since the first lines of a stack repeat the message. */
  stack: string;
  code?: unknown;
  /** The constraint and the table of an error of PostgreSQL. */
  constraint?: unknown;
  table?: unknown;
  cause?: DescribedError;
  errors?: DescribedError[];
};

/** So deep are causes followed. */
const causesMax = 8;

/**
 * An error for the log: named properties and no others, because errors of libraries carry what they worked on.
 * Drizzle's has the parameters of the statement in its message, PostgreSQL's has values in its `detail` and `where`,
 * and for invalid values in its message, and ioredis' has the arguments of the command.
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

/** The message without the values that a statement was executed with. */
function messageOf(error: Error): string {
  if ('params' in error && 'query' in error) {
    return `Failed query: ${String(error.query)}`;
  }
  // SQLSTATE class 22, data exceptions: the message quotes the value.
  const isOfValue = error.name === 'PostgresError' && 'code' in error && String(error.code).startsWith('22');
  return isOfValue ? 'a value is not valid (SQLSTATE class 22)' : error.message;
}

/**
 * The lines of a stack that say where, behind the message; none where that cannot be found, since a message can have
 * any lines.
 */
function placesOf({ message, stack = '' }: Error): string {
  const at = stack.indexOf(message);
  return at === -1 ? '' : stack.slice(at + message.length).trim();
}

/** An error with its places and causes, for a person at a terminal. */
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
