import { readFileSync } from 'node:fs';
import { roleMigration } from '@tributary/migrations/begin-history.ts';
import { subgraphNames } from '@tributary/registry/registry.ts';
import { expect, it } from 'vitest';

it.each(subgraphNames)('begins the migrations of %s with its schema and role', (name) => {
  const file = new URL(`../../migrations/${name}/0000_role.sql`, import.meta.url);

  expect(readFileSync(file, 'utf8')).toBe(roleMigration(name));
});
