/**
 * Limits on the JSON of a request. Checking variables takes about 1 µs a value, on the event loop, and nesting is
 * bounded by the stack.
 */
const jsonMax = { values: 50_000, depth: 500 };
/** Shorter JSON is within the limits, or too short to overflow the stack. */
const bytesMin = 4_096;
/** Longer JSON takes up to 20 ms to parse, and gets a turn of the event loop for itself. */
export const bytesAtOnceMax = 64 * 1024;

const [quote, comma, backslash] = [0x22, 0x2c, 0x5c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Whether JSON is long enough to be measured, by its bytes. */
export function isMeasured(bytes: number): boolean {
  return bytes >= bytesMin;
}

/** Measures JSON while it arrives, before it is parsed. Takes 1 ns a byte. */
export class JsonSize {
  #values = 0;
  #depth = 0;
  #isInString = false;
  /** Whether the next byte is escaped, in a string. */
  #isEscaped = false;

  /** Adds the next part of the JSON. Returns the reason why it is too large, as a sentence for clients, or null. */
  add(bytes: Buffer): string | null {
    let index = this.#isInString ? this.#endOfString(bytes, 0) + 1 : 0;
    for (; index < bytes.length; index += 1) {
      const byte = bytes[index];
      if (byte === quote) {
        index = this.#endOfString(bytes, index + 1);
      } else if (byte === openBracket || byte === openBrace) {
        this.#depth += 1;
        this.#values += 1;
      } else if (byte === closeBracket || byte === closeBrace) {
        this.#depth -= 1;
      } else if (byte === comma) {
        this.#values += 1;
      }
      if (this.#values > jsonMax.values) {
        return `The request has more than ${jsonMax.values} values. Send long lists in several requests.`;
      }
      if (this.#depth > jsonMax.depth) {
        return `The request is nested deeper than ${jsonMax.depth} levels.`;
      }
    }
    return null;
  }

  /** The index of the closing quotation mark of a string, or of the end of the bytes if the string goes on. */
  #endOfString(bytes: Buffer, begin: number): number {
    let from = begin;
    let end = bytes.indexOf(quote, from);
    while (end !== -1 && this.#isEscapedAt(bytes, from, end)) {
      this.#isEscaped = false;
      from = end + 1;
      end = bytes.indexOf(quote, from);
    }
    this.#isInString = end === -1;
    this.#isEscaped = this.#isInString && this.#isEscapedAt(bytes, from, bytes.length);
    return this.#isInString ? bytes.length : end;
  }

  /** Whether the byte at an index is escaped, by the backslashes before it. None before `from` counts. */
  #isEscapedAt(bytes: Buffer, from: number, index: number): boolean {
    let first = index;
    while (first > from && bytes[first - 1] === backslash) {
      first -= 1;
    }
    const isFirstEscaped = first === from && this.#isEscaped;
    return (index - first) % 2 === (isFirstEscaped ? 0 : 1);
  }
}
