import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { mcpShape } from '@tributary/gateway/front/mcp/mcp-settings.ts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Who } from '../gateway/open-guarded.ts';
import { openShop, partners } from '../gateway/open-contracts.ts';
import { connect, freshAgentShop, publicOperationsIn, textOf, toolNames } from '../mcp/open-agents.ts';

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
const refusedShape = z.object({
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })),
});

/** Sends a message to the endpoint for agents, as any program can. */
async function send(url: string, message: unknown, headers: Record<string, string> = {}, method = 'POST') {
  const response = await fetch(`${url}/mcp`, {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    ...(method === 'POST' ? { body: typeof message === 'string' ? message : JSON.stringify(message) } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

function codeIn(text: string): string | undefined {
  return refusedShape.parse(JSON.parse(text)).errors[0]?.extensions.code;
}

describe('the caller of an agent', () => {
  it('needs a token, and is told where the metadata of OAuth is', async () => {
    const shop = await freshAgentShop({ authorizationServers: ['https://login.example.com'] });

    const { status, headers, text } = await send(shop.url, ping);
    const challenge = headers.get('www-authenticate') ?? '';
    const metadata = await fetch(/resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? '');

    expect([status, codeIn(text)]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await metadata.json()).toEqual({
      resource: `${shop.url}/mcp`,
      resource_name: 'Tributary',
      authorization_servers: ['https://login.example.com'],
      bearer_methods_supported: ['header'],
    });
  });

  it('is refused with an invalid token, with the same challenge', async () => {
    const shop = await freshAgentShop();

    const { status, headers } = await send(shop.url, ping, { authorization: 'Bearer a.b.c' });

    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", resource_metadata="${shop.url}/.well-known/oauth-protected-resource/mcp"`,
    );
    expect(
      (await send(shop.url, ping, { authorization: `Bearer ${await shop.token({ ageSeconds: 1_000 })}` })).status,
    ).toBe(401);
  });

  it('is told by a client of the protocol that it is not authorized', async () => {
    const shop = await freshAgentShop();
    const client = new Client({ name: 'test', version: '1.0.0' });

    await expect(client.connect(new StreamableHTTPClientTransport(new URL('/mcp', shop.url)))).rejects.toThrow(
      'Send an access token.',
    );
  });

  it('may be anonymous only where the settings say so', async () => {
    const shop = await freshAgentShop({ anonymous: true });

    expect(await toolNames(await connect(shop))).toContain('greeting');
  });
});

describe('a request that no agent sends', () => {
  it.each([
    ['from a page of another origin', { origin: 'https://evil.example.com' }, 403, 'FORBIDDEN'],
    ['as a form, which browsers send without asking', { 'content-type': 'text/plain' }, 415, 'BAD_REQUEST'],
  ])('%s is refused before its token is read', async (_, headers, status, code) => {
    const shop = await freshAgentShop();

    const refused = await send(shop.url, ping, { authorization: `Bearer ${await shop.token()}`, ...headers });

    expect([refused.status, codeIn(refused.text)]).toEqual([status, code]);
  });

  it.each(['GET', 'DELETE'])('by %s is refused: there are no sessions', async (method) => {
    const shop = await freshAgentShop();

    const refused = await send(shop.url, null, { authorization: `Bearer ${await shop.token()}` }, method);

    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it('with several messages is refused, since a limit counts requests', async () => {
    const shop = await freshAgentShop();

    const refused = await send(shop.url, [ping, ping], { authorization: `Bearer ${await shop.token()}` });

    expect([refused.status, codeIn(refused.text)]).toEqual([400, 'BAD_REQUEST']);
  });

  it.each([
    ['tools/list', { cursor: 5 }, 'cursor'],
    ['resources/list', { cursor: {} }, 'cursor'],
    ['resources/read', {}, 'uri'],
    ['tools/call', { name: 5 }, 'name'],
    ['tools/call', { name: 'greeting', arguments: [] }, 'arguments'],
  ])('for %s with wrong parameters is told that they are wrong, and which', async (method, params, field) => {
    const shop = await freshAgentShop({ guides: ['docs/errors.md'] });

    const { text } = await send(
      shop.url,
      { jsonrpc: '2.0', id: 1, method, params },
      { authorization: `Bearer ${await shop.token()}` },
    );

    expect(text).toContain('"code":-32602');
    expect(text).toContain(field);
  });

  it('that is nested too deep, or too long, is refused', async () => {
    const shop = await freshAgentShop();
    const authorization = `Bearer ${await shop.token()}`;
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const call = (value: string) =>
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greeting","arguments":{"a":${value}}}}`;

    expect((await send(shop.url, call(deep), { authorization })).status).toBe(413);
    expect((await send(shop.url, call(JSON.stringify('x'.repeat(5_000_000))), { authorization })).status).toBe(413);
  });
});

it('no mutation is listed or called unless the settings allow it', async () => {
  const shop = await freshAgentShop({ runQuery: true });
  const client = await connect(shop, { token: await shop.token() });
  const before = await shop.query('{ person(id: "1") { name } }');

  expect(await toolNames(client)).toEqual(expect.not.arrayContaining(['rename', 'add_review']));
  const refused = await client.callTool({ name: 'rename', arguments: { id: '1', name: 'X' } });
  expect(textOf(refused)).toMatch(/^FORBIDDEN: Mutations are off for agents here\./);
  await client.callTool({
    name: 'run_query',
    arguments: { query: 'mutation { rename(id: "1", name: "X") { name } }' },
  });
  await client.callTool({
    name: 'run_query',
    arguments: { query: 'query A { greeting } mutation B { rename(id: "1", name: "X") { name } }', operationName: 'B' },
  });

  expect(await shop.query('{ person(id: "1") { name } }')).toMatchObject({ body: before.body });
});

it('what a contract hides is no tool, and not found', async () => {
  const publicOperations = await publicOperationsIn({
    'products.graphql': '"Lists." query Products { products { id name } }',
    'audits.graphql': '"Audits." query Audits { audits { id by } }',
  });
  const shop = await openShop({
    publicOperations,
    mcp: mcpShape.parse({ searchSchema: true, runQuery: true }),
    contracts: [partners],
  });
  const agentOf = async (who: NonNullable<Who>) => connect(shop, { token: await shop.tokenOf(who) });
  const ofPartner = await agentOf({ scopes: [], subject: 'partner', claims: { kind: 'partner' } });
  const ofEmployee = await agentOf({ scopes: [], subject: 'ada', claims: { kind: 'employee' } });

  expect(await toolNames(ofEmployee)).toContain('audits');
  expect(await toolNames(ofPartner)).not.toContain('audits');
  await expect(ofPartner.callTool({ name: 'audits' })).rejects.toThrow('There is no tool audits for you.');
  const searched = await ofPartner.callTool({ name: 'search_schema', arguments: { query: 'audit' } });
  expect(searched.structuredContent).toMatchObject({ totalCount: 0 });
  const schema = await ofPartner.readResource({ uri: 'graph://schema.graphql' });
  expect(JSON.stringify(schema)).not.toMatch(/Audit|cost:/);
  const run = await ofPartner.callTool({ name: 'run_query', arguments: { query: '{ audits { id } }' } });
  expect(textOf(run)).toMatch(/^GRAPHQL_VALIDATION_FAILED: Cannot query field "audits"/);
  await shop.close();
});
