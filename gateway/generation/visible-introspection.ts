import {
  executeSync,
  Kind,
  print,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isObject } from '../compile/data.ts';
import { definitionOf, fragmentsOf } from '../planning/document-parts.ts';
import type { Variables } from './operation-variables.ts';

/** Introspection of a schema that is smaller than the one of the operation. */
export type VisibleIntrospection = {
  /** The document with a name of a type in the place of each field of introspection. */
  document: DocumentNode;
  /** Replaces these names in the answer by what the smaller schema says. */
  answer(result: ExecutionResult, variables: Variables): ExecutionResult;
};

/**
 * Separates the introspection from an operation. graphql-js answers it from the schema with which it executes, and that
 * schema has fields which are withheld from the caller.
 */
export function visibleIntrospection(document: DocumentNode, schema: GraphQLSchema): VisibleIntrospection {
  /** The fields of introspection, by the fields in their place. */
  const replaced = new Map<FieldNode, FieldNode>();
  const separated: DocumentNode = visit(document, {
    Field: (field) => {
      if (field.name.value !== SchemaMetaFieldDef.name && field.name.value !== TypeMetaFieldDef.name) {
        return undefined;
      }
      const alias = field.alias ?? field.name;
      const name = { kind: Kind.NAME, value: TypeNameMetaFieldDef.name } as const;
      const inPlace: FieldNode = { kind: Kind.FIELD, alias, name, directives: field.directives ?? [] };
      replaced.set(inPlace, field);
      return inPlace;
    },
  });
  const fragments = fragmentsOf(separated);
  const { selectionSet, variableDefinitions = [] } = definitionOf(separated, null);
  /** The types of arguments of introspection. Other types may be missing in the smaller schema. */
  const ownVariables = variableDefinitions.filter(({ type }) => /^(?:String|Boolean)!?$/.test(print(type)));

  const introspect = (fields: readonly FieldNode[], variableValues: Variables): unknown => {
    const operation = {
      kind: Kind.OPERATION_DEFINITION,
      operation: OperationTypeNode.QUERY,
      variableDefinitions: ownVariables,
      selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
    } as const;
    const whole = { kind: Kind.DOCUMENT, definitions: [operation, ...fragmentsOf(document).values()] } as const;
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

  return {
    document: separated,
    answer: ({ data, ...others }, variables) => {
      const answered = filled(data, [selectionSet], variables);
      return { ...others, data: isObject(answered) ? answered : null };
    },
  };
}
