import { fileURLToPath } from 'node:url';
import { urlSetting, type NodeTypes, type SubgraphManifest } from '@tributary/kit/define-subgraph.ts';
import * as list from './list.ts';

export type SubgraphName = keyof typeof list;

/** The manifests by name. Each is listed under its own name, and needs only subgraphs that are listed. */
export const subgraphs = { ...list } satisfies {
  [Name in SubgraphName]: SubgraphManifest<Name, SubgraphName>;
};

/** The manifests in alphabetical order. */
export const manifests: readonly SubgraphManifest<SubgraphName, SubgraphName>[] = Object.values(subgraphs);

export const subgraphNames: readonly SubgraphName[] = manifests.map(({ name }) => name);

/** A value for each subgraph, by name. */
export function bySubgraph<Value>(valueOf: (name: SubgraphName) => Value): Record<SubgraphName, Value> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an entry for each name; `fromEntries` forgets which
  return Object.fromEntries(subgraphNames.map((name) => [name, valueOf(name)])) as Record<SubgraphName, Value>;
}

/** The manifest of the given name; undefined if there is no such subgraph. */
export function findManifest(name: string | undefined): (typeof manifests)[number] | undefined {
  return manifests.find((manifest) => manifest.name === name);
}

/** The entities of all subgraphs, by the prefix of their ids. */
export const nodeTypes: NodeTypes = Object.fromEntries(
  manifests.flatMap(({ name: subgraph, ids }) =>
    Object.entries(ids).flatMap(([prefix, type]) => (type === null ? [] : [[prefix, { type, subgraph }]])),
  ),
);

/** The file with the Drizzle tables of a subgraph. */
export function tablesOf(name: SubgraphName): URL {
  return new URL(`../${name}/${findManifest(name)?.tables ?? 'tables.ts'}`, import.meta.url);
}

/**
 * The address of a subgraph on this machine, unless the settings say otherwise. Throws for a name that is not listed.
 */
export function defaultUrlOf(name: string): string {
  const manifest = findManifest(name);
  if (manifest === undefined) {
    throw new Error(`there is no subgraph ${name}`);
  }
  return `http://127.0.0.1:${manifest.port}/graphql`;
}

/** The environment variables that the process of a subgraph reads besides those of every subgraph. */
export function ownSettings({ settings, needs }: SubgraphManifest): string[] {
  return [...Object.keys(settings), ...needs.map(urlSetting)];
}

/** The arguments for Node that run a subgraph as a process. */
export function argumentsOfSubgraph(name: SubgraphName): string[] {
  return [...(findManifest(name)?.nodeOptions ?? []), fileURLToPath(new URL('server.ts', import.meta.url)), name];
}

/** The manifests, each after those that it needs. Throws for circular needs. */
export function inOrderOfNeeds(): typeof manifests {
  const ordered = new Set<(typeof manifests)[number]>();
  while (ordered.size < manifests.length) {
    const names = new Set([...ordered].map(({ name }) => name));
    const next = manifests.find(({ name, needs }) => !names.has(name) && needs.every((need) => names.has(need)));
    if (next === undefined) {
      throw new Error(`subgraphs need each other in a circle; only ${[...names].join(', ')} can be opened`);
    }
    ordered.add(next);
  }
  return [...ordered];
}
