import {
  Kind,
  parseType,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import type { Resumable } from '../composed/resumables.ts';
import type { InternalNames } from './internal-names.ts';

/** A subscription prepared to be resumed. */
export type Resumption = {
  document: DocumentNode;
  /** The variable for the cursor after which the subscription continues. */
  variable: string;
  /** The internal name of the field with the cursor of an event. */
  cursorName: string;
  /** The client's value for that argument. */
  given: ValueNode | null;
};

/**
 * Prepares a subscription with internal names to be resumed. Its events carry their cursor, whether or not the client
 * asked for it, and the argument for the cursor becomes a variable of the gateway. Null where the subscription cannot
 * be resumed. `roots` are the selections of its one root field.
 */
export function makeResumable(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  roots: readonly FieldNode[],
  { resumables, names }: { resumables: ReadonlyMap<string, Resumable>; names: InternalNames },
): Resumption | null {
  const [first] = roots;
  const resumable = first === undefined ? undefined : resumables.get(first.name.value);
  if (resumable === undefined) {
    return null;
  }
  const { argument: argumentName, argumentType, cursor } = resumable;
  const variable = { kind: Kind.VARIABLE, name: nameNode(names.ofGateway(argumentName)) } as const;
  const cursorName = names.ofGateway(cursor);
  const asResumed = (field: FieldNode): FieldNode => ({
    ...field,
    arguments: [
      ...(field.arguments ?? []).filter(({ name }) => name.value !== argumentName),
      { kind: Kind.ARGUMENT, name: nameNode(argumentName), value: variable },
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        { kind: Kind.FIELD, alias: nameNode(cursorName), name: nameNode(cursor) },
        ...(field.selectionSet?.selections ?? []),
      ],
    },
  });
  return {
    variable: variable.name.value,
    cursorName,
    given: first?.arguments?.find(({ name }) => name.value === argumentName)?.value ?? null,
    document: visit(document, {
      Field: (field) => (roots.includes(field) ? asResumed(field) : undefined),
      OperationDefinition: {
        leave: (each) =>
          each.name?.value === operation.name?.value
            ? {
                ...each,
                variableDefinitions: [
                  ...(each.variableDefinitions ?? []),
                  { kind: Kind.VARIABLE_DEFINITION, variable, type: parseType(argumentType, { noLocation: true }) },
                ],
              }
            : undefined,
      },
    }),
  };
}

function nameNode(value: string) {
  return { kind: Kind.NAME, value } as const;
}
