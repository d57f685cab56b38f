import { composeSupergraph } from '@tributary/schema/compose-supergraph.ts';
import { subgraphSources } from '@tributary/schema/subgraph-sources.ts';
import type { SubgraphSource } from '@tributary/schema/compose-supergraph.ts';
import type { SubgraphName } from '@tributary/registry/registry.ts';
import { describe, expect, it } from 'vitest';

describe('composing the supergraph', () => {
  it('composes the subgraphs of the registry', () => {
    const sources = subgraphSources();

    const { supergraphSdl, problems } = composeSupergraph(sources);

    expect(problems).toEqual([]);
    expect(supergraphSdl).toContain('type Transfer');
  });

  it('names subgraph, file and line of an unknown type', () => {
    const sources = sourcesWith('accounts', '  owner: User ', '  owner: Owner ');

    const { supergraphSdl, problems } = composeSupergraph(sources);

    expect(supergraphSdl).toBeUndefined();
    expect(problems).toEqual([
      `[accounts] Unknown type Owner\n  at schema/accounts.graphql:${lineOf(sources, 'accounts', 'owner: Owner')}`,
    ]);
  });

  it('names the line in every subgraph that contributes to a contradiction', () => {
    const sources = sourcesWith(
      'ledger',
      'type Account @key(fields: "id") {\n  "Starts with `acct_`."\n  id: ID!',
      'type Account @key(fields: "id") {\n  id: String!',
    );

    const { problems } = composeSupergraph(sources);

    expect(problems).toEqual([
      expect.stringMatching(
        new RegExp(
          `"Account.id" is incompatible.*"accounts".*"ledger".*
  at schema/accounts.graphql:${lineOf(sources, 'accounts', '  "Starts with `acct_`."') + 1}
  at schema/ledger.graphql:${lineOf(sources, 'ledger', '  id: String!')}
  at schema/users.graphql:\\d+$`,
        ),
      ),
    ]);
  });

  it('names the lines of a field that two subgraphs resolve without sharing it', () => {
    const sources = sourcesWith('ledger', '# Money:', 'type Money {\n  amount: Decimal!\n}\n# Money:');

    const { problems } = composeSupergraph(sources);

    const shared = sources[0]?.shared?.split('\n').findIndex((line) => line.includes('amount: Decimal!')) ?? NaN;
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('Non-shareable field "Money.amount"');
    expect(problems[0]).toContain(`at schema/shared.graphql:${shared + 1}`);
    expect(problems[0]).toContain(`at schema/ledger.graphql:${lineOf(sources, 'ledger', '  amount: Decimal!')}`);
  });

  it('names file and line of every syntax error', () => {
    const broken = sourcesWith('users', 'enum UserRole {', 'enom UserRole {');
    const sources = broken.map((source) =>
      source.name === 'ledger' ? { ...source, sdl: source.sdl.replace('enum Side {', 'enum Side [') } : source,
    );

    const { supergraphSdl, problems } = composeSupergraph(sources);

    expect(supergraphSdl).toBeUndefined();
    expect(problems).toEqual([
      expect.stringMatching(
        new RegExp(
          `^\\[ledger\\] Syntax Error: .*\n  at schema/ledger.graphql:${lineOf(sources, 'ledger', 'enum Side [')}$`,
        ),
      ),
      expect.stringMatching(/^\[users\] Syntax Error: .*\n  at schema\/users\.graphql:\d+$/),
    ]);
  });

  it('names at least the file if the composer knows no line', () => {
    const sources = sourcesWith('accounts', '  owner: User ', '  id: ID!\n  owner: User ');

    const { problems } = composeSupergraph(sources);

    expect(problems).toEqual(['[accounts] Field id already exists on Account\n  at schema/accounts.graphql']);
  });
});

function sourcesWith(subgraph: SubgraphName, found: string, replacement: string): SubgraphSource[] {
  return subgraphSources().map((source) => {
    if (source.name !== subgraph) return source;
    expect(source.sdl).toContain(found);
    return { ...source, sdl: source.sdl.replace(found, replacement) };
  });
}

function lineOf(sources: readonly SubgraphSource[], subgraph: SubgraphName, text: string): number {
  const lines = sources.find(({ name }) => name === subgraph)?.sdl.split('\n') ?? [];
  return lines.findIndex((line) => line.includes(text)) + 1;
}
