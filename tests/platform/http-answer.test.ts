import { AnswerReader, BadAnswer, type HttpAnswer } from '@tributary/platform/http-answer.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const bytesMax = 10_000;

/** What is read of bytes that come in these pieces, and then of the end of the connection. */
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
    // The bytes are the caller's again.
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

describe('an answer', () => {
  it('is read the same however it is framed and its bytes are cut', () => {
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

          expect(read(pieces).answers).toEqual([{ statusCode: 200, cacheControl: undefined, text }]);
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

  it('brings its status and all that it says of caching', () => {
    const { answers } = read([
      'HTTP/1.1 503 Service Unavailable\r\nCache-Control: max-age=1\r\nCACHE-CONTROL:public\r\nContent-Length: 0\r\n\r\n',
    ]);

    expect(answers).toEqual([{ statusCode: 503, cacheControl: 'max-age=1, public', text: '' }]);
  });

  it.each([
    { what: 'nothing', headers: '', expected: 4_000 },
    { what: 'a time', headers: 'Keep-Alive: timeout=60, max=100\r\n', expected: 59_000 },
    { what: 'an enormous time', headers: 'Keep-Alive: timeout=999999\r\n', expected: 599_000 },
    { what: 'no time at all', headers: 'Keep-Alive: timeout=0\r\n', expected: 0 },
    { what: 'that it is the last one', headers: 'Connection: Close\r\n', expected: 0 },
  ])('that says $what of the connection leaves it for $expected ms', ({ headers, expected }) => {
    expect(read([ofLength('x', headers)]).keepAliveMs).toBe(expected);
    expect(read([inChunks(['x'], headers)]).keepAliveMs).toBe(expected);
  });

  it('that ends with the connection, or is of an older server, is its last', () => {
    expect(read([untilTheEnd('x')]).keepAliveMs).toBe(0);
    expect(read([ofLength('x').replace('1.1', '1.0')]).keepAliveMs).toBe(0);
  });

  it('that the end of the connection cuts off is none', () => {
    expect(read([ofLength('four').slice(0, -1)]).answers).toEqual([]);
    expect(read([inChunks(['four']).slice(0, -2)]).answers).toEqual([]);
  });
});

describe('what is refused', () => {
  const large = 'x'.repeat(bytesMax + 1);
  it.each([
    { what: 'no HTTP', bytes: 'SSH-2.0-OpenSSH_9.7\r\n\r\n', message: 'something that is not HTTP/1.1' },
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
    { what: 'endless headers', bytes: `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(70_000)}`, message: 'bytes of headers' },
  ])('is $what', ({ bytes, message }) => {
    expect(() => read([bytes])).toThrow(BadAnswer);
    expect(() => read([bytes])).toThrow(message);
  });
});
