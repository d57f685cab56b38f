import { AnswerReader, BadAnswer, type HttpAnswer } from '@tributary/platform/transport/http-answer.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const bytesMax = 10_000;

/** The responses parsed from bytes that come in these pieces, followed by the end of the connection. */
function read(pieces: readonly (string | Buffer)[]): { answers: HttpAnswer[]; keepAliveMs: number | undefined } {
  const answers: HttpAnswer[] = [];
  let keepAliveMs: number | undefined;
  const reader = new AnswerReader(bytesMax, (answer, staysMs) => {
    answers.push(answer);
    keepAliveMs = staysMs;
  });
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    reader.read(bytes);
    // The caller may reuse the bytes.
    bytes.fill('#');
  }
  reader.end();
  return { answers, keepAliveMs };
}

const ofLength = (text: string, headers = '') =>
  `HTTP/1.1 200 OK\r\n${headers}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
const inChunks = (texts: readonly string[], headers = '') =>
  [
    `HTTP/1.1 200 OK\r\n${headers}Transfer-Encoding: chunked\r\n\r\n`,
    ...texts.map((text) => `${Buffer.byteLength(text).toString(16)};note="x"\r\n${text}\r\n`),
    '0\r\nTrailer: 1\r\n\r\n',
  ].join('');
const untilTheEnd = (text: string) => `HTTP/1.1 200 OK\r\n\r\n${text}`;

describe('a response', () => {
  it('is the same for every framing and every cut of its bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { maxLength: 5 }),
        fc.constantFrom('length', 'chunks', 'end'),
        fc.array(fc.nat({ max: 500 }), { maxLength: 12 }),
        (texts, framing, cuts) => {
          const text = texts.join('');
          const answer =
            framing === 'length' ? ofLength(text) : framing === 'chunks' ? inChunks(texts) : untilTheEnd(text);
          const bytes = Buffer.from(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${answer}`);
          const places = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
          const pieces = places.slice(1).map((to, index) => bytes.subarray(places[index], to));

          expect(read(pieces).answers).toEqual([{ statusCode: 200, caching: undefined, text }]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('follows another over the same connection', () => {
    const { answers } = read([
      ofLength('one'),
      inChunks(['t', 'wo']),
      'HTTP/1.1 204 No Content\r\n\r\n',
      ofLength('three'),
    ]);

    expect(answers.map(({ text }) => text)).toEqual(['one', 'two', '', 'three']);
  });

  it('has its status and all its cache headers', () => {
    const { answers } = read([
      [
        'HTTP/1.1 503 Service Unavailable',
        'Cache-Control: max-age=1',
        'CACHE-CONTROL:public',
        'Age: 3',
        'vary: accept',
        'Vary: x-tenant',
        'Expires: Sun, 06 Nov 1994 08:49:37 GMT',
        'Date: Sun, 06 Nov 1994 08:48:37 GMT',
        'Pragma: no-cache',
        'Content-Length: 0\r\n\r\n',
      ].join('\r\n'),
    ]);

    expect(answers).toEqual([
      {
        statusCode: 503,
        caching: {
          cacheControl: 'max-age=1, public',
          age: '3',
          vary: 'accept, x-tenant',
          expires: 'Sun, 06 Nov 1994 08:49:37 GMT',
          date: 'Sun, 06 Nov 1994 08:48:37 GMT',
          pragma: 'no-cache',
        },
        text: '',
      },
    ]);
  });

  it.each([
    { what: 'nothing', headers: '', expected: 4_000 },
    { what: 'a time', headers: 'Keep-Alive: timeout=60, max=100\r\n', expected: 59_000 },
    { what: 'an enormous time', headers: 'Keep-Alive: timeout=999999\r\n', expected: 599_000 },
    { what: 'no time at all', headers: 'Keep-Alive: timeout=0\r\n', expected: 0 },
    { what: 'the announcement of its end', headers: 'Connection: Close\r\n', expected: 0 },
  ])('with $what about the connection keeps it for $expected ms', ({ headers, expected }) => {
    expect(read([ofLength('x', headers)]).keepAliveMs).toBe(expected);
    expect(read([inChunks(['x'], headers)]).keepAliveMs).toBe(expected);
  });

  it('that ends with the connection, or comes from an older server, is the last one', () => {
    expect(read([untilTheEnd('x')]).keepAliveMs).toBe(0);
    expect(read([ofLength('x').replace('1.1', '1.0')]).keepAliveMs).toBe(0);
  });

  it.each([
    { what: 'a status of no known class', bytes: ofLength('x').replace('200', '799') },
    { what: 'a status without a reason', bytes: ofLength('x').replace('200 OK', '200') },
    { what: 'a header over two lines', bytes: ofLength('x', 'X-Long: one\r\n\ttwo: three\r\n') },
    { what: 'a space before the colon', bytes: ofLength('x').replace('Length:', 'Length :') },
    { what: 'the same length twice', bytes: ofLength('x', 'Content-Length: 1\r\n') },
    { what: 'an encoding that changes nothing', bytes: ofLength('x', 'Content-Encoding: Identity\r\n') },
    {
      what: 'several interim responses before it',
      bytes: `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(20)}${ofLength('x')}`,
    },
    { what: 'a byte order mark', bytes: ofLength('\uFEFFx') },
    { what: 'a byte order mark, in chunks', bytes: inChunks(['\uFEFF', 'x']) },
  ])('with $what is accepted', ({ bytes }) => {
    expect(read([bytes]).answers).toMatchObject([{ text: 'x' }]);
  });

  it('of many small chunks is whole, as is one with a replacement character', () => {
    const text = '\uFFFD{"a":"ü💧"}'.repeat(300);

    expect(read([inChunks(Array.from(text))]).answers).toMatchObject([{ text }]);
  });

  it('cut off by the end of the connection is dropped', () => {
    expect(read([ofLength('four').slice(0, -1)]).answers).toEqual([]);
    expect(read([inChunks(['four']).slice(0, -2)]).answers).toEqual([]);
  });
});

describe('a refused response', () => {
  const large = 'x'.repeat(bytesMax + 1);
  const trailers = 'X: y\r\n'.repeat(20_000);
  const latin1 = (text: string) =>
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`, 'latin1');
  it.each([
    {
      what: 'another protocol than HTTP',
      bytes: 'SSH-2.0-OpenSSH_9.7\r\n\r\n',
      message: 'something that is not HTTP/1.1',
    },
    { what: 'another version', bytes: 'HTTP/2 200 OK\r\n\r\n', message: 'something that is not HTTP/1.1' },
    { what: 'a header without a name', bytes: ofLength('x', ': x\r\n'), message: 'something that is not HTTP/1.1' },
    { what: 'two lengths', bytes: ofLength('x', 'Content-Length: 2\r\n'), message: 'something that is not HTTP/1.1' },
    { what: 'a negative length', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', message: 'not HTTP/1.1' },
    { what: 'a length and chunks', bytes: inChunks(['x'], 'Content-Length: 1\r\n'), message: 'not HTTP/1.1' },
    {
      what: 'a compressed body',
      bytes: inChunks(['x']).replace('chunked', 'gzip, chunked'),
      message: 'transfer encoding',
    },
    { what: 'more than its length', bytes: `${ofLength('x')}HTTP/1.1 200`, message: 'more than it announced' },
    { what: 'more than its chunks', bytes: `${inChunks(['x'])}HTTP/1.1 200`, message: 'more than it announced' },
    { what: 'a chunk without a size', bytes: inChunks(['x']).replace('1;', 'x;'), message: 'not HTTP/1.1' },
    { what: 'a chunk of the wrong size', bytes: inChunks(['xy']).replace('2;', '1;'), message: 'longer than it says' },
    { what: 'a length beyond the limit', bytes: ofLength(large).slice(0, 80), message: 'more than 10000 bytes' },
    { what: 'a chunk beyond the limit', bytes: inChunks([large]).slice(0, 80), message: 'more than 10000 bytes' },
    { what: 'an endless body', bytes: untilTheEnd(large), message: 'more than 10000 bytes' },
    { what: 'a body that is not UTF-8', bytes: latin1('café'), message: 'bytes that are not UTF-8' },
    { what: 'a content encoding', bytes: ofLength('x', 'Content-Encoding: gzip\r\n'), message: 'not asked for: gzip' },
    {
      what: 'an invalid content encoding',
      bytes: ofLength('x', 'Content-Encoding: <b>\r\n'),
      message: 'of an unknown name',
    },
    { what: 'a switch of protocols', bytes: 'HTTP/1.1 101 Switching Protocols\r\n\r\n', message: 'HTTP status 101' },
    {
      what: 'a response that is always to come',
      bytes: 'HTTP/1.1 102 \r\n\r\n'.repeat(21),
      message: 'HTTP status 102',
    },
    { what: 'no status line', bytes: '{"data":', message: 'something that is not HTTP/1.1' },
    { what: 'line feeds alone as line ends', bytes: 'HTTP/1.1 200 OK\nx: y\n\n{}', message: 'not HTTP/1.1' },
    { what: 'a status without a number', bytes: ofLength('x').replace('200', 'abc'), message: 'not HTTP/1.1' },
    {
      what: 'endless trailers',
      bytes: inChunks(['x']).replace('Trailer: 1\r\n', `${trailers}\r\n`),
      message: 'bytes of headers',
    },
    { what: 'large headers', bytes: ofLength('x', `x: ${'x'.repeat(70_000)}\r\n`), message: 'bytes of headers' },
    { what: 'endless headers', bytes: `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(70_000)}`, message: 'bytes of headers' },
  ])('has $what', ({ bytes, message }) => {
    expect(() => read([bytes])).toThrow(BadAnswer);
    expect(() => read([bytes])).toThrow(message);
  });
});
