import { readFileSync } from 'node:fs';
import type { SubgraphSource } from './compose-supergraph.ts';

export const subgraphNames = ['users', 'accounts', 'ledger'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

const defaultUrls: Record<SubgraphName, string> = {
  users: 'http://127.0.0.1:4001/graphql',
  accounts: 'http://127.0.0.1:4002/graphql',
  ledger: 'http://127.0.0.1:4003/graphql',
};

/** The SDL of one subgraph, as written by hand in this folder. */
export function subgraphSdl(name: SubgraphName): string {
  return readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8');
}

/** All subgraphs, in the order in which they are composed. */
export function subgraphSources(): SubgraphSource[] {
  return subgraphNames.map((name) => ({ name, url: defaultUrls[name], sdl: subgraphSdl(name) }));
}

/** The composed schema, as committed: what the gateway serves. */
export function supergraphSdl(): string {
  return readFileSync(new URL('supergraph.graphql', import.meta.url), 'utf8');
}
