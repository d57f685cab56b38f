import { isUtf8 } from 'node:buffer';
import type { HttpRequest } from '@tributary/platform/http-message.ts';
import { parseValueJson } from '@tributary/platform/json/request-json.ts';
import { badRequest, problem, type Problem } from './problems.ts';

/** Limits on the lines that are read together, and on the bytes of one line. */
const linesMax = 1_000;
const lineBytesMax = 64 * 1024;
const newline = 0x0a;
const noBytes = Buffer.alloc(0);

/** One line of a request with its number, from 1: an item, or the problem with it. */
export type Line = { number: number; item: unknown; problem: Problem | null };

/**
 * Reads a body as lines of JSON, a thousand at a time. Empty lines only count. A line that is too long, or invalid, has
 * a problem, and the next ones are read: each line stands for itself.
 */
export async function* readLines(request: HttpRequest): AsyncGenerator<Line[]> {
  let lines: Line[] = [];
  let begun: Buffer[] = [];
  let bytes = 0;
  let number = 0;
  const keep = (part: Buffer): void => {
    bytes += part.length;
    if (bytes <= lineBytesMax) {
      begun.push(part);
    }
  };
  const end = (): void => {
    number += 1;
    const [only = noBytes, second] = begun;
    const whole = second === undefined ? only : Buffer.concat(begun);
    const line = bytes > lineBytesMax ? tooLong(number) : lineOf(whole, number);
    begun = [];
    bytes = 0;
    if (line !== null) {
      lines.push(line);
    }
  };
  // A request that is refused is not cut off: its client reads the reason.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const part = Buffer.from(chunk);
    let start = 0;
    for (let at = part.indexOf(newline); at !== -1; at = part.indexOf(newline, start)) {
      keep(part.subarray(start, at));
      end();
      start = at + 1;
      if (lines.length >= linesMax) {
        yield lines;
        lines = [];
      }
    }
    keep(part.subarray(start));
  }
  end();
  if (lines.length > 0) {
    yield lines;
  }
}

function tooLong(number: number): Line {
  const detail = `Line ${number} has more than ${lineBytesMax} bytes.`;
  return { number, item: null, problem: problem('line-too-long', detail).problem };
}

/** The item of a line. Null for an empty one. */
function lineOf(bytes: Buffer, number: number): Line | null {
  const invalid = (reason: string) => ({ number, item: null, problem: badRequest(reason) });
  if (!isUtf8(bytes)) {
    return invalid(`Line ${number} has bytes that are not UTF-8. Encode it as UTF-8.`);
  }
  const hasMark = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = bytes.toString('utf8', hasMark ? 3 : 0);
  if (text.trim() === '') {
    return null;
  }
  try {
    return { number, item: parseValueJson(text), problem: null };
  } catch (error) {
    if (error instanceof SyntaxError) {
      return invalid(`Invalid JSON in line ${number}: ${error.message}`);
    }
    throw error;
  }
}
