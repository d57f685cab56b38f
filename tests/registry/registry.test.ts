import { scopes } from '@tributary/platform/viewer.ts';
import { inOrderOfNeeds, manifests } from '@tributary/registry/registry.ts';
import { expect, it } from 'vitest';

it('gives no port, prefix of ids or scope to two subgraphs', () => {
  for (const values of [
    manifests.map(({ port }) => port),
    manifests.flatMap(({ ids }) => ids),
    manifests.flatMap((manifest) => manifest.scopes),
  ]) {
    expect(values).toEqual([...new Set(values)]);
  }
});

it('has a subgraph for every scope that an API client may be given', () => {
  expect(manifests.flatMap((manifest) => manifest.scopes).toSorted()).toEqual(scopes.toSorted());
});

it('opens a subgraph after those that it needs', () => {
  const names = inOrderOfNeeds().map(({ name }) => name);

  expect(names.toSorted()).toEqual(manifests.map(({ name }) => name).toSorted());
  expect(names.indexOf('accounts')).toBeGreaterThan(Math.max(names.indexOf('users'), names.indexOf('ledger')));
});
