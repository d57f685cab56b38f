import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import type { SubgraphSource } from './subgraph-sources.ts';

/**
 * Composes subgraphs into the SDL of a supergraph; without one, `problems` says why, a line each, with the subgraph
 * and the line of its SDL where that is known.
 */
export function composeSupergraph(sources: readonly SubgraphSource[]): { supergraphSdl?: string; problems: string[] } {
  const result = composeServices(
    sources.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (result.errors === undefined) {
    return { supergraphSdl: `${result.supergraphSdl}\n`, problems: [] };
  }
  return {
    problems: result.errors.map((error) => {
      const places = (error.nodes ?? []).flatMap((node) => {
        const subgraph = 'subgraph' in node && typeof node.subgraph === 'string' ? node.subgraph : undefined;
        return subgraph !== undefined && node.loc ? [`schema/${subgraph}.graphql:${node.loc.startToken.line}`] : [];
      });
      return [error.message, ...new Set(places)].join('\n  at ');
    }),
  };
}
