import { parseRequest } from './exact-json.ts';

/**
 * The value of JSON that somebody sent, with the numbers of its variables as they were written. `within` names the
 * property that holds the request, where it is part of a message. Throws SyntaxError for what is no JSON, and for
 * strings that are no text: half of a surrogate pair (`\ud800` alone) has no encoding, so further on it would become
 * U+FFFD, and two different keys the same one (RFC 8259, section 8.2, leaves it open what then happens).
 */
export function parseRequestJson(json: string, within: 'payload' | null = null): unknown {
  const value = parseRequest(json, within);
  if (json.includes('\\u') && hasLoneSurrogate(json)) {
    throw new LoneSurrogate('a string has half of a surrogate pair, which is no character. Send whole characters.');
  }
  return value;
}

/** JSON by its form, with a string that is no text. */
export class LoneSurrogate extends SyntaxError {
  override name = 'LoneSurrogate';
}

/** Each escape in turn: a pair of surrogates, a single one, or any other. */
const escapes = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|[^])/g;

/**
 * Looks at valid JSON of which the bytes were UTF-8, so that only escapes can be surrogates. Not by value: those may be
 * nested deeper than the stack.
 */
function hasLoneSurrogate(json: string): boolean {
  for (const [, single] of json.matchAll(escapes)) {
    if (single !== undefined) {
      return true;
    }
  }
  return false;
}
