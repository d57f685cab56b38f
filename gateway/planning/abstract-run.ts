import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import { withoutPlannerSuffix } from './internal-names.ts';
import type { SubgraphTypes } from '../composed/subgraph-types.ts';
import { entitiesField, operationIn } from './fetch-operation.ts';

/**
 * An object as one fetch gives it: for each possible type of the object, its fields by name, with the objects below
 * them. There is one view for each field of a fetch with fields below it. So the number of views grows with the plan,
 * and not with the number of paths through it.
 */
export type View = {
  id: number;
  types: Map<string, Map<string, View[]>>;
  /** Views that fetches of entities add, by type. */
  added: Map<string, Set<View>>;
};

/** The facts about a supergraph that an abstract run needs. */
export type Facts = {
  subgraphTypes: SubgraphTypes;
  isSubtype(abstractType: string, objectType: string): boolean;
  /** The keys by which a subgraph resolves objects of a type, directly or through an interface. */
  keySetsOf(subgraph: string, type: string): readonly SelectionSetNode[];
};

/** Limit on the groups of views visited on the path to the objects of one fetch. Larger plans are not checked. */
const groupsMax = 5_000;

/** Executes a plan over types instead of data, and returns the view of the root. Null where the plan is too large. */
export function runAbstractly(node: QueryPlan['node'], rootType: string, facts: Facts): View | null {
  const { subgraphTypes } = facts;
  let views = 0;
  const newView = (types: Iterable<string>): View => {
    views += 1;
    return { id: views, types: new Map([...types].map((type) => [type, new Map()])), added: new Map() };
  };

  const select = (view: View, { selections }: SelectionSetNode, where: SelectContext): void => {
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
        for (const name of new Set([withoutPlannerSuffix(alias), where.renamed.get(alias) ?? alias])) {
          for (const type of where.applying) {
            const fields = view.types.get(type);
            fields?.set(name, [...(fields.get(name) ?? []), ...child]);
          }
        }
      }
    }
  };

  const root = newView([rootType]);
  const fetches: AbstractFetch[] = fetchesIn(node, []).map(({ fetch, path }) => {
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

  // In a Parallel node, a fetch may need the result of a later one. So fetches repeat until no view is added.
  let isGrowing = true;
  for (let round = 0; isGrowing && round < fetches.length + 1; round += 1) {
    isGrowing = false;
    for (const { fetch, path, view } of fetches) {
      const targets = path.length === 0 && view === root ? [] : groupsAt(root, path);
      if (targets === null) {
        return null;
      }
      for (const group of targets) {
        for (const type of typesOf(group)) {
          if (view.types.has(type) && canRequest(fetch, group, type, facts)) {
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

type SelectContext = {
  subgraph: string;
  /** The names to which output rewrites rename fields. */
  renamed: ReadonlyMap<string, string>;
  type: string;
  /** The types for which the selection applies. */
  applying: readonly string[];
};

type AbstractFetch = { fetch: FetchNode; path: readonly string[]; view: View };

/** The types that an object can be of: those that all its views have in common. */
export function typesOf(group: readonly View[]): string[] {
  const [first, ...others] = group;
  return [...(first?.types.keys() ?? [])].filter((type) => others.every(({ types }) => types.has(type)));
}

/** All views of an object of this type, including the added ones. */
export function viewsOf(group: readonly View[], type: string): View[] {
  const found = new Set(group);
  for (const view of found) {
    view.added.get(type)?.forEach((each) => found.add(each));
  }
  return [...found];
}

/** The views of the objects that a field holds. Null where no view has the field. */
export function viewsBelow(group: readonly View[], type: string, field: string): View[] | null {
  const found = viewsOf(group, type).flatMap(({ types }) => {
    const held = types.get(type)?.get(field);
    return held === undefined ? [] : [held];
  });
  return found.length === 0 ? null : [...new Set(found.flat())];
}

/** The objects at the end of a path, each as the group of its views. Null where there are too many. */
function groupsAt(root: View, path: readonly string[]): View[][] | null {
  let groups: View[][] = [[root]];
  for (const step of path) {
    const next = new Map<string, View[]>();
    for (const group of groups) {
      for (const type of typesOf(group)) {
        const found = viewsBelow(group, type, step) ?? [];
        if (found.length > 0) {
          next.set(groupKey(found), found);
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

/** Identifies a group by the views in it, whatever their order. */
export function groupKey(group: readonly View[]): string {
  return group
    .map(({ id }) => id)
    .toSorted((one, other) => one - other)
    .join();
}

/**
 * Whether a subgraph can be asked for an object of this type: the fetch requires one of its keys, and the object has
 * it.
 */
function canRequest({ serviceName, requires }: FetchNode, group: readonly View[], type: string, facts: Facts): boolean {
  if (requires === undefined) {
    return true;
  }
  const fields = fieldsFor(requires, type, facts);
  const keys = facts.keySetsOf(serviceName, type);
  return fields.size > 0 && keys.some((key) => hasKeyFields(key, fields, { group, type }, facts));
}

/** Whether an object has the fields of a key, and the fetch requires them. */
function hasKeyFields(
  { selections }: SelectionSetNode,
  fields: ReadonlyMap<string, readonly QueryPlanSelectionNode[]>,
  { group, type }: { group: readonly View[]; type: string },
  facts: Facts,
): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      return (
        (condition !== undefined && !facts.isSubtype(condition, type)) ||
        hasKeyFields(selection.selectionSet, fields, { group, type }, facts)
      );
    }
    if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') {
      return true;
    }
    const { name, selectionSet } = selection;
    const required = fields.get(name.value);
    const inside = viewsBelow(group, type, name.value);
    return (
      required !== undefined &&
      inside !== null &&
      (selectionSet === undefined ||
        typesOf(inside).every((each) =>
          hasKeyFields(selectionSet, fieldsFor(required, each, facts), { group: inside, type: each }, facts),
        ))
    );
  });
}

/** The fields that a fetch requires of objects of a type. */
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

/** All fetches of a plan, with the path to the objects that each extends. */
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
