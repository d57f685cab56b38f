import { formatId, newId, parseId, tryParseId } from '@tributary/platform/ids.ts';
import { expect, it } from 'vitest';

it('gives back the id that it wrote', () => {
  const id = newId();

  expect(parseId('acct', formatId('acct', id))).toBe(id);
});

it('names what an id of another kind names', () => {
  const user = formatId('usr', newId());

  expect(() => parseId('acct', user)).toThrow(/The id of an account is `acct_`.*names a user/);
});

it.each(['', 'acct_', 'acct_xyz', 'acct_0198C7A00000700080000000000000FF', 'banana'])('refuses %j', (id) => {
  expect(tryParseId('acct', id)).toBeNull();
  expect(() => parseId('acct', id)).toThrow(/32 hexadecimal digits/);
});

it('sorts ids by the time of their making', () => {
  const ids = Array.from({ length: 100 }, newId);

  expect(ids.toSorted()).toEqual(ids);
});
