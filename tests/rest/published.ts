import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicOperationsShape } from '@tributary/gateway/public-operations/public-operations-settings.ts';
import { freshFolder } from '../gateway/open-trusted-documents.ts';

/** The setting for public operations in one new file, with examples beside it. */
export async function published(text: string, examples: readonly object[] | string = []) {
  const folder = await freshFolder();
  await writeFile(join(folder, 'all.graphql'), text);
  if (examples.length > 0) {
    await writeFile(join(folder, 'examples.json'), typeof examples === 'string' ? examples : JSON.stringify(examples));
  }
  return publicOperationsShape.parse({ manifests: [folder] });
}
