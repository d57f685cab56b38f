import { breakingChanges } from '@tributary/schema/breaking-changes.ts';
import { composeSupergraph } from '@tributary/schema/compose-supergraph.ts';
import { subgraphSources } from '@tributary/schema/subgraph-sources.ts';
import type { SubgraphName } from '@tributary/registry/registry.ts';
import { describe, expect, it } from 'vitest';

describe('looking for breaking changes', () => {
  it('finds none in a schema that stays as it is', () => {
    const before = supergraph();

    const changes = breakingChanges(before, supergraph());

    expect(changes).toEqual([]);
  });

  it('reports a removed field', () => {
    const before = supergraph();
    const after = supergraph({ in: 'users', found: /"The person's full name\."\n {2}name: String\n/, replacement: '' });

    const changes = breakingChanges(before, after);

    expect(changes).toEqual(['User.name was removed.']);
  });

  it('reports an input field that becomes required', () => {
    const before = supergraph();
    const after = supergraph({ in: 'ledger', found: /journal: String\n/, replacement: 'journal: String!\n' });

    const changes = breakingChanges(before, after);

    expect(changes).toEqual(['CreateTransferInput.journal changed type from String to String!.']);
  });

  it('lets a new field pass, and a change of what callers cannot see', () => {
    const before = supergraph();
    const added = supergraph({
      in: 'users',
      found: /email: String\n/,
      replacement: 'email: String\n  phone: String\n',
    });
    const hidden = supergraph({ in: 'ledger', found: /"It was closed\."\n {2}CLOSE\n/, replacement: '' });

    const changes = [...breakingChanges(before, added), ...breakingChanges(before, hidden)];

    expect(changes).toEqual([]);
  });
});

function supergraph(edit?: { in: SubgraphName; found: RegExp; replacement: string }): string {
  const sources = subgraphSources().map((source) => {
    if (source.name !== edit?.in) return source;
    expect(source.sdl).toMatch(edit.found);
    return { ...source, sdl: source.sdl.replace(edit.found, edit.replacement) };
  });
  const { supergraphSdl, problems } = composeSupergraph(sources);
  expect(problems).toEqual([]);
  return supergraphSdl ?? '';
}
