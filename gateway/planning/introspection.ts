import {
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  type ASTNode,
  type DocumentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { typenameField } from './internal-names.ts';

/**
 * The part of a document that subgraphs answer: without introspection, which graphql-js answers from the schema. Null where nothing is left to plan.
 *
 * Planners bring their own definitions of introspection, which are older than those that the document was validated against, and refuse what they do not know.
 */
export function withoutIntrospection(document: DocumentNode): DocumentNode | null {
  const stripped = visit(document, {
    Field: ({ name }) => (isOfSchema(name.value) ? null : undefined),
    FragmentDefinition: ({ typeCondition }) => (isReserved(typeCondition.name.value) ? null : undefined),
    SelectionSet: {
      leave: (set) => (set.selections.length === 0 ? { ...set, selections: [typenameField] } : undefined),
    },
  });
  const data = {
    ...stripped,
    definitions: stripped.definitions.map((each) =>
      each.kind === Kind.OPERATION_DEFINITION ? { ...each, selectionSet: withoutTypename(each.selectionSet) } : each,
    ),
  };
  return asksForData(data) ? data : null;
}

/** Whether anything in some nodes is answered from the schema. */
export function hasIntrospection(nodes: readonly ASTNode[]): boolean {
  let found = false;
  for (const node of nodes) {
    visit(node, {
      Field: ({ name }) => {
        found ||= isOfSchema(name.value);
      },
    });
  }
  return found;
}

/** Types of introspection; a subgraph has none of such a name. */
function isReserved(type: string): boolean {
  return type.startsWith('__');
}

function isOfSchema(field: string): boolean {
  return field === SchemaMetaFieldDef.name || field === TypeMetaFieldDef.name;
}

/** Without the type's name of the root, which is known. Fragments that are spread may stand elsewhere too, and keep it. */
function withoutTypename(set: SelectionSetNode): SelectionSetNode {
  const selections = set.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const selectionSet = withoutTypename(selection.selectionSet);
      return selectionSet.selections.length === 0 ? [] : [{ ...selection, selectionSet }];
    }
    return selection.kind === Kind.FIELD && selection.name.value === TypeNameMetaFieldDef.name ? [] : [selection];
  });
  return { ...set, selections };
}

/** Whether any field of the root is left, in fragments too. */
function asksForData({ definitions }: DocumentNode): boolean {
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const seen = new Set<string>();
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) {
        return selection.name.value !== TypeNameMetaFieldDef.name;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return asks(selection.selectionSet);
      }
      const fragment = fragments.get(selection.name.value);
      if (fragment === undefined || seen.has(fragment.name.value)) {
        return false;
      }
      seen.add(fragment.name.value);
      return asks(fragment.selectionSet);
    });
  return definitions.some((each) => each.kind === Kind.OPERATION_DEFINITION && asks(each.selectionSet));
}
