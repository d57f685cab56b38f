import type { FetchNode, PlanNode } from '@apollo/query-planner';
import {
  Kind,
  OperationTypeNode,
  print,
  visit,
  type FieldNode,
  type InlineFragmentNode,
  type NameNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import { withoutPlannerSuffix } from './internal-names.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { entitiesField, operationIn } from './fetch-operation.ts';

type PlanPath = readonly (string | number)[];
/** The kept part of a selection, and the plan nodes that fetch the rest after it. */
type Split<Node> = { kept: Node; later: readonly PlanNode[] };

/**
 * Splits fetches so that entities nested in an answer are fetched separately.
 *
 * A nested entity is repeated wherever it occurs, with everything below it: ten people as authors of a hundred reviews,
 * each with all their reviews. Fetched separately, each entity comes once, for one more round trip. The answer for an
 * entity does not depend on the path to it, so the result is the same. Null where nothing can be split.
 */
export function splitNestedEntities(plan: PlanNode, types: TypeSystem): PlanNode | null {
  let isChanged = false;

  const rewrite = (node: PlanNode, path: PlanPath): PlanNode => {
    switch (node.kind) {
      case 'Fetch':
        return splitFetch(node, path);
      case 'Flatten':
        return rewrite(node.node, [...path, ...node.path]);
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map((each) => rewrite(each, path)) };
      default:
        return at(path, node);
    }
  };

  const splitFetch = (fetch: FetchNode, path: PlanPath): PlanNode => {
    if (
      fetch.operationKind !== 'query' ||
      (fetch.outputRewrites ?? []).length > 0 ||
      fetch.contextRewrites !== undefined
    ) {
      return at(path, fetch);
    }
    const operation = operationIn(fetch);

    const splitSet = ({ selections }: SelectionSetNode, parent: string, above: PlanPath): Split<SelectionSetNode> => {
      const parts = selections.map((selection): Split<SelectionNode> =>
        selection.kind === Kind.FIELD ? splitField(selection, parent, above) : { kept: selection, later: [] },
      );
      return { kept: selectionSet(parts.map(({ kept }) => kept)), later: parts.flatMap(({ later }) => later) };
    };

    const splitField = (field: FieldNode, parent: string, above: PlanPath): Split<FieldNode> => {
      const type = types.fieldTypeOf(parent, field.name.value)?.name;
      const name = (field.alias ?? field.name).value;
      if (
        field.selectionSet === undefined ||
        type === undefined ||
        !types.isObjectType(type) ||
        name !== withoutPlannerSuffix(name)
      ) {
        return { kept: field, later: [] };
      }
      const here = [...above, name];
      const { kept: part, later } = splitSet(field.selectionSet, type, here);
      const entity = types.entityOf(fetch.serviceName, type);
      const nested = part.selections.filter((each) => each.kind === Kind.FIELD && each.selectionSet !== undefined);
      const isApart =
        entity !== null &&
        nested.some((each) => hasLists(each, type, types)) &&
        nested.every((each) => each.kind === Kind.FIELD && entity.owns(each.name.value)) &&
        part.selections.every(({ kind }) => kind === Kind.FIELD);
      if (!isApart) {
        return { kept: { ...field, selectionSet: part }, later };
      }
      isChanged = true;
      const kept = part.selections.filter((each) => !nested.includes(each));
      return {
        kept: { ...field, selectionSet: selectionSet(withKey(kept, entity.key)) },
        later: [inOrder(at(here, entityFetch(type, entity.key, nested, { fetch, operation })), later)],
      };
    };

    /**
     * Only for a single type. Below an interface, the nested fields would be fetched for objects of all types alike.
     */
    const splitEntities = (set: SelectionSetNode): Split<SelectionSetNode> => {
      const field = entitiesField(set);
      const [fragment, ...others] = field.selectionSet?.selections ?? [];
      const type = fragment?.kind === Kind.INLINE_FRAGMENT ? fragment.typeCondition?.name.value : undefined;
      if (fragment?.kind !== Kind.INLINE_FRAGMENT || type === undefined || others.length > 0) {
        return { kept: set, later: [] };
      }
      const { kept: part, later } = splitSet(fragment.selectionSet, type, path);
      return {
        kept: selectionSet([{ ...field, selectionSet: selectionSet([{ ...fragment, selectionSet: part }]) }]),
        later,
      };
    };

    const { kept: part, later } =
      fetch.requires === undefined
        ? splitSet(operation.selectionSet, 'Query', path)
        : splitEntities(operation.selectionSet);
    return later.length === 0
      ? at(path, fetch)
      : inOrder(at(path, withOperation(fetch, { ...operation, selectionSet: part })), later);
  };

  const node = rewrite(plan, []);
  return isChanged ? node : null;
}

function inOrder(first: PlanNode, later: readonly PlanNode[]): PlanNode {
  return later.length === 0 ? first : { kind: 'Sequence', nodes: [first, { kind: 'Parallel', nodes: [...later] }] };
}

/** Without a list below it, a repeated entity costs no more than one extra object. */
function hasLists(selection: SelectionNode, parent: string, types: TypeSystem): boolean {
  if (selection.kind !== Kind.FIELD) {
    return true;
  }
  const type = types.fieldTypeOf(parent, selection.name.value);
  return (
    type !== undefined &&
    selection.selectionSet !== undefined &&
    (type.isList || selection.selectionSet.selections.some((each) => hasLists(each, type.name, types)))
  );
}

function at(path: PlanPath, node: PlanNode): PlanNode {
  return path.length === 0 ? node : { kind: 'Flatten', path: [...path], node };
}

/** A fetch of selections on entities of a type, from the same subgraph. */
function entityFetch(
  type: string,
  key: readonly string[],
  selections: readonly SelectionNode[],
  { fetch, operation }: { fetch: FetchNode; operation: OperationDefinitionNode },
): FetchNode {
  const { serviceName, operationName } = fetch;
  const fragment: InlineFragmentNode = {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: nameNode(type) },
    selectionSet: selectionSet(selections),
  };
  const entities: FieldNode = {
    kind: Kind.FIELD,
    name: nameNode('_entities'),
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: nameNode('representations'),
        value: { kind: Kind.VARIABLE, name: nameNode('representations') },
      },
    ],
    selectionSet: selectionSet([fragment]),
  };
  return withOperation(
    {
      kind: 'Fetch',
      serviceName,
      operationName,
      operationKind: OperationTypeNode.QUERY,
      operation: '',
      requires: [
        {
          kind: 'InlineFragment',
          typeCondition: type,
          selections: ['__typename', ...key].map((name) => ({ kind: 'Field', name })),
        },
      ],
    },
    {
      ...operation,
      variableDefinitions: [representationsDefinition, ...(operation.variableDefinitions ?? []).filter(isOfClient)],
      selectionSet: selectionSet([entities]),
    },
  );
}

/** Replaces the operation of a fetch, and drops the variables that it no longer uses. */
function withOperation(fetch: FetchNode, operation: OperationDefinitionNode): FetchNode {
  const used = new Set<string>();
  visit(operation.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return {
    ...fetch,
    operation: print({ ...operation, variableDefinitions }),
    variableUsages: variableDefinitions.filter(isOfClient).map(({ variable }) => variable.name.value),
  };
}

function isOfClient({ variable }: VariableDefinitionNode): boolean {
  return variable.name.value !== 'representations';
}

/** `$representations: [_Any!]!` */
const representationsDefinition: VariableDefinitionNode = {
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: nameNode('representations') },
  type: {
    kind: Kind.NON_NULL_TYPE,
    type: {
      kind: Kind.LIST_TYPE,
      type: { kind: Kind.NON_NULL_TYPE, type: { kind: Kind.NAMED_TYPE, name: nameNode('_Any') } },
    },
  },
};

/** Adds the fields that a representation needs. */
function withKey(selections: readonly SelectionNode[], key: readonly string[]): SelectionNode[] {
  const names = new Set(
    selections.flatMap((each) => (each.kind === Kind.FIELD && each.alias === undefined ? [each.name.value] : [])),
  );
  const missing = ['__typename', ...key].filter((name) => !names.has(name));
  return [...missing.map((name): FieldNode => ({ kind: Kind.FIELD, name: nameNode(name) })), ...selections];
}

function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

function selectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}
