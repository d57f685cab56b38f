import { isInputType, isNonNullType, typeFromAST, valueFromAST, type GraphQLSchema } from 'graphql';
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

/** The schema of a response with data: `data`, and `errors` if there are any. */
function responseSchema(document: Document, schema: GraphQLSchema): JsonSchema {
  const { operation, selectionSet } = definitionOf(document, null);
  const root = schema.getRootType(operation);
  if (root == null) {
    throw new Error(`The schema has no root type for a ${operation}.`);
  }
  const definitions = new SchemaDefinitions('#/$defs/');
  const data = objectSchema(root, [selectionSet], { schema, fragments: fragmentsOf(document), definitions });
  return {
    type: 'object',
    properties: { data, errors: { type: 'array', items: { type: 'object' } } },
    required: ['data'],
    ...definedIn(definitions),
  };
}

function definedIn({ schemas }: SchemaDefinitions): JsonSchema {
  return Object.keys(schemas).length === 0 ? {} : { $defs: schemas };
}
