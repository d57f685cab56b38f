import type { DeferNode, FetchDataRewrite, FetchNode, PlanNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  type FieldNode,
  type OperationDefinitionNode,
  type OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { deferralOf } from '../planning/deferrals.ts';
import { itself, newPosition, positionAt, provide, providedBy, type Position } from './positions.ts';
import { compileRepresentation, type Represent } from './representation.ts';
import type { TypeSystem } from './type-system.ts';

/**
 * A plan, laid out so that nothing of it is read again when it is carried out.
 *
 * Data is never merged. The answer of a fetch of entities is hung, as it came, into a slot of the object that it adds to: the property `$7` for fetch 7, which no GraphQL name can be. So the answer
 * for one entity can hang in any number of places, and what later fetches add at one of these places does not disturb another.
 */
export type FetchPlan = {
  fetches: readonly Fetch[];
  steps: readonly Step[];
  root: Position;
  /**
   * Whether two fetches give parts of the same object, as with value types that subgraphs share. Slots do not do then: all answers of this plan are copied into the objects that they add to.
   */
  isMerging: boolean;
};

/** One fetch of the plan. */
export type Fetch = {
  /** The property of an object under which its answer hangs. */
  slot: string;
  /** The deferral that it is for; null where nobody agreed to wait. */
  deferral: string | null;
  subgraph: string;
  kind: OperationTypeNode;
  /** The names that lead to the objects that it adds to, without the positions in lists. */
  path: readonly string[];
  /** For each step of the path, where else than in the object itself the next one may be. */
  slotsAlongPath: readonly (readonly string[])[];
  /** The fields that it gives. */
  provides: ReadonlySet<string>;
  request: RequestText;
  variables: readonly string[];
  outputRewrites: readonly FetchDataRewrite[];
  /** Null for a fetch from the root of the graph. */
  entities: { selection: EntitySelection; represent: Represent } | null;
};

/** What is asked of entities. Fetches that ask the same of the same subgraph share it, and so their answers. */
export type EntitySelection = {
  index: number;
  /** The same for what asks the same, in whichever operation. */
  key: string;
  definition: OperationDefinitionNode;
  field: FieldNode;
  variables: readonly string[];
};

/** A GraphQL request but for its variables. */
export type RequestText = { query: string; operationName: string | undefined; beforeVariables: string };

/** Fetches that go out together, as one request, once the steps before them are done. */
export type Step = {
  subgraph: string;
  deferral: string | null;
  fetches: readonly Fetch[];
  waitsFor: number;
  /** The steps that wait for this one. */
  before: readonly number[];
  /** The requests that were made for parts of this step, by what they ask. */
  requests: Map<string, RequestText>;
};

const slotOf = (fetch: number) => `$${fetch}`;
type Placed = { node: FetchNode; path: string[]; after: readonly number[]; level: number; deferral: string | null };

/** Lays a plan out. `given` is what is there before it begins: the data of an event. */
export function layOut(node: PlanNode | undefined, types: TypeSystem, given?: FetchNode): FetchPlan {
  const placed: Placed[] = [];
  if (node !== undefined) {
    place(node, { path: [], after: [], level: 0, deferral: null }, placed);
  }
  const root = newPosition(null);
  const selections = new Map<string, EntitySelection>();
  let isMerging = false;
  if (given !== undefined) {
    provide(root, providedBy(operationIn(given).selectionSet), -1, itself);
  }
  const parsed = placed.map(({ node: fetch, path }, index) => {
    const definition = operationIn(fetch);
    const isRoot = fetch.requires === undefined;
    const asked = isRoot ? definition.selectionSet : entitiesField(definition.selectionSet).selectionSet;
    const provided = providedBy(asked);
    const position = positionAt(root, path);
    const slot = path.length === 0 ? itself : slotOf(index);
    if (slot !== itself) {
      position.slots.push(slot);
    }
    isMerging = !provide(position, provided, index, slot) || isMerging;
    return { definition, provided, position };
  });

  const fetches = parsed.map(({ definition, provided, position }, index): Fetch => {
    const { node: fetch, path, deferral } = itemAt(placed, index);
    const variables = (fetch.variableUsages ?? []).filter((name) => name !== 'representations');
    return {
      slot: slotOf(index),
      deferral,
      subgraph: fetch.serviceName,
      kind: fetch.operationKind,
      path,
      // What is merged is in the objects themselves, and what hangs in their slots stays as it came, to be copied.
      slotsAlongPath: path.map((_, depth) => (isMerging ? [] : positionAt(root, path.slice(0, depth)).slots)),
      provides: new Set(provided.keys()),
      request: requestText(stripIgnoredCharacters(fetch.operation), fetch.operationName),
      variables,
      outputRewrites: fetch.outputRewrites ?? [],
      entities:
        fetch.requires === undefined
          ? null
          : {
              selection: selectionOf(fetch, definition, variables, selections),
              represent: compileRepresentation(fetch, fetch.requires, position, types),
            },
    };
  });
  return { fetches, steps: stepsOf(fetches, placed), root, isMerging };
}

/** The slots, or the object itself, in which a field at a position may be. */
export function sourcesOf({ isMerging }: FetchPlan, position: Position | undefined, field: string): readonly string[] {
  const sources = position?.sources.get(field);
  return isMerging || sources === undefined ? [itself] : [...sources];
}

export function requestText(query: string, operationName: string | undefined): RequestText {
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return { query, operationName, beforeVariables: `{${name}"query":${JSON.stringify(query)},"variables":` };
}

/** Several selections of entities as one request: the entities of the first are `_0` in the answer, and so on. */
export function combineSelections(selections: readonly EntitySelection[]): RequestText {
  const [first] = selections;
  if (first === undefined) {
    throw new Error('there is nothing to ask for');
  }
  const variables = new Map(
    selections.flatMap(({ definition }) =>
      (definition.variableDefinitions ?? []).map((each) => [each.variable.name.value, each] as const),
    ),
  );
  const representations = variables.get('representations');
  variables.delete('representations');
  const operation: OperationDefinitionNode = {
    ...first.definition,
    variableDefinitions: [
      ...selections.flatMap((_, index) =>
        representations === undefined
          ? []
          : [{ ...representations, variable: variableNode(`representations${index}`) }],
      ),
      ...variables.values(),
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: selections.map(({ field }, index) => ({
        ...field,
        alias: { kind: Kind.NAME, value: `_${index}` },
        arguments: (field.arguments ?? []).map((argument) => ({
          ...argument,
          value: variableNode(`representations${index}`),
        })),
      })),
    },
  };
  return requestText(stripIgnoredCharacters(print(operation)), operation.name?.value);
}

function variableNode(name: string) {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } as const;
}

/**
 * Gives each fetch its place, what it must wait for, and its level: how many fetches come before it at the least. What has the same level and goes to the same subgraph can go together.
 */
function place(
  node: PlanNode,
  where: Omit<Placed, 'node'>,
  placed: Placed[],
): { fetches: readonly number[]; level: number } {
  switch (node.kind) {
    case 'Fetch':
      placed.push({ ...where, node });
      return { fetches: [placed.length - 1], level: where.level + 1 };
    case 'Flatten':
      return place(node.node, { ...where, path: [...where.path, ...node.path.flatMap(nameIn)] }, placed);
    case 'Sequence': {
      let { after, level } = where;
      const fetches: number[] = [];
      for (const each of node.nodes) {
        const part = place(each, { ...where, after, level }, placed);
        fetches.push(...part.fetches);
        after = part.fetches.length === 0 ? after : [...after, ...part.fetches];
        level = part.level;
      }
      return { fetches, level };
    }
    case 'Parallel':
      return together(node.nodes.map((each) => place(each, where, placed)));
    case 'Condition':
      throw new Error('a plan has a condition, though all were decided before');
    case 'Defer':
      return placeDeferred(node, where, placed);
  }
}

/**
 * What is deferred begins as soon as there is what it needs; below a mutation, when that is done: the next mutation waits for it, since it belongs to the state between the two.
 */
function placeDeferred(
  { primary, deferred }: DeferNode,
  where: Omit<Placed, 'node'>,
  placed: Placed[],
): { fetches: readonly number[]; level: number } {
  const first = primary.node === undefined ? { fetches: [], level: where.level } : place(primary.node, where, placed);
  const isMutation = first.fetches.some((fetch) => itemAt(placed, fetch).node.operationKind === 'mutation');
  const parts = deferred.flatMap(({ node, label = '', depends }) => {
    const named = depends.map(({ id }) => placed.findLastIndex((earlier) => earlier.node.id === id));
    // The planner may name a fetch that it found out to be of no use.
    const needs = isMutation || named.includes(-1) ? first.fetches : named;
    const after = [...where.after, ...needs];
    const level = Math.max(where.level, ...needs.map((fetch) => itemAt(placed, fetch).level + 1));
    return node === undefined ? [] : [place(node, { ...where, after, level, deferral: deferralOf(label) }, placed)];
  });
  return together([first, ...parts]);
}

function together(parts: readonly { fetches: readonly number[]; level: number }[]) {
  return {
    fetches: parts.flatMap(({ fetches }) => fetches),
    level: Math.max(...parts.map(({ level }) => level)),
  };
}

/** A step of a plan's path as a name; positions in lists are found in the data. */
function nameIn(step: string | number): string[] {
  return step === '@' ? [] : [String(step)];
}

export function operationIn(fetch: FetchNode): OperationDefinitionNode {
  const definition = parse(fetch.operation, { noLocation: true }).definitions.find(
    (each) => each.kind === Kind.OPERATION_DEFINITION,
  );
  if (definition === undefined) {
    throw new Error('a fetch without an operation');
  }
  return definition;
}

export function entitiesField({ selections: [field] }: SelectionSetNode): FieldNode {
  if (field?.kind !== Kind.FIELD || field.name.value !== '_entities') {
    throw new Error('a fetch of entities asks for something else');
  }
  return field;
}

function selectionOf(
  fetch: FetchNode,
  definition: OperationDefinitionNode,
  variables: readonly string[],
  known: Map<string, EntitySelection>,
): EntitySelection {
  const field = entitiesField(definition.selectionSet);
  const rewrites = JSON.stringify(fetch.outputRewrites ?? []);
  const text = stripIgnoredCharacters(print(field));
  const key = `${fetch.serviceName} ${text} ${rewrites}`;
  const selection = known.get(key) ?? { index: known.size, key, definition, field, variables };
  known.set(key, selection);
  return selection;
}

/** Fetches of entities that have the same level and subgraph become one step. Fetches from the root stay alone, as mutations must. */
function stepsOf(fetches: readonly Fetch[], placed: readonly Placed[]): Step[] {
  const levels = delayedLevels(placed);
  const keys = fetches.map(({ subgraph, entities, deferral }, index) =>
    entities === null ? `root ${index}` : `${levels[index]} ${subgraph} ${deferral}`,
  );
  const groups = [...new Set(keys)].map((key) => keys.flatMap((each, index) => (each === key ? [index] : [])));
  const stepOf = new Map(groups.flatMap((members, step) => members.map((fetch) => [fetch, step] as const)));
  const waitsFor = groups.map(
    (members) =>
      new Set(members.flatMap((fetch) => itemAt(placed, fetch).after.map((earlier) => stepOf.get(earlier) ?? 0))),
  );
  return groups.map((members, step) => ({
    subgraph: itemAt(fetches, members[0] ?? 0).subgraph,
    deferral: itemAt(fetches, members[0] ?? 0).deferral,
    fetches: members.map((fetch) => itemAt(fetches, fetch)),
    waitsFor: waitsFor[step]?.size ?? 0,
    before: waitsFor.flatMap((earlier, later) => (earlier.has(step) ? [later] : [])),
    requests: new Map(),
  }));
}

/**
 * The level at which each fetch goes out: as late as those that wait for it allow, if its subgraph is asked then anyway. So it costs no request of its own, and the whole waits no longer. The last come first, since
 * what waits for a fetch comes after it.
 */
function delayedLevels(placed: readonly Placed[]): number[] {
  const levels = placed.map(({ level }) => level);
  for (const [index, { node, level, deferral }] of [...placed.entries()].toReversed()) {
    if (node.requires === undefined) {
      continue;
    }
    const latest = Math.min(
      ...placed.flatMap(({ after }, later) => (after.includes(index) ? [itemAt(levels, later) - 1] : [])),
    );
    const companions = placed.flatMap((other, at) =>
      other.node.serviceName === node.serviceName && other.node.requires !== undefined && other.deferral === deferral
        ? [itemAt(levels, at)]
        : [],
    );
    levels[index] = Math.max(level, ...companions.filter((each) => each <= latest));
  }
  return levels;
}

function itemAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) {
    throw new RangeError(`there is no item ${index}`);
  }
  return item;
}
