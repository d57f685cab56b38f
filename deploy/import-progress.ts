import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { StartError } from '@tributary/platform/config.ts';
import { z } from 'zod';

const shape = z.object({
  /** Of what the rest is the progress: another file, or another who imports it, begins anew. */
  of: z.string(),
  /** The last line whose fate is known. */
  line: z.number().int(),
  done: z.number().int(),
  refused: z.number().int(),
  /** How long the file of what was refused was then: what a kill left behind it is written again. */
  refusedBytes: z.number().int(),
});
export type ImportProgress = Omit<z.output<typeof shape>, 'of'>;

export type ProgressFile = {
  read(): Promise<ImportProgress | null>;
  write(progress: ImportProgress): Promise<void>;
  remove(): Promise<void>;
};

/**
 * Keeps how far the import of a file is, beside the file. To lose it costs time and nothing else, since the keys of
 * transfers make an import that begins anew give the same answers.
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
