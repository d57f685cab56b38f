import { randomBytes } from 'node:crypto';

declare global {
  // TypeScript's own declarations do not have these two yet.
  interface JSON {
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
  }
}

/**
 * A number that a JavaScript number cannot hold as it was written. A frozen object without prototype; `JSON.stringify`
 * writes it as its text.
 */
export type RawNumber = Readonly<{ rawJSON: string }>;

/**
 * Parses JSON like `JSON.parse`, but keeps the text of numbers. A number that JavaScript would write differently
 * (`1.10`, `1e5`, `-0`, too many digits), and an unsafe integer, becomes a RawNumber. Throws SyntaxError. The search
 * takes about 1 ns a character. A caller that can tell from the result of `JSON.parse` that no number matters can skip
 * it.
 */
export function parseExactly(text: string): unknown {
  if (startsWithNumber.test(text)) {
    return exactNumber(text.trim(), JSON.parse(text));
  }
  const found = rawNumbersIn(text);
  return found.length === 0 ? JSON.parse(text) : parseMarked(text, found);
}

/**
 * Parses a GraphQL request. Throws SyntaxError. Numbers in its variables keep their text (`parseExactly`), all others
 * are plain. `within` names the property that holds the request inside a message.
 */
export function parseRequest(text: string, within: 'payload' | null = null): unknown {
  const parsed: unknown = JSON.parse(text);
  if (!hasNumber(variablesIn(parsed, within))) {
    return parsed;
  }
  const request = requestIn(parsed, within);
  if (request !== null) {
    request['variables'] = variablesIn(parseExactly(text), within);
  }
  return parsed;
}

/** Whether there is a number anywhere in parsed JSON. */
export function hasNumber(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const each = open.pop();
    if (typeof each === 'number' || isRawNumber(each)) {
      return true;
    }
    if (typeof each === 'object' && each !== null) {
      for (const item of Object.values(each)) {
        open.push(item);
      }
    }
  }
  return false;
}

/** Whether JSON text has a number whose text `JSON.parse` would lose. */
export function hasRawNumbers(text: string): boolean {
  return startsWithNumber.test(text) ? !isKept(text.trim(), Number(text)) : rawNumbersIn(text).length > 0;
}

export function isRawNumber(value: unknown): value is RawNumber {
  // A RawNumber has no prototype, unlike almost all other objects. `instanceof` costs a third of reading the prototype.
  return typeof value === 'object' && value !== null && !(value instanceof Object) && JSON.isRawJSON(value);
}

/** Whether a JSON value is an object: no list and no RawNumber. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** All digits of an integer. Null for a fraction, and for a number beyond the range of a double. */
export function integerDigits({ rawJSON: source }: RawNumber): string | null {
  if (/^-?\d+$/.test(source)) {
    return source;
  }
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE](.+))?$/.exec(source) ?? [];
  const shift = Number(exponent) - fraction.length;
  const digits = (whole + fraction).replace(/^0+/, '') || '0';
  if (shift < 0) {
    const end = Math.max(digits.length + shift, 0);
    return /^0*$/.test(digits.slice(end)) ? sign + (digits.slice(0, end) || '0') : null;
  }
  if (digits === '0') {
    return `${sign}0`;
  }
  return shift + digits.length > integerDigitsMax ? null : sign + digits + '0'.repeat(shift);
}

/** A reviver for libraries that call `JSON.parse` themselves. It is several times slower than `parseExactly`. */
export function reviveExactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  return context?.source === undefined ? value : exactNumber(context.source, value);
}

function requestIn(parsed: unknown, within: 'payload' | null): Record<string, unknown> | null {
  const request = within !== null && isRecord(parsed) ? parsed[within] : parsed;
  return isRecord(request) ? request : null;
}

/** The variables of a request, if they are an object. */
function variablesIn(parsed: unknown, within: 'payload' | null): unknown {
  const variables = requestIn(parsed, within)?.['variables'];
  return isRecord(variables) ? variables : undefined;
}

/**
 * Candidates for numbers that JavaScript may change, found by the characters before and after. A candidate may be
 * inside a string. A decimal of at most 15 digits that does not end in 0 is none. IEEE 754 tells any two of these
 * apart, so the double's shortest text is the original.
 */
const candidates =
  /[:,[][ \t\n\r]*((?=-?(?:[\d.]{16}|0\.000000|\d+(?:\.\d*0(?!\d)|(?:\.\d+)?[eE]))|-0(?![\d.]))-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[ \t\n\r]*[,\]}])/g;

/** The largest double has 309 digits. */
const integerDigitsMax = 309;

const startsWithNumber = /^[ \t\n\r]*[-\d]/;

type Found = { start: number; source: string };

function rawNumbersIn(text: string): Found[] {
  const found: Found[] = [];
  let stringEndAt: ((index: number) => number | null) | undefined;
  candidates.lastIndex = 0;
  for (let match = candidates.exec(text); match !== null; match = candidates.exec(text)) {
    const source = match[1] ?? '';
    if (!isKept(source, Number(source))) {
      stringEndAt ??= stringsIn(text);
      const start = candidates.lastIndex - source.length;
      const end = stringEndAt(start);
      if (end === null) {
        found.push({ start, source });
      } else {
        // A long text may be full of candidates.
        candidates.lastIndex = end;
      }
    }
  }
  return found;
}

function isKept(source: string, number: number): boolean {
  return String(number) === source && (Number.isSafeInteger(number) || !Number.isInteger(number));
}

function exactNumber(source: string, value: unknown): unknown {
  return typeof value === 'number' && !isKept(source, value) ? JSON.rawJSON(source) : value;
}

/**
 * Creates a function that gives the end of the string in which a position of JSON text is. Null outside of strings.
 * Positions must ascend, since the text is scanned once for all of them.
 */
function stringsIn(text: string): (index: number) => number | null {
  // The string that ends at or after the last position.
  let open = indexOrEnd(text.indexOf('"'), text);
  let close = endOfString(text, open);
  return (index) => {
    while (close < index) {
      open = indexOrEnd(text.indexOf('"', close + 1), text);
      close = endOfString(text, open);
    }
    return index < open ? null : close;
  };
}

/** The position of the quotation mark that closes a string. */
function endOfString(text: string, open: number): number {
  for (let at = open + 1; ; at += 1) {
    at = indexOrEnd(text.indexOf('"', at), text);
    let before = at - 1;
    while (text[before] === '\\') {
      before -= 1;
    }
    if (at === text.length || (at - before) % 2 === 1) {
      return at;
    }
  }
}

function indexOrEnd(index: number, text: string): number {
  return index === -1 ? text.length : index;
}

/** A prefix that no other string has, since it cannot be guessed. */
const mark = `~${randomBytes(16).toString('base64url')}~`;

/**
 * Parses text with each of these numbers in a marked string, and puts them back afterwards. A reviver with access to
 * the source is seven times slower than `JSON.parse`, and fails at deep nesting.
 */
function parseMarked(text: string, found: readonly Found[]): unknown {
  let marked = '';
  let end = 0;
  for (const { start, source } of found) {
    marked += `${text.slice(end, start)}"${mark}${source}"`;
    end = start + source.length;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(marked + text.slice(end));
  } catch {
    // Parse the original text, so that the error is about it.
    return JSON.parse(text);
  }
  putBack(parsed, found.length);
  return parsed;
}

function putBack(root: unknown, count: number): void {
  let left = count;
  const isMarked = (value: unknown): value is string => typeof value === 'string' && value.startsWith(mark);
  const open: object[] = typeof root === 'object' && root !== null ? [root] : [];
  for (let holder = open.pop(); holder !== undefined && left > 0; holder = open.pop()) {
    for (const key of Object.keys(holder)) {
      const value: unknown = Reflect.get(holder, key);
      if (isMarked(value)) {
        left -= 1;
        Reflect.set(holder, key, JSON.rawJSON(value.slice(mark.length)));
      } else if (typeof value === 'object' && value !== null) {
        open.push(value);
      }
    }
  }
}
