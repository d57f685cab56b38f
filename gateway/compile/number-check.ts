import { Kind, type SelectionSetNode } from 'graphql';
import type { TypeSystem } from '../composed/type-system.ts';

/**
 * Whether `JSON.parse` may have changed a number that matters in what a subgraph gave for a selection: one of a custom scalar, whose text is to be kept, an unsafe integer for an ID or a String, or one beyond what a
 * double reaches. Almost no answer has one, and to read these fields takes a tenth of what a search in the text would.
 */
export type NumberCheck = (value: unknown) => boolean;

/** How a field is read: its value as text, as any JSON, or as a number of JavaScript. */
type Leaf = 'text' | 'json' | 'number' | 'none';

const leaves: Readonly<Record<string, Leaf>> = {
  ID: 'text',
  String: 'text',
  Int: 'number',
  Float: 'number',
  Boolean: 'none',
};

/** Compiles the check for what is selected of a type, into JavaScript, as the shape of a response is. */
export function compileNumberCheck(selectionSet: SelectionSetNode, type: string, types: TypeSystem): NumberCheck {
  const functions: string[] = [];
  const root = compileSelections([{ selectionSet, type }], functions, types);
  // Every name in this code is ours, or a GraphQL name that is written by JSON.stringify.
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- compiled once, run for every answer
  const make = new Function(...Object.keys(checks), `'use strict';\n${functions.join('\n')}\nreturn ${root};`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unsafe-call -- what the code above returns
  return make(...Object.values(checks)) as NumberCheck;
}

/** The checks of values that are not as most are. */
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

/** The fields by response name. Those of all types are taken together: to check one too many costs nothing but time. */
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
