import { idKinds } from '@tributary/domain/ids.ts';
import { scopes } from '@tributary/domain/viewer.ts';
import { inOrderOfNeeds, manifests } from '@tributary/registry/registry.ts';
import { expect, it } from 'vitest';

it('gives each port, id prefix and scope to one subgraph only', () => {
  const lists: readonly (readonly unknown[])[] = [
    manifests.map(({ port }) => port),
    manifests.flatMap(({ ids }) => Object.keys(ids)),
    manifests.flatMap((manifest) => manifest.scopes),
  ];
  for (const values of lists) {
    expect(values).toEqual([...new Set(values)]);
  }
});

it('has a subgraph for every scope that an API client may have', () => {
  expect(manifests.flatMap((manifest) => manifest.scopes).toSorted()).toEqual(scopes.toSorted());
});

it('has a subgraph for every kind of id', () => {
  expect(manifests.flatMap(({ ids }) => Object.keys(ids)).toSorted()).toEqual(idKinds.toSorted());
});

it('opens a subgraph after the subgraphs that it needs', () => {
  const names = inOrderOfNeeds().map(({ name }) => name);

  expect(names.toSorted()).toEqual(manifests.map(({ name }) => name).toSorted());
  expect(names.indexOf('accounts')).toBeGreaterThan(Math.max(names.indexOf('users'), names.indexOf('ledger')));
});
