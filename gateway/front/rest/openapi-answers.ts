import { fragmentsOf } from '../../planning/document-parts.ts';
import {
  compositeOf,
  presentAnswer,
  schemaOfFields,
  type SelectedField,
} from '../../public-operations/answer-schema.ts';
import type { JsonSchema, SchemaDefinitions } from '../../public-operations/json-schema.ts';
import { isListResult, onlyResult, selectionsOf, type PayloadShape } from './answer-shape.ts';
import { bulkOf, linesType } from './bulk-lines.ts';
import { answerExamples, exampled } from './openapi-examples.ts';
import { problemsOf } from './openapi-problems.ts';
import type { Route } from './rest-routes.ts';

const text = { type: 'string' } as const;
const entityTag = { ETag: { description: 'A tag of this answer, for `If-None-Match`.', schema: text } };
const link = {
  Link: { description: 'The next page as `rel="next"`, and the one before as `rel="prev"`.', schema: text },
};

/** The responses of an endpoint, problems included. */
export function successResponses(route: Route, definitions: SchemaDefinitions): Record<string, JsonSchema> {
  const { operation, endpoint, creates, answer } = route;
  const isRead = endpoint.method === 'GET';
  const problems = problemsOf(operation, { isRead });
  const examples = answerExamples(route);
  if (operation.kind === 'subscription') {
    return { '200': streamOf(route, definitions), ...problems };
  }
  if (answer.payload === null) {
    const headers = { ...(isRead ? entityTag : {}), ...(answer.page === null ? {} : link) };
    const notModified = isRead ? { '304': { description: 'The answer is still the one with this tag.' } } : {};
    const ok = json('The answer.', answerOf(route, definitions), { headers, example: examples.get(200) });
    return { '200': ok, ...notModified, ...problems };
  }
  const { preview } = answer.payload;
  const isCreated = creates !== null && isObjectResult(answer.payload);
  const ofPreview =
    preview === null
      ? null
      : json('The preview of a dry run.', schemaOf(route, preview, definitions), {
          example: isCreated ? examples.get(200) : undefined,
        });
  const result = payloadSchema(route, answer.payload, definitions);
  const location = { Location: { description: 'The path of what was created.', schema: text } };
  const previewed = preview === null ? result : { anyOf: [result, schemaOf(route, preview, definitions)] };
  return {
    ...(isCreated
      ? {
          ...(ofPreview === null ? {} : { '200': ofPreview }),
          '201': json('The thing that was created.', result, {
            headers: creates.itemPath === null ? {} : location,
            example: examples.get(201),
          }),
        }
      : { '200': withLines(json('The result.', previewed, { example: examples.get(200) }), route) }),
    '204': {
      description: 'It was done, and there is no body, or none was preferred.',
      ...(isCreated && creates.itemPath !== null ? { headers: location } : {}),
    },
    ...problems,
  };
}

function isObjectResult(payload: PayloadShape): boolean {
  const only = onlyResult(payload);
  return only !== null && !isListResult(only);
}

function json(
  description: string,
  schema: JsonSchema,
  { headers = {}, example }: { headers?: JsonSchema; example?: unknown } = {},
): JsonSchema {
  return {
    description,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: {
      'application/json': {
        schema: { allOf: [schema, { $ref: '#/components/schemas/PartialAnswer' }] },
        ...exampled(example),
      },
    },
  };
}

/** The same response with lines, for a request of lines. */
function withLines(response: JsonSchema, route: Route): JsonSchema {
  const { content } = response;
  const lines = { schema: { ...text, description: 'One result as JSON on each line, with the number of its `line`.' } };
  return bulkOf(route) === null || typeof content !== 'object'
    ? response
    : { ...response, content: { ...content, [linesType]: lines } };
}

function streamOf(route: Route, definitions: SchemaDefinitions): JsonSchema {
  const event = definitions.refer(`${route.operation.name}Event`, () => answerOf(route, definitions));
  return {
    description:
      'Server-sent events. The data of each is an object as JSON, and its `id` is the position to continue after. An event `problem` tells why a stream ends, and an event `complete` ends it.',
    content: { 'text/event-stream': { schema: text, ...exampled(streamExample(route)) } },
    'x-event-data': event,
  };
}

/** The example of a stream: one event, as it is sent. */
function streamExample(route: Route): string | null {
  const event = answerExamples(route).get(200);
  const cursor = event?.['cursor'];
  return event === undefined
    ? null
    : `${typeof cursor === 'string' ? `id: ${cursor}\n` : ''}data: ${JSON.stringify(event)}\n\n`;
}

/** The schema of an answer that is no payload. */
function answerOf({ answer, ...route }: Route, definitions: SchemaDefinitions): JsonSchema {
  const { field, fields, kind } = answer;
  const parts = partsOf({ answer, ...route }, definitions);
  if (field === null) {
    const [first] = fields;
    const root = first?.parent;
    return root === undefined ? { type: 'object' } : withoutDescription(schemaOfFields(root, fields, parts));
  }
  const schema = schemaOf({ answer, ...route }, field, definitions);
  if (kind === 'list') {
    return { type: 'object', properties: { data: schema }, required: ['data'] };
  }
  const type = compositeOf(field.definition.type);
  if (kind !== 'connection' || type === null) {
    return schema;
  }
  const { properties, required } = schemaOfFields(type, fields, parts);
  const renamed = (name: string) => (name === 'nodes' ? 'data' : name);
  const entries = typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, value]) => [renamed(name), value])),
    required: names.map((name) => renamed(String(name))),
  };
}

function payloadSchema(route: Route, payload: PayloadShape, definitions: SchemaDefinitions): JsonSchema {
  const only = onlyResult(payload);
  if (only !== null) {
    const schema = schemaOf(route, only, definitions);
    return isListResult(only) ? { type: 'object', properties: { data: schema }, required: ['data'] } : schema;
  }
  const [first] = payload.results;
  return first === undefined
    ? { type: 'object' }
    : withoutDescription(schemaOfFields(first.parent, payload.results, partsOf(route, definitions)));
}

/** The schema of a field that is not null. */
function schemaOf(route: Route, { definition, nodes }: SelectedField, definitions: SchemaDefinitions): JsonSchema {
  return presentAnswer(definition.type, selectionsOf(nodes), partsOf(route, definitions));
}

function partsOf({ schema, operation }: Route, definitions: SchemaDefinitions) {
  return { schema, fragments: fragmentsOf(operation.document), definitions };
}

/** The description of a root type is about the graph. */
function withoutDescription(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== 'description'));
}
