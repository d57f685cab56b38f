/** The problems that only REST has, by their names: `/problems/<name>` is the type. The others are codes of errors. */
export const ownProblems = {
  'invalid-request': {
    status: 400,
    meaning: 'The path, the query string, a header or the body has mistakes. Nothing was executed.',
    remedy: 'Correct each mistake of `errors` at its `parameter`, `pointer` or `header`, and send the request again.',
  },
  'idempotency-key-missing': {
    status: 400,
    meaning: 'The endpoint takes no request without an idempotency key.',
    remedy:
      'Send a key of your own, such as a UUID, as `Idempotency-Key`. Repeat it only when you repeat the same request.',
  },
  'no-such-endpoint': {
    status: 404,
    meaning: 'No endpoint has this path.',
    remedy: 'Take the path from `/api/openapi.json`, which lists all endpoints.',
  },
  'not-found': {
    status: 404,
    meaning: 'The path names nothing that the caller may see.',
    remedy: 'Check the ids in the path, and the rights of the access token.',
  },
  'method-not-allowed': {
    status: 405,
    meaning: 'The path has no such method.',
    remedy: 'Use a method that the header `Allow` names.',
  },
  'not-acceptable': {
    status: 406,
    meaning: 'The header `accept` names no format in which the endpoint answers.',
    remedy: 'Name the format that `detail` names, or leave `accept` out.',
  },
  'request-in-progress': {
    status: 409,
    meaning: 'A request with the same idempotency key is in progress.',
    remedy: 'Wait for the seconds in `Retry-After`, and send the request again. It gets the answer of the first one.',
  },
  'line-too-long': {
    status: 413,
    meaning: 'One line of the body has too many bytes. It was not executed; other lines stand for themselves.',
    remedy: 'Send one JSON object on each line.',
  },
  'unsupported-media-type': {
    status: 415,
    meaning: 'The endpoint does not take the media type of the body.',
    remedy: 'Send JSON as `content-type: application/json`.',
  },
  refused: {
    status: 422,
    meaning: 'The request was refused, without a code. Nothing was done.',
    remedy: 'Decide by `detail`.',
  },
} as const;

export type OwnProblem = keyof typeof ownProblems;
