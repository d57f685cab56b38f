import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { explainResponse } from './execution/explain-response.ts';
import { layOut, type FetchPlan, type TypeSystem } from './execution/fetch-plan.ts';
import type { Data } from './execution/representation.ts';
import { compileShape, NeedsExplaining, type Shape } from './execution/response-shape.ts';
import { runPlan, type Execution, type RawData } from './execution/run-plan.ts';
import { withInternalNames, type InternalNames } from './internal-names.ts';
import type { Planner } from './planner.ts';

/** An operation of a client, normalised, planned and compiled: ready to be carried out any number of times. */
export type Operation = {
  kind: OperationDefinitionNode['operation'];
  /** Those that it asks. */
  subgraphs: readonly string[];
  /** For a subscription: what is subscribed to at its subgraph. The plan is then what remains to be done for each event. */
  primary: FetchNode | null;
  /** Reads the variables and finds what is wrong with them, before any subgraph is asked. */
  readVariables(variables: Variables): { variables: ReadVariables } | { errors: readonly GraphQLError[] };
  /** Carries the plan out, from nothing or from the data of an event. */
  execute(execution: OperationExecution, variables: ReadVariables, event?: RawData): Promise<ExecutionResult>;
};

export type Variables = Readonly<Record<string, unknown>>;
/** As they were given, as they are coerced, and as they were given by internal name. */
export type ReadVariables = { given: Variables; coerced: Variables; internal: Variables };
export type OperationExecution = Omit<Execution, 'types' | 'variables' | 'coerced'>;

/** Prepares the operation of that name. Throws a GraphQLError when the document has none, or several and no name is given. */
export function prepareOperation(
  { apiSchema, plan: planDocument }: Planner,
  names: InternalNames,
  types: TypeSystem,
  { document, operationName }: { document: DocumentNode; operationName: string | null | undefined },
): Operation {
  const definition = definitionOf(document, operationName);
  const single = onlyOf(document, definition);
  const node = planSerially(single, definition, (part) => planDocument(withInternalNames(part, names)));
  const { primary, plan } = planFrom(node, types);
  const shape = shapeOf(apiSchema, definition, single, names, plan, types);
  const renamed = (definition.variableDefinitions ?? [])
    .map(({ variable }) => variable.name.value)
    .filter((name) => names.ofVariable(name) !== name);
  const asInternal = (values: Variables): Variables =>
    renamed.length === 0
      ? values
      : Object.fromEntries(Object.entries(values).map(([name, value]) => [names.ofVariable(name), value]));

  return {
    kind: definition.operation,
    subgraphs: [...new Set(plan.fetches.map(({ subgraph }) => subgraph))],
    primary,

    readVariables: (variables) => {
      const { coerced, errors } = getVariableValues(apiSchema, definition.variableDefinitions ?? [], variables, {
        maxErrors: 20,
      });
      return coerced === undefined
        ? { errors: errors ?? [] }
        : { variables: { given: variables, coerced, internal: asInternal(variables) } };
    },

    execute: async (execution, { given, coerced, internal }, event) => {
      const result = await runPlan(
        plan,
        { ...execution, types, variables: internal, coerced: asInternal(coerced) },
        event,
      );
      if (shape !== null && result.problems.isEmpty) {
        const shaped = shapeUnlessFaulty(shape, result.data, coerced);
        if (shaped !== null) {
          return { data: shaped };
        }
      }
      return explainResponse(result, {
        schema: apiSchema,
        document: single,
        operationName,
        variables: given,
        names,
        plan,
        types,
      });
    },
  };
}

function definitionOf(document: DocumentNode, operationName: string | null | undefined): OperationDefinitionNode {
  const definition = getOperationAST(document, operationName);
  if (definition == null) {
    throw new GraphQLError(
      operationName == null
        ? 'The document must have one operation, or name the one to execute with `operationName`.'
        : `The document has no operation that is called "${operationName}".`,
      { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } },
    );
  }
  return definition;
}

/** The document without other operations and the fragments that only these use. */
function onlyOf(document: DocumentNode, definition: OperationDefinitionNode): DocumentNode {
  const fragments = fragmentsOf(document);
  const used = new Set<string>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name: { value: name } }) => {
        const fragment = fragments.get(name);
        if (fragment !== undefined && !used.has(name)) {
          used.add(name);
          collect(fragment);
        }
      },
    });
  };
  collect(definition);
  return {
    kind: Kind.DOCUMENT,
    definitions: [definition, ...[...fragments.values()].filter(({ name }) => used.has(name.value))],
  };
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
}

/**
 * A mutation's root fields come one after the other, each with all that is below it, in whichever subgraphs that is. The planner would put those of one subgraph into one fetch and complete
 * them together, so where there is more to do than that each is planned for itself.
 */
function planSerially(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  plan: (document: DocumentNode) => QueryPlan['node'],
): QueryPlan['node'] {
  const node = plan(document);
  if (definition.operation !== OperationTypeNode.MUTATION || node === undefined || node.kind === 'Fetch') {
    return node;
  }
  const parts = rootFields(definition.selectionSet, fragmentsOf(document));
  const nodes = [...parts.values()].flatMap((selections) => {
    const part = { ...definition, selectionSet: { ...definition.selectionSet, selections } };
    const planned = plan(onlyOf({ ...document, definitions: [part, ...fragmentsOf(document).values()] }, part));
    return planned === undefined || planned.kind === 'Subscription' ? [] : [planned];
  });
  return { kind: 'Sequence', nodes };
}

/** The selections of each root field, by response name, in their order, with the conditions of the fragments around them. */
function rootFields(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  wrap: (selection: SelectionNode) => SelectionNode = (selection) => selection,
  into = new Map<string, SelectionNode[]>(),
): Map<string, SelectionNode[]> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      into.set(name, [...(into.get(name) ?? []), wrap(selection)]);
      continue;
    }
    const selectionSet =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragments.get(selection.name.value)?.selectionSet;
    if (selectionSet !== undefined) {
      const { directives = [] } = selection;
      const around = (inner: SelectionNode): SelectionNode =>
        wrap({
          kind: Kind.INLINE_FRAGMENT,
          directives,
          selectionSet: { kind: Kind.SELECTION_SET, selections: [inner] },
        });
      rootFields(selectionSet, fragments, around, into);
    }
  }
  return into;
}

function planFrom(node: QueryPlan['node'], types: TypeSystem): { primary: FetchNode | null; plan: FetchPlan } {
  return node?.kind === 'Subscription'
    ? { primary: node.primary, plan: layOut(node.rest, types, node.primary) }
    : { primary: null, plan: layOut(node, types) };
}

function shapeOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  document: DocumentNode,
  names: InternalNames,
  plan: FetchPlan,
  types: TypeSystem,
): Shape | null {
  return compileShape({ schema, operation, fragments: fragmentsOf(document), names, plan, types });
}

function shapeUnlessFaulty(shape: Shape, data: Data, variables: Variables): Data | null {
  try {
    return shape(data, variables);
  } catch (error) {
    if (error instanceof NeedsExplaining) {
      return null;
    }
    throw error;
  }
}
