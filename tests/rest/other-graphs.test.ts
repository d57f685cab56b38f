import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freshBookshop } from '../gateway/open-bookshop.ts';
import { openShop, visit } from '../gateway/open-contracts.ts';
import { trusting } from '../gateway/open-trusted-documents.ts';
import { callerAt } from './open-rest.ts';
import { published } from './published.ts';

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

it('examples are in the document, and those that do not fit the graph are not', async () => {
  const examples = [
    { operation: 'Greeting', status: 200, answer: { greeting: 'Hello' } },
    { operation: 'PersonById', variables: { id: { no: 'id' } }, status: 200, answer: { id: '1' } },
  ];
  const shop = await freshBookshop({ publicOperations: await published(`${greeting} ${person}`, examples) });

  const { body } = await callerAt(shop.url, null)('GET', '/api/openapi.json');

  expect(body).toMatchObject({
    paths: {
      '/greeting': {
        get: { responses: { 200: { content: { 'application/json': { example: { greeting: 'Hello' } } } } } },
      },
    },
  });
  expect(JSON.stringify(body)).not.toContain('"no":"id"');
});

it('invalid examples are left out, and served when they are corrected', async () => {
  const settings = await published(greeting, '[{]');
  const shop = await freshBookshop({ publicOperations: settings });
  const call = callerAt(shop.url, null);
  const shown = async () => JSON.stringify((await call('GET', '/api/openapi.json')).body);
  const invalid = await shown();

  const corrected = [{ operation: 'Greeting', status: 200, answer: { greeting: 'Good day' } }];
  await writeFile(join(settings?.manifests[0] ?? '', 'examples.json'), JSON.stringify(corrected));

  expect(invalid).toContain('/greeting');
  expect(invalid).not.toContain('Good day');
  await expect.poll(shown).toContain('Good day');
});

it('a contract is told no example with a value that it lacks', async () => {
  const search = `"Finds." query Find($by: Filter) @endpoint(method: GET, path: "/products") { products(by: $by) { name level } }`;
  const answer = { data: [{ name: 'Product 2', level: 'SECRET' }] };
  const shop = await openShop({
    publicOperations: await published(search, [
      { operation: 'Find', variables: { by: { costBelow: 7007 } }, status: 200, answer },
      { operation: 'Find', variables: { by: { name: 'Chair' } }, status: 200, answer },
    ]),
  });
  onTestFinished(shop.close);
  const shown = async (host: string) => (await visit(shop.url, { host, path: '/api/openapi.json' })).body;

  const ofPartners = await shown('partners.example.com');
  const ofOthers = await shown('localhost');

  expect(['7007', 'SECRET', 'Chair'].map((text) => ofPartners.includes(text))).toEqual([false, false, true]);
  expect(['7007', 'SECRET'].map((text) => ofOthers.includes(text))).toEqual([true, true]);
});

it('a gateway without public operations serves nothing below /api, and no problems', async () => {
  const shop = await freshBookshop();

  expect((await fetch(`${shop.url}/api/openapi.json`)).status).toBe(404);
  expect((await fetch(`${shop.url}/problems`)).status).toBe(404);
});
