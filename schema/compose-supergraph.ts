import { composeServices } from '@apollo/composition';
import { withShared } from '@tributary/kit/subgraph-sdl.ts';
import { describeRoots } from './describe-roots.ts';
import { GraphQLError, Source, parse } from 'graphql';
import type { ASTNode, DocumentNode } from 'graphql';

export type SubgraphSource = {
  name: string;
  /** Default URL at which a gateway finds the subgraph. */
  url: string;
  sdl: string;
  /** SDL of shared definitions that the subgraph may use without defining them. */
  shared?: string;
};

/**
 * Composes subgraphs into the SDL of a supergraph. If that fails, `problems` gives the reasons, each with the
 * subgraph's file and the line where known.
 */
export function composeSupergraph(sources: readonly SubgraphSource[]): { supergraphSdl?: string; problems: string[] } {
  const syntaxProblems: string[] = [];
  const services: { name: string; url: string; typeDefs: DocumentNode }[] = [];
  for (const { name, url, sdl, shared } of sources) {
    try {
      const own = parse(new Source(sdl, fileOf(name)));
      const typeDefs = shared === undefined ? own : withShared(own, parse(new Source(shared, fileOf('shared'))));
      services.push({ name, url, typeDefs: describeRoots(typeDefs) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const line = error.locations?.[0]?.line;
      syntaxProblems.push(
        withPlaces(`[${name}] ${error.message}`, [line === undefined ? fileOf(name) : `${fileOf(name)}:${line}`]),
      );
    }
  }
  if (syntaxProblems.length > 0) {
    return { problems: syntaxProblems };
  }

  const result = composeServices(services);
  if (result.errors === undefined) {
    return { supergraphSdl: `${result.supergraphSdl.trimEnd()}\n`, problems: [] };
  }
  return { problems: result.errors.map((error) => withPlaces(error.message, placesOf(error, sources))) };
}

function placesOf(error: GraphQLError, sources: readonly SubgraphSource[]): string[] {
  const places = (error.nodes ?? []).flatMap((node) => placeOf(node));
  if (places.length > 0) {
    return places;
  }
  // Some problems have no node, but every problem of one subgraph begins with its name.
  return sources.filter(({ name }) => error.message.startsWith(`[${name}]`)).map(({ name }) => fileOf(name));
}

function placeOf(node: ASTNode): string[] {
  // A definition begins with its description; the line reported is that of its name.
  const loc = 'name' in node && node.name !== undefined ? node.name.loc : node.loc;
  return loc === undefined ? [] : [`${loc.source.name}:${loc.startToken.line}`];
}

function withPlaces(message: string, places: readonly string[]): string {
  return [message, ...new Set(places)].join('\n  at ');
}

function fileOf(subgraph: string): string {
  return `schema/${subgraph}.graphql`;
}
