import type { DeferNode, FetchNode, PlanNode } from '@apollo/query-planner';
import { deferralOf } from '../planning/deferrals.ts';
import { contextPaths } from './contextual-arguments.ts';

export type Placed = {
  node: FetchNode;
  path: string[];
  after: readonly number[];
  level: number;
  deferral: string | null;
};

/**
 * Gives each fetch its place, what it must wait for, and its level: how many fetches come before it at the least. What has the same level and goes to the same subgraph can go together.
 */
export function place(
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

/**
 * Lets each fetch with contextual arguments wait for what gives them. Apollo's planner lets it wait for what gives the objects that it adds to, and forgets that what it takes from further up may come from elsewhere.
 */
export function afterContext(
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

/**
 * The level at which each fetch goes out: as late as those that wait for it allow, if its subgraph is asked then anyway. So it costs no request of its own, and the whole waits no longer. The last come first.
 */
export function delayedLevels(placed: readonly Placed[]): number[] {
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

/** An item that must be there. Throws RangeError where it is not. */
export function itemAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) {
    throw new RangeError(`there is no item ${index}`);
  }
  return item;
}
