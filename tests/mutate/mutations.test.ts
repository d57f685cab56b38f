import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { applyMutation, mutations, nameOf } from './mutations.ts';

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

describe('each mutation', () => {
  it.each(mutations.map((mutation) => [nameOf(mutation), mutation] as const))('applies: %s', (_name, mutation) => {
    const source = readFileSync(pathOf(mutation.file), 'utf8');

    expect(applyMutation(source, mutation)).not.toBe(source);
    expect(mutation.tests.filter((test) => !existsSync(pathOf(test)))).toEqual([]);
  });

  it('is in the list once', () => {
    const names = mutations.map(nameOf);

    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(new Set(names).size).toBe(names.length);
  });
});
