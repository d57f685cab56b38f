import { randomBytes } from 'node:crypto';

declare global {
  // TypeScript's own declarations do not have these two yet.
  interface JSON {
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
  }
}

/**
 * A number that a JavaScript number cannot hold as it was written. An object, frozen and without prototype, that
 * `JSON.stringify` writes as its text.
 */
export type RawNumber = Readonly<{ rawJSON: string }>;

/**
 * Parses JSON like `JSON.parse`, but keeps numbers as they were written: one that JavaScript would write differently
 * (`1.10`, `1e5`, `-0`, too many digits), and an integer that is not safe, becomes a RawNumber. Throws SyntaxError. The
 * search for such numbers takes about 1 ns a character: who can tell from the result of `JSON.parse` that no number
 * matters need not call this.
 */
export function parseExactly(text: string): unknown {
  if (startsWithNumber.test(text)) {
    return exactNumber(text.trim(), JSON.parse(text));
  }
  const found = rawNumbersIn(text);
  return found.length === 0 ? JSON.parse(text) : parseMarked(text, found);
}

/**
 * Parses a GraphQL request. Throws SyntaxError. Numbers in its variables are as they were written (`parseExactly`), all
 * others plain. `within` names the property that holds the request, where it is part of a message.
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

/** Whether JSON text has a number that `JSON.parse` would not keep as it was written. */
export function hasRawNumbers(text: string): boolean {
  return startsWithNumber.test(text) ? !isKept(text.trim(), Number(text)) : rawNumbersIn(text).length > 0;
}

export function isRawNumber(value: unknown): value is RawNumber {
  // A RawNumber has no prototype, and almost everything else has: `instanceof` costs a third of asking for the
  // prototype.
  return typeof value === 'object' && value !== null && !(value instanceof Object) && JSON.isRawJSON(value);
}

/** Whether a value of JSON is an object, and neither a list nor a RawNumber. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/**
 * The digits of a number that is an integer, every one of them; null for one that is not, or is beyond what a double
 * reaches.
 */
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
 * The number in JSON at which JavaScript might fail, by what comes before and after it. It may stand in a string all
 * the same. A decimal of at most 15 digits that does not end in 0 is not among them: IEEE 754 tells any two of these
 * apart, so that the shortest text for the double is the one that was read.
 */
const candidates =
  /[:,[][ \t\n\r]*((?=-?(?:[\d.]{16}|0\.000000|\d+(?:\.\d*0(?!\d)|(?:\.\d+)?[eE]))|-0(?![\d.]))-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[ \t\n\r]*[,\]}])/g;

/** The largest double has 309. */
const integerDigitsMax = 309;

const startsWithNumber = /^[ \t\n\r]*[-\d]/;

type Found = { start: number; source: string };

function rawNumbersIn(text: string): Found[] {
  const found: Found[] = [];
  let isOutside: ((index: number) => boolean) | undefined;
  candidates.lastIndex = 0;
  for (let match = candidates.exec(text); match !== null; match = candidates.exec(text)) {
    const source = match[1] ?? '';
    if (!isKept(source, Number(source))) {
      isOutside ??= outsideStrings(text);
      const start = candidates.lastIndex - source.length;
      if (isOutside(start)) {
        found.push({ start, source });
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
 * Tells of one position after the other, in ascending order, whether it is outside the strings of JSON text. The text
 * is read once for all of them.
 */
function outsideStrings(text: string): (index: number) => boolean {
  // The string that ends at or after the last position.
  let open = indexOrEnd(text.indexOf('"'), text);
  let close = endOfString(text, open);
  return (index) => {
    while (close < index) {
      open = indexOrEnd(text.indexOf('"', close + 1), text);
      close = endOfString(text, open);
    }
    return index < open;
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

/** A beginning that no string of others has, since nobody can guess it. */
const mark = `~${randomBytes(16).toString('base64url')}~`;

/**
 * Parses text with each of these numbers in a marked string, and puts them back afterwards. A reviver that reads the
 * source of each value takes seven times as long as `JSON.parse` does, and fails at deep nesting.
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
    // The error is to be about the text itself.
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
