import { formatId, newId, parseId, tryParseId } from '@tributary/domain/ids.ts';
import { expect, it } from 'vitest';

it('parses every id that it formats', () => {
  const id = newId();

  expect(parseId('acct', formatId('acct', id))).toBe(id);
});

it('names the kind of an id of another kind', () => {
  const user = formatId('usr', newId());

  expect(() => parseId('acct', user)).toThrow(/The id of an account is `acct_`.*names a user/);
});

it.each(['', 'acct_', 'acct_xyz', 'acct_0198C7A00000700080000000000000FF', 'banana'])('refuses %j', (id) => {
  expect(tryParseId('acct', id)).toBeNull();
  expect(() => parseId('acct', id)).toThrow(/32 hexadecimal digits/);
});

it('makes unique UUIDs of version 7, which sort by creation', () => {
  const before = Date.now();

  const ids = Array.from({ length: 20_000 }, newId);

  expect(ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toEqual(
    [],
  );
  expect(new Set(ids.map((id) => id.slice(19))).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  const time = Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16);
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now() + 1);
});
