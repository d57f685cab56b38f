import type { FetchNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ConstValueNode,
  type DefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { argumentOf, fieldSet } from './join-directives.ts';

/**
 * A field with an argument whose value comes from an object above it (`@fromContext`), and the selections that yield
 * it.
 */
export type ContextualField = {
  type: string;
  field: string;
  argument: string;
  contextTypes: readonly string[];
  contextSelections: readonly ContextSelection[];
};

/** The selection of the value on objects of one type of the context. */
type ContextSelection = { type: string; selectionSet: SelectionSetNode };

/** All fields of a supergraph that have contextual arguments, once for each argument. */
export function contextualFieldsIn(definitions: readonly DefinitionNode[]): ContextualField[] {
  const typesByContext = new Map<string, string[]>();
  for (const definition of definitions) {
    if (
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      definition.kind === Kind.UNION_TYPE_DEFINITION
    ) {
      for (const directive of definition.directives ?? []) {
        const context = directive.name.value === 'context' ? argumentOf(directive, 'name') : undefined;
        if (context !== undefined) {
          typesByContext.set(context, [...(typesByContext.get(context) ?? []), definition.name.value]);
        }
      }
    }
  }
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (definition.fields ?? []).flatMap(({ name, directives = [] }) => {
          const args = directives.flatMap(({ arguments: given = [] }) =>
            given.flatMap((argument) => (argument.name.value === 'contextArguments' ? itemsOf(argument.value) : [])),
          );
          return args.map((each) => {
            const contextTypes = typesByContext.get(textIn(each, 'context')) ?? [];
            const selectionSet = fieldSet(withoutBraces(textIn(each, 'selection')));
            return {
              type: definition.name.value,
              field: name.value,
              argument: textIn(each, 'name'),
              contextTypes,
              contextSelections: contextTypes.flatMap((type) => contextSelectionsOf(type, selectionSet)),
            };
          });
        })
      : [],
  );
}

/** For each variable of a fetch: the types that have the context from which its value comes. */
export function contextTypesIn(
  { operation }: FetchNode,
  fields: readonly ContextualField[],
  schema: GraphQLSchema,
): (variable: string) => readonly string[] {
  const typesByVariable = new Map<string, readonly string[]>();
  const types = new TypeInfo(schema);
  visit(
    parse(operation, { noLocation: true }),
    visitWithTypeInfo(types, {
      Field: ({ name, arguments: args = [] }) => {
        for (const { name: argument, value } of args) {
          const field = fields.find(
            (each) =>
              each.type === types.getParentType()?.name &&
              each.field === name.value &&
              each.argument === argument.value,
          );
          if (value.kind === Kind.VARIABLE && field !== undefined) {
            typesByVariable.set(value.name.value, field.contextTypes);
          }
        }
      },
    }),
  );
  return (variable) => typesByVariable.get(variable) ?? [];
}

/** A selection is one field, the same for all types of the context, or a fragment with one field for each type. */
function contextSelectionsOf(type: string, { kind, selections }: SelectionSetNode): ContextSelection[] {
  return selections.flatMap((selection): ContextSelection[] => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [{ type, selectionSet: { kind, selections: [selection] } }];
      case Kind.INLINE_FRAGMENT:
        return contextSelectionsOf(selection.typeCondition?.name.value ?? type, selection.selectionSet);
      default:
        return [];
    }
  });
}

/** A selection is a field in braces, or fragments without. */
function withoutBraces(selection: string): string {
  return selection.replace(/^\s*\{([^]*)\}\s*$/, '$1');
}

function itemsOf(value: ConstValueNode): readonly ConstValueNode[] {
  return value.kind === Kind.LIST ? value.values : [value];
}

function textIn(value: ConstValueNode, name: string): string {
  const field = value.kind === Kind.OBJECT ? value.fields.find((each) => each.name.value === name)?.value : undefined;
  return field?.kind === Kind.STRING ? field.value : '';
}
