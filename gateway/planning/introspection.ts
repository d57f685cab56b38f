import {
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { typenameField } from './internal-names.ts';

/**
 * The document without introspection, which graphql-js answers from the schema. Null where nothing is left to plan.
 *
 * Planners have their own, older definitions of introspection. They would refuse fields that the validation of the
 * document allowed.
 */
export function withoutIntrospection(document: DocumentNode): DocumentNode | null {
  const stripped = visit(document, {
    Field: ({ name }) => (isIntrospectionField(name.value) ? null : undefined),
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
  return selectsData(data) ? data : null;
}

/** Whether any of the nodes has introspection. */
export function hasIntrospection(nodes: readonly ASTNode[]): boolean {
  let found = false;
  for (const node of nodes) {
    visit(node, {
      Field: ({ name }) => {
        found ||= isIntrospectionField(name.value);
      },
    });
  }
  return found;
}

/** A document whose introspection is answered apart from the rest. */
export type SeparatedIntrospection = {
  /** The document before. */
  original: DocumentNode;
  /** The document with a name of a type in the place of each field of introspection. */
  document: DocumentNode;
  /** The fields of introspection, by the fields in their place. */
  replaced: ReadonlyMap<FieldNode, FieldNode>;
};

/** Separates the introspection from the rest of a document. */
export function separateIntrospection(original: DocumentNode): SeparatedIntrospection {
  const replaced = new Map<FieldNode, FieldNode>();
  const document: DocumentNode = visit(original, {
    Field: (field) => {
      if (!isIntrospectionField(field.name.value)) {
        return undefined;
      }
      const alias = field.alias ?? field.name;
      const name = { kind: Kind.NAME, value: TypeNameMetaFieldDef.name } as const;
      const inPlace: FieldNode = { kind: Kind.FIELD, alias, name, directives: field.directives ?? [] };
      replaced.set(inPlace, field);
      return inPlace;
    },
  });
  return { original, document, replaced };
}

/** Whether a type belongs to introspection. Subgraphs have no types of such names. */
function isReserved(type: string): boolean {
  return type.startsWith('__');
}

function isIntrospectionField(field: string): boolean {
  return field === SchemaMetaFieldDef.name || field === TypeMetaFieldDef.name;
}

/**
 * Removes `__typename` of the root, which is known. Named fragments keep it, since they may be spread elsewhere too.
 */
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

/** Whether any field of the root is left, also in fragments. */
function selectsData({ definitions }: DocumentNode): boolean {
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const seen = new Set<string>();
  const selects = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) {
        return selection.name.value !== TypeNameMetaFieldDef.name;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return selects(selection.selectionSet);
      }
      const fragment = fragments.get(selection.name.value);
      if (fragment === undefined || seen.has(fragment.name.value)) {
        return false;
      }
      seen.add(fragment.name.value);
      return selects(fragment.selectionSet);
    });
  return definitions.some((each) => each.kind === Kind.OPERATION_DEFINITION && selects(each.selectionSet));
}
