import { exactVariables, needExactness } from '@tributary/platform/json/exact-variables.ts';
import { coerceInputValue, GraphQLError } from 'graphql';
import { isObject } from '../../compile/data.ts';
import { definitionIn } from './answer-shape.ts';
import { pointerTo, type Mistake } from './mistakes.ts';
import { leafOf, listed, parseParameters, shown, valueOf } from './query-parameters.ts';
import { keyField, type Route } from './rest-routes.ts';

/** Limit on the mistakes that one answer names. */
const mistakesMax = 50;
const keyLengthMax = 255;
/** Credentials of a stream, which are read before. */
const ticketParameter = 'ticket';

/** The parts of a request that become variables. */
export type RequestParts = {
  /** The segments of the path that are parameters, as they were sent. */
  segments: readonly string[];
  /** The query of the URL, without its question mark. */
  search: string;
  /** The JSON of the body. Undefined for none. */
  body: unknown;
  /** The header `Idempotency-Key`. */
  keyHeader: string | undefined;
};

/** The variables of a request, and its mistakes. With a mistake, nothing is to be executed. */
export type BoundRequest = {
  variables: Record<string, unknown>;
  mistakes: readonly Mistake[];
  /** Whether the idempotency key is missing. */
  isWithoutKey: boolean;
  /** The idempotency key. Null for an operation or a request without one. */
  key: string | null;
};

/**
 * Binds the path, the query string, the body and the idempotency key of a request to the variables of an operation. All
 * mistakes are found together, those of types included.
 */
export function bindRequest(route: Route, { segments, search, body, keyHeader }: RequestParts): BoundRequest {
  const mistakes: Mistake[] = [];
  const variables: Record<string, unknown> = Object.fromEntries(bindQuery(route, search, mistakes));
  const fields = bindBody(route, body, variables, mistakes);
  bindPath(route, segments, { variables, fields, mistakes });
  const key = bindKey(route, keyHeader, fields, mistakes);
  const isWithoutKey = route.key === 'required' && fields[keyField] == null && mistakes.length === 0;
  if (route.body?.kind === 'input') {
    variables['input'] = fields;
  }
  for (const { name, isRequired } of route.variables) {
    if (isRequired && variables[name] === undefined && !mistakes.some(({ parameter }) => parameter === name)) {
      mistakes.push(
        route.body?.kind === 'variables'
          ? { pointer: pointerTo([name]), detail: `\`${name}\` is missing.` }
          : { parameter: name, detail: `\`${name}\` is missing.` },
      );
    }
  }
  const found = mistakes.length === 0 ? mistakes : [...mistakes, ...typeMistakes(route, variables, mistakes)];
  return { variables, mistakes: found.slice(0, mistakesMax), isWithoutKey, key };
}

function bindQuery({ inQuery, operation }: Route, search: string, mistakes: Mistake[]): [string, unknown][] {
  if (search === '') {
    return [];
  }
  const parameters = parseParameters(new URLSearchParams(search), mistakes);
  return [...parameters].flatMap(([name, parameter]): [string, unknown][] => {
    if (operation.kind === 'subscription' && name === ticketParameter) {
      return [];
    }
    const variable = inQuery.find((each) => each.name === name);
    if (variable === undefined) {
      const names = listed(inQuery.map((each) => each.name));
      mistakes.push({ parameter: name, detail: `There is no parameter \`${shown(name)}\`. There are: ${names}.` });
      return [];
    }
    return [[name, valueOf(parameter, variable.type, name, mistakes)]];
  });
}

/** Binds the body, and returns the fields of `$input`. Variables of a query come in the body themselves. */
function bindBody(
  { body: source, variables: declared }: Route,
  body: unknown,
  variables: Record<string, unknown>,
  mistakes: Mistake[],
): Record<string, unknown> {
  if (source === null || body === undefined) {
    if (body !== undefined && !(isObject(body) && Object.keys(body).length === 0)) {
      mistakes.push({ pointer: '#', detail: 'This endpoint takes no body. Leave it out.' });
    }
    return {};
  }
  if (!isObject(body)) {
    mistakes.push({
      pointer: '#',
      detail: 'The body is no JSON object. Send one, with the fields that are documented.',
    });
    return {};
  }
  if (source.kind === 'input') {
    return { ...body };
  }
  for (const [name, value] of Object.entries(body)) {
    if (declared.some((each) => each.name === name)) {
      variables[name] = value;
    } else {
      const names = listed(declared.map((each) => each.name));
      mistakes.push({
        pointer: pointerTo([name]),
        detail: `There is no field \`${shown(name)}\`. There are: ${names}.`,
      });
    }
  }
  return {};
}

function bindPath(
  { endpoint: { params }, body, variables: declared }: Route,
  segments: readonly string[],
  {
    variables,
    fields,
    mistakes,
  }: { variables: Record<string, unknown>; fields: Record<string, unknown>; mistakes: Mistake[] },
): void {
  for (const [index, { name, variable, field }] of params.entries()) {
    const text = decoded(segments[index] ?? '');
    if (text === null) {
      mistakes.push({ parameter: name, detail: `\`${name}\` in the path is not UTF-8. Encode it with percent signs.` });
      continue;
    }
    const into = field === null ? variables : fields;
    const type =
      field === null
        ? declared.find((each) => each.name === variable)?.type
        : body?.kind === 'input'
          ? body.type.getFields()[field]?.type
          : undefined;
    const value = type === undefined ? text : leafOf(text, type, name, mistakes);
    const given = into[field ?? variable];
    if (given !== undefined && given !== value) {
      mistakes.push({
        pointer: pointerTo([name]),
        detail: `\`${name}\` differs from that of the path. Leave it out here.`,
      });
    }
    into[field ?? variable] = value;
  }
}

/** Binds the idempotency key: of the header, or of the body. Null if there is none. */
function bindKey(
  { key: kind }: Route,
  header: string | undefined,
  fields: Record<string, unknown>,
  mistakes: Mistake[],
): string | null {
  if (kind === null) {
    return null;
  }
  const given = fields[keyField];
  if (header === undefined) {
    return typeof given === 'string' ? given : null;
  }
  const key = keyIn(header);
  if (key === null) {
    mistakes.push({
      header: 'Idempotency-Key',
      detail: `The key is invalid. Send up to ${keyLengthMax} printable characters, between quotation marks.`,
    });
    return null;
  }
  if (given !== undefined && given !== key) {
    mistakes.push({
      header: 'Idempotency-Key',
      detail: `The key differs from \`${keyField}\` of the body. Send it once.`,
    });
  }
  fields[keyField] = key;
  return key;
}

/** A string of RFC 9651, or, as most clients send it, without quotation marks. Null if invalid. */
function keyIn(header: string): string | null {
  const [, quoted, bare] = /^(?:"((?:[ !#-[\]-~]|\\["\\])+)"|([!#-+\--:<-~]+))$/.exec(header.trim()) ?? [];
  const key = quoted?.replaceAll(/\\(["\\])/g, '$1') ?? bare;
  return key === undefined || key.length > keyLengthMax ? null : key;
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** The values that do not have the types of their variables, besides mistakes that are known. */
function typeMistakes(route: Route, given: Readonly<Record<string, unknown>>, known: readonly Mistake[]): Mistake[] {
  const mistakes: Mistake[] = [];
  const variables = exactlyOrMistake(route, given, mistakes);
  for (const { name, type } of route.variables) {
    const value = variables[name];
    if (value === undefined) {
      continue;
    }
    untilEnough(() =>
      coerceInputValue(value, type, (path, _invalid, { message }) => {
        const place = placeOf(route, [name, ...path]);
        const isKnown = known.some(({ parameter, pointer }) =>
          place.parameter === undefined ? pointer === place.pointer : parameter === place.parameter,
        );
        if (!isKnown) {
          mistakes.push({ ...place, detail: withoutSuggestion(message) });
        }
        if (mistakes.length >= mistakesMax) {
          throw enoughMistakes;
        }
      }),
    );
  }
  return mistakes;
}

/** Ends a search for mistakes. Each unknown field is compared with all names: ten thousand of them take a second. */
const enoughMistakes = new Error('There are enough mistakes.');

function untilEnough(search: () => unknown): void {
  try {
    search();
  } catch (error) {
    if (error !== enoughMistakes) {
      throw error;
    }
  }
}

function exactlyOrMistake(
  { operation, schema }: Route,
  given: Readonly<Record<string, unknown>>,
  mistakes: Mistake[],
): Readonly<Record<string, unknown>> {
  if (!needExactness(given)) {
    return given;
  }
  try {
    return exactVariables(given, definitionIn(operation.document), schema);
  } catch (error) {
    if (!(error instanceof GraphQLError)) {
      throw error;
    }
    mistakes.push({ detail: error.message });
    return {};
  }
}

/** The place in the request from which a value of a variable came. */
export function placeOf(
  { endpoint: { params }, body, inQuery }: Pick<Route, 'endpoint' | 'body' | 'inQuery'>,
  path: readonly (string | number)[],
): Pick<Mistake, 'parameter' | 'pointer'> {
  const [variable, ...rest] = path;
  const param = params.find((each) => each.variable === variable && (each.field === null || each.field === rest[0]));
  if (param !== undefined) {
    return { parameter: param.name };
  }
  if (body !== null && variable === 'input' && body.kind === 'input') {
    return { pointer: pointerTo(rest) };
  }
  if (inQuery.some(({ name }) => name === variable)) {
    return {
      parameter: `${variable}${rest
        .filter((step) => typeof step === 'string')
        .map((step) => `[${step}]`)
        .join('')}`,
    };
  }
  return { pointer: pointerTo(path) };
}

/** A message without the names that a caller may have meant: not every gateway tells them. */
export function withoutSuggestion(message: string): string {
  const at = message.indexOf(' Did you mean ');
  return at === -1 ? message : message.slice(0, at);
}
