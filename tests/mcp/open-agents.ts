import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport, type CallToolResult } from '@modelcontextprotocol/client';
import { mcpShape } from '@tributary/gateway/front/mcp/mcp-settings.ts';
import { publicOperationsShape } from '@tributary/gateway/public-operations/public-operations-settings.ts';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import { freshBookshop } from '../gateway/open-bookshop.ts';
import { freshFolder } from '../gateway/open-trusted-documents.ts';

export const operations = {
  'greeting.graphql': '"Greets." query Greeting @endpoint(method: GET, path: "/greeting") { greeting }',
  'person.graphql': '"Reads a person." query PersonById("Its id." $id: ID!) { person(id: $id) { name } }',
  'reviews.graphql': '"Lists reviews." query ListReviews { reviews { text faulty author { name } } }',
  'add-review.graphql': '"Adds a review." mutation AddReview($input: AddReview!) { addReview(input: $input) { text } }',
  'rename.graphql':
    '"Renames." mutation Rename($id: ID!, $name: String!) @endpoint(method: PUT, path: "/people/{id}") { rename(id: $id, name: $name) { name } }',
  'added.graphql': '"Follows reviews." subscription ReviewAdded { reviewAdded { text } }',
};

type McpInput = NonNullable<z.input<typeof mcpShape>>;

/** The settings of public operations in a new folder with these files. */
export async function publicOperationsIn(files: Readonly<Record<string, string>>) {
  const folder = await freshFolder();
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
  }
  return publicOperationsShape.parse({ manifests: [folder] });
}

/** A bookshop with an endpoint for agents. */
export async function freshAgentShop(mcp: McpInput = {}, settings: Parameters<typeof freshBookshop>[0] = {}) {
  const shop = await freshBookshop({
    publicOperations: await publicOperationsIn(operations),
    mcp: mcpShape.parse(mcp),
    ...settings,
  });
  return { ...shop, metrics: async () => (await fetch(`${shop.url}/metrics`)).text() };
}

/** The versions of the protocol that clients negotiate: the newest, or the handshake of 2025. */
export const handshakes = ['auto', 'legacy'] as const;
export type Handshake = (typeof handshakes)[number];

/** A connected client, which is closed at the end of the test. */
export async function connect(
  { url }: { url: string },
  { token, handshake = 'auto' }: { token?: string | undefined; handshake?: Handshake } = {},
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: handshake } });
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }));
  onTestFinished(() => client.close());
  return client;
}

/** The names of the tools that a client lists. */
export async function toolNames(client: Client): Promise<string[]> {
  const { tools } = await client.listTools();
  return tools.map(({ name }) => name);
}

/** The text of a result. */
export function textOf({ content }: CallToolResult): string {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
}
