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
import { argumentOf, fieldSet, subgraphNames } from '../composed/join-directives.ts';
import { textOf, type RequiredVariant } from './required-variants.ts';

/** A variant that is required: where a subgraph looks for it in a representation, where it is, and the types that the object there can be of. */
type Brought = { path: string; name: string; key: readonly string[]; field: string; types: ReadonlySet<string> };

/**
 * Makes what a subgraph understands of a fetch in which required fields go by the names of their variants. A fetch asks for a variant by its field, under the variant's name. A representation has it by the field's name, where there is room for one: fields that require different
 * variants at one place are fetched apart.
 */
export function fetchTranslator(
  definitions: readonly DefinitionNode[],
  { variants, schema }: { variants: ReadonlyMap<string, RequiredVariant>; schema: GraphQLSchema },
): (fetch: FetchNode) => PlanNode {
  const requirements = requirementsIn(definitions);
  const typesOf = (name: string): ReadonlySet<string> => {
    const type = schema.getType(name);
    return new Set([name, ...(isAbstractType(type) ? schema.getPossibleTypes(type).map((each) => each.name) : [])]);
  };

  const broughtIn = (
    selections: readonly QueryPlanSelectionNode[],
    parent: string,
    above: readonly string[] = [],
  ): Brought[] =>
    selections.flatMap((selection): Brought[] => {
      if (selection.kind === 'InlineFragment') {
        return broughtIn(selection.selections, selection.typeCondition ?? parent, above);
      }
      const { name, alias = name, selections: below = [] } = selection;
      const field = variants.get(name)?.field;
      const path = [...above, field ?? alias].join('.');
      const own = field === undefined ? [] : [{ path, name, key: [...above, alias], field, types: typesOf(parent) }];
      return [...own, ...broughtIn(below, fieldTypeIn(schema, parent, field ?? name) ?? '', [...above, alias])];
    });

  const neededBy = (subgraph: string, type: string, field: string): Brought[] =>
    [...typesOf(type)].flatMap((each) =>
      (requirements.get(`${subgraph} ${each}.${field}`) ?? []).flatMap((set) => broughtIn(asSelections(set), each)),
    );

  /** The groups of the fields of entities that can be asked for with one representation. */
  const groupsOf = (subgraph: string, { selectionSet }: OperationDefinitionNode): Group[] => {
    const groups: Group[] = [{ fields: new Set(), needs: [] }];
    forEachField(selectionSet, '', (field, type) => {
      const needs = neededBy(subgraph, type, field.name.value);
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
    const brought = broughtIn(fetch.requires, '');
    const groups = brought.some((one) => brought.some((other) => areInConflict(one, other)))
      ? groupsOf(fetch.serviceName, operation)
      : [];
    const [first, ...others] = groups.map((group): FetchNode => {
      const part = { ...document, definitions: [onlyFields(operation, group.fields)] };
      const unneeded = brought.filter(
        (one) => !group.needs.some(({ name, path }) => name === one.name && path === one.path),
      );
      const places = new Set(unneeded.map(({ path, name }) => `${path} ${name}`));
      const requires = without(fetch.requires ?? [], places, variants);
      return withInputs(withOperation({ ...fetch, requires }, part, variants), broughtIn(requires, ''));
    });
    return first === undefined || others.length === 0
      ? withInputs(withOperation(fetch, document, variants), brought)
      : { kind: 'Parallel', nodes: [first, ...others] };
  };

  return translate;
}

type Group = { fields: Set<FieldNode>; needs: Brought[] };

/** What is required, without variants that nothing needs, each by its path and name. */
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

/** What fields of a subgraph require, by subgraph, type and field. */
function requirementsIn(definitions: readonly DefinitionNode[]): Map<string, SelectionSetNode[]> {
  const subgraphOf = subgraphNames(definitions);
  const requirements = new Map<string, SelectionSetNode[]>();
  for (const definition of definitions) {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const { name, directives = [] } of definition.fields ?? []) {
        for (const directive of directives) {
          const requires = directive.name.value === 'join__field' ? argumentOf(directive, 'requires') : undefined;
          if (requires !== undefined) {
            const place = `${subgraphOf(argumentOf(directive, 'graph'))} ${definition.name.value}.${name.value}`;
            requirements.set(place, [...(requirements.get(place) ?? []), fieldSet(requires)]);
          }
        }
      }
    }
  }
  return requirements;
}

function areInConflict(one: Brought, other: Brought): boolean {
  return one.path === other.path && one.name !== other.name && !one.types.isDisjointFrom(other.types);
}

function refuseOwnConflict(
  place: string,
  needs: readonly Brought[],
  variants: ReadonlyMap<string, RequiredVariant>,
): void {
  for (const one of needs) {
    const other = needs.find((each) => areInConflict(one, each));
    if (other !== undefined) {
      const [some, others] = [one, other].map(({ name }) => `(${textOf(variants.get(name)?.arguments)})`);
      throw new GraphQLError(
        `\`${place}\` itself requires \`${one.path}\` with different arguments, ${some} and ${others}, and there is room for one. It cannot be asked for: its subgraph has to require them by different fields.`,
        { extensions: { code: 'CONFLICTING_REQUIREMENTS' } },
      );
    }
  }
}

/** The fetch with the operation of a document, in which variants are aliases of their fields, and without the variables that are no longer used. */
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

/** The fetch with representations in which variants go by the names of their fields. */
function withInputs(fetch: FetchNode, brought: readonly Brought[]): FetchNode {
  // What is inside goes first, while what it is in still has its name.
  const insideFirst = brought.toSorted((one, other) => other.key.length - one.key.length);
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

/** Calls with each field of the entities that are asked for, and the type in whose fragment it stands. */
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

/** The operation with these fields of the entities only. */
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

/** A field set as plans write it. */
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

function fieldTypeIn(schema: GraphQLSchema, parent: string, field: string): string | undefined {
  const type = schema.getType(parent);
  const found = type !== undefined && 'getFields' in type ? type.getFields()[field] : undefined;
  return found === undefined ? undefined : String(found.type).replaceAll(/[[\]!]/g, '');
}
