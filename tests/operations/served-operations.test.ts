import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicOperationsShape } from '@tributary/gateway/public-operations/public-operations-settings.ts';
import { expect, it } from 'vitest';
import { freshBookshop, peopleSdl, reviewsSdl } from '../gateway/open-bookshop.ts';
import { freshFolder, post } from '../gateway/open-trusted-documents.ts';
import { collectLogs } from '../support/collect-logs.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

const greeting = '"Greets." query Greeting @endpoint(method: GET, path: "/greeting") { greeting }';
const person =
  '"Reads." query PersonById($id: ID!) @endpoint(method: GET, path: "/people/{id}") { person(id: $id) { name } }';

async function openShop(files: Readonly<Record<string, string>>, settings: Parameters<typeof freshBookshop>[0] = {}) {
  const folder = await freshFolder();
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
  }
  const shop = await freshBookshop({
    publicOperations: publicOperationsShape.parse({ manifests: [folder] }),
    ...settings,
  });
  const metrics = async () => (await fetch(`${shop.url}/metrics`)).text();
  const names = () => shop.gateway.publicOperations().map(({ name }) => name);
  return { ...shop, folder, metrics, names };
}

it('public operations are planned in advance, so that requests with their text plan nothing', async () => {
  const shop = await openShop({ 'a.graphql': greeting, 'b.graphql': person });
  await expect.poll(shop.metrics).toContain('tributary_gateway_planning_seconds_count 2');
  const { text = '' } = shop.gateway.publicOperations().find(({ name }) => name === 'PersonById') ?? {};

  const answer = await post(shop, { query: text, operationName: 'PersonById', variables: { id: '1' } });

  expect(answer).toMatchObject({ status: 200, body: { data: { person: { name: 'Ada' } } } });
  expect(await shop.metrics()).toContain('tributary_gateway_planning_seconds_count 2');
});

it('one with a problem is left out and logged with its place, and the others are served', async () => {
  const { log, text } = collectLogs();
  const shop = await openShop({ 'a.graphql': greeting, 'b.graphql': '"Wrong." query Wrong { nothing }' }, { log });

  expect(shop.names()).toEqual(['Greeting']);
  expect(text()).toContain('some public operations are left out');
  expect(text()).toMatch(/b\.graphql:1: Wrong: Cannot query field \\"nothing\\"/);
  expect(await shop.metrics()).toContain('tributary_gateway_public_operations 1');
});

it('changed files are followed, and the array stays the same until then', async () => {
  const shop = await openShop({ 'a.graphql': greeting });
  const before = shop.gateway.publicOperations();
  expect(shop.gateway.publicOperations()).toBe(before);

  await writeFile(join(shop.folder, 'b.new'), person);
  await rename(join(shop.folder, 'b.new'), join(shop.folder, 'b.graphql'));

  await expect.poll(shop.names).toEqual(['Greeting', 'PersonById']);
});

it('a new supergraph that lacks a field leaves out its operations, and one that has it brings them back', async () => {
  const shop = await openShop({ 'a.graphql': greeting, 'b.graphql': person });
  const withGreeting = supergraphOf({ people: peopleSdl, reviews: reviewsSdl });

  await shop.gateway.reload(
    supergraphOf({ people: peopleSdl.replace(/greeting: String .*/, ''), reviews: reviewsSdl }),
  );
  expect(shop.names()).toEqual(['PersonById']);
  await shop.gateway.reload(withGreeting);

  expect(shop.names()).toEqual(['Greeting', 'PersonById']);
});

it('a gateway without the setting has none', async () => {
  const shop = await freshBookshop();

  expect(shop.gateway.publicOperations()).toEqual([]);
});

it('a folder that cannot be read stops the start, with the setting to check', async () => {
  const publicOperations = publicOperationsShape.parse({ manifests: ['/nowhere/operations'] });

  await expect(freshBookshop({ publicOperations })).rejects.toThrow(
    /\/nowhere\/operations cannot be read .* Check `publicOperations\.manifests`\./,
  );
});
