import { LoneSurrogate, parseRequestJson } from '@tributary/platform/json/request-json.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const pieces = [
  '\\\\',
  '\\ud83d',
  '\\uDE00',
  '\\uD83D\\ude00',
  '\\u0041',
  '\\n',
  '\\"',
  'ud83d',
  'u',
  'dE00',
  'é',
  '😀',
];

function isRefused(json: string): boolean {
  try {
    parseRequestJson(json);
    return false;
  } catch (error) {
    return error instanceof LoneSurrogate;
  }
}

it('refuses JSON with half a surrogate pair, and no other, wherever backslashes are', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (chosen) => {
      const json = `{"query":"${chosen.join('')}"}`;
      const { query } = JSON.parse(json);

      expect(isRefused(json)).toBe(!query.isWellFormed());
    }),
    { numRuns: 5_000, seed: 3 },
  );
});
