import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isScalarType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import type { Mistake } from './mistakes.ts';

/** Limits on a query string. */
const parametersMax = 200;
const depthMax = 6;

/** The values of a parameter, and those of its parts in brackets: `filter[classes]=ASSET`. */
export type Parameter = { values: string[]; parts: Map<string, Parameter> };

/** Parses a query string into nested parameters. Adds a mistake for each parameter that has no valid name. */
export function parseParameters(search: URLSearchParams, mistakes: Mistake[]): Map<string, Parameter> {
  const root = newParameter();
  let count = 0;
  for (const [name, value] of search) {
    count += 1;
    if (count > parametersMax) {
      mistakes.push({ detail: `The query string has more than ${parametersMax} parameters. Send fewer.` });
      break;
    }
    const path = pathOf(name);
    if (path === null) {
      mistakes.push({
        parameter: name,
        detail: `The name \`${shown(name)}\` is invalid. Write it as \`name\` or \`name[part]\`.`,
      });
      continue;
    }
    let at = root;
    for (const part of path) {
      const next = at.parts.get(part) ?? newParameter();
      at.parts.set(part, next);
      at = next;
    }
    at.values.push(value);
  }
  return root.parts;
}

/** The names in `filter[amountFrom][currency]`. The brackets at the end of `ids[]` may be left out. Null if invalid. */
function pathOf(name: string): string[] | null {
  const [, first, rest = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
  if (first === undefined) {
    return null;
  }
  const parts = [...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, part = '']) => part);
  if (parts.at(-1) === '') {
    parts.pop();
  }
  return parts.length > depthMax || parts.includes('') ? null : [first, ...parts];
}

function newParameter(): Parameter {
  return { values: [], parts: new Map() };
}

/** The value of a parameter as JSON for a type. Undefined after a mistake, which is added. */
export function valueOf(parameter: Parameter, type: GraphQLInputType, name: string, mistakes: Mistake[]): unknown {
  const present = getNullableType(type);
  const { values, parts } = parameter;
  if (isListType(present)) {
    if (parts.size > 0) {
      mistakes.push({ parameter: name, detail: `\`${name}\` is a list. Repeat the parameter for each value.` });
      return undefined;
    }
    return values.map((value) => leafOf(value, present.ofType, name, mistakes));
  }
  if (isInputObjectType(present)) {
    if (values.length > 0) {
      mistakes.push({ parameter: name, detail: `\`${name}\` has parts. Send them as \`${name}[part]=value\`.` });
      return undefined;
    }
    return objectOf(parts, present, name, mistakes);
  }
  const isBuiltIn = isEnumType(present) || ['ID', 'String', 'Int', 'Float', 'Boolean'].includes(present.name);
  if (parts.size > 0 && !isBuiltIn && isScalarType(present) && values.length === 0) {
    // A scalar of its own may be an object, such as notes by key.
    return Object.fromEntries([...parts].map(([key, part]) => [key, part.values.at(-1) ?? '']));
  }
  const [value = '', second] = values;
  if (second !== undefined || parts.size > 0) {
    mistakes.push({ parameter: name, detail: `\`${name}\` has one value. Send it once.` });
    return undefined;
  }
  return leafOf(value, present, name, mistakes);
}

function objectOf(
  parts: ReadonlyMap<string, Parameter>,
  type: GraphQLInputObjectType,
  name: string,
  mistakes: Mistake[],
): Record<string, unknown> {
  const fields = type.getFields();
  return Object.fromEntries(
    [...parts].flatMap(([key, part]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      const path = `${name}[${key}]`;
      if (field === undefined) {
        mistakes.push({
          parameter: path,
          detail: `There is no \`${shown(path)}\`. \`${name}\` has ${listed(Object.keys(fields))}.`,
        });
        return [];
      }
      return [[key, valueOf(part, field.type, path, mistakes)]];
    }),
  );
}

/** The JSON value of a text. Numbers and booleans have to be converted, and the rest is text. */
export function leafOf(text: string, type: GraphQLInputType, name: string, mistakes: Mistake[]): unknown {
  const present = getNullableType(type);
  if (!isScalarType(present)) {
    if (!isEnumType(present)) {
      mistakes.push({ parameter: name, detail: `\`${name}\` cannot be sent in a URL.` });
    }
    return text;
  }
  switch (present.name) {
    case 'Int':
    case 'Float': {
      const isNumber = present.name === 'Int' ? /^-?\d{1,15}$/ : /^-?\d{1,15}(\.\d{1,15})?$/;
      if (!isNumber.test(text)) {
        mistakes.push({
          parameter: name,
          detail: `\`${name}\` is no ${present.name === 'Int' ? 'whole ' : ''}number. Send digits.`,
        });
      }
      return Number(text);
    }
    case 'Boolean':
      if (text !== 'true' && text !== 'false') {
        mistakes.push({ parameter: name, detail: `\`${name}\` is neither \`true\` nor \`false\`. Send one of them.` });
      }
      return text === 'true';
    default:
      return text;
  }
}

/** Names for a message. */
export function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
}

/** The part of a name that fits into a message. */
export function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
