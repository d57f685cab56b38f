import type { DeferNode, FetchDataRewrite, FetchNode, PlanNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type FieldNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { deferralOf } from '../planning/deferrals.ts';
import {
  compileContext,
  contextPaths,
  contextualVariables,
  type ContextualArguments,
  type ContextValues,
} from './contextual-arguments.ts';
import { compileNumberCheck, type NumberCheck } from './number-check.ts';
import {
  isGiven,
  itself,
  listDepth,
  need,
  newPosition,
  positionAt,
  provide,
  providedBy,
  slotOf,
  type Position,
  type Provided,
  type Slot,
  type Source,
} from './positions.ts';
import { compileRepresentation, type Represent } from './representation.ts';
import { compileTargets, type Targets } from './targets.ts';
import type { TypeSystem } from './type-system.ts';

/**
 * A plan, laid out so that nothing of it is read again when it is carried out.
 *
 * Data is never merged. The answer of a fetch of entities is attached, as it came, to a slot of the object that it adds to: a property with a symbol for its name. So the answer for one entity
 * can be in any number of places, and the answers of later fetches at one of these places do not disturb another.
 */
export type FetchPlan = {
  fetches: readonly Fetch[];
  steps: readonly Step[];
  root: Position;
  /**
   * Whether two fetches give parts of the same object, as with value types that subgraphs share, or an answer depends on what is above it (`@fromContext`), so that one entity has several. Slots do not do then: all answers
   * of this plan are copied into the objects that they add to.
   */
  isMerging: boolean;
  /** The fields of an event and who gives it, for the rest of a subscription's plan; null where nothing is given. */
  given: { provided: Provided; subgraph: string } | null;
};

/** One fetch of the plan. */
export type Fetch = {
  /** The property of an object under which its answer is attached. */
  slot: Slot;
  /** The deferral that it is for; null where nobody agreed to wait. */
  deferral: string | null;
  subgraph: string;
  kind: OperationTypeNode;
  /** The names that lead to the objects that it adds to, without the positions in lists. */
  path: readonly string[];
  /** The objects that it adds to. */
  targets: Targets;
  /** The fields that it gives. */
  provided: Provided;
  /** Of a mutation: the fields that must not be null. Where one is, the whole answer is, and no further mutation is made. */
  mustGive: readonly string[];
  request: RequestText;
  variables: readonly string[];
  /** Of the data of a fetch from the root, or of an entity. */
  hasAlteredNumbers: NumberCheck;
  outputRewrites: readonly FetchDataRewrite[];
  /** Null for a fetch from the root of the graph. */
  entities: { selection: EntitySelection; represent: Represent; context: ContextualArguments | null } | null;
};

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

/** A GraphQL request but for its variables. */
export type RequestText = { query: string; operationName: string | undefined; beforeVariables: string };

/** Fetches that go out together, as one request, once the steps before them are done. */
export type Step = {
  deferral: string | null;
  fetches: readonly Fetch[];
  waitsFor: number;
  /** The steps that wait for this one. */
  before: readonly number[];
  /** The requests that were made for parts of this step, by what they ask. */
  requests: Map<string, RequestText>;
};

/** How many of these requests a step remembers. */
const requestsMax = 50;

const nothingSelected: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

/** Composition gives the root types these names, whatever they are called in the subgraphs. */
const rootTypes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

type Placed = { node: FetchNode; path: string[]; after: readonly number[]; level: number; deferral: string | null };

/** Lays a plan out. `given` is what is there before it begins: the data of an event. */
export function layOut(node: PlanNode | undefined, types: TypeSystem, given?: FetchNode): FetchPlan {
  const placed: Placed[] = [];
  if (node !== undefined) {
    place(node, { path: [], after: [], level: 0, deferral: null }, placed);
  }
  const root = newPosition(null);
  const selections = new Map<string, EntitySelection>();
  let isMerging = placed.some(({ node: fetch }) => fetch.contextRewrites !== undefined);
  const event =
    given === undefined
      ? null
      : {
          provided: providedBy(operationIn(given).selectionSet, { name: rootTypes.subscription, types }),
          subgraph: given.serviceName,
        };
  if (event !== null) {
    provide(root, event.provided, -1, itself);
  }
  const parsed = placed.map(({ node: fetch, path }, index) => {
    const definition = operationIn(fetch);
    const isRoot = fetch.requires === undefined;
    const asked = (isRoot ? definition : entitiesField(definition.selectionSet)).selectionSet ?? nothingSelected;
    const provided = providedBy(asked, { name: isRoot ? rootTypes[definition.operation] : '', types });
    const position = positionAt(root, path);
    need(position, fetch.requires ?? []);
    const slot = path.length === 0 ? itself : slotOf(index);
    if (slot !== itself) {
      position.slots.push(slot);
    }
    isMerging = !provide(position, provided, index, slot) || isMerging;
    return { definition, asked, isRoot, provided, position };
  });

  const ordered = afterContext(placed, (path, index) =>
    isGiven(path, { at: itemAt(placed, index).path, provided: itemAt(parsed, index).provided }),
  );
  const context = { plan: { isMerging }, types };
  const fetches = parsed.map(({ definition, asked, isRoot, provided, position }, index): Fetch => {
    const { node: fetch, path, deferral } = itemAt(ordered, index);
    const plannersOwn = new Set(['representations', ...contextualVariables(fetch)]);
    const variables = (fetch.variableUsages ?? []).filter((name) => !plannersOwn.has(name));
    return {
      slot: slotOf(index),
      deferral,
      subgraph: fetch.serviceName,
      kind: fetch.operationKind,
      path,
      targets: compileTargets(
        slotOf(index),
        path.map((name, depth) => ({
          name,
          lists: listDepth(positionAt(root, path.slice(0, depth + 1))),
          sources: sourcesOf({ isMerging }, positionAt(root, path.slice(0, depth)), name),
        })),
      ),
      provided,
      mustGive: definition.operation === OperationTypeNode.MUTATION ? mutationsThatMustNotFail(definition, types) : [],
      request: requestText(stripIgnoredCharacters(fetch.operation), fetch.operationName),
      variables,
      hasAlteredNumbers: compileNumberCheck(asked, isRoot ? rootTypes[definition.operation] : '', types),
      outputRewrites: fetch.outputRewrites ?? [],
      entities:
        fetch.requires === undefined
          ? null
          : {
              selection: selectionOf(fetch, definition, variables, selections),
              represent: compileRepresentation(fetch, fetch.requires, position, context),
              context: compileContext(fetch, definition, path, types),
            },
    };
  });
  return { fetches, steps: stepsOf(fetches, ordered), root, isMerging, given: event };
}

/** The slots, or the object itself, in which a field at a position may be. What is merged is in the objects themselves, and what hangs in their slots stays as it came, to be copied. */
export function sourcesOf(
  { isMerging }: Pick<FetchPlan, 'isMerging'>,
  position: Position | undefined,
  field: string,
): readonly Source[] {
  const sources = position?.sources.get(field);
  return isMerging || sources === undefined ? [itself] : [...sources.keys()];
}

function requestText(query: string, operationName: string | undefined): RequestText {
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return { query, operationName, beforeVariables: `{${name}"query":${JSON.stringify(query)},"variables":` };
}

/** What a step asks for with these selections, as one request. It is made once for each combination. */
export function requestFor(asked: readonly SelectionInContext[], { requests }: Step): RequestText {
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

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

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
    // Several are called the same where one was split.
    const named = depends.map(({ id }) => placed.flatMap((earlier, index) => (earlier.node.id === id ? [index] : [])));
    // The planner may name a fetch that it found out to be of no use.
    const needs = isMutation || named.some((each) => each.length === 0) ? first.fetches : named.flat();
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

function mutationsThatMustNotFail({ selectionSet }: OperationDefinitionNode, types: TypeSystem): string[] {
  return selectionSet.selections.flatMap((each) =>
    each.kind === Kind.FIELD && types.fieldTypeOf('Mutation', each.name.value)?.isNonNull === true
      ? [(each.alias ?? each.name).value]
      : [],
  );
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
  const contextual = contextualVariables(fetch);
  const selection = known.get(key) ?? { index: known.size, key, definition, field, variables, contextual };
  known.set(key, selection);
  return selection;
}

/**
 * Lets each fetch with contextual arguments wait for what gives them. Apollo's planner lets it wait for what gives the objects that it adds to, and forgets that what it takes from further up may come from elsewhere.
 */
function afterContext(
  placed: readonly Placed[],
  gives: (path: readonly string[], fetch: number) => boolean,
): readonly Placed[] {
  if (placed.every(({ node }) => node.contextRewrites === undefined)) {
    return placed;
  }
  const afters = placed.map(({ after }) => new Set(after));
  const isWaiting = (fetch: number, earlier: number): boolean => {
    // A set also gives what is added to it on the way.
    const waitedFor = new Set([fetch]);
    for (const each of waitedFor) {
      afters[each]?.forEach((further) => waitedFor.add(further));
    }
    return waitedFor.has(earlier);
  };
  for (const [index, { node, path, deferral }] of placed.entries()) {
    for (const needed of contextPaths(node, path)) {
      for (const [other, { deferral: others }] of placed.entries()) {
        // What waits for this fetch gives it again, and not first.
        if (gives(needed, other) && (others === null || deferral !== null) && !isWaiting(other, index)) {
          afters[index]?.add(other);
        }
      }
    }
  }
  const levels = new Map<number, number>();
  const levelOf = (index: number): number => {
    const level =
      levels.get(index) ??
      Math.max(itemAt(placed, index).level, ...[...(afters[index] ?? [])].map((each) => levelOf(each) + 1));
    levels.set(index, level);
    return level;
  };
  return placed.map((each, index) => ({ ...each, after: [...(afters[index] ?? [])], level: levelOf(index) }));
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
    deferral: itemAt(fetches, members[0] ?? 0).deferral,
    fetches: members.map((fetch) => itemAt(fetches, fetch)),
    waitsFor: waitsFor[step]?.size ?? 0,
    before: waitsFor.flatMap((earlier, later) => (earlier.has(step) ? [later] : [])),
    requests: new Map(),
  }));
}

/**
 * The level at which each fetch goes out: as late as those that wait for it allow, if its subgraph is asked then anyway. So it costs no request of its own, and the whole waits no longer. The last come first.
 */
function delayedLevels(placed: readonly Placed[]): number[] {
  const levels = placed.map(({ level }) => level);
  const lastFirst = [...placed.entries()].toReversed().toSorted(([, one], [, other]) => other.level - one.level);
  for (const [index, { node, level, deferral }] of lastFirst) {
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
