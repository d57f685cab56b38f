import type { FetchNode } from '@apollo/query-planner';
import {
  Kind,
  print,
  stripIgnoredCharacters,
  visit,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { entitiesField } from '../planning/fetch-operation.ts';
import { typenameField } from '../planning/internal-names.ts';
import { contextualVariables, type ContextValues } from './contextual-arguments.ts';

/** A GraphQL request without its variables. */
export type RequestText = { query: string; operationName: string | undefined; beforeVariables: string };

/** A selection on entities. Equal selections on one subgraph are one object, so that fetches share their answers. */
export type EntitySelection = {
  index: number;
  /** Equal for equal selections, also in different operations. */
  key: string;
  definition: OperationDefinitionNode;
  field: FieldNode;
  /** The client's variables. */
  variables: readonly string[];
  /** The variables whose values depend on objects above an entity. */
  contextual: readonly string[];
};

/** A selection with the values of its contextual arguments. */
export type SelectionInContext = { selection: EntitySelection; context: ContextValues };

/** Limit on the requests that a step remembers. */
const requestsMax = 50;

export function requestText(query: string, operationName: string | undefined): RequestText {
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return { query, operationName, beforeVariables: `{${name}"query":${JSON.stringify(query)},"variables":` };
}

/** One request for several selections of a step. Requests are made once for each combination. */
export function requestFor(
  selections: readonly SelectionInContext[],
  { requests }: { requests: Map<string, RequestText> },
): RequestText {
  const key = selections
    .map(({ selection, context }) => [selection.index, ...omittedArguments(selection, context)].join(' '))
    .join();
  let request = requests.get(key);
  if (request === undefined) {
    request = combineSelections(selections);
    if (requests.size >= requestsMax) {
      requests.clear();
    }
    requests.set(key, request);
  }
  return request;
}

export function selectionOf(
  fetch: FetchNode,
  definition: OperationDefinitionNode,
  variables: readonly string[],
  known: Map<string, EntitySelection>,
): EntitySelection {
  const field = entitiesField(definition.selectionSet);
  const rewrites = JSON.stringify(fetch.outputRewrites ?? []);
  const text = stripIgnoredCharacters(print(field));
  const key = `${fetch.serviceName} ${text} ${rewrites}`;
  const contextual = contextualVariables(fetch);
  const selection = known.get(key) ?? { index: known.size, key, definition, field, variables, contextual };
  known.set(key, selection);
  return selection;
}

/** The name of a variable of one selection in a request for several. */
export function variableOf(name: string, index: number): string {
  return `${name}_${index}`;
}

/**
 * Combines selections of entities into one request. The entities of the first selection are `_0` in the answer, and so
 * on.
 */
function combineSelections(selections: readonly SelectionInContext[]): RequestText {
  const [first] = selections;
  if (first === undefined) {
    throw new Error('a request without selections');
  }
  const fields = selections.map(({ selection, context }, index) => fieldInContext(selection, context, index));
  const used = new Set<string>();
  for (const field of fields) {
    visit(field, { Variable: ({ name }) => void used.add(name.value) });
  }
  const variables = new Map(
    selections.flatMap(({ selection: { definition, contextual } }, index) =>
      (definition.variableDefinitions ?? []).map((each) => {
        const name = nameOfVariable(each.variable.name.value, contextual, index);
        return [name, { ...each, variable: variableNode(name) }] as const;
      }),
    ),
  );
  const { definition } = first.selection;
  const operation: OperationDefinitionNode = {
    ...definition,
    variableDefinitions: [...variables].flatMap(([name, each]) => (used.has(name) ? [each] : [])),
    selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
  };
  return requestText(stripIgnoredCharacters(print(operation)), definition.name?.value);
}

/**
 * The field for one of several selections, with its own variables. Fields whose contextual arguments have no context
 * are dropped.
 */
function fieldInContext({ field, contextual }: EntitySelection, context: ContextValues, index: number): FieldNode {
  const without = new Set(omittedArguments({ contextual }, context));
  const part: FieldNode = visit(field, {
    Field: ({ arguments: args = [] }) =>
      args.some(({ value }) => value.kind === Kind.VARIABLE && without.has(value.name.value)) ? null : undefined,
    SelectionSet: {
      leave: (set) => (set.selections.length === 0 ? { ...set, selections: [typenameField] } : undefined),
    },
    Variable: ({ name }) => variableNode(nameOfVariable(name.value, contextual, index)),
  });
  return { ...part, alias: { kind: Kind.NAME, value: `_${index}` } };
}

/** Whether nothing is left of a selection in this context. */
export function isEmptyInContext({ selection, context }: SelectionInContext): boolean {
  const isNothing = ({ selections }: SelectionSetNode): boolean =>
    selections.every((each) =>
      each.kind === Kind.INLINE_FRAGMENT
        ? isNothing(each.selectionSet)
        : each.kind === Kind.FIELD && each.name.value === '__typename',
    );
  return (
    omittedArguments(selection, context).length > 0 &&
    isNothing(fieldInContext(selection, context, 0).selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] })
  );
}

/** The contextual arguments without a context, whose fields are dropped. */
export function omittedArguments(
  { contextual }: Pick<EntitySelection, 'contextual'>,
  context: ContextValues,
): string[] {
  return contextual.filter((_, index) => context[index] === null);
}

function nameOfVariable(name: string, contextual: readonly string[], index: number): string {
  return name === 'representations' || contextual.includes(name) ? variableOf(name, index) : name;
}

function variableNode(name: string) {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } as const;
}
