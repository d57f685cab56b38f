import { describe, expect, it } from 'vitest';
import { freshNewsroom, type Newsroom } from '../gateway/open-newsroom.ts';
import { initialised, subscribe } from '../gateway/raw-socket.ts';

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

it('documents that are parsed, and those that are refused, stay within a budget of bytes', async () => {
  const room = await freshNewsroom();
  const fields = (alias: string) => `{ ${`${alias}: latest `.repeat(9_000 / 3)} }`;

  for (let number = 0; number < 300; number += 1) {
    // Valid ones have few aliases; the others have too many, and are parsed and refused.
    const query = number % 3 === 0 ? documentOf(60_000).replace('#', `#${number}`) : fields(`a${number}`);
    expect((await post(room, query)).status).toBe(number % 3 === 0 ? 200 : 400);
  }
  const metrics = await (await fetch(`${room.url}/metrics`)).text();
  const bytes = [...metrics.matchAll(/^tributary_gateway_cache_bytes\{cache="(\w+)"\} (\d+)/gm)].map(
    ([, cache, size]) => [cache, Number(size)] as const,
  );

  expect(new Set(bytes.map(([cache]) => cache))).toEqual(new Set(['documents', 'operations', 'persisted_queries']));
  // The refused ones weigh 4 MB each, so the budget is nearly used.
  expect(Object.fromEntries(bytes)['documents']).toBeGreaterThan(56 * megabyte);
  expect(Object.fromEntries(bytes)['documents']).toBeLessThanOrEqual(64 * megabyte);
});
