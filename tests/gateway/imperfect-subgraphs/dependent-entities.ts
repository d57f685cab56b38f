import { Kind, visit, type FieldNode } from 'graphql';
import type { Answer } from './alteration.ts';
import type { Path } from './requested-values.ts';
import type { Exchange } from './fuzzed-graph.ts';

/** An answer with other values at some places. They are valid, and no subgraph gives them. */
export function withOthers({ answer, spots }: Pick<Exchange, 'answer' | 'spots'>, paths: readonly Path[]): Answer {
  const copy = structuredClone(answer);
  for (const path of paths) {
    for (const { path: place, other } of spots) {
      const isMeant = place.length === path.length && place.every((step, index) => step === path[index]);
      if (isMeant || (path.length === 0 && place.length === 1)) {
        const holder = place.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(Object(at), step), copy.data);
        Reflect.set(Object(holder), place.at(-1) ?? '', other());
      }
    }
  }
  return copy;
}

/** The requested entities: their places in the answer, and as text everything on which their fields depend. */
export function requestedEntitiesIn({
  subgraph,
  document,
  variables,
}: Pick<Exchange, 'subgraph' | 'document' | 'variables'>): { path: Path; question: string }[] {
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return operation.selectionSet.selections.flatMap((field) => {
    if (field.kind !== Kind.FIELD || field.name.value !== '_entities') return [];
    const [own, ...others] = variablesIn(field);
    const representations = variables[own ?? ''];
    const values = JSON.stringify(others.map((name) => variables[name]));
    return (Array.isArray(representations) ? (representations as unknown[]) : []).map((each, index) => ({
      path: [(field.alias ?? field.name).value, index],
      question: `${subgraph} ${JSON.stringify(each)} ${values}`,
    }));
  });
}

/** The variables of a field in their order. The first one holds the representations. */
function variablesIn(field: FieldNode): string[] {
  const names = new Set<string>();
  visit(field, { Variable: ({ name }) => void names.add(name.value) });
  return [...names];
}
