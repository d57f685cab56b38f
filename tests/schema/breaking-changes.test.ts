import { breakingChanges as changesBetween } from '@tributary/schema/breaking-changes.ts';
import { composeSupergraph } from '@tributary/schema/compose-supergraph.ts';
import { subgraphSources } from '@tributary/schema/subgraph-sources.ts';
import type { SubgraphName } from '@tributary/registry/registry.ts';
import { describe, expect, it } from 'vitest';

const breakingChanges = (before: string, after: string) =>
  changesBetween(before, after).map(({ description }) => description);

describe('breaking changes', () => {
  it('are none in an unchanged schema', () => {
    const before = supergraph();

    const changes = breakingChanges(before, supergraph());

    expect(changes).toEqual([]);
  });

  it('include a removed field', () => {
    const before = supergraph();
    const after = supergraph({ in: 'users', found: /"The person's full name\."\n {2}name: String\n/, replacement: '' });

    const changes = breakingChanges(before, after);

    expect(changes).toEqual(['User.name was removed.']);
  });

  it('include an input field that becomes required', () => {
    const before = supergraph();
    const after = supergraph({ in: 'ledger', found: /journal: String\n/, replacement: 'journal: String!\n' });

    const changes = breakingChanges(before, after);

    expect(changes).toEqual(['CreateTransferInput.journal changed type from String to String!.']);
  });

  it('include neither a new field nor a change that callers cannot see', () => {
    const before = supergraph();
    const added = supergraph({
      in: 'users',
      found: /email: String\n/,
      replacement: 'email: String\n  phone: String\n',
    });
    const hidden = supergraph({ in: 'ledger', found: /"The account was closed\."\n {2}CLOSE\n/, replacement: '' });

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
