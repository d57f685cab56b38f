import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { StartError } from '@tributary/platform/config.ts';
import { z } from 'zod';

const shape = z.object({
  /** Identity of the file and the import. Another file, or another importing user, begins anew. */
  of: z.string(),
  /** The last line whose outcome is known. */
  line: z.number().int(),
  done: z.number().int(),
  refused: z.number().int(),
  /** Length of the file of refusals at that line. Whatever a killed import wrote after it is written again. */
  refusedBytes: z.number().int(),
});
export type ImportProgress = Omit<z.output<typeof shape>, 'of'>;

export type ProgressFile = {
  read(): Promise<ImportProgress | null>;
  write(progress: ImportProgress): Promise<void>;
  remove(): Promise<void>;
};

/**
 * Keeps the progress of an import beside the imported file. Losing it costs only time: the keys of transfers give an
 * import that begins anew the same answers.
 */
export async function openProgressFile(
  file: string,
  identity: Readonly<Record<string, string>>,
): Promise<ProgressFile> {
  const path = `${file}.progress`;
  const { size, mtimeMs } = await stat(file).catch((error: unknown) => {
    throw new StartError(
      `Cannot read ${file} (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}).`,
    );
  });
  const of = JSON.stringify({ size, mtimeMs, ...identity });
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch(() => '{}');
      const kept = shape.safeParse(parseJson(text));
      return kept.success && kept.data.of === of ? kept.data : null;
    },
    write: async (progress) => {
      await writeFile(`${path}.new`, JSON.stringify({ of, ...progress }));
      await rename(`${path}.new`, path);
    },
    remove: () => rm(path, { force: true }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
