import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mcpShape, type McpSettings } from '@tributary/gateway/front/mcp/mcp-settings.ts';

/** Guides for agents among the documents, which an image leaves out. */
const guides = ['errors.md', 'transfers.md', 'partners.md', 'public-operations.md'];

/** The endpoint for agents of a demo: they read all that their caller may read, and change nothing. */
export function agentSettings(): McpSettings {
  const files = guides.map((name) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url)));
  const opened = mcpShape.parse({
    searchSchema: true,
    runQuery: true,
    guides: files.filter((file) => existsSync(file)),
  });
  if (opened === undefined) {
    throw new Error('The settings of the endpoint for agents were parsed to none.');
  }
  return opened;
}
