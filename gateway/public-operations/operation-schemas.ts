import { isInputType, isNonNullType, typeFromAST, valueFromAST, type GraphQLSchema } from 'graphql';
import { isObject } from '../compile/data.ts';
import { definitionOf, fragmentsOf } from '../planning/document-parts.ts';
import { objectSchema } from './answer-schema.ts';
import { described, inputSchema, SchemaDefinitions, type JsonSchema } from './json-schema.ts';
import type { PublicOperation } from './public-operation.ts';

/** The JSON Schemas of an operation, each complete in itself: of an object with its variables, and of its answer. */
export type OperationSchemas = { variables: JsonSchema; answer: JsonSchema };

/** Makes the schemas of an operation that is valid in the schema. Throws for another one. */
export function operationSchemas({ document }: PublicOperation, schema: GraphQLSchema): OperationSchemas {
  return { variables: variablesSchema(document, schema), answer: responseSchema(document, schema) };
}

type Document = PublicOperation['document'];

function variablesSchema(document: Document, schema: GraphQLSchema): JsonSchema {
  const definitions = new SchemaDefinitions('#/$defs/');
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const { variable, type: node, defaultValue, description } of definitionOf(document, null).variableDefinitions ??
    []) {
    const { value: name } = variable.name;
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) {
      throw new Error(`The variable $${name} has no type of the schema.`);
    }
    const value: unknown = defaultValue === undefined ? undefined : valueFromAST(defaultValue, type);
    properties[name] = {
      ...inputSchema(type, definitions),
      ...described(description?.value),
      ...(value === undefined ? {} : { default: value }),
    };
    if (isNonNullType(type) && defaultValue === undefined) {
      required.push(name);
    }
  }
  return {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    ...definedIn(definitions),
  };
}

/**
 * The schema of a response with data: `data`, and `errors` if there are any. It has no descriptions: those of all
 * operations together would be many times as long as the schema of the graph.
 */
function responseSchema(document: Document, schema: GraphQLSchema): JsonSchema {
  const { operation, selectionSet } = definitionOf(document, null);
  const root = schema.getRootType(operation);
  if (root == null) {
    throw new Error(`The schema has no root type for a ${operation}.`);
  }
  const definitions = new SchemaDefinitions('#/$defs/');
  const data = objectSchema(root, [selectionSet], { schema, fragments: fragmentsOf(document), definitions });
  return withoutDescriptions({
    type: 'object',
    properties: { data, errors: { type: 'array', items: { type: 'object' } } },
    required: ['data'],
    ...definedIn(definitions),
  });
}

/** Keywords whose members are schemas by name. A field may be called `description`. */
const schemasByName = new Set(['properties', '$defs']);

function withoutDescriptions(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]) =>
      keyword === 'description' ? [] : [[keyword, bare(value, schemasByName.has(keyword))]],
    ),
  );
}

function bare(value: unknown, isByName: boolean): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => bare(item, false));
  }
  if (!isObject(value)) {
    return value;
  }
  return isByName
    ? Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, bare(schema, false)]))
    : withoutDescriptions(value);
}

function definedIn({ schemas }: SchemaDefinitions): JsonSchema {
  return Object.keys(schemas).length === 0 ? {} : { $defs: schemas };
}
