import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StartError } from '@tributary/platform/config.ts';

/** A text that explains the graph to agents. */
export type Guide = { uri: string; name: string; title: string; text: string };

/**
 * Reads guides from Markdown files. Throws StartError for a file that cannot be read or is too large, and for two of
 * one name.
 */
export async function readGuides(files: readonly string[], bytesMax: number): Promise<readonly Guide[]> {
  const guides = await Promise.all(files.map((file) => readGuide(file, bytesMax)));
  const names = guides.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new StartError(`Two guides in \`mcp.guides\` are called ${twice}. Rename one of the files.`);
  }
  return guides;
}

async function readGuide(file: string, bytesMax: number): Promise<Guide> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The guide ${file} cannot be read: ${reason}. Check \`mcp.guides\`.`);
  });
  if (Buffer.byteLength(text) > bytesMax) {
    throw new StartError(
      `The guide ${file} has more than ${bytesMax} bytes. Split it, or raise \`mcp.resultBytesMax\`.`,
    );
  }
  const name = basename(file);
  return { uri: `graph://guides/${name}`, name, title: /^# (.+)$/m.exec(text)?.[1] ?? name, text };
}
