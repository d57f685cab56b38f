import { basename } from 'node:path';
import { readOperations } from '@tributary/gateway/public-operations/read-operations.ts';
import type { PublicOperation } from '@tributary/gateway/public-operations/public-operation.ts';
import { apiSchema } from '@tributary/schema/breaking-changes.ts';
import { operationsFolder } from '@tributary/schema/operations-folder.ts';
import { supergraphSdl } from '@tributary/schema/subgraph-sources.ts';
import { code, generatedNotice, table } from './markdown.ts';

/** docs/public-operations.md: the public operations with their endpoints, by file. */
export async function publicOperationsDocument(): Promise<string> {
  const { operations } = await readOperations([operationsFolder], apiSchema(supergraphSdl()));
  const byFile = Map.groupBy(operations, ({ file }) => basename(file));
  return `${generatedNotice('schema/operations')}

# Public operations

${operations.length} named operations cover the whole graph. Each can be sent to \`/graphql\`, without its \`@endpoint\`, which names a method and a path below \`/api/v1\`.
A parameter in braces is a variable of the operation, or a field of its \`$input\`. [\`operations.generated.ts\`](../schema/operations/operations.generated.ts) has them as typed documents for TypeScript.

An operation is added to [\`schema/operations\`](../schema/operations) with a description and \`@endpoint\`. \`pnpm schema:check\` fails for a field of the graph that none selects, and for an operation whose largest pages cost more than the default budget.

[\`examples.json\`](../schema/operations/examples.json) has examples: variables, and the answers of the REST API. They are one story, which can be sent in its order. An ID, a token or a cursor in it is that of an earlier answer. A new example needs \`operation\` and \`variables\` at its place; \`pnpm test tests/rest/examples.test.ts -u\` sends the story to a platform and records the answers.

${[...byFile].map(([file, ofFile]) => section(file, ofFile)).join('\n\n')}
`;
}

function section(file: string, operations: readonly PublicOperation[]): string {
  return `## [${file}](../schema/operations/${file})

${table(['Operation', 'Kind', 'Endpoint', 'Description'], operations.map(row))}`;
}

function row({ name, kind, endpoint, description }: PublicOperation): string[] {
  const address = endpoint === null ? '' : code(`${endpoint.method} ${endpoint.path}`);
  return [code(name), kind, address, description.replaceAll(/\s+/g, ' ')];
}
