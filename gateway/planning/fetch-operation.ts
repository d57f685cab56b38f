import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse, type FieldNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

export function operationIn({ operation }: Pick<FetchNode, 'operation'>): OperationDefinitionNode {
  const definition = parse(operation, { noLocation: true }).definitions.find(
    (each) => each.kind === Kind.OPERATION_DEFINITION,
  );
  if (definition === undefined) {
    throw new Error('a fetch without an operation');
  }
  return definition;
}

export function entitiesField({ selections: [field] }: SelectionSetNode): FieldNode {
  if (field?.kind !== Kind.FIELD || field.name.value !== '_entities') {
    throw new Error('a fetch of entities has another root field than `_entities`');
  }
  return field;
}
