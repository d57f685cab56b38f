import type { Client } from '@modelcontextprotocol/client';
import { mcpShape } from '@tributary/gateway/front/mcp/mcp-settings.ts';
import { operationsFolder } from '@tributary/schema/operations-folder.ts';
import { SignIn } from '@tributary/schema/operations/operations.generated.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { typedClient } from '../operations/typed-client.ts';
import { openTestPlatform } from '../support/open-test-platform.ts';
import { publicOperations } from '../support/public-operations.ts';
import { inspect } from './inspect.ts';
import { connect, handshakes, textOf, toolNames } from './open-agents.ts';

/** More than the tools have, and less than they would with descriptions of results. */
const toolsBytesMax = 400_000;

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let token: string;
beforeAll(async () => {
  opened = await openTestPlatform({
    publicOperations: [operationsFolder],
    mcp: mcpShape.parse({ runQuery: true, searchSchema: true, mutations: { callers: "claims.role == 'OPERATOR'" } }),
  });
  const { signIn } = await typedClient(opened.platform.url)(SignIn, {
    input: { email: 'operator@demo.test', password: 'demo' },
  });
  token = signIn.accessToken ?? '';
});
afterAll(() => opened.close());

const operations = await publicOperations();

const accountsShape = z.object({
  data: z.object({ accounts: z.object({ nodes: z.array(z.looseObject({ id: z.string() })).min(1) }) }),
});

async function firstAccount(client: Client): Promise<string> {
  const { structuredContent } = await client.callTool({ name: 'list_accounts', arguments: { first: 1 } });
  return accountsShape.parse(structuredContent).data.accounts.nodes[0]?.id ?? '';
}

it.each(handshakes)('every query and mutation is a tool, in few bytes (%s)', async (handshake) => {
  const client = await connect(opened.platform, { token, handshake });

  const { tools } = await client.listTools();

  expect(tools).toHaveLength(operations.filter(({ kind }) => kind !== 'subscription').length + 2);
  expect(tools.every(({ description = '' }) => description !== '')).toBe(true);
  expect(Buffer.byteLength(JSON.stringify(tools))).toBeLessThan(toolsBytesMax);
});

it('the Inspector finds no problem in the schemas of the tools', async () => {
  await expect(inspect(opened.platform.url, token, '--method', 'tools/list', '--strict')).resolves.toBeDefined();
});

it('queries that need no arguments are answered, as their output schemas say', async () => {
  const client = await connect(opened.platform, { token });
  const { tools } = await client.listTools();
  const callable = tools.filter(
    ({ annotations, inputSchema }) => annotations?.readOnlyHint === true && inputSchema.required === undefined,
  );

  expect(callable.length).toBeGreaterThan(8);
  for (const { name } of callable) {
    // The client validates the result by the schema, and throws.
    const result = await client.callTool({ name });
    expect({ name, text: result.isError === true ? textOf(result) : '' }).toEqual({ name, text: '' });
  }
});

it('lists come in pages', async () => {
  const client = await connect(opened.platform, { token });
  const page = async (given: Record<string, unknown>) =>
    (await client.callTool({ name: 'list_accounts', arguments: { first: 1, ...given } })).structuredContent;
  const paged = z.object({
    data: z.object({ accounts: z.looseObject({ pageInfo: z.looseObject({ endCursor: z.string() }) }) }),
  });

  const first = await page({});
  const second = await page({ after: paged.parse(first).data.accounts.pageInfo.endCursor });

  expect(accountsShape.parse(second).data.accounts.nodes).toHaveLength(1);
  expect(accountsShape.parse(second).data).not.toEqual(accountsShape.parse(first).data);
});

it('a mutation of an agent is in the audit trail, under its caller', async () => {
  const client = await connect(opened.platform, { token });
  const id = await firstAccount(client);

  const frozen = await client.callTool({ name: 'freeze_account', arguments: { input: { id } } });
  const trail = await client.callTool({ name: 'list_audit_events', arguments: { filter: { subjectId: id } } });

  expect(frozen.isError).not.toBe(true);
  expect(textOf(trail)).toContain('ACCOUNT_FROZEN');
});

it('every call of an agent is in the audit trail, a query too', async () => {
  const client = await connect(opened.platform, { token });
  const listed = async () =>
    textOf(await client.callTool({ name: 'list_audit_events', arguments: { filter: { actions: ['TOOLS_CALLED'] } } }));

  await client.callTool({ name: 'list_accounts', arguments: { first: 1 } });

  await vi.waitFor(async () => expect(await listed()).toContain('list_accounts'), { timeout: 12_000, interval: 200 });
  expect(await listed()).toContain('"field":"agent","before":null,"after":"test/1.0.0"');
}, 20_000);

it('a refusal that the graph tells a person is data of the result', async () => {
  const client = await connect(opened.platform, { token });
  const noAccount = `acct_${'0'.repeat(31)}1`;

  const result = await client.callTool({ name: 'freeze_account', arguments: { input: { id: noAccount } } });

  expect(result.isError).not.toBe(true);
  expect(textOf(result)).toContain('"errors":[{');
});

it('a customer gets no mutations, by the claims of their token', async () => {
  const { signIn } = await typedClient(opened.platform.url)(SignIn, {
    input: { email: 'customer@demo.test', password: 'demo' },
  });
  const client = await connect(opened.platform, { token: signIn.accessToken ?? '' });

  expect(await toolNames(client)).not.toContain('freeze_account');
  expect(await toolNames(client)).toContain('list_accounts');
});
