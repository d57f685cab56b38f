import { CsvError, parse } from 'csv-parse/sync';
import type { Line } from './text-lines.ts';

/**
 * A record of CSV. `text` is as written, without the line end. The values are null if the record is invalid because of
 * a stray quote.
 */
export type CsvRecord = {
  /** The number of its last line, from 1. */
  line: number;
  /** The number of its last line as version 0.1 counted lines (`countLineForKeys`). */
  lineForKeys: number;
  bytes: number;
  text: string;
  values: string[] | null;
};

const recordLengthMax = 1_048_576;

/**
 * Reads the records of CSV, some at a time, with any line ends, also mixed ones. Empty lines are left out. A stray
 * quote makes only its own line invalid. An unclosed quote would turn the lines after it into one value, up to the next
 * quote. So a record of several lines counts only if it has as many values as the first record. Otherwise its first
 * line is invalid, and the lines after it are read again.
 */
export async function* readCsvRecords(
  pages: AsyncIterable<readonly Line[]>,
  delimiter: string,
): AsyncGenerator<CsvRecord[]> {
  const takeRecords = recordTaker(delimiter);
  let ahead: readonly Line[] = [];
  for await (const lines of pages) {
    const { records, rest } = takeRecords([...ahead, ...lines], { isEnd: false });
    ahead = rest;
    yield records;
  }
  yield takeRecords(ahead, { isEnd: true }).records;
}

/** A function that takes the complete records of lines, and returns the remaining lines, which need more after them. */
function recordTaker(delimiter: string) {
  const countForKeys = countLineForKeys();
  let columns: number | null = null;
  return (lines: readonly Line[], { isEnd }: { isEnd: boolean }): { records: CsvRecord[]; rest: readonly Line[] } => {
    const records: CsvRecord[] = [];
    let start = 0;
    while (start < lines.length) {
      const taken = takeBalanced(lines, { start, isEnd });
      if (taken === null) {
        break;
      }
      const text = joinLines(taken);
      const values = parseRecord(text, delimiter);
      const isRecord = values !== null && (taken.length === 1 || columns === null || values.length === columns);
      const used = isRecord ? taken : taken.slice(0, 1);
      const { number: line = 0, bytes = 0 } = used.at(-1) ?? {};
      const lineForKeys = countForKeys(used);
      start += used.length;
      if (text !== '') {
        columns ??= values?.length ?? null;
        const content = isRecord ? { text, values } : { text: joinLines(used), values: null };
        records.push({ line, lineForKeys, bytes, ...content });
      }
    }
    return { records, rest: lines.slice(start) };
  };
}

/**
 * The line at `start`, and the lines after it until every quote is closed. One line alone if its quote is not closed
 * within the length of a record. Null if that depends on lines to come.
 */
function takeBalanced(
  lines: readonly Line[],
  { start, isEnd }: { start: number; isEnd: boolean },
): readonly Line[] | null {
  let [next, quotes, length] = [start, 0, 0];
  do {
    const line = lines[next];
    if (line === undefined) {
      return isEnd ? lines.slice(start, start + 1) : null;
    }
    next += 1;
    quotes += line.text.split('"').length - 1;
    length += line.text.length + line.end.length;
    if (length > recordLengthMax) {
      return lines.slice(start, start + 1);
    }
  } while (quotes % 2 === 1);
  return lines.slice(start, next);
}

/** The lines as written, without the last line end. */
function joinLines(lines: readonly Line[]): string {
  const { end = '' } = lines.at(-1) ?? {};
  const text = lines.map((line) => line.text + line.end).join('');
  return text.slice(0, text.length - end.length);
}

/** The values of one record; null for invalid CSV. Without quotes, the delimiters alone are parsed. */
function parseRecord(text: string, delimiter: string): string[] | null {
  if (!text.includes('"')) {
    return text.split(delimiter);
  }
  try {
    const [values = []]: string[][] = parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
    });
    return values;
  } catch (error) {
    if (error instanceof CsvError) {
      return null;
    }
    throw error;
  }
}

/**
 * Numbers records as version 0.1 did. So lines without keys of their own keep the keys that their transfers have in the
 * log. Version 0.1 counted a CRLF twice, unless it ended a record of a file whose first line ended with one.
 */
export function countLineForKeys(): (lines: readonly Pick<Line, 'end'>[]) => number {
  let ended = 0;
  let firstEnd: string | null = null;
  return (lines) => {
    const inner = lines.slice(0, -1).reduce((sum, { end }) => sum + (end === '\r\n' ? 2 : 1), 0);
    const { end = '' } = lines.at(-1) ?? {};
    firstEnd ??= end;
    const isCrThenLf = end === '\r\n' && firstEnd !== '\r\n';
    const number = 1 + ended + inner + (isCrThenLf && firstEnd === '\n' ? 1 : 0);
    ended += inner + (isCrThenLf ? 2 : 1);
    return number;
  };
}
