import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifests } from '@tributary/gateway/documents/read-manifests.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectLogs } from '../support/collect-logs.ts';
import { freshBookshop, openBookshop, type Bookshop } from './open-bookshop.ts';
import { freshFolder, get, hashOf, manifestOf, post, trusting } from './open-trusted-documents.ts';

const greeting = 'query Greeting { greeting }';
const person = 'query Person($id: ID!) { person(id: $id) { name } }';
const documents = { hello: greeting, person, rename: 'mutation Rename { rename(id: "1", name: "Eve") { name } }' };
const isGreeted = { status: 200, body: { data: { greeting: 'Hello' } } };
const isRefusedWith = (status: number, code: string) => ({
  status,
  body: { errors: [expect.objectContaining({ extensions: { code } })] },
});
const isUnknown = isRefusedWith(404, 'PERSISTED_QUERY_NOT_IN_LIST');

async function openShop(settings: Parameters<typeof trusting>[1] = {}): Promise<Bookshop> {
  return freshBookshop({ documents: await trusting(documents, settings) });
}

describe('a manifest', () => {
  const limits = { bytes: 1_000_000, documents: 100, documentBytes: 1_000, tokens: 100 };
  const inApolloFormat = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: 'hello', name: 'Greeting', type: 'query', body: greeting, clientName: null }],
  };

  it.each<[string, unknown]>([
    ['of Apollo', inApolloFormat],
    ['of documents by id', { hello: greeting }],
    ['as a list of pairs', [['hello', greeting]]],
  ])('%s is recognized', async (_, content) => {
    const { documents: listed, byId } = await readManifests([await manifestOf(content)], limits);

    expect(listed).toMatchObject([{ id: 'hello', text: greeting, operationName: 'Greeting' }]);
    expect(['hello', hashOf(greeting), `sha256:${hashOf(greeting)}`].map((id) => byId(id)?.text)).toEqual(
      Array(3).fill(greeting),
    );
  });

  it('may be a folder of documents, whose ids are the names of their files, and stand beside other manifests', async () => {
    const folder = await freshFolder();
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'deep', 'hello.graphql'), `${greeting}\n`);
    await writeFile(join(folder, 'README.md'), 'no document');
    const shop = await openShop({ manifests: [folder, await manifestOf({ who: person })] });

    expect(await get(shop, '/graphql/hello')).toEqual(isGreeted);
    expect(await post(shop, { documentId: 'who', variables: { id: '1' } })).toMatchObject({
      body: { data: { person: { name: 'Ada' } } },
    });
  });

  it.each<[string, unknown, string]>([
    ['that is not JSON', '{"hello": ', 'is not JSON'],
    ['of an unknown format', { format: 'apollo-persisted-query-manifest', version: 2, operations: [] }, 'version'],
    ['of numbers', { hello: 5 }, 'is no manifest'],
    ['without documents', {}, 'There is no document in'],
    ['with a document that is not GraphQL', { hello: 'query {' }, 'The document hello cannot be parsed'],
    ['with a hash of another document', { [`sha256:${hashOf(person)}`]: greeting }, 'is not the hash'],
    [
      'with an id for two documents',
      [
        ['hello', greeting],
        ['hello', person],
      ],
      'two different documents',
    ],
    [
      'with a name that is the hash of another',
      [
        ['a', person],
        [hashOf(person), greeting],
      ],
      'two different documents',
    ],
    ['with a document above the limit', { hello: `${greeting} #${'x'.repeat(1_000)}` }, 'more than 1000 bytes'],
    ['with a document of too many tokens', { hello: `{ ${'greeting '.repeat(100)} }` }, 'cannot be parsed'],
  ])('%s is refused, with the reason', async (_, content, reason) => {
    await expect(readManifests([await manifestOf(content)], limits)).rejects.toThrow(reason);
  });

  it('above the limits is refused', async () => {
    const two = await manifestOf({ hello: greeting, who: person });

    await expect(readManifests([two], { ...limits, documents: 1 })).rejects.toThrow('more than 1 documents');
    await expect(readManifests([two], { ...limits, bytes: 50 })).rejects.toThrow('more than 50 bytes');
  });

  it('that is missing stops the start', async () => {
    await expect(openShop({ manifests: ['/nowhere.json'] })).rejects.toThrow('/nowhere.json cannot be read');
  });
});

describe('a request', () => {
  const modes = ['prefer', 'log', 'only'] as const;
  let shops: Bookshop[];
  const closers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shops = await Promise.all(
      modes.map(async (mode) =>
        openBookshop({ documents: await trusting(documents, { mode }, (close) => closers.push(close)) }),
      ),
    );
  });
  afterAll(() => Promise.all([...shops.map((shop) => shop.close()), ...closers.map((close) => close())]));
  const shopIn = (mode: (typeof modes)[number]): Bookshop => {
    const shop = shops[modes.indexOf(mode)];
    if (shop === undefined) {
      throw new Error(`there is no shop in the mode ${mode}`);
    }
    return shop;
  };

  it.each<[string, object]>([
    ['documentId with the hash', { documentId: `sha256:${hashOf(greeting)}` }],
    ['documentId with an id of the manifest', { documentId: 'hello' }],
    ["Relay's doc_id", { doc_id: 'hello' }],
    ["Apollo's hash", { extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(greeting) } } }],
    [
      "Apollo's hash beside its document",
      {
        query: greeting,
        extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(greeting) } },
      },
    ],
    [
      "an id of the manifest in the place of Apollo's hash",
      {
        extensions: { persistedQuery: { version: 1, sha256Hash: 'hello' } },
      },
    ],
    ['the name of the operation', { documentId: 'hello', operationName: 'Greeting' }],
  ])('names its document by %s, as JSON, as a stream, and in every mode but off', async (_, body) => {
    for (const shop of shops) {
      const streamed = await fetch(`${shop.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify(body),
      });

      expect(await post(shop, body)).toEqual(isGreeted);
      expect(await streamed.text()).toContain('"greeting":"Hello"');
    }
  });

  it('by GET has the id in the path or the query, with variables', async () => {
    const shop = shopIn('only');
    const variables = encodeURIComponent('{"id":"2"}');
    const isBob = { status: 200, body: { data: { person: { name: 'Bob' } } } };

    expect(await get(shop, `/graphql/person?variables=${variables}`)).toEqual(isBob);
    expect(await get(shop, `/graphql/sha256%3A${hashOf(person)}?variables=${variables}`)).toEqual(isBob);
    expect(await get(shop, `/graphql?documentId=person&variables=${variables}`)).toEqual(isBob);
    expect(await get(shop, `/graphql?doc_id=person&variables=${variables}`)).toEqual(isBob);
    expect(await get(shop, '/graphql/rename')).toEqual(isRefusedWith(405, 'BAD_REQUEST'));
    expect(await get(shop, '/graphql/nothing')).toEqual(isUnknown);
  });

  it('with an unknown id is refused, where it is no hash of an automatic persisted query', async () => {
    const shop = shopIn('prefer');
    const persistedQuery = { version: 1, sha256Hash: hashOf('{ people { id } }') };

    expect(await post(shop, { documentId: 'nothing' })).toEqual(isUnknown);
    expect(await post(shop, { doc_id: 'nothing' })).toEqual(isUnknown);
    expect(await post(shop, { extensions: { persistedQuery } })).toEqual(
      isRefusedWith(200, 'PERSISTED_QUERY_NOT_FOUND'),
    );
    expect(await post(shop, { query: '{ people { id } }', extensions: { persistedQuery } })).toMatchObject({
      status: 200,
    });
    expect(await post(shop, { extensions: { persistedQuery } })).toMatchObject({ status: 200 });
  });

  it.each<[string, unknown]>([
    ['an id and another document', { documentId: 'hello', query: person }],
    ['an id and its own document', { documentId: 'hello', query: greeting }],
    ['two ids', { documentId: 'hello', doc_id: 'hello' }],
    ['a hash in upper case', { documentId: `sha256:${hashOf(greeting).toUpperCase()}` }],
    ['a short hash', { documentId: `sha256:${hashOf(greeting).slice(1)}` }],
    ['a reserved prefix', { documentId: 'md5:hello' }],
    ['a number', { documentId: 5 }],
    ['a batch', [{ documentId: 'hello' }]],
    ['nothing', null],
  ])('with %s is malformed', async (_, body) => {
    const shop = shopIn('prefer');

    expect(await post(shop, body)).toEqual(isRefusedWith(400, 'BAD_REQUEST'));
  });
});

describe('a client', () => {
  const people = { query: '{ people { id } }' };
  const named = (name: string) => ({ 'graphql-client-name': name });
  const notTrusted = isRefusedWith(403, 'QUERY_NOT_IN_SAFELIST');

  it('has the mode of its name, in the header that the settings name', async () => {
    const shop = await openShop({ mode: 'only', clients: { tools: 'prefer', old: 'off' } });

    expect(await post(shop, people)).toEqual(notTrusted);
    expect(await post(shop, people, named('app'))).toEqual(notTrusted);
    expect(await post(shop, people, named('tools'))).toMatchObject({ status: 200 });
    expect(await post(shop, people, { 'apollographql-client-name': 'tools' })).toMatchObject({ status: 200 });
    expect(await post(shop, { documentId: 'hello' }, named('old'))).toEqual(isUnknown);
    expect(await post(shop, people, named('old'))).toMatchObject({ status: 200 });
    expect(await get(shop, '/graphql/hello', named('old'))).toEqual(isUnknown);
  });

  it('may send a trusted document as text, with other spaces too, unless an id is required', async () => {
    const spaced = { query: `\n query Greeting{greeting} # hello` };
    const free = await openShop({ mode: 'only' });
    const strict = await openShop({ mode: 'only', requireId: true });

    expect(await post(free, { query: greeting })).toEqual(isGreeted);
    expect(await post(free, spaced)).toEqual(isGreeted);
    expect(await post(strict, { query: greeting })).toEqual(isRefusedWith(400, 'PERSISTED_QUERY_ID_REQUIRED'));
    expect(await post(strict, people)).toEqual(notTrusted);
    expect(await post(strict, { documentId: 'hello' })).toEqual(isGreeted);
  });

  it('in the mode log has each document in no manifest logged once, by its hash, and executed', async () => {
    const { log, text } = collectLogs();
    const shop = await freshBookshop({ documents: await trusting(documents, { mode: 'log' }), log });

    await post(shop, people, named('app'));
    expect(await post(shop, people, named('app'))).toMatchObject({ status: 200 });
    await post(shop, { query: greeting }, named('app'));

    expect(text().match(/in no manifest/g)).toHaveLength(1);
    expect(text()).toContain(`"client":"app","documentId":"sha256:${hashOf(people.query)}"`);
  });
});

describe('a changed manifest', () => {
  it('is served without a restart, and one with a problem leaves the old documents', async () => {
    const file = await manifestOf({ hello: greeting });
    const shop = await openShop({ manifests: [file], mode: 'only' });
    const replace = async (content: string) => {
      await writeFile(`${file}.new`, content);
      await rename(`${file}.new`, file);
    };
    const metrics = async () => (await fetch(`${shop.url}/metrics`)).text();

    await replace('{"hello"');
    await expect.poll(metrics).toContain('manifest_loads_total{outcome="refused"} 1');
    expect(await post(shop, { documentId: 'hello' })).toEqual(isGreeted);
    await replace(JSON.stringify({ hello2: greeting }));
    await expect.poll(() => post(shop, { documentId: 'hello2' })).toEqual(isGreeted);
    expect(await post(shop, { documentId: 'hello' })).toEqual(isUnknown);
    expect(await metrics()).toContain('tributary_gateway_trusted_documents 1');
  });

  it('is planned before it is served, with the variants of its conditions, and what cannot be answered is logged', async () => {
    const { log, text } = collectLogs();
    const conditional = 'query Two($a: Boolean!) { greeting @include(if: $a) me { name @skip(if: $a) } }';
    const shop = await freshBookshop({ documents: await trusting({ conditional, wrong: '{ nothing }' }), log });
    const planned = async () => {
      const metrics = await (await fetch(`${shop.url}/metrics`)).text();
      return /planning_seconds_count (\d+)/.exec(metrics)?.[1];
    };

    expect(await planned()).toBe('2');
    for (const a of [true, false]) {
      expect(await post(shop, { documentId: 'conditional', variables: { a } })).toMatchObject({ status: 200 });
    }
    expect(await planned()).toBe('2');
    expect(text()).toContain('"ids":["wrong"]');
  });
});

it('without manifests, ids are no part of a request, and their paths do not exist', async () => {
  const shop = await freshBookshop();

  expect(await post(shop, { documentId: 'hello' })).toMatchObject({ status: 400 });
  expect(await get(shop, '/graphql/hello')).toMatchObject({ status: 404 });
});
