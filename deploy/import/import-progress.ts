import type { Stats } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { StartError } from '@tributary/platform/config.ts';
import { z } from 'zod';
import { explainFileFailure } from '../file-failure.ts';

const shape = z.object({
  /** Identity of the file and the import. Another file, or another importing user, begins anew. */
  of: z.string(),
  /** The last line whose outcome is known. */
  line: z.number().int(),
  /** Lines up to that one, by outcome. */
  counts: z.object({ new: z.int(), before: z.int(), refused: z.int(), repeated: z.int() }),
  /** Length of the file of refused lines at that line. Later bytes are of a killed import, and are cut off. */
  refusedBytes: z.number().int(),
  /** An id that is older than all transfers of the import. */
  since: z.string(),
});
export type ImportProgress = Omit<z.output<typeof shape>, 'of'>;

export type ProgressFile = {
  /** Length of the imported file in bytes. */
  size: number;
  read(): Promise<ImportProgress | null>;
  write(progress: ImportProgress): Promise<void>;
  remove(): Promise<void>;
};

/**
 * Keeps the progress of an import beside the imported file. Losing it costs only time: the keys of transfers give an
 * import that begins anew the same answers. Throws StartError if the imported file is a folder, or cannot be read.
 */
export async function openProgressFile(
  file: string,
  identity: Readonly<Record<string, string>>,
): Promise<ProgressFile> {
  const path = `${file}.progress`;
  const { size, mtimeMs } = await statFile(file);
  const of = JSON.stringify({ size, mtimeMs, ...identity });
  return {
    size,
    read: async () => {
      const text = await readFile(path, 'utf8').catch(() => '{}');
      const kept = shape.safeParse(parseJson(text));
      return kept.success && kept.data.of === of ? kept.data : null;
    },
    write: async (progress) => {
      try {
        await writeFile(`${path}.new`, JSON.stringify({ of, ...progress }), { mode: 0o600 });
        await rename(`${path}.new`, path);
      } catch (error) {
        throw explainFileFailure(error, 'write', path);
      }
    },
    remove: () => rm(path, { force: true }),
  };
}

async function statFile(file: string): Promise<Stats> {
  let found: Stats;
  try {
    found = await stat(file);
  } catch (error) {
    throw explainFileFailure(error, 'read', file);
  }
  if (!found.isFile()) {
    throw new StartError(
      `${file} is ${found.isDirectory() ? 'a folder' : 'no file on disk'}. Give one file to import.`,
    );
  }
  return found;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
