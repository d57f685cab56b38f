import { getNamedType, isEnumType } from 'graphql';
import { fragmentsOf } from '../../planning/document-parts.ts';
import { compositeOf, schemaOfFields, selectedFields } from '../../public-operations/answer-schema.ts';
import type { JsonSchema, SchemaDefinitions } from '../../public-operations/json-schema.ts';
import type { PublicOperation } from '../../public-operations/public-operation.ts';
import { selectionsOf } from './answer-shape.ts';
import { nameOfCode, titleOf, typeOfName } from './problems.ts';
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
      type: { type: 'string', format: 'uri-reference', description: 'The kind of problem: `/problems/<name>`.' },
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
export function errorResponses(hasRefusals: boolean): Record<string, JsonSchema> {
  const response = (status: number, schema: string) => ({
    description: `${titleOf(status)}.`,
    ...(status === 429 || status === 503
      ? { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } } }
      : {}),
    content: { 'application/problem+json': { schema: { $ref: `#/components/schemas/${schema}` } } },
  });
  const all = [...new Set(Object.values(statuses).flat())].toSorted((one, other) => one - other);
  return {
    ...Object.fromEntries(all.map((status) => [`Problem${status}`, response(status, 'Problem')])),
    ...(hasRefusals ? { Refused: response(422, refusalName) } : {}),
  };
}

/** The schema of refusals, from one mutation: their types, and the members that some of them have. */
export function refusalSchema(
  { answer, operation, schema }: Route,
  definitions: SchemaDefinitions,
): Record<string, JsonSchema> {
  const field = answer.payload?.errors ?? null;
  const type = field === null ? null : compositeOf(field.definition.type);
  if (field === null || type === null) {
    return {};
  }
  const parts = { schema, fragments: fragmentsOf(operation.document), definitions };
  const selected = selectedFields(type, selectionsOf(field.nodes), parts);
  const own = selected.filter(({ name }) => !['code', 'message', 'path', '__typename'].includes(name));
  const { properties } = schemaOfFields(type, own, parts);
  const code = selected.find(({ name }) => name === 'code');
  const codes = code === undefined ? null : getNamedType(code.definition.type);
  const names = isEnumType(codes) ? codes.getValues() : [];
  return {
    [refusalName]: {
      allOf: [
        { $ref: '#/components/schemas/Problem' },
        {
          type: 'object',
          description: 'A request that was understood and refused. Nothing was done.',
          properties: {
            type: {
              type: 'string',
              description: names
                .map(
                  ({ name, description }) =>
                    `- \`${typeOfName(nameOfCode(name))}\`: ${(description ?? '').replaceAll(/\s+/g, ' ')}`,
                )
                .join('\n'),
            },
            ...(typeof properties === 'object' ? properties : {}),
          },
        },
      ],
    },
  };
}
