import { KeySet } from '@tributary/deploy/import/key-set.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';

it('reports whether a key was added before, however many there are', () => {
  const keys = new KeySet();
  const once = Array.from({ length: 20_000 }, (_, index) => `key-${index}`);

  expect(once.filter((key) => keys.add(key))).toEqual([]);
  expect(once.every((key) => keys.add(key))).toBe(true);
});

it('agrees with a plain set of the keys', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 2_000 }), (added) => {
      const [keys, exact] = [new KeySet(), new Set<string>()];

      for (const key of added) {
        expect(keys.add(key)).toBe(exact.has(key));
        exact.add(key);
      }
    }),
  );
});
