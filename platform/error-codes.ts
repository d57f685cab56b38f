/** The notes on one code of a top-level error. */
type CodeNotes = {
  /**
   * Places where the code arises: the front door (`request`), our resolvers (`resolver`), the gateway's planning and
   * execution (`execution`), and the end of a stream (`stream`).
   */
  from: readonly ('request' | 'resolver' | 'execution' | 'stream')[];
  meaning: string;
  /** The party that has to change something. */
  fault: 'caller' | 'service' | 'subgraph' | 'nobody';
  /** The HTTP status of a response that carries this error and no data. */
  status: string;
  remedy: string;
};

/**
 * Every code that a top-level error of a response, or the last message of a stream, may have. This table is the source
 * of the types of codes and of docs/errors.md. A refusal that a caller would show to a person is data instead: a member
 * of `errors` in a payload, with a code of the schema's `UserErrorCode`.
 */
export const errorCodes = {
  BAD_REQUEST: {
    from: ['request'],
    meaning:
      'The HTTP request or socket message is malformed: invalid JSON, wrong media type or method, a parameter given twice, or a request that any web page could send.',
    fault: 'caller',
    status: '400, 405, 406 or 415',
    remedy: 'Correct the request as the message says.',
  },
  GRAPHQL_PARSE_FAILED: {
    from: ['request'],
    meaning: 'The document is not GraphQL, or has more tokens than the limit.',
    fault: 'caller',
    status: '400',
    remedy: 'Correct the syntax at the location in the error. Send long lists as variables.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    from: ['request'],
    meaning: 'The document does not fit the schema.',
    fault: 'caller',
    status: '400',
    remedy: 'Correct the operation. The schema may have changed: fetch it again.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    from: ['request'],
    meaning: 'The document has several operations, or none of the given name.',
    fault: 'caller',
    status: '400',
    remedy: 'Send the name of one operation as `operationName`.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    from: ['request'],
    meaning:
      'The gateway does not know the document of this hash. This is a step of automatic persisted queries, not a failure.',
    fault: 'nobody',
    status: '200',
    remedy: 'Send the request again with hash and document. Clients for persisted queries do so by themselves.',
  },
  INTROSPECTION_DISABLED: {
    from: ['request'],
    meaning: 'The operation asks for the schema (`__schema`, `__type`), which the gateway does not tell.',
    fault: 'caller',
    status: '400',
    remedy: 'Use the file of the schema that the operator gives. `INTROSPECTION` opens this door.',
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    from: ['request'],
    meaning: 'No manifest of trusted documents has the id.',
    fault: 'caller',
    status: '404',
    remedy: 'Publish the manifest of a client before the client.',
  },
  QUERY_NOT_IN_SAFELIST: {
    from: ['request'],
    meaning: 'The client may send only trusted documents, and this document is in no manifest.',
    fault: 'caller',
    status: '403',
    remedy: 'Add the document to a manifest.',
  },
  PERSISTED_QUERY_ID_REQUIRED: {
    from: ['request'],
    meaning: 'The client may send trusted documents only by their id, and sent one as text.',
    fault: 'caller',
    status: '400',
    remedy: 'Send `documentId` instead of `query`.',
  },
  LIMIT_EXCEEDED: {
    from: ['request'],
    meaning:
      'A limit of the gateway is exceeded: depth, aliases, directives, lines, size of the body, values in it, operations per socket, or open subscriptions.',
    fault: 'caller',
    status: '400 (document), 413 (body) or 503 (subscriptions)',
    remedy: 'Split the request. For a limit on subscriptions, try again later or open another socket.',
  },
  REQUEST_RATE_LIMITED: {
    from: ['request'],
    meaning: 'A rate limit of the gateway is used up: for this address, caller or organization. Nothing was done.',
    fault: 'caller',
    status: '429',
    remedy: 'Wait for the seconds in `Retry-After`. `RateLimit` shows what is left of each limit.',
  },
  PLAN_TOO_EXPENSIVE: {
    from: ['request'],
    meaning:
      'Validating or planning the operation takes more time or memory than the gateway allows. It is refused from now on, until the next supergraph.',
    fault: 'caller',
    status: '400',
    remedy: 'Request less at once: split the operation, or leave out fields of interfaces within interfaces.',
  },
  COST_ESTIMATED_TOO_EXPENSIVE: {
    from: ['request'],
    meaning:
      'The estimated cost of the operation exceeds its budget. `extensions` has `estimated`, `max`, and the path of the `costliest` part. Nothing was fetched.',
    fault: 'caller',
    status: '400',
    remedy: 'Ask for shorter lists, or for less in them, in several operations.',
  },
  SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE: {
    from: ['request', 'execution'],
    meaning:
      'The estimated cost of the operation at one subgraph exceeds the budget there. Nothing was fetched from it, and its fields are null. `extensions` has `subgraph`, `estimated` and `max`.',
    fault: 'caller',
    status: '400 for a subscription to that subgraph, else 200',
    remedy: 'Ask for less of the fields that are null.',
  },
  COST_INVALID_SLICING_ARGUMENTS: {
    from: ['request'],
    meaning: 'A list needs exactly one of its arguments for the length, and got none or several. Nothing was fetched.',
    fault: 'caller',
    status: '400',
    remedy: 'Give one of the arguments that the message names.',
  },
  UNAUTHENTICATED: {
    from: ['request', 'resolver', 'stream'],
    meaning: 'Credentials are missing, invalid, expired or revoked.',
    fault: 'caller',
    status: '401 if the gateway or a subgraph rejects the credentials, else 200',
    remedy: 'Get a new access token, and send the request again. Resume a stream after its last cursor.',
  },
  FORBIDDEN: {
    from: ['request', 'resolver'],
    meaning:
      'The role or the scopes of the caller do not allow this, or a page of another origin sent the cookie of its visitor.',
    fault: 'caller',
    status: '403 before a stream begins and for a cookie, else 200',
    remedy: 'Ask an operator of the organization for the right. Instead of a cookie send the token in a header.',
  },
  UNAUTHORIZED_FIELD_OR_TYPE: {
    from: ['request'],
    meaning:
      'The caller may not select a field: it requires scopes or a policy. `path` is its place in the operation, with `@` for a list and `... on X` for a fragment. The field is null.',
    fault: 'caller',
    status: '403 for a subscription or a gateway that refuses whole operations, else 200',
    remedy: 'Leave the field out, or send a token with the scopes.',
  },
  INVALID_ID: {
    from: ['resolver'],
    meaning: 'An id in a query has the wrong prefix or form. In a mutation this is a refusal.',
    fault: 'caller',
    status: '400 before a stream begins, else 200',
    remedy: 'Use an id that the API gave for this kind of object.',
  },
  INVALID_CURSOR: {
    from: ['resolver'],
    meaning: 'A cursor is not from this list, or not from the log of this organization.',
    fault: 'caller',
    status: '400 before a stream begins, else 200',
    remedy: 'Use a cursor that the same list or log gave. For a stream, the empty string is the beginning.',
  },
  INVALID_PAGE: {
    from: ['resolver'],
    meaning: '`first`, `last`, `after` or `before` is out of bounds, or the combination is not allowed.',
    fault: 'caller',
    status: '400 before a stream begins, else 200',
    remedy: 'Request 0 to 100 items with either `first` or `last`.',
  },
  BAD_USER_INPUT: {
    from: ['request', 'resolver'],
    meaning:
      'A variable has a value of the wrong type, or an argument of a query one that its description does not allow.',
    fault: 'caller',
    status: '400 if the operation is refused as a whole, else 200',
    remedy: 'Correct the value that the message names.',
  },
  QUERY_TOO_LARGE: {
    from: ['resolver'],
    meaning: 'A query would have to read more of the log than it can in its time. Nothing of its field was returned.',
    fault: 'caller',
    status: '200',
    remedy: 'Request less, as the message says: a shorter period, a later time, or fewer accounts.',
  },
  SERVICE_BUSY: {
    from: ['request', 'resolver'],
    meaning:
      'The service cannot take the request at the moment, has no keys to verify the token, or cannot know whether the access was revoked. Nothing was done, and the credentials were not judged.',
    fault: 'service',
    status: '503 if the request is refused as a whole, else 200',
    remedy: 'Send the request again after a pause.',
  },
  OUTCOME_UNKNOWN: {
    from: ['resolver', 'execution'],
    meaning:
      'A mutation got no answer in time, from the ledger or from its subgraph. It may have been executed, or may be yet. The ledger names the keys in `extensions.idempotencyKeys`.',
    fault: 'service',
    status: '200',
    remedy: 'Send the mutation again with the same idempotency key. It is executed once.',
  },
  VISIBILITY_CHANGED: {
    from: ['resolver', 'stream'],
    meaning: 'The caller may see more or less than before, so the stream ended. `extensions.cursor` is the position.',
    fault: 'nobody',
    status: '200, as the end of a stream',
    remedy: 'Resume after the cursor. The first event sets a new baseline for `previousSequence`.',
  },
  MISSING_REQUIREMENT: {
    from: ['execution'],
    meaning:
      'The planner would leave out a field that another field requires (`@requires`), so the operation is refused before any subgraph is called.',
    fault: 'service',
    status: '400',
    remedy: 'Select the field that the message names, too.',
  },
  CONFLICTING_REQUIREMENTS: {
    from: ['execution'],
    meaning: 'A field requires one field with two different arguments, which a representation cannot hold.',
    fault: 'subgraph',
    status: '400',
    remedy: 'Change the `@requires` or `@fromContext` in the subgraph.',
  },
  FIELD_NOT_AVAILABLE: {
    from: ['execution'],
    meaning: 'No plan provides a selected field for every possible type at its place.',
    fault: 'subgraph',
    status: '400',
    remedy: 'Leave the field out. Add a key, or a resolver, to the subgraph that owns it.',
  },
  ANSWER_TOO_LARGE: {
    from: ['execution'],
    meaning:
      'The answers of the subgraphs for one operation have more bytes together than it may hold (64 MiB by default). What did not fit is null.',
    fault: 'service',
    status: '200',
    remedy: 'Ask for less at once. A mutation may have happened: send it again with the same idempotency key.',
  },
  SUBGRAPH_ERROR: {
    from: ['execution'],
    meaning:
      'A subgraph returned an error without a code, or a response that does not fit the schema. The field is null.',
    fault: 'subgraph',
    status: '200',
    remedy: 'Report the request id and the path. The log has the details.',
  },
  SUBGRAPH_UNAVAILABLE: {
    from: ['execution', 'stream'],
    meaning:
      'A subgraph could not be reached, did not answer a query in time, has too many requests waiting, does not accept the signature of the gateway, or its circuit breaker is open. The field is null.',
    fault: 'service',
    status: '502 before a stream begins, else 200',
    remedy:
      'Send a query again after a pause. A mutation may have happened: send it again with the same idempotency key.',
  },
  DEADLINE_EXCEEDED: {
    from: ['execution'],
    meaning: 'The deadline of the operation (30 s by default) passed before a subgraph answered. The field is null.',
    fault: 'service',
    status: '200',
    remedy: 'Request less at once. A mutation may have happened: send it again with the same idempotency key.',
  },
  CLIENT_LEFT: {
    from: ['execution'],
    meaning:
      'The client closed the connection, so the operation was cancelled. Only requests that shared the execution can receive it.',
    fault: 'nobody',
    status: '200',
    remedy: 'Send the request again.',
  },
  SLOW_READER: {
    from: ['stream'],
    meaning: 'The client read nothing for two keep-alive periods, or fell behind a stream that cannot be resumed.',
    fault: 'caller',
    status: '200, as the end of a stream',
    remedy: 'Resume after the last cursor, and read faster.',
  },
  GOING_AWAY: {
    from: ['stream'],
    meaning: 'The server stops, or a stream over HTTP has reached its maximum age of an hour.',
    fault: 'nobody',
    status: '503 before a stream begins, else 200',
    remedy: 'Resume after the last cursor. Another server answers.',
  },
  OPERATION_INVALID: {
    from: ['stream'],
    meaning:
      'A new schema lacks a field of the subscription, or serves it from another subgraph and the stream cannot be resumed.',
    fault: 'nobody',
    status: '400 before a stream begins, else 200',
    remedy: 'Compare the subscription with the new schema, and subscribe again.',
  },
  INTERNAL_SERVER_ERROR: {
    from: ['request', 'resolver', 'execution', 'stream'],
    meaning: 'An unexpected failure. The message says no more; the log has everything under the request id.',
    fault: 'service',
    status: '500 if there is no data, else 200',
    remedy: 'Try again. If it persists, report the `x-request-id` of the response.',
  },
} as const satisfies Record<string, CodeNotes>;

export type ErrorCode = keyof typeof errorCodes;

/** The codes that arise at one source. */
export type ErrorCodeFrom<Source extends CodeNotes['from'][number]> = {
  [Code in ErrorCode]: Source extends (typeof errorCodes)[Code]['from'][number] ? Code : never;
}[ErrorCode];
