import { readSettings } from '@tributary/gateway/settings.ts';
import { LineReader } from '@tributary/platform/transport/subscriptions/line-reader.ts';
import { boundaryOf, multipartParser } from '@tributary/platform/transport/subscriptions/multipart.ts';
import { serverSentEventsParser } from '@tributary/platform/transport/subscriptions/server-sent-events.ts';
import type { StreamParser } from '@tributary/platform/transport/subscriptions/stream-parser.ts';
import fc from 'fast-check';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followStream, type StreamResult } from '../../support/follow-stream.ts';
import { openGraphqlSse, openRawHttp, openTicker, executing, eventsOf, ticksOf } from './open-ticker.ts';

const lengthMax = 1_000_000;
const dataOf = (number: number) => ({ data: { ticks: { number, label: 'Zürich 東京 🦦' } } });
const json = (number: number) => JSON.stringify(dataOf(number));

/** The output of a parser for a body that arrives in these chunks. */
function parse(parser: StreamParser, chunks: Iterable<Uint8Array>): unknown[] {
  return [...chunks].flatMap((chunk) => parser.push(chunk));
}

/** All ways to cut a body into chunks. */
function chunked(body: string, cuts: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(body);
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const cuts = fc.array(fc.nat(), { maxLength: 12 });

const sseBodies: [string, string][] = [
  [
    'lines that end with LF',
    `:\n\nevent: next\ndata: ${json(1)}\n\nevent: next\ndata: ${json(2)}\n\nevent: complete\n\n`,
  ],
  [
    'lines that end with CRLF',
    `:\r\n\r\nevent: next\r\ndata: ${json(1)}\r\n\r\nevent: next\r\ndata: ${json(2)}\r\n\r\nevent: complete\r\ndata:\r\n\r\n`,
  ],
  [
    'lines that end with CR',
    `event: next\rdata: ${json(1)}\r\revent: next\rdata: ${json(2)}\r\revent: complete\rdata:\r\r`,
  ],
  [
    'a byte order mark',
    `\u{FEFF}event: next\ndata: ${json(1)}\n\ndata: ${json(2)}\nevent: next\n\nevent: complete\n\n`,
  ],
  [
    'no spaces, other fields and comments',
    `id: 1\nretry: 5\nevent:next\n: hello\ndata:${json(1)}\n\nother\ndata:${json(2)}\n\nevent:complete\n\n`,
  ],
  ['events without a name', `data: ${json(1)}\n\ndata: ${json(2)}\n\nevent: complete\ndata\n\n`],
  [
    'several lines of data',
    `event: next\ndata: ${JSON.stringify(dataOf(1), null, 1).replaceAll('\n', '\ndata: ')}\n\nevent: next\ndata: ${json(2)}\n\nevent: complete\n\n`,
  ],
  [
    'events of other names',
    `event: more\ndata: {}\n\nevent: next\ndata: ${json(1)}\n\nevent: ping\n\nevent: next\ndata: ${json(2)}\n\nevent: complete\n\n`,
  ],
];

it.each(sseBodies)('server-sent events with %s are parsed wherever they are cut', (_name, body) => {
  fc.assert(
    fc.property(cuts, (at) => {
      expect(parse(serverSentEventsParser(lengthMax), chunked(body, at))).toEqual([dataOf(1), dataOf(2), 'complete']);
    }),
    { numRuns: 100 },
  );
});

const head = 'content-type: application/json';
const multipartBodies: [string, string][] = [
  [
    "the router's line breaks",
    `\r\n--graphql\r\n${head}\r\n\r\n{}\r\n--graphql\r\n${head}\r\n\r\n{"payload":${json(1)}}\r\n--graphql\r\n${head}\r\n\r\n{"payload":${json(2)}}\r\n--graphql--\r\n`,
  ],
  [
    'LF alone',
    `--graphql\n${head}\n\n{"payload":${json(1)}}\n--graphql\n${head}\n\n{"payload":${json(2)}}\n--graphql--\n`,
  ],
  [
    'a preamble, other headers and an epilogue',
    `hello\r\n--graphql\r\nX-Other: 1\r\n${head}\r\n\r\n{"payload":${json(1)}}\r\n--graphql  \r\n\r\n{"payload":${json(2)}}\r\n--graphql--\r\nbye`,
  ],
  [
    'JSON over several lines',
    `--graphql\r\n${head}\r\n\r\n${JSON.stringify({ payload: dataOf(1) }, null, 2)}\r\n--graphql\r\n${head}\r\n\r\n${JSON.stringify({ payload: dataOf(2) }, null, 2)}\r\n--graphql--`,
  ],
  [
    'no payload around the response',
    `--graphql\r\n${head}\r\n\r\n${json(1)}\r\n--graphql\r\n${head}\r\n\r\n${json(2)}\r\n--graphql--`,
  ],
];

it.each(multipartBodies)('a multipart body with %s is parsed wherever it is cut', (_name, body) => {
  fc.assert(
    fc.property(cuts, (at) => {
      const messages = parse(multipartParser('graphql', lengthMax), chunked(body, at));
      const end = messages.indexOf('complete');
      expect(messages.slice(0, end + 1)).toEqual([dataOf(1), dataOf(2), 'complete']);
    }),
    { numRuns: 100 },
  );
});

it('lines are those of the whole body, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('\r', '\n', 'a', 'é', '🦦')), cuts, (pieces, at) => {
      const body = pieces.join('');
      const reader = new LineReader();
      const lines = chunked(body, at).flatMap((chunk) => reader.push(chunk));

      expect([...lines, reader.pending]).toEqual(body.split(/\r\n|\r|\n/));
    }),
  );
});

it.each([
  ['multipart/mixed; boundary=graphql', 'graphql'],
  ['multipart/mixed;boundary="a b";subscriptionSpec=1.0', 'a b'],
  ['Multipart/Mixed; charset=utf-8; Boundary=x', 'x'],
  ['multipart/mixed', '-'],
])('the boundary of `%s` is `%s`', (type, boundary) => {
  expect(boundaryOf(type)).toBe(boundary);
});

it('a part is delivered before its boundary, which comes with the next part', () => {
  const parser = multipartParser('graphql', lengthMax);

  expect(parser.push(Buffer.from(`--graphql\r\n${head}\r\n\r\n{"payload":${json(1)}}`))).toEqual([dataOf(1)]);
  expect(parser.push(Buffer.from(`\r\n--graphql\r\n${head}\r\n\r\n{"payload":${json(2)}}\r\n`))).toEqual([dataOf(2)]);
  expect(parser.push(Buffer.from('--graphql--'))).toEqual(['complete']);
});

it.each([
  ['an event', serverSentEventsParser(100), `data: ${'x'.repeat(200)}`],
  ['the lines of an event', serverSentEventsParser(100), 'data: xxxxxxxxxx\n'.repeat(20)],
  ['a part', multipartParser('graphql', 100), `--graphql\r\n\r\n${'x'.repeat(200)}`],
  ['the lines of a part', multipartParser('graphql', 100), `--graphql\r\n\r\n${'xxxxxxxxx\r\n'.repeat(20)}`],
  ['a comment', serverSentEventsParser(100), `:${'x'.repeat(200)}`],
])('%s that is too long breaks the stream', (_name, parser, body) => {
  expect(() => parser.push(Buffer.from(body))).toThrow('more than 100 characters');
});

it.each([
  ['server-sent events', serverSentEventsParser(100)],
  ['multipart', multipartParser('graphql', 100)],
])('bytes of %s that are not UTF-8 break the stream', (_name, parser) => {
  expect(() => parser.push(Buffer.from([0x64, 0xff, 0x0a]))).toThrow('not UTF-8');
});

describe('a subgraph that answers a subscription', () => {
  type Answer = (response: ServerResponse, field: string) => void;
  const ask = async (protocol: 'sse' | 'multipart', answer: Answer): Promise<StreamResult[]> => {
    const foreign = await openRawHttp((response, { query }) => {
      answer(response, /(\w+):\s*ticks/.exec(query)?.[1] ?? 'ticks');
    });
    const gateway = await openTicker({ url: foreign.url, subscriptions: { protocol } });
    const stream = followStream('ws', gateway.url, { query: 'subscription { clock: ticks(count: 1) { number } }' });
    onTestFinished(stream.cut);
    const results: StreamResult[] = [];
    for await (const result of stream) {
      results.push(result);
    }
    return results;
  };
  const sse = (response: ServerResponse, body: string) =>
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).end(body);
  const parts = (response: ServerResponse, ...values: unknown[]) =>
    response
      .writeHead(200, { 'content-type': 'multipart/mixed; boundary=graphql' })
      .end(
        `${values.map((value) => `--graphql\r\n${head}\r\n\r\n${JSON.stringify(value)}\r\n`).join('')}--graphql--\r\n`,
      );

  it.each<[string, 'sse' | 'multipart', Answer, unknown]>([
    [
      'by an `error` event',
      'sse',
      (response, field) =>
        sse(response, `event: error\ndata: [{"message":"no","path":["${field}"],"locations":[]}]\n\n`),
      [{ errors: [{ message: 'no', path: ['clock'], extensions: { code: 'SUBGRAPH_ERROR' } }] }],
    ],
    [
      'by an event that is not JSON, and one that is',
      'sse',
      (response, field) =>
        sse(response, `data: {"data"\n\ndata: {"data":{"${field}":{"number":1}}}\n\nevent: complete\n\n`),
      [{ data: null, errors: [{ message: expect.stringContaining('not JSON') }] }, { data: { clock: { number: 1 } } }],
    ],
    [
      'by JSON with errors',
      'sse',
      (response) =>
        response.writeHead(400, { 'content-type': 'application/json' }).end('{"errors":[{"message":"no"}]}'),
      [{ errors: [{ message: 'no' }] }],
    ],
    [
      'by one JSON response',
      'sse',
      (response, field) => response.end(`{"data":{"${field}":{"number":1}}}`),
      [{ data: { clock: { number: 1 } } }],
    ],
    [
      'by 401',
      'sse',
      (response) => response.writeHead(401).end('who?'),
      [{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }],
    ],
    [
      'by 403',
      'multipart',
      (response) => response.writeHead(403).end(),
      [{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }],
    ],
    [
      'by 404',
      'sse',
      (response) => response.writeHead(404).end('nothing'),
      [{ errors: [{ message: expect.stringContaining('404'), extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] }],
    ],
    [
      'by a redirect',
      'sse',
      (response) => response.writeHead(302, { location: '/' }).end(),
      [{ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] }],
    ],
    [
      'by an end without `complete`',
      'sse',
      (response, field) => sse(response, `data: {"data":{"${field}":{"number":1}}}\n\n`),
      [{ data: { clock: { number: 1 } } }, { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] }],
    ],
    [
      'by a connection that is cut',
      'multipart',
      (response) => {
        response.writeHead(200, { 'content-type': 'multipart/mixed; boundary=graphql' });
        response.write('--graphql\r\n', () => response.destroy());
      },
      [{ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] }],
    ],
    [
      'by parts, and top-level errors',
      'multipart',
      (response, field) =>
        parts(
          response,
          {},
          { payload: { data: { [field]: { number: 1 } } } },
          { payload: null, errors: [{ message: 'over' }] },
        ),
      [{ data: { clock: { number: 1 } } }, { errors: [{ message: 'over' }] }],
    ],
    [
      'by a part that is not JSON for an object',
      'multipart',
      (response, field) => parts(response, 'x', { payload: { data: { [field]: { number: 1 } } } }),
      [{ data: null, errors: [{ message: expect.any(String) }] }, { data: { clock: { number: 1 } } }],
    ],
  ])('%s, over %s', async (_name, protocol, answer, expected) => {
    const results = await ask(protocol, answer);

    expect(results).toMatchObject(expected as object[]);
    expect(results).toHaveLength((expected as object[]).length);
  });
});

describe('the settings of a subgraph', () => {
  const read = (subscriptions: unknown) => {
    const file = join(mkdtempSync(join(tmpdir(), 'tributary-settings-')), 'gateway.json');
    writeFileSync(file, JSON.stringify({ subgraphs: { ticker: { subscriptions } } }));
    return readSettings(['--supergraph', 'x', '--config', file], {});
  };

  it.each([
    [undefined, {}],
    [{ path: '/ws' }, { url: 'http://ticker:4001/ws' }],
    [
      { url: 'wss://other/stream', silenceMaxMs: 0 },
      { url: 'wss://other/stream', silenceMaxMs: 0 },
    ],
    [{ protocol: 'sse' }, { protocol: 'sse' }],
    [
      { protocol: 'multipart', path: '/graphql/stream?x=1' },
      { protocol: 'multipart', url: 'http://ticker:4001/graphql/stream?x=1' },
    ],
  ])('%j are %j', (given, expected) => {
    expect(read(given)?.subscriptionsFor('ticker', 'http://ticker:4001/graphql')).toEqual(expected);
  });

  it.each([
    { path: 'ws' },
    { path: '//elsewhere/ws' },
    { url: 'ftp://x' },
    { protocol: 'graphql-ws' },
    { silenceMaxMs: -1 },
    { url: 'ws://x', path: '/y' },
    { more: 1 },
  ])('%j are refused', (given) => {
    expect(() => read(given)).toThrow('Invalid settings');
  });
});

it('a subgraph may serve subscriptions at another URL than queries', async () => {
  const foreign = await openGraphqlSse(executing(() => eventsOf('ticks', ticksOf(1))));
  const gateway = await openTicker({
    url: 'http://127.0.0.1:9/graphql',
    subscriptions: { url: foreign.url.replace('http', 'ws'), protocol: 'sse' },
  });

  const { value } = await followStream('ws', gateway.url, { query: 'subscription { ticks { number } }' }).next();

  expect(value?.data).toEqual({ ticks: { number: 1 } });
});
