import {
  getNamedType,
  getNullableType,
  isListType,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  TypeNameMetaFieldDef,
  visit,
  visitWithTypeInfo,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Authorization } from '../composed/authorization.ts';
import { definitionOf, fragmentsOf, onlyOf } from './document-parts.ts';
import { typenameField } from './internal-names.ts';

/** The path of a field in its operation: response names, `@` for a list, and `... on X` for a fragment on a type. */
export type OperationPath = readonly string[];

export type Withheld = {
  /** The document, in which each field that is withheld is marked. The same object where none is. */
  document: DocumentNode;
  /** The outermost fields and fragments that are withheld, up to a limit. */
  paths: readonly OperationPath[];
};

type Rules = { schema: GraphQLSchema; authorization: Authorization };

/** Limit on the reported paths. Fragments within fragments can have enormously many. */
export const pathsMax = 100;

/** The mark of a field. No document can contain it, since a name has no space. */
const mark: DirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: ' withheld' } };

/** Whether a field is withheld from the caller. Its value is null, wherever it comes from. */
export function isWithheld({ directives = [] }: FieldNode): boolean {
  // By its name, since a document may be copied between threads.
  return directives.some(({ name }) => name.value === mark.name.value);
}

/** The ids of the requirements on which the answer to a document depends. */
export function requirementsOf(document: DocumentNode, { schema, authorization }: Rules): string[] {
  const ids = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  const add = (some: readonly string[]) => some.forEach((id) => ids.add(id));
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: ({ name }) => add(authorization.ofField(typeInfo.getParentType()?.name ?? '', name.value)),
      InlineFragment: ({ typeCondition }) => add(authorization.ofType(typeCondition?.name.value ?? '')),
      FragmentDefinition: ({ typeCondition }) => add(authorization.ofType(typeCondition.name.value)),
    }),
  );
  return [...ids];
}

/**
 * Marks the fields that a caller may not select. The document is valid and has one operation, whose conditions are
 * resolved. Fields below a marked one are marked too: another selection of the same field may be permitted, and then
 * the object is there.
 */
export function withhold(
  document: DocumentNode,
  { schema, authorization, isGranted }: Rules & { isGranted: (requirement: string) => boolean },
): Withheld {
  const permits = (ids: readonly string[]) => ids.every(isGranted);
  const isPermittedType = (type: string) => permits(authorization.ofType(type));
  const fragments = fragmentsOf(document);
  /** Copies of fragments in which every field is marked, for spreads within marked fields. */
  const copies = new Map<string, FragmentDefinitionNode>();
  let hasMarks = false;

  const markFragment = (fragment: FragmentDefinitionNode, isOut: boolean): FragmentDefinitionNode => {
    const type = fragment.typeCondition.name.value;
    return { ...fragment, selectionSet: markSet(fragment.selectionSet, type, isOut || !isPermittedType(type)) };
  };
  const copyOf = (name: string): string => {
    const copy = `${name} withheld`;
    const fragment = fragments.get(name);
    if (fragment !== undefined && !copies.has(copy)) {
      copies.set(copy, fragment);
      copies.set(copy, { ...markFragment(fragment, true), name: { kind: Kind.NAME, value: copy } });
    }
    return copy;
  };
  const markField = (field: FieldNode, type: string, isOut: boolean): FieldNode => {
    const name = field.name.value;
    if (name === TypeNameMetaFieldDef.name) {
      return field;
    }
    const isMarked = isOut || !permits(authorization.ofField(type, name));
    hasMarks ||= isMarked;
    const below = outputType(schema, type, name);
    return {
      ...field,
      ...(isMarked ? { directives: [...(field.directives ?? []), mark] } : {}),
      ...(field.selectionSet === undefined || below === undefined
        ? {}
        : { selectionSet: markSet(field.selectionSet, getNamedType(below).name, isMarked) }),
    };
  };
  const markSet = (set: SelectionSetNode, type: string, isOut: boolean): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection): SelectionNode => {
      switch (selection.kind) {
        case Kind.FIELD:
          return markField(selection, type, isOut);
        case Kind.INLINE_FRAGMENT: {
          const condition = selection.typeCondition?.name.value ?? type;
          const selectionSet = markSet(selection.selectionSet, condition, isOut || !isPermittedType(condition));
          return { ...selection, selectionSet };
        }
        case Kind.FRAGMENT_SPREAD:
          return isOut ? { ...selection, name: { kind: Kind.NAME, value: copyOf(selection.name.value) } } : selection;
      }
    }),
  });

  const definitions = document.definitions.map((definition) => {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      return markFragment(definition, false);
    }
    const root = definition.kind === Kind.OPERATION_DEFINITION ? schema.getRootType(definition.operation) : undefined;
    return definition.kind === Kind.OPERATION_DEFINITION && root != null
      ? { ...definition, selectionSet: markSet(definition.selectionSet, root.name, false) }
      : definition;
  });
  if (!hasMarks) {
    return { document, paths: [] };
  }
  const marked = { ...document, definitions: [...definitions, ...copies.values()] };
  return { document: marked, paths: pathsIn(marked, { schema, isPermittedType }) };
}

/** The paths of the outermost withheld fields. Only branches that have such a field are searched. */
function pathsIn(
  document: DocumentNode,
  { schema, isPermittedType }: { schema: GraphQLSchema; isPermittedType: (type: string) => boolean },
): OperationPath[] {
  const fragments = fragmentsOf(document);
  const paths = new Map<string, OperationPath>();
  const add = (path: OperationPath) => paths.set(JSON.stringify(path), path);
  const holds = new Map<SelectionSetNode, boolean>();
  const spread = new Set<string>();

  const hasWithheld = (set: SelectionSetNode | undefined): boolean => {
    if (set === undefined) {
      return false;
    }
    const known = holds.get(set);
    if (known !== undefined) {
      return known;
    }
    const found = set.selections.some((selection) =>
      selection.kind === Kind.FIELD
        ? isWithheld(selection) || hasWithheld(selection.selectionSet)
        : hasWithheld(fragmentIn(selection)?.selectionSet),
    );
    holds.set(set, found);
    return found;
  };
  const fragmentIn = (selection: Exclude<SelectionNode, FieldNode>) =>
    selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);

  const search = (set: SelectionSetNode, type: string, path: OperationPath): void => {
    for (const selection of set.selections) {
      if (paths.size >= pathsMax) {
        return;
      }
      if (selection.kind === Kind.FIELD) {
        searchField(selection, type, path);
        continue;
      }
      const fragment = fragmentIn(selection);
      if (fragment === undefined || !hasWithheld(fragment.selectionSet)) {
        continue;
      }
      const condition = fragment.typeCondition?.name.value;
      const within = condition === undefined ? path : [...path, `... on ${condition}`];
      const place = JSON.stringify([selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : null, within]);
      if (condition !== undefined && !isPermittedType(condition)) {
        add(within);
      } else if (selection.kind === Kind.INLINE_FRAGMENT || !spread.has(place)) {
        spread.add(place);
        search(fragment.selectionSet, condition ?? type, within);
      }
    }
  };
  const searchField = (field: FieldNode, type: string, path: OperationPath): void => {
    const here = [...path, (field.alias ?? field.name).value];
    if (isWithheld(field)) {
      add(here);
      return;
    }
    const below = outputType(schema, type, field.name.value);
    if (below !== undefined && field.selectionSet !== undefined && hasWithheld(field.selectionSet)) {
      search(field.selectionSet, getNamedType(below).name, [...here, ...listSteps(below)]);
    }
  };

  for (const definition of document.definitions) {
    const root = definition.kind === Kind.OPERATION_DEFINITION ? schema.getRootType(definition.operation) : undefined;
    if (definition.kind === Kind.OPERATION_DEFINITION && root != null) {
      search(definition.selectionSet, root.name, []);
    }
  }
  return [...paths.values()];
}

/** Removes the marked fields, as planners see a document. */
export function withoutWithheld(document: DocumentNode): DocumentNode {
  const permitted: DocumentNode = visit(document, {
    Field: (field) => (isWithheld(field) ? null : undefined),
    SelectionSet: {
      // An object whose fields are all withheld is still asked whether it exists.
      leave: (set) => (set.selections.length === 0 ? { ...set, selections: [typenameField] } : undefined),
    },
  });
  return onlyOf(permitted, definitionOf(permitted, null));
}

/** Whether every root field of a document is withheld. */
export function isWholeWithheld(document: DocumentNode): boolean {
  const fragments = fragmentsOf(document);
  const isOut = ({ selections }: SelectionSetNode): boolean =>
    selections.every((selection) => {
      if (selection.kind === Kind.FIELD) {
        return isWithheld(selection);
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return fragment === undefined || isOut(fragment.selectionSet);
    });
  return document.definitions.every(
    (definition) => definition.kind !== Kind.OPERATION_DEFINITION || isOut(definition.selectionSet),
  );
}

function outputType(schema: GraphQLSchema, type: string, field: string): GraphQLOutputType | undefined {
  const parent = schema.getType(type);
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field]?.type : undefined;
}

/** A step `@` for each list around a type. */
function listSteps(type: GraphQLOutputType): string[] {
  const nullable = getNullableType(type);
  return isListType(nullable) ? ['@', ...listSteps(nullable.ofType)] : [];
}
