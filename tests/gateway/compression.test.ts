import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  zstdDecompressSync,
} from 'node:zlib';
import { createCompression } from '@tributary/gateway/front/http/compression.ts';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { readSettings } from '@tributary/gateway/settings.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultLimits } from '@tributary/gateway/request/rules/limits.ts';
import { openBookshop } from './open-bookshop.ts';

async function open(settings: Partial<GatewaySettings> = {}) {
  const shop = await openBookshop(settings);
  onTestFinished(shop.close);
  return shop;
}

type Asked = { headers?: Record<string, string>; query?: string; path?: string; method?: string };

/** Sends a request unchanged. `fetch` would request compression by itself, and decompress the response. */
async function send(url: string, { headers = {}, query, path = '/graphql', method }: Asked): Promise<IncomingMessage> {
  const sent = request(`${url}${path}`, {
    method: method ?? (query === undefined ? 'GET' : 'POST'),
    headers: { ...(query === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  });
  sent.end(query === undefined ? undefined : JSON.stringify({ query }));
  const [answer] = await once(sent, 'response');
  return answer;
}

const decoders = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };

async function ask(url: string, asked: Asked) {
  const answer = await send(url, asked);
  const bytes = await buffer(answer);
  const coding = answer.headers['content-encoding'];
  const decode =
    coding === 'br' || coding === 'gzip' || coding === 'zstd' ? decoders[coding] : (whole: Buffer) => whole;
  return { status: answer.statusCode, coding, headers: answer.headers, bytes, text: decode(bytes).toString() };
}

const echoOf = (length: number) => `{ echo(text: "${'abcdefgh'.repeat(Math.ceil(length / 8)).slice(0, length)}") }`;
const long = echoOf(2_000);
const browser = 'gzip, deflate, br, zstd';

describe('an answer above a kilobyte', () => {
  it.each([
    { accepts: browser, coding: 'zstd' },
    { accepts: 'gzip, deflate, br', coding: 'br' },
    { accepts: 'gzip, deflate', coding: 'gzip' },
    { accepts: 'GZip', coding: 'gzip' },
    { accepts: 'x-gzip', coding: 'gzip' },
    { accepts: '*', coding: 'zstd' },
    { accepts: 'br;q=1.0, gzip;q=0.8, *;q=0.1', coding: 'br' },
    { accepts: 'zstd;q=0.1, gzip ; q=0.9', coding: 'gzip' },
    { accepts: 'zstd;q=0, br;q=0, *', coding: 'gzip' },
    { accepts: 'gzip, identity', coding: 'gzip' },
    { accepts: 'identity;q=0, gzip;q=0.5', coding: 'gzip' },
    { accepts: 'gzip;q=0.5, identity', coding: undefined },
    { accepts: 'gzip;q=0', coding: undefined },
    { accepts: '*;q=0', coding: undefined },
    { accepts: 'identity', coding: undefined },
    { accepts: 'deflate', coding: undefined },
    { accepts: 'bro, gzipped', coding: undefined },
    { accepts: '', coding: undefined },
    { accepts: ', ;q=1,', coding: undefined },
  ])('is encoded for $accepts as $coding', async ({ accepts, coding }) => {
    const { url } = await open();

    const answer = await ask(url, { query: long, headers: { 'accept-encoding': accepts } });

    expect(answer.coding).toBe(coding);
    expect(JSON.parse(answer.text)).toEqual({ data: { echo: expect.stringMatching(/^(abcdefgh){250}$/) } });
    expect(answer.headers.vary).toContain('accept-encoding');
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
  });

  it('is not encoded for a client without `accept-encoding`', async () => {
    const { url } = await open();

    const { coding, text, headers } = await ask(url, { query: long });

    expect(coding).toBeUndefined();
    expect(text).toHaveLength(2_000 + '{"data":{"echo":""}}'.length);
    expect(headers.vary).toContain('accept-encoding');
  });

  it.each([1_100, 40_000, 300_000])('of %d characters, and more bytes, arrives whole', async (length) => {
    const { url } = await open({ limits: { ...defaultLimits, documentBytes: 4_000_000, literalBytes: 4_000_000 } });
    const text = 'ä€😀x'.repeat(length / 5);
    const query = `{ echo(text: "${text}") }`;

    const answers = await Promise.all(
      ['br', 'gzip', 'zstd'].map((coding) => ask(url, { query, headers: { 'accept-encoding': coding } })),
    );

    expect(answers.map(({ coding }) => coding)).toEqual(['br', 'gzip', 'zstd']);
    for (const answer of answers) {
      expect(answer.text).toBe(JSON.stringify({ data: { echo: text } }));
      expect(answer.bytes.length).toBeLessThan(answer.text.length / 4);
    }
  });

  it('is compressed if it is a refusal, a page, or metrics', async () => {
    const { url } = await open({ explorer: { document: '', variables: '', headers: async () => ({}) } });
    const headers = { 'accept-encoding': 'gzip' };

    const refused = await ask(url, { query: `{ ${'nothing '.repeat(80)} }`, headers });
    const page = await ask(url, { headers: { ...headers, accept: 'text/html' } });
    const metrics = await ask(url, { path: '/metrics', headers });

    expect([refused.coding, page.coding, metrics.coding]).toEqual(['gzip', 'gzip', 'gzip']);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('Cannot query field');
    expect(page.text).toContain('<!doctype html>');
    expect(metrics.text).toContain('tributary_gateway_request_seconds');
  });

  it.each(['no-transform', 'No-Cache, No-Transform'])(
    'is not transformed if the request says %s',
    async (cacheControl) => {
      const { url } = await open();

      const { coding } = await ask(url, {
        query: long,
        headers: { 'accept-encoding': browser, 'cache-control': cacheControl },
      });

      expect(coding).toBeUndefined();
    },
  );
});

describe('an answer without compression', () => {
  it('is shorter than a kilobyte', async () => {
    const { url } = await open();
    const overhead = '{"data":{"echo":""}}'.length;

    const [below, above] = await Promise.all(
      [1023, 1024].map((bytes) => ask(url, { query: echoOf(bytes - overhead), headers: { 'accept-encoding': 'br' } })),
    );

    expect([below?.coding, above?.coding]).toEqual([undefined, 'br']);
    expect(below?.headers.vary).not.toContain('accept-encoding');
  });

  it('has no body', async () => {
    const { url } = await open({ corsOrigins: ['*'] });
    const headers = { 'accept-encoding': browser };

    const preflight = await ask(url, { method: 'OPTIONS', headers });
    const moved = await ask(url, { path: '/', headers });

    expect([preflight.status, preflight.coding, preflight.bytes.length]).toEqual([204, undefined, 0]);
    expect([moved.status, moved.coding, moved.bytes.length]).toEqual([302, undefined, 0]);
  });

  it('is any answer if the settings turn compression off, or an answer below their bound', async () => {
    const [off, higher] = [
      await open({ compression: null }),
      await open({ compression: { bytesMin: 5_000, streamsMax: 0 } }),
    ];
    const headers = { 'accept-encoding': browser };

    const coding = async (url: string, query: string) => (await ask(url, { query, headers })).coding;

    expect(await coding(off.url, long)).toBeUndefined();
    expect(await coding(higher.url, long)).toBeUndefined();
    expect(await coding(higher.url, echoOf(6_000))).toBe('zstd');
  });

  it('is sent while too many others are being compressed', async () => {
    const compression = createCompression({ bytesMin: 1_024, streamsMax: 0 });
    const text = 'x'.repeat(200_000);
    const server = createServer((asked, response) => void compression.endWith(asked, response, text));
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

    const answers = await Promise.all(
      Array.from({ length: 100 }, () => ask(url, { headers: { 'accept-encoding': 'gzip' } })),
    );

    expect(answers.every((answer) => answer.text === text)).toBe(true);
    expect(new Set(answers.map(({ coding }) => coding))).toContain('gzip');
  });
});

describe('a stream', () => {
  const subscription = 'subscription { reviewAdded { id text } }';
  const decoded = (answer: IncomingMessage) => {
    const streams = { br: createBrotliDecompress, gzip: createGunzip, zstd: createZstdDecompress };
    const coding = answer.headers['content-encoding'];
    return coding === 'br' || coding === 'gzip' || coding === 'zstd' ? answer.pipe(streams[coding]()) : answer;
  };

  /** Reads until a text has arrived. */
  async function until(stream: AsyncIterator<Buffer>, text: string): Promise<string> {
    let read = '';
    while (!read.includes(text)) {
      const { done, value } = await stream.next();
      if (done === true) {
        throw new Error(`it ended before ${text}: ${read}`);
      }
      read += String(value);
    }
    return read;
  }

  it.each([
    { accept: 'text/event-stream', accepts: 'gzip', coding: 'gzip' },
    { accept: 'text/event-stream', accepts: browser, coding: 'zstd' },
    { accept: 'text/event-stream', accepts: 'br', coding: 'br' },
    { accept: 'multipart/mixed;subscriptionSpec=1.0', accepts: 'gzip, br', coding: 'gzip' },
    { accept: 'text/event-stream', accepts: 'identity', coding: undefined },
  ])('of $accept delivers each event to $accepts when it happens', async ({ accept, accepts, coding }) => {
    const shop = await open({ compression: { bytesMin: 1_024, streamsMax: 1 } });

    const answer = await send(shop.url, { query: subscription, headers: { accept, 'accept-encoding': accepts } });
    const stream = decoded(answer)[Symbol.asyncIterator]();
    await expect.poll(shop.openStreams).toBe(1);
    for (const id of ['1', '2', '3']) {
      shop.publish({ id, text: `text ${id}`, authorId: '1' });
      // No later data could push the event out of a buffer.
      expect(await until(stream, `text ${id}`)).toContain('reviewAdded');
    }
    answer.destroy();

    expect(answer.headers['content-encoding']).toBe(coding);
    expect(answer.headers.vary).toContain('accept-encoding');
    await expect.poll(shop.openStreams).toBe(0);
  });

  it('is not compressed by default', async () => {
    const shop = await open();

    const answer = await send(shop.url, {
      query: subscription,
      headers: { accept: 'text/event-stream', 'accept-encoding': browser },
    });
    answer.destroy();

    expect(answer.headers['content-encoding']).toBeUndefined();
  });

  it('beyond the limit is not compressed, and an ended one makes room', async () => {
    const shop = await open({ compression: { bytesMin: 1_024, streamsMax: 1 } });
    const subscribe = () =>
      send(shop.url, { query: subscription, headers: { accept: 'text/event-stream', 'accept-encoding': 'gzip' } });

    const first = await subscribe();
    const second = await subscribe();
    first.destroy();
    await expect.poll(shop.openStreams).toBe(1);
    const third = await subscribe();
    second.destroy();
    third.destroy();

    const codings = [first, second, third].map(({ headers }) => headers['content-encoding']);
    expect(codings).toEqual(['gzip', undefined, 'gzip']);
  });

  it('of the parts of an answer is compressed, and whole', async () => {
    const { url } = await open();
    const query = '{ people { id } ... @defer { reviews { text } } }';
    const accept = 'multipart/mixed; deferSpec=20220824, application/json';

    const [plain, ...compressed] = await Promise.all(
      ['identity', 'gzip', 'br', 'zstd'].map((coding) =>
        ask(url, { query, headers: { accept, 'accept-encoding': coding } }),
      ),
    );

    expect(compressed.map(({ coding }) => coding)).toEqual(['gzip', 'br', 'zstd']);
    expect(compressed.map(({ text }) => text)).toEqual([plain?.text, plain?.text, plain?.text]);
    expect(plain?.text).toMatch(/"hasNext":false[^]*--$/m);
  });
});

describe('settings', () => {
  it.each([
    { content: {}, read: { bytesMin: 1_024, streamsMax: 0 } },
    { content: { compression: false }, read: null },
    { content: { compression: { bytesMin: 4_096 } }, read: { bytesMin: 4_096, streamsMax: 0 } },
  ])('$content are read', async ({ content, read }) => {
    const folder = await mkdtemp(join(tmpdir(), 'tributary-compression-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'gateway.json');
    await writeFile(path, JSON.stringify(content));

    expect(readSettings(['--supergraph', 'x', '--config', path], {})?.file.compression).toEqual(read);
  });
});
