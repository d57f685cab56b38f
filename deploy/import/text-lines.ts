import { createReadStream } from 'node:fs';
import { getBOMEncoding, normalizeEncoding, TextDecoder } from '@exodus/bytes/encoding.js';
import { StartError } from '@tributary/platform/config.ts';
import { explainFileFailure } from '../file-failure.ts';

/** A line of a file: its number from 1, its line end as written, and the bytes of the file that were read for it. */
export type Line = { number: number; text: string; end: string; bytes: number };

/** Line ends by format. A lone CR ends a line of CSV; in NDJSON it is white space. */
export const lineEnds = { csv: /\r\n|\n|\r/g, ndjson: /\r?\n/g };

const lineLengthMax = 1_048_576;
const bytesPerRead = 262_144;

/** The name of a WHATWG encoding by one of its labels. Throws StartError for any other. */
export function encodingOfLabel(label: string): string {
  const name = normalizeEncoding(label);
  if (name === null || name === 'replacement') {
    throw new StartError(
      `There is no encoding ${JSON.stringify(label)}. Give a label of the WHATWG Encoding Standard, such as utf-8, windows-1252 or utf-16le.`,
    );
  }
  return name;
}

/**
 * Reads the lines of a file, some at a time, in bounded memory. A byte order mark at the beginning is left out. Bytes
 * that are invalid in the encoding are never replaced: they throw a StartError with the number of the line. A byte
 * order mark of another encoding throws one too, and so does a line of more than a million characters.
 */
export async function* readLines(
  file: string,
  { encoding, ends }: { encoding: string; ends: RegExp },
): AsyncGenerator<Line[]> {
  let [number, rest] = [0, ''];
  for await (const { text, bytes } of decodeFile(file, encoding)) {
    const whole = rest + text;
    const lines: Line[] = [];
    let start = 0;
    for (const { 0: end, index } of whole.matchAll(ends)) {
      if (end === '\r' && index + 1 === whole.length) {
        // The second half of a line end may follow.
        break;
      }
      number += 1;
      lines.push({ number, text: whole.slice(start, index), end, bytes });
      start = index + end.length;
    }
    rest = whole.slice(start);
    if (rest.length > lineLengthMax) {
      throw new StartError(`Line ${number + 1} of ${file} is longer than a transfer can be. Give one transfer a line.`);
    }
    if (text === '' && rest !== '') {
      const [last = ''] = rest.split(ends);
      lines.push({ number: number + 1, text: last, end: rest.slice(last.length), bytes });
    }
    yield lines;
  }
}

/** Decodes a file piece by piece. The last piece is empty. */
async function* decodeFile(file: string, encoding: string): AsyncGenerator<{ text: string; bytes: number }> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = async (chunk?: Uint8Array): Promise<string> => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw invalidBytes(file, encoding, await lineOfInvalidBytes(file, encoding));
    }
  };
  let bytes = 0;
  for await (const chunk of readChunks(file)) {
    if (bytes === 0) {
      refuseOtherMark(file, encoding, chunk);
    }
    bytes += chunk.length;
    const text = await decode(chunk);
    if (text !== '') {
      yield { text, bytes };
    }
  }
  // A character that the end of the file cuts off is invalid, too.
  const text = await decode();
  if (text !== '') {
    yield { text, bytes };
  }
  yield { text: '', bytes };
}

async function* readChunks(file: string): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterable<unknown> = createReadStream(file, { highWaterMark: bytesPerRead });
  try {
    for await (const chunk of stream) {
      if (chunk instanceof Uint8Array) {
        yield chunk;
      }
    }
  } catch (error) {
    throw explainFileFailure(error, 'read', file);
  }
}

/** The mark decides on the encoding, whatever the option says. */
function refuseOtherMark(file: string, encoding: string, beginning: Uint8Array): void {
  const marked = getBOMEncoding(beginning);
  if (marked !== null && marked !== encoding) {
    throw new StartError(`${file} begins with the byte order mark of ${marked}. Give --encoding ${marked}.`);
  }
}

function invalidBytes(file: string, encoding: string, line: number): StartError {
  const advice =
    encoding === 'utf-8'
      ? 'Save the file as UTF-8, or give its encoding, such as --encoding windows-1252.'
      : 'Give the encoding in which the file was written, as --encoding.';
  return new StartError(`Line ${line} of ${file} is not ${encoding.toUpperCase()}. ${advice}`);
}

/** The number of the line with the first invalid bytes. The file is read once more, line by line, to find it. */
async function lineOfInvalidBytes(file: string, encoding: string): Promise<number> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let [line, before] = [1, ''];
  for await (const chunk of readChunks(file)) {
    for (const piece of piecesOf(chunk)) {
      let text: string;
      try {
        text = decoder.decode(piece, { stream: true });
      } catch {
        return line;
      }
      line += countLineEnds(before + text) - countLineEnds(before);
      before = text === '' ? before : text.slice(-1);
    }
  }
  return line;
}

/**
 * Parts of a chunk, each of which ends after a byte of a line end. A line end of UTF-16LE has one more byte, which is a
 * part of its own.
 */
function* piecesOf(chunk: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  for (const [index, byte] of chunk.entries()) {
    if (byte === 0x0a || byte === 0x0d) {
      yield chunk.subarray(start, index + 1);
      yield chunk.subarray(index + 1, index + 2);
      start = index + 2;
    }
  }
  yield chunk.subarray(start);
}

function countLineEnds(text: string): number {
  return text.match(lineEnds.csv)?.length ?? 0;
}
