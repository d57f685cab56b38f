import { rm, stat } from 'node:fs/promises';
import type { Problem } from '@tributary/ledger/write/import-transfers.ts';
import { isRecord, parseExactly } from '@tributary/platform/json/exact-json.ts';
import { csvLine } from '../csv.ts';
import { explainFileFailure } from '../file-failure.ts';
import { openPrivateFile, type PrivateFile } from '../private-file.ts';
import { refusedColumns, type FileForm, type FileItem } from './transfers-file.ts';

/** The file of refused lines. It can be corrected and imported again. It exists only if lines were refused. */
export type RefusedLines = {
  /** Adds lines with their problems. Returns the length of the file in bytes. */
  add(refused: readonly { item: FileItem; problem: Problem }[]): Promise<number>;
  close(): Promise<void>;
};

/** Length of a file in bytes; null if there is none. Throws StartError for a folder. */
export async function lengthOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw Object.assign(new Error(path), { code: 'EISDIR', syscall: 'open' });
    }
    return found.size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw explainFileFailure(error, 'write', path);
  }
}

/**
 * Opens the file, and keeps that many bytes of an earlier one. Later bytes are of a killed import, and are cut off. If
 * there is nothing to keep, an earlier file is removed.
 */
export async function openRefusedLines(
  path: string,
  { form, keepBytes }: { form: FileForm; keepBytes: number },
): Promise<RefusedLines> {
  let bytes = keepBytes;
  let file: PrivateFile | null = null;
  if (bytes === 0) {
    await removeFile(path);
  }
  return {
    add: async (refused) => {
      const [first] = refused;
      if (first !== undefined) {
        file ??= await openPrivateFile(path, { keepBytes: bytes });
        const lines = refused.map(({ item, problem }) => refusedLine(item, problem, form.delimiter));
        const text = (bytes === 0 ? header(first.item, form) : '') + lines.join('');
        await file.write(text);
        bytes += Buffer.byteLength(text);
      }
      return bytes;
    },
    close: async () => file?.close(),
  };
}

async function removeFile(path: string): Promise<void> {
  try {
    // A device, such as /dev/null, stays.
    if ((await stat(path)).isFile()) {
      await rm(path);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw explainFileFailure(error, 'write', path);
    }
  }
}

/**
 * The beginning of the file, which is always UTF-8. The byte order mark keeps a later import from using the encoding of
 * the original file.
 */
function header({ written }: FileItem, { encoding, delimiter }: FileForm): string {
  const mark = encoding === 'utf-8' ? '' : '\uFEFF';
  return mark + (typeof written === 'string' ? '' : csvLine([...refusedColumns, ...written.columns], { delimiter }));
}

function refusedLine({ line, written }: FileItem, { code, message }: Problem, delimiter: string): string {
  return typeof written === 'string'
    ? `${JSON.stringify({ refusedLine: line, refusedCode: code, refusedMessage: message, ...membersOf(written) })}\n`
    : csvLine([String(line), code, message, ...written.values], { delimiter });
}

/**
 * The members of a line of JSON, with the digits of numbers as written. A line that is not an object becomes one
 * member.
 */
function membersOf(written: string): Record<string, unknown> {
  const values = parseObject(written);
  return values === null
    ? { text: written }
    : Object.fromEntries(Object.entries(values).filter(([key]) => !refusedColumns.includes(key)));
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed = parseExactly(text);
    return isRecord(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}
