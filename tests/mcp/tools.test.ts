import { describe, expect, it } from 'vitest';
import { collectLogs } from '../support/collect-logs.ts';
import { connect, freshAgentShop, handshakes, publicOperationsIn, textOf, toolNames } from './open-agents.ts';

const mutations = { callers: 'true' };

describe.each(handshakes)('with the handshake %s', (handshake) => {
  it('each public operation is a tool, and its result has the data', async () => {
    const shop = await freshAgentShop();
    const client = await connect(shop, { handshake, token: await shop.token() });

    const { tools } = await client.listTools();
    const result = await client.callTool({ name: 'person_by_id', arguments: { id: '1' } });

    expect(tools.map(({ name }) => name).toSorted()).toEqual(['greeting', 'list_reviews', 'person_by_id']);
    expect(tools.find(({ name }) => name === 'person_by_id')).toMatchObject({
      title: 'PersonById',
      description: 'Reads a person.',
      inputSchema: {
        type: 'object',
        properties: { id: { type: 'string', description: 'Its id.' } },
        required: ['id'],
        additionalProperties: false,
      },
      outputSchema: { properties: { data: { properties: { person: { type: ['object', 'null'] } } } } },
      annotations: { readOnlyHint: true, idempotentHint: true, destructiveHint: false },
    });
    expect(result.isError).not.toBe(true);
    expect(result.structuredContent).toEqual({ data: { person: { name: 'Ada' } } });
    expect(JSON.parse(textOf(result))).toEqual(result.structuredContent);
  });

  it('resources are listed and read', async () => {
    const shop = await freshAgentShop({ searchSchema: true, guides: ['docs/errors.md'] });
    const client = await connect(shop, { handshake, token: await shop.token() });

    const { resources } = await client.listResources();
    const [schema, guide] = await Promise.all(resources.map(({ uri }) => client.readResource({ uri })));

    expect(resources.map(({ uri }) => uri)).toEqual(['graph://schema.graphql', 'graph://guides/errors.md']);
    expect(schema?.contents[0]).toMatchObject({ mimeType: 'application/graphql' });
    expect(JSON.stringify(schema)).toContain('type Person');
    expect(guide?.contents[0]).toMatchObject({ mimeType: 'text/markdown', uri: 'graph://guides/errors.md' });
    await expect(client.readResource({ uri: 'graph://guides/none.md' })).rejects.toThrow(/not found/i);
  });
});

it('an answer with errors beside its data has both', async () => {
  const shop = await freshAgentShop();
  const client = await connect(shop, { token: await shop.token() });

  const result = await client.callTool({ name: 'list_reviews' });

  expect(result.structuredContent).toMatchObject({
    data: { reviews: expect.arrayContaining([{ text: 'Good', faulty: null, author: { name: 'Ada' } }]) },
    errors: expect.arrayContaining([expect.objectContaining({ path: ['reviews', 0, 'faulty'] })]),
  });
  expect(textOf(result)).not.toContain('hunter2');
});

it('mutations are tools for the callers that are allowed, with hints that clients ask a person about', async () => {
  const shop = await freshAgentShop({ mutations: { callers: "subject == 'usr_ada'" } });
  const [ada, bob] = await Promise.all(
    ['ada', 'bob'].map(async (userId) => connect(shop, { token: await shop.token({ userId }) })),
  );

  const { tools = [] } = (await ada?.listTools()) ?? {};
  const named = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
  expect(named['add_review']).toMatchObject({ readOnlyHint: false, idempotentHint: false, destructiveHint: true });
  expect(named['rename']).toMatchObject({ readOnlyHint: false, idempotentHint: true, destructiveHint: true });
  const added = await ada?.callTool({ name: 'add_review', arguments: { input: { text: 'New', authorId: '1' } } });
  expect(added?.structuredContent).toEqual({ data: { addReview: { text: 'New' } } });
  const refused = await bob?.callTool({ name: 'rename', arguments: { id: '1', name: 'X' } });
  expect(refused).toMatchObject({ isError: true });
  expect(textOf(refused ?? { content: [] })).toMatch(
    /^FORBIDDEN: Mutations are off for you\. .*`mcp\.mutations\.callers`/,
  );
});

it('a list of mutations allows no others', async () => {
  const shop = await freshAgentShop({ mutations: { ...mutations, operations: ['Rename'] }, runQuery: true });
  const client = await connect(shop, { token: await shop.token() });

  expect(await toolNames(client)).toContain('rename');
  expect(await toolNames(client)).not.toContain('add_review');
  const refused = await client.callTool({
    name: 'run_query',
    arguments: { query: 'mutation { rename(id: "1", name: "X") { name } }' },
  });
  expect(textOf(refused)).toMatch(/^FORBIDDEN: `run_query` takes no mutations, since `mcp\.mutations\.operations`/);
  const excluded = await client.callTool({ name: 'add_review', arguments: { input: { text: 'a', authorId: '1' } } });
  expect(textOf(excluded)).toMatch(/^FORBIDDEN: This mutation is off\. .*`mcp\.mutations\.operations`/);
});

it('a wrong argument is an error of the tool that names it', async () => {
  const shop = await freshAgentShop();
  const client = await connect(shop, { token: await shop.token() });
  const call = async (given: Record<string, unknown>) => client.callTool({ name: 'person_by_id', arguments: given });

  const [unknown, missing] = await Promise.all([call({ id: '1', name: 'Ada' }), call({})]);

  expect(unknown).toMatchObject({ isError: true });
  expect(textOf(unknown)).toContain('There is no argument name of person_by_id: there are id.');
  expect(missing).toMatchObject({ isError: true });
  expect(textOf(missing)).toMatch(/^BAD_USER_INPUT: Variable "\$id"/);
});

it('run_query executes any query, and no mutation', async () => {
  const shop = await freshAgentShop({ runQuery: true });
  const client = await connect(shop, { token: await shop.token() });
  const run = async (query: string, variables = {}) =>
    client.callTool({ name: 'run_query', arguments: { query, variables } });

  const answered = await run('query ($id: ID!) { person(id: $id) { name } }', { id: '2' });
  const mutation = await run('mutation { rename(id: "1", name: "X") { name } }');
  const subscription = await run('subscription { reviewAdded { text } }');
  const invalid = await run('{ nothing }');

  expect(answered.structuredContent).toEqual({ data: { person: { name: 'Bob' } } });
  expect(textOf(mutation)).toMatch(/^FORBIDDEN: Mutations are off for agents here\. .*`mcp\.mutations`/);
  expect(textOf(subscription)).toMatch(/^BAD_USER_INPUT: Subscriptions come over a WebSocket/);
  expect(textOf(invalid)).toMatch(/^GRAPHQL_VALIDATION_FAILED: Cannot query field "nothing"/);
  expect([mutation, subscription, invalid].map(({ isError }) => isError)).toEqual([true, true, true]);
});

it('search_schema finds elements by words, in pages', async () => {
  const shop = await freshAgentShop({ searchSchema: true });
  const client = await connect(shop, { token: await shop.token() });
  const search = async (given: Record<string, unknown>) =>
    (await client.callTool({ name: 'search_schema', arguments: given })).structuredContent;

  const first = await search({ query: 'person', first: 2 });
  const second = await search({ query: 'person', first: 2, after: '2' });

  expect(first).toMatchObject({
    elements: [
      { coordinate: 'Person', kind: 'type', signature: 'type Person' },
      { coordinate: 'Query.person', kind: 'field', signature: 'person(id: ID!): Person' },
    ],
    endCursor: '2',
  });
  expect(second).not.toEqual(first);
  expect(await search({ query: 'noSuchThing' })).toEqual({ elements: [], totalCount: 0, endCursor: null });
});

it('tools that are not opened are neither listed nor called', async () => {
  const shop = await freshAgentShop();
  const client = await connect(shop, { token: await shop.token() });

  expect(await toolNames(client)).not.toContain('run_query');
  await expect(client.callTool({ name: 'run_query', arguments: { query: '{ greeting }' } })).rejects.toThrow(
    'There is no tool run_query for you.',
  );
  await expect(client.readResource({ uri: 'graph://schema.graphql' })).rejects.toThrow(/not found/i);
});

it('an operation with the name of another tool is none', async () => {
  const publicOperations = await publicOperationsIn({
    'run.graphql': '"Runs." query RunQuery { greeting }',
    'one.graphql': '"First." query GreetAll { greeting } "Second." query Greet_All { people { name } }',
  });
  const shop = await freshAgentShop({ runQuery: true }, { publicOperations });
  const client = await connect(shop, { token: await shop.token() });

  expect((await toolNames(client)).toSorted()).toEqual(['greet_all', 'run_query']);
});

it('a result that is too large is an error, which says what to do', async () => {
  const shop = await freshAgentShop({ runQuery: true, mutations, resultBytesMax: 1_024 });
  const client = await connect(shop, { token: await shop.token() });
  const text = 'x'.repeat(2_000);

  const query = await client.callTool({
    name: 'run_query',
    arguments: { query: 'query ($text: String!) { echo(text: $text) }', variables: { text } },
  });
  const mutation = await client.callTool({ name: 'rename', arguments: { id: '1', name: text } });

  expect(textOf(query)).toContain('Ask for a smaller page with `first`');
  expect(textOf(mutation)).toContain('The mutation was executed. Do not send it again');
});

it('each call is logged with its caller and outcome, and counted', async () => {
  const { log, lines } = collectLogs();
  const shop = await freshAgentShop({}, { log });
  const client = await connect(shop, { token: await shop.token({ userId: 'ada' }) });

  await client.callTool({ name: 'greeting' });
  await client.callTool({ name: 'person_by_id' });

  expect(lines.filter(({ msg }) => msg === 'a tool was called')).toMatchObject([
    { tool: 'greeting', kind: 'query', outcome: 'answered', subject: 'usr_ada', requestId: expect.any(String) },
    { tool: 'person_by_id', outcome: 'refused' },
  ]);
  const metrics = await shop.metrics();
  expect(metrics).toContain('tributary_gateway_mcp_calls_total{tool="query",outcome="answered"} 1');
  expect(metrics).toContain('tributary_gateway_mcp_calls_total{tool="query",outcome="refused"} 1');
});
