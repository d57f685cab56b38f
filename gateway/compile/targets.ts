import { isNoObject, type Data } from './data.ts';
import { itself, type Slot, type Source } from './positions.ts';
import type { AttachedAnswer } from './attached-answer.ts';

/** The objects that a fetch extends. */
export type Targets = {
  /**
   * Visits the objects to which no answer of the fetch is attached, each with the path of objects from the root to it.
   */
  visit(roots: readonly Data[], visitor: (object: Data, along: readonly Data[]) => void): void;
  attach(object: Data, answer: AttachedAnswer): void;
};

/** One field on the path to the objects. */
type TargetField = {
  name: string;
  /** The number of nested lists around the objects. Negative where it is not known. */
  lists: number;
  /** The sources of the field: the object above, or slots of it. */
  sources: readonly Source[];
};

/**
 * Compiles the path to the objects of a fetch into JavaScript, one function for each field. V8 reads and adds
 * properties fastest where the code has their names. With names from the plan, this took a sixth of the CPU time of an
 * operation.
 */
export function compileTargets(slot: Slot, fields: readonly TargetField[]): Targets {
  const constants: unknown[] = [slot];
  const functions = fields.map((field, depth) => {
    const reads = field.sources.map((source) => readOf(field, depth, source && `k${constants.push(source) - 1}`));
    return `function f${depth}(o, w) {
if (o === null || ${isNoObject}) return;
w.along[${depth}] = o;
${reads.join('\n')}
}`;
  });
  const seen = fields.map(({ sources }) => (sources.every((source) => source === itself) ? 'null' : 'new Set()'));
  // All names in this code are generated, or GraphQL names written by JSON.stringify.
  // oxlint-disable-next-line typescript/no-implied-eval -- compiled once, run for every operation
  const make = new Function(
    ...constants.map((_, index) => `k${index}`),
    `'use strict';
${functions.join('\n')}
function f${fields.length}(o, w) {
if (o === null || ${isNoObject} || o[k0] !== undefined) return;
w.along[${fields.length}] = o;
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
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the code above returns
  return make(...constants) as Targets;
}

/** Statements that follow a field from one of its sources. An answer attached to several objects is followed once. */
function readOf({ name, lists }: TargetField, depth: number, slot: string | typeof itself): string {
  const field = `[${JSON.stringify(name)}]`;
  const follow = descend('v', `f${depth + 1}`, lists);
  return slot === itself
    ? `{ const v = o${field}; ${follow} }`
    : `{ const v = o[${slot}]?.value?.${field};
if (v != null && !w.seen[${depth}].has(v)) { w.seen[${depth}].add(v); ${follow} } }`;
}

/**
 * Statements that call a function for each value within that many lists, or within any number if negative. Values in
 * further lists are ignored.
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
