import type { Tool } from '@modelcontextprotocol/server';
import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { jsonObject } from '../../request/operation-request.ts';
import { searchSchema } from './search-schema.ts';
import { failureOf, structured, type ToolEnd } from './tool-results.ts';

const wordsMax = 10;
const foundMax = 50;
const foundDefault = 10;

const searchArguments = z.strictObject({
  query: z.string().min(1).max(200),
  first: z.number().int().min(1).max(foundMax).default(foundDefault),
  after: z
    .string()
    .regex(/^\d{1,6}$/, 'must be `endCursor` of the page before')
    .default('0'),
});

/** The tool that finds types and fields of the schema which the caller sees. */
export const searchTool: Tool = {
  name: 'search_schema',
  title: 'Search the schema',
  description:
    'Finds types, fields, inputs and enum values of the GraphQL schema by words in their names and descriptions. Use it before `run_query`.',
  inputSchema: {
    type: 'object',
    properties: {
      query: { type: 'string', maxLength: 200, description: `Up to ${wordsMax} words. All of them must be there.` },
      first: {
        type: 'integer',
        minimum: 1,
        maximum: foundMax,
        default: foundDefault,
        description: 'Size of the page.',
      },
      after: { type: 'string', description: '`endCursor` of the page before.' },
    },
    required: ['query'],
    additionalProperties: false,
  },
  outputSchema: {
    type: 'object',
    properties: {
      elements: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            coordinate: { type: 'string' },
            kind: { type: 'string', enum: ['type', 'field', 'inputField', 'enumValue'] },
            signature: { type: 'string' },
            description: { type: 'string' },
          },
          required: ['coordinate', 'kind', 'signature', 'description'],
        },
      },
      totalCount: { type: 'integer' },
      endCursor: { type: ['string', 'null'], description: 'Null on the last page.' },
    },
    required: ['elements', 'totalCount', 'endCursor'],
  },
  annotations: { readOnlyHint: true, idempotentHint: true, destructiveHint: false, openWorldHint: false },
};

/** The result of a search, by the page that the arguments ask for. */
export function answerSearch(schema: GraphQLSchema, given: unknown): ToolEnd {
  const { success, data, error } = searchArguments.safeParse(given);
  if (!success) {
    return invalid(z.prettifyError(error));
  }
  const words = data.query
    .split(/[\s.,()]+/)
    .filter((word) => word !== '')
    .slice(0, wordsMax);
  const found = words.length === 0 ? [] : searchSchema(schema, words);
  const start = Number(data.after);
  const end = start + data.first;
  const page = {
    elements: found.slice(start, end),
    totalCount: found.length,
    endCursor: end < found.length ? String(end) : null,
  };
  return { result: structured(JSON.stringify(page)), outcome: 'answered' };
}

/** The tool that executes a document of the caller. */
export function queryTool(takesMutations: boolean): Tool {
  return {
    name: 'run_query',
    title: 'Run a GraphQL query',
    description: `Executes a GraphQL ${takesMutations ? 'query or mutation' : 'query'} for you, within the limits on depth, cost and rate. Ask for small pages (\`first\`), and for the fields that you need.`,
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'The GraphQL document.' },
        variables: { type: 'object', description: 'Its variables.' },
        operationName: { type: 'string', description: 'The operation to execute, if the document has several.' },
      },
      required: ['query'],
      additionalProperties: false,
    },
    outputSchema: {
      type: 'object',
      properties: { data: { type: 'object' }, errors: { type: 'array', items: { type: 'object' } } },
      required: ['data'],
    },
    annotations: {
      readOnlyHint: !takesMutations,
      idempotentHint: !takesMutations,
      destructiveHint: takesMutations,
      openWorldHint: false,
    },
  };
}

const queryArguments = z.strictObject({
  query: z.string().min(1),
  variables: jsonObject.nullish(),
  operationName: z.string().nullish(),
});

/** The operation that the arguments ask for, or the end of the call if they do not fit. */
export function parseQuery(given: unknown): z.output<typeof queryArguments> | ToolEnd {
  const { success, data, error } = queryArguments.safeParse(given);
  return success ? data : invalid(z.prettifyError(error));
}

/** The end of a call whose arguments do not fit the tool. */
export function invalid(reason: string): ToolEnd {
  return { result: failureOf(`BAD_USER_INPUT: The arguments do not fit the tool. ${reason}`), outcome: 'refused' };
}
