import { fragmentsOf } from '../../planning/document-parts.ts';
import { compositeOf, schemaOfFields } from '../../public-operations/answer-schema.ts';
import type { JsonSchema, SchemaDefinitions } from '../../public-operations/json-schema.ts';
import type { PublicOperation } from '../../public-operations/public-operation.ts';
import { exampled, problemExample } from './openapi-examples.ts';
import type { ProblemType } from './problem-types.ts';
import { titleOf } from './problems.ts';
import { memberFields } from './refusal-kinds.ts';
import type { Route } from './rest-routes.ts';

const mistake = {
  type: 'object',
  description: 'One of several reasons, with its place in the request.',
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'The kind of reason.' },
    detail: { type: 'string', description: 'The reason and the remedy, in English.' },
    parameter: { type: 'string', description: 'The parameter of the path or the query string.' },
    pointer: { type: 'string', description: 'A JSON pointer into the body.' },
    header: { type: 'string', description: 'The header.' },
    path: { type: 'array', items: { type: ['string', 'integer'] }, description: 'The place in the answer.' },
  },
  required: ['detail'],
} as const;

/** The schemas of problems (RFC 9457), and of answers that lack something. */
export const problemSchemas: Readonly<Record<string, JsonSchema>> = {
  Problem: {
    type: 'object',
    description: 'A problem of RFC 9457. Decide in a program by `type`, and show `detail` to a person.',
    properties: {
      type: {
        type: 'string',
        format: 'uri-reference',
        description: 'The kind of problem: `/problems/<name>`, a path of the gateway that explains it.',
      },
      title: { type: 'string', description: 'A summary of the status.' },
      status: { type: 'integer', description: 'The HTTP status.' },
      detail: { type: 'string', description: 'The reason and the remedy, in English.' },
      requestId: { type: 'string', description: 'The id of the request. Give it when you report a failure.' },
      errors: { type: 'array', items: { $ref: '#/components/schemas/Mistake' }, description: 'All reasons.' },
    },
    required: ['type', 'title', 'status', 'detail', 'requestId'],
  },
  Mistake: mistake,
  PartialAnswer: {
    type: 'object',
    description: 'An answer whose null fields may have reasons.',
    properties: {
      errors: {
        type: 'array',
        items: { $ref: '#/components/schemas/Mistake' },
        description: 'The reasons why fields are null that need not be. Left out if there are none.',
      },
    },
  },
};

/** The name of the schema of refusals. */
export const refusalName = 'RefusedRequest';

/** The statuses of problems, by the kind of operation. */
const statuses = {
  query: [400, 401, 403, 404, 406, 422, 429, 500, 502, 503, 504],
  mutation: [400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 500, 502, 503, 504],
  subscription: [400, 401, 403, 404, 406, 429, 500, 502, 503, 504],
} as const;

/** References to the responses that are problems. */
export function problemsOf({ kind }: PublicOperation, { isRead }: { isRead: boolean }): Record<string, JsonSchema> {
  const some: readonly number[] = isRead ? statuses[kind] : statuses.mutation;
  return Object.fromEntries(
    some.map((status) => [
      String(status),
      { $ref: `#/components/responses/${kind === 'mutation' && status === 422 ? 'Refused' : `Problem${status}`}` },
    ]),
  );
}

/** The responses that are problems, by their names. */
export function errorResponses(
  types: Iterable<ProblemType>,
  { hasRefusals, refusal }: { hasRefusals: boolean; refusal: JsonSchema | null },
): Record<string, JsonSchema> {
  const all = [...types];
  const response = (status: number, schema: 'Problem' | typeof refusalName) => ({
    description: `${titleOf(status)}.\n\n${typesWith(status, all, schema === refusalName || status !== 422)}`,
    ...(status === 429 || status === 503
      ? { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } } }
      : {}),
    content: {
      'application/problem+json': {
        schema: { $ref: `#/components/schemas/${schema}` },
        ...exampled(schema === refusalName ? refusal : problemExample(status)),
      },
    },
  });
  const some = [...new Set(Object.values(statuses).flat())].toSorted((one, other) => one - other);
  return {
    ...Object.fromEntries(some.map((status) => [`Problem${status}`, response(status, 'Problem')])),
    ...(hasRefusals ? { Refused: response(422, refusalName) } : {}),
  };
}

/** The types with a status, each with its meaning. */
function typesWith(status: number, types: readonly ProblemType[], takesRefusals: boolean): string {
  return types
    .flatMap(({ type, meanings }) =>
      meanings
        .filter(({ statuses: some, isRefusal }) => some.includes(status) && (takesRefusals || !isRefusal))
        .map(({ meaning }) => `- [\`${type}\`](${type}): ${meaning}`),
    )
    .join('\n');
}

/** The schema of refusals, from one mutation: the members that some of them have. */
export function refusalSchema(route: Route, definitions: SchemaDefinitions): Record<string, JsonSchema> {
  const { answer, operation, schema } = route;
  const field = answer.payload?.errors ?? null;
  const type = field === null ? null : compositeOf(field.definition.type);
  if (type === null) {
    return {};
  }
  const parts = { schema, fragments: fragmentsOf(operation.document), definitions };
  const { properties } = schemaOfFields(type, memberFields(route), parts);
  return {
    [refusalName]: {
      allOf: [
        { $ref: '#/components/schemas/Problem' },
        {
          type: 'object',
          description: 'A request that was understood and refused. Nothing was done.',
          ...(typeof properties === 'object' ? { properties } : {}),
        },
      ],
    },
  };
}
