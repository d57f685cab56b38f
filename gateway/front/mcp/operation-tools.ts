import type { Tool } from '@modelcontextprotocol/server';
import { getNamedType, isInputObjectType, isRequiredInputField, typeFromAST, type GraphQLSchema } from 'graphql';
import { definitionOf } from '../../planning/document-parts.ts';
import { operationSchemas } from '../../public-operations/operation-schemas.ts';
import type { PublicOperation } from '../../public-operations/public-operation.ts';

/** A public operation as a tool. */
export type OperationTool = { tool: Tool; operation: PublicOperation };

/** The names of tools that are no operations. */
const reservedNames = new Set(['search_schema', 'run_query']);
/** The field by which a mutation that is sent again has no second effect. */
const idempotencyField = 'idempotencyKey';

/**
 * The operations that a schema can answer, as tools by name. Subscriptions are left out, since a tool has one result.
 * An operation whose name another tool has is left out, too.
 */
export function operationTools(
  operations: readonly PublicOperation[],
  schema: GraphQLSchema,
): ReadonlyMap<string, OperationTool> {
  const tools = new Map<string, OperationTool>();
  for (const operation of operations) {
    const name = toolNameOf(operation.name);
    if (operation.kind !== 'subscription' && !tools.has(name) && !reservedNames.has(name)) {
      tools.set(name, { tool: toolOf(operation, name, schema), operation });
    }
  }
  return tools;
}

/** The name of the tool of an operation: `ListAccounts` is `list_accounts`. */
export function toolNameOf(operation: string): string {
  return operation
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

function toolOf(operation: PublicOperation, name: string, schema: GraphQLSchema): Tool {
  const { variables, answer } = operationSchemas(operation, schema);
  return {
    name,
    title: operation.name,
    description: operation.description,
    inputSchema: { ...variables, type: 'object' },
    outputSchema: { ...answer, type: 'object' },
    annotations: annotationsOf(operation, schema),
  };
}

/**
 * The hints for clients. A mutation counts as destructive, whatever it does: clients then ask a person. It is
 * idempotent by the method of its endpoint, or by a required key in its input.
 */
function annotationsOf({ kind, endpoint, document }: PublicOperation, schema: GraphQLSchema): Tool['annotations'] {
  if (kind === 'query') {
    return { readOnlyHint: true, idempotentHint: true, destructiveHint: false, openWorldHint: false };
  }
  const { variableDefinitions = [] } = definitionOf(document, null);
  const hasKey = variableDefinitions.some(({ type }) => {
    const named = getNamedType(typeFromAST(schema, type));
    const field = isInputObjectType(named) ? named.getFields()[idempotencyField] : undefined;
    return field !== undefined && isRequiredInputField(field);
  });
  const isIdempotent = hasKey || endpoint?.method === 'PUT' || endpoint?.method === 'DELETE';
  return { readOnlyHint: false, idempotentHint: isIdempotent, destructiveHint: true, openWorldHint: false };
}
