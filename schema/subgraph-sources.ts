import { readFileSync } from 'node:fs';
import { readSdl } from '@tributary/kit/subgraph-sdl.ts';
import { defaultUrlOf, subgraphNames } from '@tributary/registry/registry.ts';
import type { SubgraphSource } from './compose-supergraph.ts';

/** The registry's subgraphs, in the form that composition takes. */
export function subgraphSources(): SubgraphSource[] {
  const shared = readSdl('shared');
  return subgraphNames.map((name) => ({ name, url: defaultUrlOf(name), sdl: readSdl(name), shared }));
}

/** The committed supergraph, which the gateway serves. */
export function supergraphSdl(): string {
  return readFileSync(new URL('supergraph.graphql', import.meta.url), 'utf8');
}
