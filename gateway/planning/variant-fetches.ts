import type { FetchDataRewrite, FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  GraphQLError,
  isAbstractType,
  Kind,
  parse,
  print,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldTypeIn } from '../composed/field-type.ts';
import { placeOf, requiredSetsIn } from '../composed/join-directives.ts';
import { textOf, type RequiredVariant } from './required-variants.ts';

/**
 * A required variant in a representation: the path where the subgraph expects it, its key before renaming, and the
 * possible types of the object there.
 */
type VariantInput = { path: string; name: string; key: readonly string[]; field: string; types: ReadonlySet<string> };

/**
 * Translates fetches with variants into fetches that subgraphs understand. A fetch selects a variant as its field, with
 * the variant's name as alias. A representation has room for one value under the field's name. So fields that require
 * different variants of one field are fetched separately.
 */
export function fetchTranslator(
  definitions: readonly DefinitionNode[],
  { variants, schema }: { variants: ReadonlyMap<string, RequiredVariant>; schema: GraphQLSchema },
): (fetch: FetchNode) => PlanNode {
  const requirements = requiredSetsIn(definitions);
  const typeOf = (parent: string, field: string) => fieldTypeIn(schema, parent, field)?.name ?? '';
  const typesOf = (name: string): ReadonlySet<string> => {
    const type = schema.getType(name);
    return new Set([name, ...(isAbstractType(type) ? schema.getPossibleTypes(type).map((each) => each.name) : [])]);
  };

  const variantInputsIn = (
    selections: readonly QueryPlanSelectionNode[],
    parent: string,
    above: readonly string[] = [],
  ): VariantInput[] =>
    selections.flatMap((selection): VariantInput[] => {
      if (selection.kind === 'InlineFragment') {
        return variantInputsIn(selection.selections, selection.typeCondition ?? parent, above);
      }
      const { name, alias = name, selections: below = [] } = selection;
      const field = variants.get(name)?.field;
      const path = [...above, field ?? alias].join('.');
      const own = field === undefined ? [] : [{ path, name, key: [...above, alias], field, types: typesOf(parent) }];
      return [...own, ...variantInputsIn(below, typeOf(parent, field ?? name), [...above, alias])];
    });

  const inputsOf = (subgraph: string, type: string, field: string): VariantInput[] =>
    [...typesOf(type)].flatMap((each) =>
      (requirements.get(placeOf(subgraph, each, field)) ?? []).flatMap((set) =>
        variantInputsIn(asSelections(set), each),
      ),
    );

  /** Groups the fields of entities so that each group needs only one representation. */
  const groupsOf = (subgraph: string, { selectionSet }: OperationDefinitionNode): Group[] => {
    const groups: Group[] = [{ fields: new Set(), needs: [] }];
    forEachField(selectionSet, '', (field, type) => {
      const needs = inputsOf(subgraph, type, field.name.value);
      refuseOwnConflict(`${type}.${field.name.value}`, needs, variants);
      let group = groups.find((each) => !each.needs.some((one) => needs.some((other) => areInConflict(one, other))));
      if (group === undefined) {
        group = { fields: new Set(), needs: [] };
        groups.push(group);
      }
      group.fields.add(field);
      group.needs.push(...needs);
    });
    return groups;
  };

  const translate = (fetch: FetchNode): PlanNode => {
    const document = parse(fetch.operation, { noLocation: true });
    const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    if (operation === undefined) {
      return fetch;
    }
    if (fetch.requires === undefined) {
      return withOperation(fetch, document, variants);
    }
    const inputs = variantInputsIn(fetch.requires, '');
    const groups = inputs.some((one) => inputs.some((other) => areInConflict(one, other)))
      ? groupsOf(fetch.serviceName, operation)
      : [];
    const [first, ...others] = groups.map((group): FetchNode => {
      const part = { ...document, definitions: [onlyFields(operation, group.fields)] };
      const unneeded = inputs.filter(
        (one) => !group.needs.some(({ name, path }) => name === one.name && path === one.path),
      );
      const places = new Set(unneeded.map(({ path, name }) => `${path} ${name}`));
      const requires = without(fetch.requires ?? [], places, variants);
      return withInputs(withOperation({ ...fetch, requires }, part, variants), variantInputsIn(requires, ''));
    });
    return first === undefined || others.length === 0
      ? withInputs(withOperation(fetch, document, variants), inputs)
      : { kind: 'Parallel', nodes: [first, ...others] };
  };

  return translate;
}

type Group = { fields: Set<FieldNode>; needs: VariantInput[] };

/** Removes the requirements that are not needed, each identified by its path and name. */
function without(
  selections: readonly QueryPlanSelectionNode[],
  unneeded: ReadonlySet<string>,
  variants: ReadonlyMap<string, RequiredVariant>,
  above: readonly string[] = [],
): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    let path = above;
    if (selection.kind === 'Field') {
      const { name, alias = name } = selection;
      path = [...above, alias];
      if (unneeded.has(`${[...above, variants.get(name)?.field ?? alias].join('.')} ${name}`)) {
        return [];
      }
    }
    const inside =
      selection.selections === undefined ? undefined : without(selection.selections, unneeded, variants, path);
    return inside === undefined ? [selection] : inside.length === 0 ? [] : [{ ...selection, selections: inside }];
  });
}

function areInConflict(one: VariantInput, other: VariantInput): boolean {
  return one.path === other.path && one.name !== other.name && !one.types.isDisjointFrom(other.types);
}

function refuseOwnConflict(
  place: string,
  needs: readonly VariantInput[],
  variants: ReadonlyMap<string, RequiredVariant>,
): void {
  for (const one of needs) {
    const other = needs.find((each) => areInConflict(one, each));
    if (other !== undefined) {
      const [some, others] = [one, other].map(({ name }) => `(${textOf(variants.get(name)?.arguments)})`);
      throw new GraphQLError(
        `\`${place}\` requires \`${one.path}\` with different arguments, ${some} and ${others}, but a representation holds only one value of it. The field cannot be requested until its subgraph requires them by different fields.`,
        { extensions: { code: 'CONFLICTING_REQUIREMENTS' } },
      );
    }
  }
}

/** Replaces the operation of a fetch. Variants become aliases of their fields, and unused variables are dropped. */
export function withOperation(
  fetch: FetchNode,
  document: DocumentNode,
  variants: ReadonlyMap<string, RequiredVariant>,
): FetchNode {
  const used = new Set<string>();
  const renamed: DocumentNode = visit(document, {
    Field: (field): FieldNode | undefined => {
      const variant = variants.get(field.name.value);
      return variant === undefined
        ? undefined
        : {
            ...field,
            alias: field.alias ?? field.name,
            name: { kind: Kind.NAME, value: variant.field },
            arguments: [...variant.arguments, ...(field.arguments ?? [])],
          };
    },
  });
  visit(renamed, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) });
  const operation = print(
    visit(renamed, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null) }),
  );
  const { operationDocumentNode: _, ...others } = fetch;
  return {
    ...others,
    operation,
    ...(fetch.variableUsages === undefined
      ? {}
      : { variableUsages: fetch.variableUsages.filter((name) => used.has(name)) }),
    ...(fetch.contextRewrites === undefined
      ? {}
      : { contextRewrites: fetch.contextRewrites.filter(({ renameKeyTo }) => used.has(renameKeyTo)) }),
  };
}

/** Renames variants in representations to the names of their fields. */
function withInputs(fetch: FetchNode, inputs: readonly VariantInput[]): FetchNode {
  // The deepest first, while the objects above still have their names.
  const insideFirst = inputs.toSorted((one, other) => other.key.length - one.key.length);
  const renames = new Map(
    insideFirst.map(({ key, field }): [string, FetchDataRewrite] => [
      key.join('.'),
      { kind: 'KeyRenamer', path: [...key], renameKeyTo: field },
    ]),
  );
  return renames.size === 0
    ? fetch
    : { ...fetch, inputRewrites: [...(fetch.inputRewrites ?? []), ...renames.values()] };
}

/** Calls the visitor with each selected field of the entities, and the type of the enclosing fragment. */
function forEachField(
  { selections }: SelectionSetNode,
  type: string,
  visitor: (field: FieldNode, type: string) => void,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      forEachField(selection.selectionSet, selection.typeCondition?.name.value ?? type, visitor);
    } else if (selection.kind === Kind.FIELD) {
      if (type === '' && selection.name.value === '_entities' && selection.selectionSet !== undefined) {
        forEachField(selection.selectionSet, type, visitor);
      } else {
        visitor(selection, type);
      }
    }
  }
}

/** Reduces the operation to these fields of the entities. */
function onlyFields(operation: OperationDefinitionNode, fields: ReadonlySet<FieldNode>): OperationDefinitionNode {
  const only = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value === '_entities' && selection.selectionSet !== undefined) {
          return [{ ...selection, selectionSet: only(selection.selectionSet) }];
        }
        return fields.has(selection) ? [selection] : [];
      }
      if (selection.kind !== Kind.INLINE_FRAGMENT) {
        return [selection];
      }
      const selectionSet = only(selection.selectionSet);
      return selectionSet.selections.length === 0 ? [] : [{ ...selection, selectionSet }];
    }),
  });
  return { ...operation, selectionSet: only(operation.selectionSet) };
}

/** Converts a field set to the form that plans use. */
function asSelections({ selections }: SelectionSetNode): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === Kind.FIELD) {
      const { name, selectionSet } = selection;
      const below = selectionSet === undefined ? {} : { selections: asSelections(selectionSet) };
      return [{ kind: 'Field', name: name.value, ...below }];
    }
    return selection.kind === Kind.INLINE_FRAGMENT
      ? [
          {
            kind: 'InlineFragment',
            ...(selection.typeCondition === undefined ? {} : { typeCondition: selection.typeCondition.name.value }),
            selections: asSelections(selection.selectionSet),
          },
        ]
      : [];
  });
}
