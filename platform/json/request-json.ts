import { parseExactly, parseRequest } from './exact-json.ts';

/**
 * Parses JSON from a client. Numbers of its variables keep their text. `within` names the property that holds the
 * request inside a message.
 *
 * Throws SyntaxError for invalid JSON, and for strings with half a surrogate pair (`\ud800` alone). Such a half has no
 * encoding, so it would become U+FFFD further on, and two different keys would become equal. RFC 8259, section 8.2,
 * leaves the outcome open.
 */
export function parseRequestJson(json: string, within: 'payload' | null = null): unknown {
  return withoutLoneSurrogate(json, parseRequest(json, within));
}

/** Parses any JSON from a client. All numbers keep their text. Throws as `parseRequestJson`. */
export function parseValueJson(json: string): unknown {
  return withoutLoneSurrogate(json, parseExactly(json));
}

function withoutLoneSurrogate(json: string, value: unknown): unknown {
  if (json.includes('\\u') && hasLoneSurrogate(json)) {
    throw new LoneSurrogate('a string has half of a surrogate pair, which is no character. Send whole characters.');
  }
  return value;
}

/** Valid JSON with half a surrogate pair in a string. */
export class LoneSurrogate extends SyntaxError {
  override name = 'LoneSurrogate';
}

/** Matches escapes that are a pair of surrogates, or one alone. */
const surrogates = /\\u[dD](?:[89abAB][\da-fA-F]{2}(\\u[dD][c-fC-F][\da-fA-F]{2})?|[c-fC-F][\da-fA-F]{2})/g;

/**
 * Searches valid JSON whose bytes were UTF-8, so only escapes can be surrogates. The text is searched and not the
 * values, which may be nested deeper than the stack.
 */
function hasLoneSurrogate(json: string): boolean {
  surrogates.lastIndex = 0;
  for (let match = surrogates.exec(json); match !== null; match = surrogates.exec(json)) {
    if (isEscaped(json, match.index)) {
      // The backslash is a character. What follows the letter may be an escape.
      surrogates.lastIndex = match.index + 2;
    } else if (match[1] === undefined) {
      return true;
    }
  }
  return false;
}

/** Whether an odd number of backslashes is before a position. */
function isEscaped(json: string, index: number): boolean {
  let first = index;
  while (json[first - 1] === '\\') {
    first -= 1;
  }
  return (index - first) % 2 === 1;
}
