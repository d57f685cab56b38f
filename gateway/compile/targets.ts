import { isNoObject, type Data } from './data.ts';
import { itself, type Slot, type Source } from './positions.ts';
import type { Answer } from './attached-answer.ts';

/** The objects to which a fetch adds. */
export type Targets = {
  /** Visits the objects to which no answer of the fetch is attached, each with all objects from the root to it. */
  visit(roots: readonly Data[], visitor: (object: Data, along: readonly Data[]) => void): void;
  attach(object: Data, answer: Answer): void;
};

/** A step of the path to the objects. */
type Step = {
  name: string;
  /** In how many lists the objects of the step are; less than none where that is not known. */
  lists: number;
  /** Where the field may be: in the object before it, or in slots of that. */
  sources: readonly Source[];
};

/**
 * Compiles the path to the objects of a fetch into JavaScript, one function for each step. V8 reads and adds a property
 * fastest where the code has its name: with names from the plan, this took a sixth of the CPU time of an operation.
 */
export function compileTargets(slot: Slot, steps: readonly Step[]): Targets {
  const constants: unknown[] = [slot];
  const functions = steps.map((step, depth) => {
    const reads = step.sources.map((source) => readOf(step, depth, source && `k${constants.push(source) - 1}`));
    return `function f${depth}(o, w) {
if (o === null || ${isNoObject}) return;
w.along[${depth}] = o;
${reads.join('\n')}
}`;
  });
  const seen = steps.map(({ sources }) => (sources.every((source) => source === itself) ? 'null' : 'new Set()'));
  // Every name in this code is ours, or a GraphQL name that is written by JSON.stringify.
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- compiled once, run for every operation
  const make = new Function(
    ...constants.map((_, index) => `k${index}`),
    `'use strict';
${functions.join('\n')}
function f${steps.length}(o, w) {
if (o === null || ${isNoObject} || o[k0] !== undefined) return;
w.along[${steps.length}] = o;
w.visitor(o, w.along);
}
return {
visit(roots, visitor) {
const w = { visitor, along: [], seen: [${seen.join()}] };
for (const root of roots) f0(root, w);
},
attach(o, answer) { o[k0] = answer; },
};`,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unsafe-call -- what the code above returns
  return make(...constants) as Targets;
}

/**
 * Statements that follow a step from one of its sources. One answer may be attached to several objects, and is followed
 * once.
 */
function readOf({ name, lists }: Step, depth: number, slot: string | typeof itself): string {
  const field = `[${JSON.stringify(name)}]`;
  const follow = descend('v', `f${depth + 1}`, lists);
  return slot === itself
    ? `{ const v = o${field}; ${follow} }`
    : `{ const v = o[${slot}]?.value?.${field};
if (v != null && !w.seen[${depth}].has(v)) { w.seen[${depth}].add(v); ${follow} } }`;
}

/**
 * Statements that call a function for each value within so many lists, or within any number of them. What is in further
 * lists is no answer.
 */
function descend(value: string, callee: string, lists: number): string {
  if (lists < 0) {
    return `(function all(x) { if (Array.isArray(x)) for (let i = 0; i < x.length; i++) all(x[i]); else ${callee}(x, w); })(${value});`;
  }
  if (lists === 0) {
    return `${callee}(${value}, w);`;
  }
  const [index, item] = [`i${lists}`, `x${lists}`];
  return `if (Array.isArray(${value})) for (let ${index} = 0; ${index} < ${value}.length; ${index}++) { const ${item} = ${value}[${index}]; ${descend(item, callee, lists - 1)} }`;
}
