import type { DeferNode, FetchNode, PlanNode } from '@apollo/query-planner';
import { deferralOf } from '../planning/deferrals.ts';
import { contextPaths } from './contextual-arguments.ts';

export type ScheduledFetch = {
  node: FetchNode;
  path: string[];
  after: readonly number[];
  level: number;
  deferral: string | null;
};

type ScheduleContext = Omit<ScheduledFetch, 'node'> & {
  /** The fetches of the parts around, which end before a deferred part can be given. */
  around: readonly number[];
};

/**
 * Schedules the fetches of a plan: each with its path, the fetches that it waits for, and its level. The level is the
 * minimum number of fetches before it. Fetches of one level to one subgraph can be sent together.
 */
export function schedule(
  node: PlanNode,
  context: ScheduleContext,
  scheduled: ScheduledFetch[],
): { fetches: readonly number[]; level: number } {
  const { path, after: earlier, level: start, deferral } = context;
  switch (node.kind) {
    case 'Fetch':
      scheduled.push({ node, path, after: earlier, level: start, deferral });
      return { fetches: [scheduled.length - 1], level: start + 1 };
    case 'Flatten':
      return schedule(node.node, { ...context, path: [...path, ...node.path.flatMap(nameIn)] }, scheduled);
    case 'Sequence': {
      let { after, level } = context;
      const fetches: number[] = [];
      for (const each of node.nodes) {
        const part = schedule(each, { ...context, after, level }, scheduled);
        fetches.push(...part.fetches);
        after = part.fetches.length === 0 ? after : [...after, ...part.fetches];
        level = part.level;
      }
      return { fetches, level };
    }
    case 'Parallel':
      return inParallel(node.nodes.map((each) => schedule(each, context, scheduled)));
    case 'Condition':
      throw new Error('a plan has a condition, although conditions are resolved before planning');
    case 'Defer':
      return scheduleDeferred(node, context, scheduled);
  }
}

/**
 * A deferred fetch begins as soon as its inputs are there. Below a mutation it begins after the mutation, and the next
 * mutation waits for it, since it belongs to the state between the two.
 */
function scheduleDeferred(
  { primary, deferred }: DeferNode,
  context: ScheduleContext,
  scheduled: ScheduledFetch[],
): { fetches: readonly number[]; level: number } {
  const first =
    primary.node === undefined ? { fetches: [], level: context.level } : schedule(primary.node, context, scheduled);
  const isMutation = first.fetches.some((fetch) => itemAt(scheduled, fetch).node.operationKind === 'mutation');
  const around = [...context.around, ...first.fetches];
  const parts = deferred.flatMap(({ node, label = '', depends }) => {
    // A fetch that was split has several entries.
    const named = depends.map(({ id }) =>
      scheduled.flatMap((earlier, index) => (earlier.node.id === id ? [index] : [])),
    );
    // The planner may name a fetch that it dropped as useless, whose inputs come from any of the fetches around.
    const needs = isMutation ? first.fetches : named.flatMap((each) => (each.length === 0 ? around : each));
    const after = [...context.after, ...needs];
    const level = Math.max(context.level, ...needs.map((fetch) => itemAt(scheduled, fetch).level + 1));
    return node === undefined
      ? []
      : [schedule(node, { ...context, after, level, deferral: deferralOf(label), around }, scheduled)];
  });
  return inParallel([first, ...parts]);
}

function inParallel(parts: readonly { fetches: readonly number[]; level: number }[]) {
  return {
    fetches: parts.flatMap(({ fetches }) => fetches),
    level: Math.max(...parts.map(({ level }) => level)),
  };
}

/** A step of a plan's path as a field name. List indices are found in the data. */
function nameIn(step: string | number): string[] {
  return step === '@' ? [] : [String(step)];
}

/**
 * Makes each fetch with contextual arguments wait for the fetches that give their values. Apollo's planner makes it
 * wait only for the fetch that gives its objects. But the values further up may come from other fetches.
 */
export function afterContext(
  scheduled: readonly ScheduledFetch[],
  gives: (path: readonly string[], fetch: number) => boolean,
): readonly ScheduledFetch[] {
  if (scheduled.every(({ node }) => node.contextRewrites === undefined)) {
    return scheduled;
  }
  const afters = scheduled.map(({ after }) => new Set(after));
  const isWaiting = (fetch: number, earlier: number): boolean => {
    // Iteration over a set includes elements added meanwhile.
    const waitedFor = new Set([fetch]);
    for (const each of waitedFor) {
      afters[each]?.forEach((further) => waitedFor.add(further));
    }
    return waitedFor.has(earlier);
  };
  for (const [index, { node, path, deferral }] of scheduled.entries()) {
    for (const needed of contextPaths(node, path)) {
      for (const [other, { deferral: others }] of scheduled.entries()) {
        // A fetch that waits for this one gives the field once more, but later.
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
      Math.max(itemAt(scheduled, index).level, ...[...(afters[index] ?? [])].map((each) => levelOf(each) + 1));
    levels.set(index, level);
    return level;
  };
  return scheduled.map((each, index) => ({ ...each, after: [...(afters[index] ?? [])], level: levelOf(index) }));
}

/** The fetches that end before a fetch begins. */
export function fetchesBefore(index: number, scheduled: readonly ScheduledFetch[]): number[] {
  // Iteration over a set includes elements added meanwhile.
  const before = new Set(itemAt(scheduled, index).after);
  for (const each of before) {
    itemAt(scheduled, each).after.forEach((earlier) => before.add(earlier));
  }
  return [...before];
}

/**
 * The level at which each fetch is sent. A fetch is delayed until the next request to the same subgraph, if the fetches
 * that wait for it allow that. So it costs no request of its own, and the whole takes no longer. The last fetches come
 * first.
 */
export function delayedLevels(scheduled: readonly ScheduledFetch[]): number[] {
  const levels = scheduled.map(({ level }) => level);
  const lastFirst = [...scheduled.entries()].toReversed().toSorted(([, one], [, other]) => other.level - one.level);
  const waitingFor = Map.groupBy(
    scheduled.flatMap(({ after }, later) => after.map((earlier) => ({ earlier, later }))),
    ({ earlier }) => earlier,
  );
  const requestOf = ({ node, deferral }: ScheduledFetch) => `${node.serviceName} ${deferral}`;
  const companions = Map.groupBy(
    lastFirst.filter(([, { node }]) => node.requires !== undefined),
    ([, each]) => requestOf(each),
  );
  for (const [index, each] of lastFirst) {
    if (each.node.requires === undefined) {
      continue;
    }
    const latest = Math.min(...(waitingFor.get(index) ?? []).map(({ later }) => itemAt(levels, later) - 1));
    const others = (companions.get(requestOf(each)) ?? []).map(([at]) => itemAt(levels, at));
    levels[index] = Math.max(each.level, ...others.filter((level) => level <= latest));
  }
  return levels;
}

/** The item at an index. Throws RangeError where there is none. */
export function itemAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) {
    throw new RangeError(`there is no item ${index}`);
  }
  return item;
}
