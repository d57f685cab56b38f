import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import { withoutPlannersEnding } from './internal-names.ts';
import type { SubgraphTypes } from '../composed/subgraph-types.ts';
import { entitiesField, operationIn } from './fetch-operation.ts';

/**
 * What one fetch gives of an object, for each type that the object can be of: its fields by name, with what they hold. There is one view for each field of a fetch that has fields below it, so their number is that of
 * the plan and not of the ways through it.
 */
export type View = {
  id: number;
  types: Map<string, Map<string, View[]>>;
  /** By type: what fetches of entities add. */
  added: Map<string, Set<View>>;
};

/** What an abstract run needs to know of a supergraph. */
export type Facts = {
  subgraphTypes: SubgraphTypes;
  isSubtype(abstractType: string, objectType: string): boolean;
  /** The keys by which a subgraph resolves objects of a type, be it by the name of an interface. */
  keySetsOf(subgraph: string, type: string): readonly SelectionSetNode[];
};

/** How many groups of views are looked at on the way to the objects of a fetch. Beyond, nothing is known of the plan. */
const groupsMax = 5_000;

/**
 * Carries a plan out over types instead of data, and gives what there is then of the root. Null where the plan is too large for that.
 */
export function runAbstractly(node: QueryPlan['node'], rootType: string, facts: Facts): View | null {
  const { subgraphTypes } = facts;
  let views = 0;
  const newView = (types: Iterable<string>): View => {
    views += 1;
    return { id: views, types: new Map([...types].map((type) => [type, new Map()])), added: new Map() };
  };

  const select = (view: View, { selections }: SelectionSetNode, where: Where): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? where.type;
        const applying = where.applying.filter(
          (type) => type === condition || subgraphTypes.possibleTypes(where.subgraph, condition).has(type),
        );
        select(view, selection.selectionSet, { ...where, type: condition, applying });
      } else if (selection.kind === Kind.FIELD) {
        const field = selection.name.value;
        const isTypename = field === '__typename';
        if (isTypename && subgraphTypes.isInterfaceObject(where.subgraph, where.type)) {
          continue;
        }
        const below = isTypename ? undefined : subgraphTypes.fieldTypeOf(where.subgraph, where.type, field);
        const child =
          selection.selectionSet === undefined || below === undefined
            ? []
            : [newView(subgraphTypes.possibleTypes(where.subgraph, below))];
        for (const each of child) {
          select(each, selection.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] }, {
            ...where,
            type: below ?? '',
            applying: [...each.types.keys()],
          });
        }
        const alias = (selection.alias ?? selection.name).value;
        for (const name of new Set([withoutPlannersEnding(alias), where.renamed.get(alias) ?? alias])) {
          for (const type of where.applying) {
            const fields = view.types.get(type);
            fields?.set(name, [...(fields.get(name) ?? []), ...child]);
          }
        }
      }
    }
  };

  const root = newView([rootType]);
  const pending: Pending[] = fetchesIn(node, []).map(({ fetch, path }) => {
    const operation = operationIn(fetch);
    const renamed = new Map(
      (fetch.outputRewrites ?? []).flatMap((each) =>
        each.kind === 'KeyRenamer' ? [[each.path.at(-1) ?? '', each.renameKeyTo] as const] : [],
      ),
    );
    const where = { subgraph: fetch.serviceName, renamed };
    if (fetch.requires === undefined) {
      const type = path.length === 0 ? rootType : 'Query';
      const view = path.length === 0 ? root : newView([type]);
      select(view, operation.selectionSet, { ...where, type, applying: [type] });
      return { fetch, path, view };
    }
    const { selectionSet } = entitiesField(operation.selectionSet);
    const applying = new Set(
      (selectionSet?.selections ?? []).flatMap((each) =>
        each.kind === Kind.INLINE_FRAGMENT && each.typeCondition !== undefined
          ? [...subgraphTypes.possibleTypes(fetch.serviceName, each.typeCondition.name.value)]
          : [],
      ),
    );
    const view = newView(applying);
    if (selectionSet !== undefined) {
      select(view, selectionSet, { ...where, type: '', applying: [...applying] });
    }
    return { fetch, path, view };
  });

  // A fetch may need what one further on in the plan gives, where both are parts of a parallel.
  let isGrowing = true;
  for (let round = 0; isGrowing && round < pending.length + 1; round += 1) {
    isGrowing = false;
    for (const { fetch, path, view } of pending) {
      const targets = path.length === 0 && view === root ? [] : groupsAt(root, path);
      if (targets === null) {
        return null;
      }
      for (const group of targets) {
        for (const type of typesOf(group)) {
          if (view.types.has(type) && canBeAsked(fetch, group, type, facts)) {
            for (const each of group) {
              const added = each.added.get(type) ?? new Set();
              isGrowing ||= !added.has(view);
              each.added.set(type, added.add(view));
            }
          }
        }
      }
    }
  }
  return root;
}

type Where = {
  subgraph: string;
  /** What the answer is renamed to. */
  renamed: ReadonlyMap<string, string>;
  type: string;
  /** The types for which this is selected. */
  applying: readonly string[];
};

type Pending = { fetch: FetchNode; path: readonly string[]; view: View };

/** The types that an object can be of: those that all know that give it. */
export function typesOf(group: readonly View[]): string[] {
  const [first, ...others] = group;
  return [...(first?.types.keys() ?? [])].filter((type) => others.every(({ types }) => types.has(type)));
}

/** Everything that there is of an object of this type. */
export function viewsOf(group: readonly View[], type: string): View[] {
  const found = new Set(group);
  for (const view of found) {
    view.added.get(type)?.forEach((each) => found.add(each));
  }
  return [...found];
}

/** What a field of an object of this type holds; null where there is no such field. */
export function heldBy(group: readonly View[], type: string, field: string): View[] | null {
  const found = viewsOf(group, type).flatMap(({ types }) => {
    const held = types.get(type)?.get(field);
    return held === undefined ? [] : [held];
  });
  return found.length === 0 ? null : [...new Set(found.flat())];
}

/** The objects at the end of a path, each as the views that there are of it. Null where there are too many. */
function groupsAt(root: View, path: readonly string[]): View[][] | null {
  let groups: View[][] = [[root]];
  for (const step of path) {
    const next = new Map<string, View[]>();
    for (const group of groups) {
      for (const type of typesOf(group)) {
        const found = heldBy(group, type, step) ?? [];
        if (found.length > 0) {
          next.set(keyOf(found), found);
        }
      }
      if (next.size > groupsMax) {
        return null;
      }
    }
    groups = [...next.values()];
  }
  return groups;
}

/** The same for the same views. */
export function keyOf(group: readonly View[]): string {
  return group
    .map(({ id }) => id)
    .toSorted((one, other) => one - other)
    .join();
}

/** Whether a subgraph can be asked for an object of this type: whether a key by which it resolves the type is required, and there. */
function canBeAsked({ serviceName, requires }: FetchNode, group: readonly View[], type: string, facts: Facts): boolean {
  if (requires === undefined) {
    return true;
  }
  const fields = fieldsFor(requires, type, facts);
  const keys = facts.keySetsOf(serviceName, type);
  return fields.size > 0 && keys.some((key) => isThere(key, fields, group, type, facts));
}

function isThere(
  { selections }: SelectionSetNode,
  fields: ReadonlyMap<string, readonly QueryPlanSelectionNode[]>,
  group: readonly View[],
  type: string,
  facts: Facts,
): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      return (
        (condition !== undefined && !facts.isSubtype(condition, type)) ||
        isThere(selection.selectionSet, fields, group, type, facts)
      );
    }
    if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') {
      return true;
    }
    const { name, selectionSet } = selection;
    const required = fields.get(name.value);
    const inside = heldBy(group, type, name.value);
    return (
      required !== undefined &&
      inside !== null &&
      (selectionSet === undefined ||
        typesOf(inside).every((each) => isThere(selectionSet, fieldsFor(required, each, facts), inside, each, facts)))
    );
  });
}

/** What a fetch requires of objects of a type. */
function fieldsFor(
  selections: readonly QueryPlanSelectionNode[],
  type: string,
  facts: Facts,
  into = new Map<string, QueryPlanSelectionNode[]>(),
): Map<string, QueryPlanSelectionNode[]> {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const name = selection.alias ?? selection.name;
      into.set(name, [...(into.get(name) ?? []), ...(selection.selections ?? [])]);
    } else if (selection.typeCondition === undefined || facts.isSubtype(selection.typeCondition, type)) {
      fieldsFor(selection.selections, type, facts, into);
    }
  }
  return into;
}

/** All fetches of a plan, with the names that lead to the objects to which they add. */
function fetchesIn(node: QueryPlan['node'], path: readonly string[]): { fetch: FetchNode; path: readonly string[] }[] {
  switch (node?.kind) {
    case undefined:
    case 'Condition':
      return [];
    case 'Fetch':
      return [{ fetch: node, path }];
    case 'Flatten':
      return fetchesIn(node.node, [...path, ...node.path.filter((step) => step !== '@').map(String)]);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((each) => fetchesIn(each, path));
    case 'Subscription':
      return [node.primary, ...parts(node.rest)].flatMap((each) => fetchesIn(each, path));
    case 'Defer':
      return [node.primary, ...node.deferred].flatMap((each) => fetchesIn(each.node, path));
  }
}

function parts(node: PlanNode | undefined): PlanNode[] {
  return node === undefined ? [] : [node];
}
