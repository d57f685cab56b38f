import type { FetchDataRewrite, FetchNode, PlanNode } from '@apollo/query-planner';
import {
  Kind,
  stripIgnoredCharacters,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { compileContext, contextualVariables, type ContextualArguments } from './contextual-arguments.ts';
import { afterContext, delayedLevels, itemAt, place, type Placed } from './place-fetches.ts';
import { requestText, selectionOf, type EntitySelection, type RequestText } from './subgraph-request.ts';
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
import { compileTargets, type Targets } from './targets.ts';
import { compileRepresentation, type Represent } from './representation.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { operationIn, entitiesField } from '../planning/fetch-operation.ts';

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

const nothingSelected: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

/** Composition gives the root types these names, whatever they are called in the subgraphs. */
const rootTypes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

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

function mutationsThatMustNotFail({ selectionSet }: OperationDefinitionNode, types: TypeSystem): string[] {
  return selectionSet.selections.flatMap((each) =>
    each.kind === Kind.FIELD && types.fieldTypeOf('Mutation', each.name.value)?.isNonNull === true
      ? [(each.alias ?? each.name).value]
      : [],
  );
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
