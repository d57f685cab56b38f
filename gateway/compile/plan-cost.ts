import { Kind } from 'graphql';
import { entitiesField, operationIn } from '../planning/fetch-operation.ts';
import { withoutPlannerSuffix } from '../planning/internal-names.ts';
import type { CostVariables } from './cost-inputs.ts';
import type { CompileSelection, CostPart, CostSelection } from './cost-parts.ts';

/** The cost of one fetch. */
export type FetchCost = {
  subgraph: string;
  isMutation: boolean;
  /** Whether each object that it extends is an entity to look up. */
  isOfEntities: boolean;
  /** The names of the fields that lead to the objects that it extends. */
  path: readonly string[];
  selection: CostSelection;
};

/** The formula of a plan. */
export type PlanCost = {
  fetches: readonly FetchInPlan[];
  /** The names of the variables on which it depends. */
  variables: readonly string[];
};

/** A fetch with the fields that may lead to each step of its path. */
type FetchInPlan = FetchCost & { along: readonly (readonly CostPart[])[] };

export type Estimate = {
  total: number;
  bySubgraph: ReadonlyMap<string, number>;
  /** The fields that need one slicing argument, and have none or several. */
  withoutSlice: readonly CostPart[];
};

/** The inputs of a formula. */
export type CostInputs = {
  variables: CostVariables;
  /** The assumed length of a list about which nothing is known. */
  listSizeOf: (subgraph: string) => number;
};

/** The cost of a mutation besides that of its fields. */
export const mutationCost = 10;
/** The cost of looking up one entity. */
export const entityCost = 1;
/** Whatever lengths a client asks for, a cost stays a whole number that JSON can have. */
const greatestCost = 1_000_000_000_000;

const rootTypes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };
const emptySelection = { kind: Kind.SELECTION_SET, selections: [] } as const;

/** Compiles the formula of a plan from its fetches. The fetch of an event comes first. */
export function compilePlanCost(fetches: readonly FetchCost[]): PlanCost {
  const atPath = Map.groupBy(fetches, ({ path }) => keyOf(path));
  return {
    fetches: fetches.map((fetch) => ({ ...fetch, along: partsAlong(fetch.path, atPath) })),
    variables: [...new Set(fetches.flatMap(({ selection }) => variablesOf(selection)))],
  };
}

function variablesOf({ parts, fragments }: CostSelection): string[] {
  const ofParts = parts.flatMap(({ variables, selection }) => [
    ...variables,
    ...(selection === null ? [] : variablesOf(selection)),
  ]);
  return [...ofParts, ...fragments.flatMap(variablesOf)];
}

/** Compiles what a fetch costs. `query` is its request. */
export function compileFetch(
  query: string,
  { subgraph, path, isOfEntities }: Pick<FetchCost, 'subgraph' | 'path' | 'isOfEntities'>,
  compile: CompileSelection,
): FetchCost {
  const { operation, selectionSet } = operationIn({ operation: query });
  const selection = isOfEntities
    ? compile(entitiesField(selectionSet).selectionSet ?? emptySelection, null, subgraph)
    : compile(selectionSet, rootTypes[operation], subgraph);
  return { subgraph, isMutation: operation === 'mutation', isOfEntities, path, selection };
}

const keyOf = (path: readonly string[]): string => path.join('.');

/** For each step of a path, the fields of all fetches that lead there. The fetches are known by their paths. */
function partsAlong(path: readonly string[], atPath: ReadonlyMap<string, readonly FetchCost[]>): CostPart[][] {
  return path.map((step, depth) => {
    const begins = Array.from({ length: depth + 1 }, (_, length) => path.slice(0, length));
    const selections = begins.flatMap((begin) =>
      (atPath.get(keyOf(begin)) ?? []).flatMap(({ selection }) =>
        selectionsAt(selection, path.slice(begin.length, depth)),
      ),
    );
    return selections.flatMap((selection) => partsNamed(selection, step));
  });
}

function selectionsAt(selection: CostSelection, path: readonly string[]): CostSelection[] {
  return path.reduce<CostSelection[]>(
    (all, step) => all.flatMap((each) => partsNamed(each, step)).flatMap((part) => part.selection ?? []),
    [selection],
  );
}

function partsNamed({ parts, fragments }: CostSelection, name: string): CostPart[] {
  return [
    ...parts.filter((part) => withoutPlannerSuffix(part.name) === name),
    ...fragments.flatMap((each) => partsNamed(each, name)),
  ];
}

/** Estimates the cost of a plan with these variables. */
export function estimate({ fetches }: PlanCost, inputs: CostInputs): Estimate {
  const bySubgraph = new Map<string, number>();
  const withoutSlice: CostPart[] = [];
  let total = 0;
  for (const fetch of fetches) {
    const { subgraph, isMutation, isOfEntities, selection } = fetch;
    const each = (isOfEntities ? entityCost : 0) + costOfSelection(selection, inputs, withoutSlice);
    const cost = Math.min(objectsOf(fetch, inputs) * each + (isMutation ? mutationCost : 0), greatestCost);
    bySubgraph.set(subgraph, (bySubgraph.get(subgraph) ?? 0) + cost);
    total += cost;
  }
  return { total, bySubgraph, withoutSlice };
}

/** The number of objects that a fetch extends. */
function objectsOf({ along }: Pick<FetchInPlan, 'along'>, inputs: CostInputs): number {
  let objects = 1;
  for (const parts of along) {
    // Several fields may lead to the next step, from objects of different types.
    objects *= parts.length === 0 ? 1 : Math.max(...parts.map((part) => lengthOf(part, inputs)));
  }
  return objects;
}

/** The number of values of a field: 1, or the length of its list. */
function lengthOf({ lists, sizers, subgraph }: CostPart, { variables, listSizeOf }: CostInputs): number {
  if (lists === 0) {
    return 1;
  }
  const otherwise = listSizeOf(subgraph);
  const sizes = sizers.map((sizer) => sizer.lengthFor(variables) ?? otherwise);
  return (sizes.length === 0 ? otherwise : Math.max(...sizes)) * otherwise ** (lists - 1);
}

function costOfSelection(selection: CostSelection, inputs: CostInputs, withoutSlice: CostPart[]): number {
  const { parts, fragments, combinations } = selection;
  let cost = 0;
  for (const part of parts) {
    cost += costOfPart(part, inputs, withoutSlice);
  }
  if (fragments.length > 0) {
    const costs = fragments.map((fragment) => costOfSelection(fragment, inputs, withoutSlice));
    // An object has one type, so the dearest combination is charged, not all together.
    cost += greatest(combinations, costs);
  }
  return cost;
}

/** The greatest sum of the costs that a combination names. */
function greatest(combinations: CostSelection['combinations'], costs: readonly number[]): number {
  return Math.max(0, ...combinations.map((indices) => indices.reduce((sum, index) => sum + (costs[index] ?? 0), 0)));
}

function costOfPart(part: CostPart, inputs: CostInputs, withoutSlice: CostPart[]): number {
  const { weight, selection, requiring, inputs: inputCost } = part;
  if (requiring.some((sizer) => sizer.isInvalidFor(inputs.variables))) {
    withoutSlice.push(part);
  }
  const below = selection === null ? 0 : costOfSelection(selection, inputs, withoutSlice);
  return Math.max(0, lengthOf(part, inputs) * (weight + below) + (inputCost?.(inputs.variables) ?? 0));
}

/** A place in the response: its own cost, the places below it, and whether its name may be told. */
type Place = { own: number; children: Map<string, Place>; isShown: boolean };

type IsShown = (part: CostPart) => boolean;

/**
 * The path to the costliest part of an operation: as deep as more than half of the cost lies there, and before the
 * first field that is not shown. The names are those of subgraphs' answers.
 */
export function costliestPath({ fetches }: PlanCost, inputs: CostInputs, isShown: IsShown): string[] {
  const root: Place = { own: 0, children: new Map(), isShown: true };
  for (const fetch of fetches) {
    const place = fetch.path.reduce(placeBelow, root);
    const objects = objectsOf(fetch, inputs);
    place.own += (fetch.isOfEntities ? objects * entityCost : 0) + (fetch.isMutation ? mutationCost : 0);
    addPlaces(place, fetch.selection, objects, { inputs, isShown });
  }
  const path: string[] = [];
  const half = totalOf(root) / 2;
  for (let place: Place | undefined = root; place !== undefined;) {
    const next: [string, Place] | undefined = [...place.children].find(
      ([, child]) => child.isShown && totalOf(child) > half,
    );
    path.push(...(next?.slice(0, 1).map(String) ?? []));
    place = next?.[1];
  }
  return path;
}

function placeBelow({ children }: Place, name: string): Place {
  const child = children.get(name) ?? { own: 0, children: new Map<string, Place>(), isShown: false };
  children.set(name, child);
  return child;
}

function addPlaces(
  place: Place,
  { parts, fragments }: CostSelection,
  objects: number,
  options: { inputs: CostInputs; isShown: IsShown },
): void {
  const { inputs, isShown } = options;
  for (const part of parts) {
    const child = placeBelow(place, withoutPlannerSuffix(part.name));
    child.isShown ||= isShown(part);
    const count = objects * lengthOf(part, inputs);
    child.own += count * part.weight + objects * (part.inputs?.(inputs.variables) ?? 0);
    if (part.selection !== null) {
      addPlaces(child, part.selection, count, options);
    }
  }
  for (const fragment of fragments) {
    addPlaces(place, fragment, objects, options);
  }
}

function totalOf({ own, children }: Place): number {
  return [...children.values()].reduce((sum, child) => sum + totalOf(child), own);
}
