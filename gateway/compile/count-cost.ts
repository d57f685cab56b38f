import { isObject, type Data } from './data.ts';
import type { CostVariables } from './cost-inputs.ts';
import type { CostPart, CostSelection } from './cost-parts.ts';
import { entityCost, greatest, mutationCost, type FetchCost } from './plan-cost.ts';

/**
 * Counts what an answer of a subgraph cost: the objects that came, by the same weights as the estimate. `objects` are
 * the data of a fetch from the root, or the entities of a list.
 */
export function countAnswer(fetch: FetchCost, objects: readonly unknown[], variables: CostVariables): number {
  const { selection, isOfEntities, isMutation } = fetch;
  const inputCosts = new Map<CostPart, number>();
  const inputCostOf = (part: CostPart): number => {
    const cost = inputCosts.get(part) ?? part.inputs?.(variables) ?? 0;
    inputCosts.set(part, cost);
    return cost;
  };
  let cost = isMutation ? mutationCost : 0;
  for (const object of objects) {
    if (isObject(object)) {
      cost += (isOfEntities ? entityCost : 0) + costOfObject(object, selection, inputCostOf);
    }
  }
  return cost;
}

type InputCostOf = (part: CostPart) => number;

function costOfObject(object: Data, selection: CostSelection, inputCostOf: InputCostOf): number {
  const { parts, fragments, combinations, combinationOf } = selection;
  let cost = 0;
  for (const part of parts) {
    const own = costOfValue(object[part.name], part, inputCostOf);
    cost += part.inputs === null ? own : own + inputCostOf(part);
  }
  if (fragments.length > 0) {
    const type = object['__typename'];
    const costs = fragments.map((fragment) => costOfObject(object, fragment, inputCostOf));
    // A fetch may leave out the type where only one is possible.
    const combination = typeof type === 'string' ? [combinationOf.get(type) ?? []] : combinations;
    cost += greatest(combination, costs);
  }
  return Math.max(0, cost);
}

function costOfValue(value: unknown, part: CostPart, inputCostOf: InputCostOf): number {
  if (value == null) {
    return 0;
  }
  const { weight, weightByType, selection } = part;
  if (Array.isArray(value)) {
    if (selection === null && weightByType === null && part.lists === 1) {
      return value.length * weight;
    }
    let cost = 0;
    for (const item of value) {
      cost += costOfValue(item, part, inputCostOf);
    }
    return cost;
  }
  if (!isObject(value)) {
    return weight;
  }
  const type = weightByType === null ? undefined : value['__typename'];
  const own = typeof type === 'string' ? (weightByType?.get(type) ?? weight) : weight;
  return selection === null ? own : own + costOfObject(value, selection, inputCostOf);
}
