import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicOperationsShape } from '@tributary/gateway/public-operations/public-operations-settings.ts';
import { expect, it, onTestFinished } from 'vitest';
import { freshBookshop } from '../gateway/open-bookshop.ts';
import { openShop, visit } from '../gateway/open-contracts.ts';
import { freshFolder, trusting } from '../gateway/open-trusted-documents.ts';
import { callerAt } from './open-rest.ts';

/** The setting for public operations in one new file. */
async function published(text: string) {
  const folder = await freshFolder();
  await writeFile(join(folder, 'all.graphql'), text);
  return publicOperationsShape.parse({ manifests: [folder] });
}

const person = `"Reads a person." query PersonById($id: ID!) @endpoint(method: GET, path: "/people/{id}") {
  person(id: $id) { id name signature }
}`;
const greeting = '"Greets." query Greeting @endpoint(method: GET, path: "/greeting") { greeting }';
const rename = `"Renames." mutation Rename($id: ID!, $name: String!) @endpoint(method: PUT, path: "/people/{id}/name") {
  rename(id: $id, name: $name) { id name }
}`;

it('an answer that lacks a part is 200 with the reasons, and without a tag', async () => {
  const shop = await freshBookshop({ overHttp: true, publicOperations: await published(person) });
  const call = callerAt(shop.url, null);
  const whole = await call('GET', '/api/v1/people/1');
  await shop.stop('reviews');

  const partial = await call('GET', '/api/v1/people/1');

  expect(whole.body).toMatchObject({ name: 'Ada', signature: expect.any(String) });
  expect(whole.headers.get('etag')).not.toBeNull();
  expect(partial).toMatchObject({
    status: 200,
    body: {
      name: 'Ada',
      signature: null,
      errors: [{ type: '/problems/subgraph-unavailable', path: [] }],
    },
  });
  expect(partial.headers.get('etag')).toBeNull();
});

it('a root that is null because its subgraph failed is a failure, and one that is not there is 404', async () => {
  const shop = await freshBookshop({ overHttp: true, publicOperations: await published(person) });
  const call = callerAt(shop.url, null);
  const nobody = await call('GET', '/api/v1/people/none');
  await shop.stop('people');

  const failed = await call('GET', '/api/v1/people/1');

  expect(nobody).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
  expect(failed).toMatchObject({ status: 503, body: { type: '/problems/subgraph-unavailable' } });
  expect(failed.headers.get('retry-after')).toBe('1');
});

it('the cache of answers serves both forms, and tells how long an answer may be kept', async () => {
  const shop = await freshBookshop({ publicOperations: await published(greeting) });
  const call = callerAt(shop.url, null);

  const first = await call('GET', '/api/v1/greeting');
  const second = await call('GET', '/api/v1/greeting');

  expect(first).toMatchObject({ status: 200, body: { greeting: expect.any(String) } });
  expect(first.headers.get('cache-control')).toBe('max-age=60, public');
  expect(second.headers.get('age')).not.toBeNull();
  expect(shop.requests).toHaveLength(1);
});

it('a client that may send trusted documents only may call endpoints', async () => {
  const shop = await freshBookshop({
    publicOperations: await published(greeting),
    documents: await trusting({ other: '{ greeting }' }, { mode: 'only' }),
  });

  expect(await callerAt(shop.url, null)('GET', '/api/v1/greeting')).toMatchObject({ status: 200 });
});

it('variables of a mutation without an input come in the query string', async () => {
  const shop = await freshBookshop({ publicOperations: await published(rename) });

  expect(await callerAt(shop.url, null)('PUT', '/api/v1/people/1/name?name=Grace')).toMatchObject({
    status: 200,
    body: { id: '1', name: 'Grace' },
  });
});

it('an operation that a contract hides is not there, nor in its document', async () => {
  const shop = await openShop({
    publicOperations: await published(`
      "Reads the level." query Level @endpoint(method: GET, path: "/level") { level }
      "Lists audits." query Audits @endpoint(method: GET, path: "/audits") { audits { by } }
    `),
  });
  onTestFinished(shop.close);
  const at = (host: string, path: string) => visit(shop.url, { host, path });

  const hidden = await at('partners.example.com', '/api/v1/audits');
  const documents = [await at('partners.example.com', '/api/openapi.json'), await at('localhost', '/api/openapi.json')];

  expect([hidden.status, (await at('localhost', '/api/v1/audits')).status]).toEqual([404, 200]);
  expect(hidden.body).not.toContain('Audit');
  expect(documents.map(({ body }) => /audit/i.test(body))).toEqual([false, true]);
});

it('a gateway without public operations serves nothing below /api', async () => {
  const shop = await freshBookshop();

  expect((await fetch(`${shop.url}/api/openapi.json`)).status).toBe(404);
});
