import { openApiDocument } from '@tributary/gateway/front/rest/openapi-document.ts';
import { readOperations } from '@tributary/gateway/public-operations/read-operations.ts';
import { apiSchema } from '@tributary/schema/breaking-changes.ts';
import { operationsFolder } from '@tributary/schema/operations-folder.ts';
import { supergraphSdl } from '@tributary/schema/subgraph-sources.ts';

/** docs/openapi.json: the REST API, as the gateway serves it. */
export async function openApi(): Promise<string> {
  const schema = apiSchema(supergraphSdl());
  const { operations } = await readOperations([operationsFolder], schema);
  return `${JSON.stringify(openApiDocument(operations, schema), null, 2)}\n`;
}
