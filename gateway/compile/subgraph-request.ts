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

/** A GraphQL request but for its variables. */
export type RequestText = { query: string; operationName: string | undefined; beforeVariables: string };

/** What is asked of entities. Fetches that ask the same of the same subgraph share it, and so their answers. */
export type EntitySelection = {
  index: number;
  /** The same for what asks the same, in whichever operation. */
  key: string;
  definition: OperationDefinitionNode;
  field: FieldNode;
  /** Those of the client. */
  variables: readonly string[];
  /** Those whose values depend on what is above an entity. */
  contextual: readonly string[];
};

/** A selection as it is asked with these values for what depends on the context. */
export type SelectionInContext = { selection: EntitySelection; context: ContextValues };

/** How many of these requests a step remembers. */
const requestsMax = 50;

export function requestText(query: string, operationName: string | undefined): RequestText {
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return { query, operationName, beforeVariables: `{${name}"query":${JSON.stringify(query)},"variables":` };
}

/** What a step asks for with these selections, as one request. It is made once for each combination. */
export function requestFor(
  asked: readonly SelectionInContext[],
  { requests }: { requests: Map<string, RequestText> },
): RequestText {
  const key = asked.map(({ selection, context }) => [selection.index, ...omitted(selection, context)].join(' ')).join();
  let request = requests.get(key);
  if (request === undefined) {
    request = combineSelections(asked);
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

/** What a variable of one of several selections is called in a request for all of them. */
export function variableOf(name: string, index: number): string {
  return `${name}_${index}`;
}

/** Several selections of entities as one request: the entities of the first are `_0` in the answer, and so on. */
function combineSelections(asked: readonly SelectionInContext[]): RequestText {
  const [first] = asked;
  if (first === undefined) {
    throw new Error('there is nothing to ask for');
  }
  const fields = asked.map(({ selection, context }, index) => fieldInContext(selection, context, index));
  const used = new Set<string>();
  for (const field of fields) {
    visit(field, { Variable: ({ name }) => void used.add(name.value) });
  }
  const variables = new Map(
    asked.flatMap(({ selection: { definition, contextual } }, index) =>
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

/** The field of one of several selections, with variables of its own, and without what does not concern its entities. */
function fieldInContext({ field, contextual }: EntitySelection, context: ContextValues, index: number): FieldNode {
  const without = new Set(omitted({ contextual }, context));
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

/** Whether nothing is asked in this context, because it does not concern the entities. */
export function asksNothing({ selection, context }: SelectionInContext): boolean {
  const isNothing = ({ selections }: SelectionSetNode): boolean =>
    selections.every((each) =>
      each.kind === Kind.INLINE_FRAGMENT
        ? isNothing(each.selectionSet)
        : each.kind === Kind.FIELD && each.name.value === '__typename',
    );
  return (
    omitted(selection, context).length > 0 &&
    isNothing(fieldInContext(selection, context, 0).selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] })
  );
}

/** The contextual arguments that do not concern the entities. */
export function omitted({ contextual }: Pick<EntitySelection, 'contextual'>, context: ContextValues): string[] {
  return contextual.filter((_, index) => context[index] === null);
}

function nameOfVariable(name: string, contextual: readonly string[], index: number): string {
  return name === 'representations' || contextual.includes(name) ? variableOf(name, index) : name;
}

function variableNode(name: string) {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } as const;
}
