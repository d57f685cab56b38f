import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { asScript, htmlOf, newNonce, policyOf, type Page } from './page.ts';
import { documentPath } from './rest/answer-rest.ts';

export const referencePath = '/api/reference';

/** The reference of the REST API: Redoc, with the document that this gateway serves, and nothing from elsewhere. */
export async function referencePage(): Promise<Page> {
  const nonce = newNonce();
  const html = htmlOf({
    styles: `body { margin: 0; }`,
    body: `<div id="reference"></div>
<script nonce="${nonce}">${await (redoc ??= loadRedoc())}</script>
<script nonce="${nonce}">
Redoc.init(${asScript(documentPath)}, { hideDownloadButton: false, jsonSampleExpandLevel: 4 }, document.querySelector('#reference'));
</script>`,
  });
  return {
    html,
    contentSecurityPolicy: policyOf({
      'script-src': `'nonce-${nonce}'`,
      'connect-src': "'self'",
      'worker-src': 'blob:',
    }),
  };
}

let redoc: Promise<string> | undefined;

/** A megabyte, so loaded at the first use. Its one picture would come from the vendor. */
async function loadRedoc(): Promise<string> {
  const file = createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js');
  const script = await readFile(file, 'utf8');
  return script.replaceAll(/https:\/\/cdn\.redoc\.ly\/[\w./-]*/g, 'data:,').replaceAll('</script', '<\\/script');
}
