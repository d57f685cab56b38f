import { basename, extname } from 'node:path';
import { isInputObjectType, isListType, isNonNullType, getNullableType, type GraphQLSchema } from 'graphql';
import {
  described,
  inputObjectSchema,
  inputSchema,
  SchemaDefinitions,
  type JsonSchema,
} from '../../public-operations/json-schema.ts';
import type { PublicOperation } from '../../public-operations/public-operation.ts';
import { errorResponses, problemSchemas, refusalName, refusalSchema } from './openapi-problems.ts';
import { bulkOf, linesType } from './bulk-lines.ts';
import { successResponses } from './openapi-answers.ts';
import { exampled, refusalExample, requestExample, type RequestExample } from './openapi-examples.ts';
import { problemTypes } from './problem-types.ts';
import { apiPrefix, createRoutes, keyField, type Route, type RouteVariable } from './rest-routes.ts';

/** What the descriptions of operations say that anybody may call. */
const needsNoCredentials = /\bneeds no (?:other )?(?:credentials|access token)\b/i;
const headerText = { type: 'string' } as const;
/** A key of up to 255 characters, as `bindRequest` takes it. */
const keySchema = {
  ...headerText,
  minLength: 1,
  maxLength: 257,
  pattern: String.raw`^("([ !#-\[\]-~]|\\["\\])+"|[!#-+\-.-:<-~]+)$`,
};

/** A document of OpenAPI 3.1. */
export type OpenApiDocument = { readonly [key: string]: unknown };

/** The endpoints of public operations as a document of OpenAPI 3.1, with the descriptions of the graph. */
export function openApiDocument(
  operations: readonly PublicOperation[],
  schema: GraphQLSchema,
  { title = 'API' }: { title?: string } = {},
): OpenApiDocument {
  const { routes } = createRoutes(operations, schema);
  const definitions = new SchemaDefinitions('#/components/schemas/', [...Object.keys(problemSchemas), refusalName]);
  const byPath = Map.groupBy(routes, ({ endpoint }) => endpoint.path);
  const paths = Object.fromEntries(
    [...byPath].map(([path, some]) => [
      path,
      Object.fromEntries(some.map((route) => [route.endpoint.method.toLowerCase(), operationOf(route, definitions)])),
    ]),
  );
  const refused = routes.find(({ answer }) => answer.payload?.errors != null);
  const ofRefusals = refused === undefined ? {} : refusalSchema(refused, definitions);
  return {
    openapi: '3.1.1',
    info: {
      title,
      version: '1',
      description: `Each endpoint is a named operation of the GraphQL API at \`/graphql\`, with the same rights, limits and costs. Amounts are exact decimals as text. Everything but a success is a problem of RFC 9457. Lists have \`data\`, and their next page in the header \`Link\`.`,
    },
    servers: [{ url: apiPrefix }],
    security: [{ bearerToken: [] }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearerToken: { type: 'http', scheme: 'bearer', description: 'An access token.' },
        streamTicket: {
          type: 'apiKey',
          in: 'query',
          name: 'ticket',
          description: 'A ticket that opens one stream, for clients that cannot send headers.',
        },
      },
      schemas: {
        ...definitions.schemas,
        ...problemSchemas,
        ...ofRefusals,
      },
      responses: errorResponses(problemTypes(routes).values(), {
        hasRefusals: refused !== undefined,
        refusal: refusalExample(routes),
      }),
    },
  };
}

function operationOf(route: Route, definitions: SchemaDefinitions) {
  const { operation, endpoint } = route;
  const example = requestExample(route);
  const body = requestBodyOf(route, definitions, example);
  return {
    operationId: `${operation.name.charAt(0).toLowerCase()}${operation.name.slice(1)}`,
    summary: firstSentence(operation.description),
    description: operation.description.replaceAll(/\s*\n\s*/g, ' '),
    tags: [tagOf(route)],
    ...securityOf(route),
    parameters: [
      ...endpoint.params.map(({ name, variable, field }) =>
        Object.assign(pathParameter(route, { name, variable, field }, definitions), exampled(example?.path[name])),
      ),
      ...route.inQuery.map((each) =>
        Object.assign(queryParameter(each, definitions), exampled(example?.query[each.name])),
      ),
      ...headersOf(route, example),
    ],
    ...(body === null ? {} : { requestBody: body }),
    responses: successResponses(route, definitions),
  };
}

function tagOf({ operation: { file } }: Route): string {
  return basename(file, extname(file));
}

function securityOf({ operation: { description, kind } }: Route) {
  if (needsNoCredentials.test(description)) {
    return { security: [{}, { bearerToken: [] }] };
  }
  return kind === 'subscription' ? { security: [{ bearerToken: [] }, { streamTicket: [] }] } : {};
}

function firstSentence(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return /^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
}

function pathParameter(
  { variables, body }: Route,
  { name, variable, field }: { name: string; variable: string; field: string | null },
  definitions: SchemaDefinitions,
) {
  const declared = variables.find((each) => each.name === variable);
  const ofInput = field !== null && body?.kind === 'input' ? body.type.getFields()[field] : undefined;
  const type = ofInput?.type ?? declared?.type;
  return {
    name,
    in: 'path',
    required: true,
    ...described(ofInput?.description ?? declared?.description),
    schema: type === undefined ? { type: 'string' } : presentInput(type, definitions),
  };
}

function queryParameter({ name, type, isRequired, description }: RouteVariable, definitions: SchemaDefinitions) {
  const present = getNullableType(type);
  const style = isInputObjectType(present)
    ? { style: 'deepObject', explode: true }
    : isListType(present)
      ? { style: 'form', explode: true }
      : {};
  return {
    name,
    in: 'query',
    ...(isRequired ? { required: true } : {}),
    ...described(description),
    ...style,
    schema: presentInput(type, definitions),
  };
}

/** The schema of a value that is not null: a URL has no null. */
function presentInput(type: RouteVariable['type'], definitions: SchemaDefinitions): JsonSchema {
  const present = getNullableType(type);
  if (isListType(present)) {
    return { type: 'array', items: presentInput(present.ofType, definitions) };
  }
  const { anyOf, type: names, ...rest } = inputSchema(present, definitions);
  if (Array.isArray(anyOf)) {
    const [first]: unknown[] = anyOf;
    return typeof first === 'object' && first !== null ? { ...first } : {};
  }
  const [name]: unknown[] = Array.isArray(names) ? names : [names];
  return name === undefined ? rest : { type: name, ...rest };
}

function headersOf({ key, operation: { kind }, endpoint: { method } }: Route, example: RequestExample | null) {
  const header = (name: string, description: string, schema: JsonSchema, others: JsonSchema = {}) => ({
    name,
    in: 'header',
    description,
    schema,
    ...others,
  });
  return [
    ...(key === null
      ? []
      : [
          header(
            'Idempotency-Key',
            'Your own name for this request, such as a UUID, with or without quotation marks. Repeat it when you repeat the request: it is executed once, and answered alike.',
            keySchema,
            { ...(key === 'required' ? { required: true } : {}), ...exampled(example?.key) },
          ),
        ]),
    ...(kind === 'mutation'
      ? [header('Prefer', '`return=minimal` for an answer without a body. Other preferences are ignored.', headerText)]
      : []),
    ...(kind === 'query' && method === 'GET'
      ? [header('If-None-Match', 'The `ETag` of an answer that you have: 304 if it is still the same.', headerText)]
      : []),
    ...(kind === 'subscription'
      ? [
          header('Last-Event-ID', 'The `id` of the last event that you handled: the stream continues after it.', {
            type: 'string',
          }),
        ]
      : []),
  ];
}

/** The body of a request. The path and the header have the other fields of the input. Null without a body. */
function requestBodyOf(route: Route, definitions: SchemaDefinitions, example: RequestExample | null) {
  const { body, endpoint, key, operation, variables } = route;
  if (body === null) {
    return null;
  }
  if (body.kind === 'variables') {
    const schema = {
      type: 'object',
      properties: Object.fromEntries(
        variables.map((each) => [
          each.name,
          { ...inputSchema(each.type, definitions), ...described(each.description) },
        ]),
      ),
      required: variables.filter(({ isRequired }) => isRequired).map(({ name }) => name),
      additionalProperties: false,
    };
    return {
      required: schema.required.length > 0,
      content: { 'application/json': { schema, ...exampled(example?.body) } },
    };
  }
  const without = [
    ...endpoint.params.flatMap(({ field }) => (field === null ? [] : [field])),
    ...(key === null ? [] : [keyField]),
  ];
  const fields = Object.values(body.type.getFields()).filter(({ name }) => !without.includes(name));
  if (fields.length === 0) {
    return null;
  }
  const isRequired = fields.some(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  const schema = definitions.refer(without.length === 0 ? body.type.name : `${operation.name}Body`, () =>
    inputObjectSchema(body.type, definitions, { without }),
  );
  const lines = { schema: { type: 'string', description: 'One item as JSON on each line.' } };
  return {
    required: isRequired,
    content: {
      'application/json': { schema, ...exampled(example?.body) },
      ...(bulkOf(route) === null ? {} : { [linesType]: lines }),
    },
  };
}
