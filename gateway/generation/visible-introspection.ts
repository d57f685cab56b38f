import {
  executeSync,
  Kind,
  print,
  OperationTypeNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isObject } from '../compile/data.ts';
import { definitionOf, fragmentsOf } from '../planning/document-parts.ts';
import type { SeparatedIntrospection } from '../planning/introspection.ts';
import type { Variables } from './operation-variables.ts';

/** Puts what a smaller schema says into an answer, in the places of the introspection. */
export type VisibleIntrospection = (result: ExecutionResult, variables: Variables) => ExecutionResult;

/**
 * Answers the separated introspection of an operation. graphql-js answers it from the schema with which it executes,
 * and that schema has fields which are withheld from the caller.
 */
export function visibleIntrospection(
  { original, document, replaced }: SeparatedIntrospection,
  schema: GraphQLSchema,
): VisibleIntrospection {
  const fragments = fragmentsOf(document);
  const { selectionSet, variableDefinitions = [] } = definitionOf(document, null);
  /** The types of arguments of introspection. Other types may be missing in the smaller schema. */
  const ownVariables = variableDefinitions.filter(({ type }) => /^(?:String|Boolean)!?$/.test(print(type)));

  const introspect = (fields: readonly FieldNode[], variableValues: Variables): unknown => {
    const operation = {
      kind: Kind.OPERATION_DEFINITION,
      operation: OperationTypeNode.QUERY,
      variableDefinitions: ownVariables,
      selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
    } as const;
    const whole = { kind: Kind.DOCUMENT, definitions: [operation, ...fragmentsOf(original).values()] } as const;
    const { data } = executeSync({ schema, document: whole, variableValues });
    return Object.values(data ?? {})[0] ?? null;
  };

  const fieldsIn = (sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> => {
    const fields = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    const collect = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          fields.set(name, [...(fields.get(name) ?? []), selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          collect(selection.selectionSet);
        } else if (!seen.has(selection.name.value)) {
          seen.add(selection.name.value);
          collect(fragments.get(selection.name.value)?.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] });
        }
      }
    };
    sets.forEach(collect);
    return fields;
  };

  /** Copies a part of the answer, with the introspection in its place. */
  const filled = (value: unknown, sets: readonly SelectionSetNode[], variables: Variables): unknown => {
    if (Array.isArray(value)) {
      return value.map((item) => filled(item, sets, variables));
    }
    if (!isObject(value) || sets.length === 0) {
      return value;
    }
    const fields = fieldsIn(sets);
    return Object.fromEntries(
      Object.entries(value).map(([name, found]) => {
        const nodes = fields.get(name) ?? [];
        const introspected = nodes.flatMap((node) => replaced.get(node) ?? []);
        return introspected.length > 0 && found === schema.getQueryType()?.name
          ? [name, introspect(introspected, variables)]
          : [
              name,
              filled(
                found,
                nodes.flatMap((node) => node.selectionSet ?? []),
                variables,
              ),
            ];
      }),
    );
  };

  return ({ data, ...others }, variables) => {
    const answered = filled(data, [selectionSet], variables);
    return { ...others, data: isObject(answered) ? answered : null };
  };
}
