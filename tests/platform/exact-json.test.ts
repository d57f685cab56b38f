import {
  hasNumber,
  hasRawNumbers,
  integerDigits,
  isRawNumber,
  parseExactly,
  parseRequest,
  reviveExactly,
} from '@tributary/platform/json/exact-json.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../support/longest-turn.ts';

const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`));
/** The text of any JSON number. */
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9][0-9]{0,24}$/)),
    fc.option(fc.oneof(digits(25), fc.constant('0'), fc.constant('50'), fc.constant('0000001')), { nil: null }),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-', 'E-'), digits(3)), { nil: null }),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      sign + whole + (fraction === null ? '' : `.${fraction}`) + (exponent === null ? '' : exponent.join('')),
  );
/** Strings, including some that look like JSON with numbers. */
const stringText = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', ',', ':', '[', ']', '1', '.', '0', '-', 'e', ' ') }),
    numberText,
    numberText.map((number) => `", ${number}, "a":${number}]`),
  )
  .map((value) => JSON.stringify(value));
const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n  ');
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    numberText,
    stringText,
    fc.constantFrom('true', 'false', 'null'),
    fc.array(fc.tuple(space, tie('json'), space)).map((items) => `[${items.map((item) => item.join('')).join()}]`),
    fc
      .uniqueArray(fc.tuple(space, stringText, space, space, tie('json'), space), {
        selector: ([, key]) => JSON.parse(key) as unknown,
      })
      .map((entries) =>
        entries
          // JavaScript puts integer keys first.
          .filter(([, key]) => !/^"\d+"$/.test(key))
          .map(([before, key, between, after, value, end]) => `${before}${key}${between}:${after}${value}${end}`),
      )
      .map((entries) => `{${entries.join()}}`),
  ),
}));

const compact = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"|[ \t\r\n]+/g, (part) =>
    part.startsWith('"') ? JSON.stringify(JSON.parse(part)) : '',
  );

describe('JSON with exact numbers', () => {
  it('is stringified as it was parsed', () => {
    fc.assert(
      fc.property(json, (text) => {
        expect(JSON.stringify(parseExactly(text))).toBe(compact(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it('equals the result of a reviver that reads each source', () => {
    fc.assert(
      fc.property(json, (text) => {
        const revived: unknown = JSON.parse(text, reviveExactly);
        expect(JSON.stringify(parseExactly(text))).toBe(JSON.stringify(revived));
        expect(hasRawNumbers(text)).toBe(hasRaw(revived));
      }),
      { numRuns: 1_000 },
    );
  });

  it('fails exactly where JSON.parse fails, with the same message', () => {
    fc.assert(
      fc.property(json, fc.nat(), fc.constantFrom('', ',', '"', '1.0', '}', '\\'), (text, at, inserted) => {
        const index = at % (text.length + 1);
        const broken = text.slice(0, index) + inserted + text.slice(index + 1);
        expect(messageOf(() => parseExactly(broken))).toBe(messageOf(() => JSON.parse(broken)));
      }),
      { numRuns: 3_000 },
    );
  });

  const kept: [string, boolean][] = [
    ['9007199254740991', false],
    ['9007199254740992', true],
    ['9007199254740993', true],
    ['-9007199254740993', true],
    ['123456789012345', false],
    ['0', false],
    ['-0', true],
    ['-0.0', true],
    ['1.5', false],
    ['1.0', true],
    ['1.10', true],
    ['0.1', false],
    ['0.10000000000000000001', true],
    ['0.000001', false],
    ['0.0000001', true],
    ['1e5', true],
    ['1E5', true],
    ['1e400', true],
    ['1e+21', true],
    [`1${'0'.repeat(100_000)}`, true],
    [`0.${'1'.repeat(100_000)}`, true],
  ];
  it.each(kept.map(([number, isRaw]) => ({ name: number.slice(0, 30), number, isRaw })))(
    '$name is kept as text: $isRaw',
    ({ number, isRaw }) => {
      for (const text of [number, `[${number}]`, `{"a":${number}}`, `[1, ${number} ]`, `{"a" :\n${number}\n}`]) {
        expect(hasRaw(parseExactly(text))).toBe(isRaw);
        expect(JSON.stringify(parseExactly(text))).toBe(text.replaceAll(/\s/g, ''));
      }
    },
  );

  it('keeps `__proto__` as a key, and objects as they are', () => {
    const parsed = parseExactly('{"__proto__":{"a":1.0},"constructor":1.0,"b":[{"__proto__":1.0}]}');

    expect(JSON.stringify(parsed)).toBe('{"__proto__":{"a":1.0},"constructor":1.0,"b":[{"__proto__":1.0}]}');
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  it('accepts nesting as deep as JSON.parse does', () => {
    const text = `${'['.repeat(100_000)}1.0${']'.repeat(100_000)}`;

    let value = parseExactly(text);
    while (Array.isArray(value)) {
      value = value[0];
    }

    expect(isRawNumber(value)).toBe(true);
    expect(hasNumber(JSON.parse(text))).toBe(true);
  });

  it.each([
    ['strings that look like numbers', JSON.stringify({ a: ': 1.0,'.repeat(200_000) })],
    ['numbers', `[${'1.0,'.repeat(200_000)}1]`],
    ['spaces', `[${','.repeat(10)}${' '.repeat(1_000_000)}`],
    ['digits without an end', `[${'1'.repeat(1_000_000)}`],
    ['backslashes', `["${'\\\\'.repeat(500_000)}", 1.0]`],
    ['exponents', `[1${'e1'.repeat(500_000)}`],
  ])('takes time in proportion to its length: %s', (_, text) => {
    const begun = cpuMs();

    messageOf(() => parseExactly(text));

    expect(cpuMs() - begun).toBeLessThan(2_000);
  });
});

describe('the digits of an integer', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['-0', '-0'],
    ['1.0', '1'],
    ['1e3', '1000'],
    ['1.5e1', '15'],
    ['12345678901234567890.0', '12345678901234567890'],
    ['1200e-2', '12'],
    ['0e999', '0'],
    ['1e-1', null],
    ['1.5', null],
    ['1e400', null],
    ['0.5', null],
    ['1e999999999999', null],
  ])('%s: %s', (text, expected) => {
    expect(integerDigits(JSON.rawJSON(text))).toBe(expected);
  });
});

describe('a request', () => {
  it('has its variables with exact numbers, and everything else plain', () => {
    const request = { query: '{ a }', extensions: { version: 1 }, variables: { a: { b: [1] } } };
    const text = JSON.stringify(request).replaceAll(/1/g, '1.0');

    expect(JSON.stringify(parseRequest(text))).toBe(
      '{"query":"{ a }","extensions":{"version":1},"variables":{"a":{"b":[1.0]}}}',
    );
    expect(JSON.stringify(parseRequest(`{"id":1.0,"payload":${text}}`, 'payload'))).toBe(
      '{"id":1,"payload":{"query":"{ a }","extensions":{"version":1},"variables":{"a":{"b":[1.0]}}}}',
    );
  });

  it.each(['1.0', '[1.0]', '{"variables":1.0}', '{"variables":[1.0]}', '"a"', 'null', '{"payload":1.0}'])(
    'without an object of variables stays unchanged: %s',
    (text) => {
      expect(parseRequest(text)).toEqual(JSON.parse(text));
      expect(parseRequest(text, 'payload')).toEqual(JSON.parse(text));
    },
  );
});

function hasRaw(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return isRawNumber(value) || Object.values(value).some(hasRaw);
}

function messageOf(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    return String(error);
  }
}

it('numbers after a text full of numbers keep their text', () => {
  const text = ',1e5,-0,1.10,'.repeat(1_000);
  const source = `{"text":${JSON.stringify(text)},"one":1.10,"again":${JSON.stringify(`"${text}`)},"two":[1e5,-0]}`;

  expect(JSON.stringify(parseExactly(source))).toBe(source);
});
