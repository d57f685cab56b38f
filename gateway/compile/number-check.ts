import { Kind, type SelectionSetNode } from 'graphql';
import type { TypeSystem } from '../composed/type-system.ts';

/**
 * Whether `JSON.parse` may have changed a number that matters in an answer. Such a number is one of a custom scalar,
 * whose text is kept. Or an unsafe integer for an ID or a String, or a number beyond the range of a double. Almost no
 * answer has one. Checking these fields takes a tenth of the time of a search in the text.
 */
export type NumberCheck = (value: unknown) => boolean;

/** The check for a leaf: for text, for any JSON, or for a number of JavaScript. */
type Leaf = 'text' | 'json' | 'number' | 'none';

const leaves: Readonly<Record<string, Leaf>> = {
  ID: 'text',
  String: 'text',
  Int: 'number',
  Float: 'number',
  Boolean: 'none',
};

/** Compiles the check for a selection on a type into JavaScript, like the shape of a response. */
export function compileNumberCheck(selectionSet: SelectionSetNode, type: string, types: TypeSystem): NumberCheck {
  const functions: string[] = [];
  const root = compileSelections([{ selectionSet, type }], functions, types);
  // All names in this code are generated, or GraphQL names written by JSON.stringify.
  // oxlint-disable-next-line typescript/no-implied-eval -- compiled once, run for every answer
  const make = new Function(...Object.keys(checks), `'use strict';\n${functions.join('\n')}\nreturn ${root};`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the code above returns
  return make(...Object.values(checks)) as NumberCheck;
}

/** The checks of rare values. */
const checks = {
  text: (value: unknown): boolean =>
    Array.isArray(value)
      ? value.some(checks.text)
      : typeof value === 'number' && (!Number.isSafeInteger(value) || Object.is(value, -0)),
  json: (value: unknown): boolean =>
    Array.isArray(value)
      ? value.some((item: unknown) => Array.isArray(item) || checks.json(item))
      : typeof value === 'number' || (typeof value === 'object' && value !== null),
  number: (value: unknown): boolean =>
    Array.isArray(value) ? value.some(checks.number) : typeof value === 'number' && !Number.isFinite(value),
};

type Selected = { selectionSet: SelectionSetNode; type: string };
type Fields = Map<string, { kinds: Set<Leaf>; below: Selected[] }>;

function compileSelections(selected: readonly Selected[], functions: string[], types: TypeSystem): string {
  const fields: Fields = new Map();
  for (const { selectionSet, type } of selected) {
    collect(selectionSet, type, fields, types);
  }
  const statements = [...fields].flatMap(([name, { kinds, below }]) => {
    const value = `o[${JSON.stringify(name)}]`;
    const nested =
      below.length === 0 ? [] : [`if (${compileSelections(below, functions, types)}(${value})) return true;`];
    const own = [...kinds].flatMap((kind) => (kind === 'none' ? [] : [`if (${leafCheck(kind, value)}) return true;`]));
    return [...own, ...nested];
  });
  const name = `f${functions.length}`;
  functions.push(`function ${name}(o) {
if (typeof o !== 'object' || o === null) return false;
if (Array.isArray(o)) {
for (let i = 0; i < o.length; i++) if (${name}(o[i])) return true;
return false;
}
${statements.join('\n')}
return false;
}`);
  return name;
}

function leafCheck(kind: Exclude<Leaf, 'none'>, value: string): string {
  const usual = kind === 'number' ? `${value} - ${value} !== 0` : `typeof ${value} !== 'string'`;
  return `${usual} && ${kind}(${value})`;
}

/** The fields by response name, for all types together. An unnecessary check costs only time. */
function collect({ selections }: SelectionSetNode, type: string, fields: Fields, types: TypeSystem): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, selection.typeCondition?.name.value ?? type, fields, types);
    } else if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      const field = fields.get(name) ?? { kinds: new Set(), below: [] };
      fields.set(name, field);
      const fieldType = types.fieldTypeOf(type, selection.name.value)?.name ?? '';
      if (selection.selectionSet !== undefined) {
        field.below.push({ selectionSet: selection.selectionSet, type: fieldType });
      } else if (selection.name.value !== '__typename') {
        field.kinds.add(leaves[fieldType] ?? 'json');
      }
    }
  }
}
