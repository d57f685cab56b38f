import { describe, expect, it } from 'vitest';
import { freshNewsroom, newsSdl, writersSdl, type Newsroom } from '../gateway/open-newsroom.ts';
import { initialised, subscribe } from '../gateway/raw-socket.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

const documentBytes = 256 * 1024;
const megabyte = 1024 * 1024;
/** A document of so many bytes. */
const documentOf = (bytes: number, filling = ' ') => {
  const [head, tail] = ['{ latest #', '\n}'];
  return `${head}${filling.repeat((bytes - head.length - tail.length) / Buffer.byteLength(filling))}${tail}`;
};

async function post(room: Newsroom, query: string, accept = 'application/json') {
  const response = await fetch(`${room.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, text: await response.text() };
}

describe('a document', () => {
  it.each([
    ['characters of one byte', ' '],
    ['characters of two bytes', 'é'],
  ])('of the greatest length is executed, and a longer one is refused before it is parsed: %s', async (_, filling) => {
    const room = await freshNewsroom();

    const fits = await post(room, documentOf(documentBytes, filling));
    const tooLong = await post(room, `${documentOf(documentBytes, filling)}  {`);

    expect(fits).toMatchObject({ status: 200, text: expect.stringContaining('"latest"') });
    expect(tooLong).toMatchObject({ status: 400, text: expect.stringContaining('"LIMIT_EXCEEDED"') });
    expect(tooLong.text).toContain('more than 262144 bytes');
  });

  it.each([
    ['line feeds', '\n'],
    ['carriage returns', '\r'],
  ])('of the most lines is executed, and one with more is refused: %s', async (_, lineBreak) => {
    const room = await freshNewsroom();

    const fits = await post(room, `{${lineBreak.repeat(10_000)}latest }`);
    const tooLong = await post(room, `{${lineBreak.repeat(10_001)}latest }`);

    expect(fits.status).toBe(200);
    expect(tooLong).toMatchObject({ status: 400, text: expect.stringContaining('more than 10000 lines') });
    expect(tooLong.text).toContain('"LIMIT_EXCEEDED"');
  });

  it('that is too long is refused over a stream and over a socket too', async () => {
    const room = await freshNewsroom();
    const long = documentOf(documentBytes + 2);
    const { say, hears } = await initialised(room);

    say(subscribe('1', long, {}));

    expect(await hears('error', '1')).toMatchObject({ payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    expect((await post(room, long, 'text/event-stream')).text).toContain('LIMIT_EXCEEDED');
  });

  it('with a long string is refused, whatever its position, and told to send it as a variable', async () => {
    const room = await freshNewsroom();
    const long = 'x'.repeat(16 * 1024 + 1);

    for (const query of [`{ __type(name: "${long}") { name } }`, `{ __type(name: """${long}""") { name } }`]) {
      const { status, text } = await post(room, query);

      expect(status).toBe(400);
      expect(text).toContain('Send it as a variable.');
      expect(text).toContain('LIMIT_EXCEEDED');
    }
  });
});

/** The estimated memory of each cache, in bytes. */
async function cacheBytes({ url }: Newsroom): Promise<Record<string, number>> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const bytes = metrics.matchAll(/^tributary_gateway_cache_bytes\{cache="(\w+)"\} (\d+)/gm);
  return Object.fromEntries([...bytes].map(([, cache = '', size]) => [cache, Number(size)]));
}

it('documents that are parsed stay within a budget of bytes', async () => {
  const room = await freshNewsroom();

  for (let number = 0; number < 150; number += 1) {
    expect((await post(room, documentOf(250_000).replace('#', `#${number}`))).status).toBe(200);
  }
  const bytes = await cacheBytes(room);

  expect(Object.keys(bytes).toSorted()).toEqual(['documents', 'operations', 'persisted_queries']);
  // They weigh half a megabyte each, so the budget is nearly used.
  expect(bytes['documents']).toBeGreaterThan(60 * megabyte);
  expect(bytes['documents']).toBeLessThanOrEqual(64 * megabyte);
});

it.each([
  ['with too many aliases', (alias: string) => `{ ${`${alias}: latest `.repeat(3_000)} }`, 'LIMIT_EXCEEDED'],
  [
    'of unknown fields',
    (alias: string) => `{ ${`${alias}: no `.repeat(90)} ${' '.repeat(1_000)} }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['that is no GraphQL', (alias: string) => `{ ${`${alias} `.repeat(3_000)}`, 'GRAPHQL_PARSE_FAILED'],
  ['of too many tokens', (alias: string) => `{ ${`${alias} `.repeat(10_001)}}`, 'GRAPHQL_PARSE_FAILED'],
])('a document %s is refused on every transport, and only its errors are remembered', async (_, documentWith, code) => {
  const room = await freshNewsroom();
  const before = await cacheBytes(room);
  const { say, hears } = await initialised(room);

  const answers = await Promise.all(['a', 'b', 'a'].map((alias) => post(room, documentWith(alias))));
  say(subscribe('1', documentWith('c'), {}));

  for (const { status, text } of answers) {
    expect({ status, code: JSON.parse(text).errors[0].extensions.code }).toEqual({ status: 400, code });
  }
  expect(JSON.stringify(await hears('error', '1'))).toContain(code);
  expect((await post(room, documentWith('d'), 'text/event-stream')).text).toContain(code);
  const { documents: documentsBefore = 0, ...othersBefore } = before;
  const { documents: documentsAfter = 0, ...othersAfter } = await cacheBytes(room);
  expect(documentsAfter - documentsBefore).toBeLessThan(400_000);
  expect(othersAfter).toEqual(othersBefore);
});

it('a long document that a supergraph refused is executed when the next one knows its fields', async () => {
  const room = await freshNewsroom();
  const query = `${documentOf(2_000).slice(0, -2)}\n headline }`;

  expect((await post(room, query)).text).toContain('Cannot query field');
  const withHeadline = newsSdl.replace('latest: String', 'latest: String headline: String');
  await room.gateway.reload(supergraphOf({ news: withHeadline, writers: writersSdl }));

  expect((await post(room, query)).status).toBe(200);
});
