import { writeFileSync } from 'node:fs';
import { createCommand } from '@tributary/platform/command-line.ts';
import { errorsDocument } from './errors-document.ts';
import { openApi } from './open-api.ts';
import { publicOperationsDocument } from './public-operations-document.ts';
import { gatewayConfigSchema, settingsDocument } from './settings-document.ts';

/** The documents generated from code, by their path from the root of the repository. */
export async function generatedDocuments(): Promise<{ path: string; content: string }[]> {
  return [
    { path: 'docs/errors.md', content: errorsDocument() },
    { path: 'docs/openapi.json', content: await openApi() },
    { path: 'docs/public-operations.md', content: await publicOperationsDocument() },
    { path: 'docs/settings.md', content: settingsDocument() },
    { path: 'docs/gateway-config.schema.json', content: `${JSON.stringify(gatewayConfigSchema(), null, 2)}\n` },
  ];
}

if (import.meta.main) {
  createCommand('docs:generate', {
    summary:
      'Writes docs/errors.md, docs/openapi.json, docs/public-operations.md, docs/settings.md and docs/gateway-config.schema.json.',
    examples: [''],
  }).parse();
  for (const { path, content } of await generatedDocuments()) {
    writeFileSync(new URL(`../${path}`, import.meta.url), content);
    console.log(`Wrote ${path}`);
  }
}
