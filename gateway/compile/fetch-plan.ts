import type { FetchDataRewrite, FetchNode, PlanNode } from '@apollo/query-planner';
import { assert } from '@tributary/platform/assert.ts';
import {
  Kind,
  stripIgnoredCharacters,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { compileContext, contextualVariables, type ContextualArguments } from './contextual-arguments.ts';
import {
  afterContext,
  delayedLevels,
  fetchesBefore,
  itemAt,
  schedule,
  type ScheduledFetch,
} from './schedule-fetches.ts';
import { requestText, selectionOf, type EntitySelection, type RequestText } from './subgraph-request.ts';
import { compileNumberCheck, type NumberCheck } from './number-check.ts';
import {
  isGiven,
  itself,
  listDepth,
  addRequired,
  newPosition,
  positionAt,
  addProvided,
  providedBy,
  slotOf,
  type Position,
  type Provided,
  type Slot,
  type Source,
} from './positions.ts';
import { compileTargets, type Targets } from './targets.ts';
import { compileRepresentation, type Represent } from './representation.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { operationIn, entitiesField } from '../planning/fetch-operation.ts';

/**
 * A plan, compiled so that execution parses nothing of it.
 *
 * Data is not merged. The answer of a fetch for an entity is attached unchanged to a slot of the object, a property
 * whose name is a symbol. So one answer can be attached to any number of objects. Answers of later fetches at one of
 * these objects do not disturb the others.
 */
export type FetchPlan = {
  fetches: readonly Fetch[];
  steps: readonly Step[];
  root: Position;
  /**
   * Whether answers are copied into the objects that they extend, instead of being attached. Needed where two fetches
   * give parts of one object, as with value types that subgraphs share. Also where an answer depends on objects above
   * the entity (`@fromContext`), so that one entity has several answers.
   */
  isMerging: boolean;
  /** The fields of an event and its subgraph, for the rest of a subscription's plan. Null for other plans. */
  event: { provided: Provided; subgraph: string } | null;
};

/** One fetch of the plan. */
export type Fetch = {
  /** The property of an object to which the answer is attached. */
  slot: Slot;
  /** The deferral that the fetch belongs to. Null for the immediate part of the answer. */
  deferral: string | null;
  subgraph: string;
  kind: OperationTypeNode;
  /** The names of the fields that lead to the objects, without list indices. */
  path: readonly string[];
  /** The objects that the fetch extends. */
  targets: Targets;
  /** The fields that the fetch gives. */
  provided: Provided;
  /** The non-null fields of a mutation. If one is null, the whole answer is null, and no further mutation runs. */
  nonNullFields: readonly string[];
  request: RequestText;
  variables: readonly string[];
  /** The check for the data of a fetch from the root, or for an entity. */
  hasAlteredNumbers: NumberCheck;
  outputRewrites: readonly FetchDataRewrite[];
  /** Null for a fetch from the root of the graph. */
  entities: { selection: EntitySelection; represent: Represent; context: ContextualArguments | null } | null;
};

/** Fetches sent as one request, once all steps before them have ended. */
export type Step = {
  deferral: string | null;
  fetches: readonly Fetch[];
  waitsFor: number;
  /** The steps that wait for this one. */
  before: readonly number[];
  /** The requests made for subsets of this step, by selections and contexts. */
  requests: Map<string, RequestText>;
};

const emptySelection: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

/** The names of the root types in a composed supergraph, whatever the subgraphs call them. */
const rootTypes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

/** Compiles a plan. `eventFetch` is the fetch whose data is there before the plan begins. */
export function compilePlan(node: PlanNode | undefined, types: TypeSystem, eventFetch?: FetchNode): FetchPlan {
  const scheduled: ScheduledFetch[] = [];
  if (node !== undefined) {
    schedule(node, { path: [], after: [], level: 0, deferral: null, around: [] }, scheduled);
  }
  const root = newPosition(null);
  const selections = new Map<string, EntitySelection>();
  let isMerging = scheduled.some(({ node: fetch }) => fetch.contextRewrites !== undefined);
  const event =
    eventFetch === undefined
      ? null
      : {
          provided: providedBy(operationIn(eventFetch).selectionSet, { name: rootTypes.subscription, types }),
          subgraph: eventFetch.serviceName,
        };
  if (event !== null) {
    addProvided(root, event.provided, -1, itself);
  }
  const parsed = scheduled.map(({ node: fetch, path }, index) => {
    const definition = operationIn(fetch);
    const isRoot = fetch.requires === undefined;
    const selected = (isRoot ? definition : entitiesField(definition.selectionSet)).selectionSet ?? emptySelection;
    const provided = providedBy(selected, { name: isRoot ? rootTypes[definition.operation] : '', types });
    const position = positionAt(root, path);
    addRequired(position, fetch.requires ?? []);
    const slot = path.length === 0 ? itself : slotOf(index);
    if (slot !== itself) {
      assert(!position.slots.includes(slot), 'two fetches of a plan have one slot');
      position.slots.push(slot);
    }
    isMerging = !addProvided(position, provided, index, slot) || isMerging;
    return { definition, selected, isRoot, provided, position };
  });

  const ordered = afterContext(scheduled, (path, index) =>
    isGiven(path, { at: itemAt(scheduled, index).path, provided: itemAt(parsed, index).provided }),
  );
  const fetches = parsed.map(({ definition, selected, isRoot, provided, position }, index): Fetch => {
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
      nonNullFields: definition.operation === OperationTypeNode.MUTATION ? nonNullMutations(definition, types) : [],
      request: requestText(stripIgnoredCharacters(fetch.operation), fetch.operationName),
      variables,
      hasAlteredNumbers: compileNumberCheck(selected, isRoot ? rootTypes[definition.operation] : '', types),
      outputRewrites: fetch.outputRewrites ?? [],
      entities:
        fetch.requires === undefined
          ? null
          : {
              selection: selectionOf(fetch, definition, variables, selections),
              represent: compileRepresentation(fetch, fetch.requires, position, {
                plan: { isMerging },
                types,
                before: new Set(fetchesBefore(index, ordered).map(slotOf)),
              }),
              context: compileContext(fetch, definition, path, types),
            },
    };
  });
  return { fetches, steps: stepsOf(fetches, ordered), root, isMerging, event };
}

/**
 * The sources of a field at a position: slots, or the object itself. In a merging plan, all fields are in the objects
 * themselves, and slots only keep the answers to be copied.
 */
export function sourcesOf(
  { isMerging }: Pick<FetchPlan, 'isMerging'>,
  position: Position | undefined,
  field: string,
): readonly Source[] {
  const sources = position?.sources.get(field);
  return isMerging || sources === undefined ? [itself] : [...sources.keys()];
}

function nonNullMutations({ selectionSet }: OperationDefinitionNode, types: TypeSystem): string[] {
  return selectionSet.selections.flatMap((each) =>
    each.kind === Kind.FIELD && types.fieldTypeOf('Mutation', each.name.value)?.isNonNull === true
      ? [(each.alias ?? each.name).value]
      : [],
  );
}

/**
 * Groups fetches of entities with the same level and subgraph into one step. Fetches from the root stay alone, as
 * mutations must.
 */
function stepsOf(fetches: readonly Fetch[], scheduled: readonly ScheduledFetch[]): Step[] {
  const levels = delayedLevels(scheduled);
  const keys = fetches.map(({ subgraph, entities, deferral }, index) =>
    entities === null ? `root ${index}` : `${levels[index]} ${subgraph} ${deferral}`,
  );
  const groups = [...new Set(keys)].map((key) => keys.flatMap((each, index) => (each === key ? [index] : [])));
  const stepOf = new Map(groups.flatMap((members, step) => members.map((fetch) => [fetch, step] as const)));
  const waitsFor = groups.map(
    (members) =>
      new Set(members.flatMap((fetch) => itemAt(scheduled, fetch).after.map((earlier) => stepOf.get(earlier) ?? 0))),
  );
  assert(
    waitsFor.every((earlier, step) => !earlier.has(step)),
    'a step of a plan waits for itself',
  );
  return groups.map((members, step) => ({
    deferral: itemAt(fetches, members[0] ?? 0).deferral,
    fetches: members.map((fetch) => itemAt(fetches, fetch)),
    waitsFor: waitsFor[step]?.size ?? 0,
    before: waitsFor.flatMap((earlier, later) => (earlier.has(step) ? [later] : [])),
    requests: new Map(),
  }));
}
