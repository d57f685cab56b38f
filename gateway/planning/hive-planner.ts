import type { FetchDataRewrite, FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  QueryPlanner,
  type EntityBatchAlias,
  type FetchNodePathSegment,
  type FetchRewrite,
  type FlattenNodePathSegment,
  type PlanNode as HivePlanNode,
  type RequiresSelection,
} from '@graphql-hive/router-query-planner';
import {
  Kind,
  isAbstractType,
  OperationTypeNode,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
} from 'graphql';
import { typenameField } from './internal-names.ts';
import type { PreparePlanner } from './other-planner.ts';

/** A placeholder for percentages of overrides. Operations that depend on a percentage are not planned here. */
const noPercentage = 0;

/**
 * The planner of Hive Router, written in Rust. It plans most queries and mutations like Apollo's, in the same form, and
 * much faster. It is not used for subscriptions, introspection, `@defer` or other directives.
 */
export const prepareHivePlanner: PreparePlanner = (supergraphSdl, { supergraphSchema }) => {
  const planner = new QueryPlanner(supergraphSdl);
  return (document, labels) => {
    if (isForApollo(document)) {
      return null;
    }
    try {
      const { node } = planner.plan(print(withoutTypenames(document)), null, new Set(labels), noPercentage);
      return node === undefined ? undefined : toApolloNode(node, supergraphSchema);
    } catch {
      // Apollo's planner tries next, and reports what is invalid.
      return null;
    }
  };
};

function isForApollo(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    OperationDefinition: ({ operation }) => void (found ||= operation === OperationTypeNode.SUBSCRIPTION),
    // The planner drops directives that are meant for subgraphs. Conditions are resolved before.
    Directive: () => void (found = true),
  });
  return found;
}

function toApolloNode(node: HivePlanNode, schema: GraphQLSchema): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return fetchOf(node, schema);
    case 'BatchFetch':
      return { kind: 'Parallel', nodes: node.entityBatch.aliases.flatMap((alias) => unbatched(node, alias, schema)) };
    case 'Sequence':
      return { kind: 'Sequence', nodes: node.nodes.map((each) => toApolloNode(each, schema)) };
    case 'Parallel':
      return { kind: 'Parallel', nodes: node.nodes.map((each) => toApolloNode(each, schema)) };
    case 'Flatten':
      return { kind: 'Flatten', path: node.path.flatMap(pathStep), node: toApolloNode(node.node, schema) };
    case 'Condition':
    case 'Subscription':
    case 'Defer':
      throw new Error(`a plan has a ${node.kind} node, which operations for this planner do not lead to`);
  }
}

/**
 * Removes `__typename` wherever other fields are selected. The planner takes it for a field that `@provides` does not
 * give. So where an interface or a union is provided, it would fetch the objects again from another subgraph.
 */
function withoutTypenames(document: DocumentNode): DocumentNode {
  const isTypename = (selection: SelectionNode) =>
    selection.kind === Kind.FIELD && selection.name.value === '__typename';
  const isEmpty = (selection: SelectionNode) =>
    selection.kind === Kind.INLINE_FRAGMENT && selection.selectionSet.selections.every(isTypename);
  return visit(document, {
    SelectionSet: {
      leave: (set, _key, parent) => {
        const selections = set.selections.filter((each) => !isTypename(each) && !isEmpty(each));
        const isInline = parent !== undefined && 'kind' in parent && parent.kind === Kind.INLINE_FRAGMENT;
        return { ...set, selections: selections.length === 0 && !isInline ? [typenameField] : selections };
      },
    },
  });
}

/**
 * Adds `__typename` to selections on abstract types, as Apollo's planner does. It costs nothing, since each subgraph
 * knows the types of the objects that it gives.
 */
function withTypenames(operation: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    operation,
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave: (set) =>
          isAbstractType(types.getParentType()) &&
          !set.selections.some((each) => each.kind === Kind.FIELD && each.name.value === '__typename' && !each.alias)
            ? { ...set, selections: [typenameField, ...set.selections] }
            : undefined,
      },
    }),
  );
}

type HiveFetch = Extract<HivePlanNode, { kind: 'Fetch' }>;
type HiveBatch = Extract<HivePlanNode, { kind: 'BatchFetch' }>;

function fetchOf(
  { serviceName, variableUsages = [], requires, ...node }: Omit<HiveFetch, 'kind'>,
  schema: GraphQLSchema,
): FetchNode {
  const operationDocumentNode = withTypenames(withoutFragments(parse(node.operation, { noLocation: true })), schema);
  return {
    kind: 'Fetch',
    serviceName,
    variableUsages,
    operation: print(operationDocumentNode),
    operationName: node.operationName,
    operationKind: kinds[node.operationKind ?? 'query'],
    operationDocumentNode,
    ...(requires === undefined ? {} : { requires: requires.map(selectionOf) }),
    inputRewrites: (node.inputRewrites ?? []).map(rewriteOf),
    outputRewrites: (node.outputRewrites ?? []).map(rewriteOf),
  };
}

/** Replaces fragment spreads by inline fragments. */
function withoutFragments(document: DocumentNode): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const inline = <Node extends ASTNode>(node: Node): Node =>
    fragments.size === 0
      ? node
      : visit(node, {
          FragmentSpread: ({ name, directives }): InlineFragmentNode | null => {
            const fragment = fragments.get(name.value);
            return fragment === undefined
              ? null
              : {
                  kind: Kind.INLINE_FRAGMENT,
                  typeCondition: fragment.typeCondition,
                  selectionSet: inline(fragment.selectionSet),
                  ...(directives === undefined ? {} : { directives }),
                };
          },
        });
  return {
    ...document,
    definitions: document.definitions.filter(({ kind }) => kind !== Kind.FRAGMENT_DEFINITION).map(inline),
  };
}

const kinds = {
  query: OperationTypeNode.QUERY,
  mutation: OperationTypeNode.MUTATION,
  subscription: OperationTypeNode.SUBSCRIPTION,
};

/** One of several fetches of entities that are batched in one request. The gateway batches such fetches itself. */
function unbatched(
  batch: HiveBatch,
  { alias, representationsVariableName, paths, ...fetch }: EntityBatchAlias,
  schema: GraphQLSchema,
): PlanNode[] {
  const isOwn = (selection: SelectionNode) => selection.kind === Kind.FIELD && selection.alias?.value === alias;
  const only = visit(withoutFragments(parse(batch.operation, { noLocation: true })), {
    OperationDefinition: ({ selectionSet, ...definition }) => ({
      ...definition,
      selectionSet: { ...selectionSet, selections: selectionSet.selections.filter(isOwn) },
    }),
  });
  const used = new Set<string>();
  visit(only, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  const operation = print(
    visit(only, {
      VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
      Name: (name, key) => {
        if (key === 'alias' && name.value === alias) {
          return null;
        }
        return name.value === representationsVariableName ? { ...name, value: 'representations' } : undefined;
      },
    }),
  );
  const node = fetchOf(
    {
      ...fetch,
      serviceName: batch.serviceName,
      operation,
      variableUsages: (batch.variableUsages ?? []).filter((name) => used.has(name)),
    },
    schema,
  );
  return paths.map((path) => ({ kind: 'Flatten', path: path.flatMap(pathStep), node }));
}

/** Type conditions are dropped from paths: an object of another type yields no representation. */
function pathStep(segment: FlattenNodePathSegment): string[] {
  if (segment === '@') {
    return ['@'];
  }
  return 'Field' in segment ? [segment.Field] : [];
}

function selectionOf(selection: RequiresSelection): QueryPlanSelectionNode {
  switch (selection.kind) {
    case 'Field':
      return {
        kind: Kind.FIELD,
        name: selection.name,
        ...(selection.alias === undefined ? {} : { alias: selection.alias }),
        ...(selection.selections === undefined || selection.selections.length === 0
          ? {}
          : { selections: selection.selections.map(selectionOf) }),
      };
    case 'InlineFragment':
      return {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: selection.typeCondition,
        selections: selection.selections.map(selectionOf),
      };
    case 'FragmentSpread':
      throw new Error('a requirement has a named fragment, which federation does not allow');
  }
}

function rewriteOf(rewrite: FetchRewrite): FetchDataRewrite {
  if ('KeyRenamer' in rewrite) {
    const { path, renameKeyTo } = rewrite.KeyRenamer;
    return { kind: 'KeyRenamer', path: path.map(rewriteStep), renameKeyTo };
  }
  const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
  return { kind: 'ValueSetter', path: path.map(rewriteStep), setValueTo };
}

function rewriteStep(segment: FetchNodePathSegment): string {
  return 'Key' in segment ? segment.Key : `... on ${segment.TypenameEquals.join()}`;
}
