import { composeSupergraph } from '@tributary/schema/compose-supergraph.ts';

/** Composes SDL by subgraph name. Throws the problems of composition. */
export function supergraphOf<Name extends string>(
  sdls: Readonly<Record<Name, string>>,
  urlOf: (name: Name) => string = (name) => `http://${name}.invalid/graphql`,
): string {
  const { supergraphSdl, problems } = composeSupergraph(
    namesOf(sdls).map((name) => ({ name, url: urlOf(name), sdl: sdls[name] })),
  );
  if (supergraphSdl === undefined) {
    throw new Error(problems.join('\n'));
  }
  return supergraphSdl;
}

function namesOf<Name extends string>(record: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(record) as Name[];
}
