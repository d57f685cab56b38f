import { csvLine } from '@tributary/deploy/csv.ts';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';

it('quotes delimiters, quotes and every kind of line break, and nothing else', () => {
  expect(csvLine(['a', '', ' b ', '=1', "'", 'c,d', 'e "f"', 'g\r\nh', 'i\nj', 'k\rl'])).toBe(
    'a,, b ,=1,\',"c,d","e ""f""","g\r\nh","i\nj","k\rl"\r\n',
  );
});

it('writes records that parse to the same values', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2 }), (values) => {
      expect(parse(csvLine(values))).toEqual([values]);
    }),
  );
});
