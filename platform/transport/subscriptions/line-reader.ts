import { BadAnswer } from '../http-answer.ts';

/**
 * Splits a UTF-8 body into lines, wherever its chunks are cut. Lines end with CR, LF or CRLF; a byte order mark at the
 * beginning is dropped. Throws BadAnswer for invalid UTF-8.
 */
export class LineReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  /** The pieces of the incomplete line. Only the newest chunk is searched, since a line can be long. */
  #pieces: string[] = [];
  #length = 0;
  #isAfterCr = false;

  /** The lines that a chunk ends. */
  push(chunk: Uint8Array): string[] {
    let text = this.#decode(chunk);
    if (text === '') {
      return [];
    }
    if (this.#isAfterCr) {
      this.#isAfterCr = false;
      text = text.startsWith('\n') ? text.slice(1) : text;
    }
    const lines: string[] = [];
    const ending = /\r\n|\r|\n/g;
    let from = 0;
    for (let match = ending.exec(text); match !== null; match = ending.exec(text)) {
      lines.push(this.#endLine(text.slice(from, match.index)));
      from = ending.lastIndex;
    }
    this.#isAfterCr = from === text.length && text.endsWith('\r');
    if (from < text.length) {
      this.#pieces.push(text.slice(from));
      this.#length += text.length - from;
    }
    return lines;
  }

  /** The length of the incomplete line, in UTF-16 units. */
  get pendingLength(): number {
    return this.#length;
  }

  /** The incomplete line. */
  get pending(): string {
    if (this.#pieces.length > 1) {
      this.#pieces = [this.#pieces.join('')];
    }
    return this.#pieces[0] ?? '';
  }

  #endLine(end: string): string {
    const line = this.#pieces.length === 0 ? end : this.#pieces.join('') + end;
    this.#pieces = [];
    this.#length = 0;
    return line;
  }

  #decode(chunk: Uint8Array): string {
    try {
      return this.#decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw new BadAnswer('sent a stream that is not UTF-8', { cause: error });
    }
  }
}
