import type { OpenSubgraph, SettingsOf, SubgraphResources } from '@tributary/kit/define-subgraph.ts';
import { noSigner } from '@tributary/platform/caller-signer.ts';
import type { SharedServiceKeys } from '@tributary/platform/made-service-keys.ts';
import { inOrderOfNeeds, manifests, nodeTypes, type SubgraphName, type subgraphs } from './registry.ts';

type Manifests = typeof subgraphs;
type Opened<Name extends SubgraphName> = Awaited<ReturnType<Awaited<ReturnType<Manifests[Name]['load']>>['open']>>;

/** All open subgraphs by name. */
export type OpenSubgraphs = { [Name in SubgraphName]: Opened<Name> };

/** The settings of all subgraphs together. */
export type SettingsOfAll = UnionToIntersection<
  { [Name in SubgraphName]: SettingsOf<Manifests[Name]['settings']> }[SubgraphName]
>;
type UnionToIntersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** Loads the code of all subgraphs, which is most of the time to open them. */
export async function loadSubgraphs(): Promise<void> {
  await Promise.all(manifests.map((manifest) => manifest.load()));
}

/**
 * Opens all subgraphs in this process, each after those that it needs, with these as its transports. `onOpen` gets the
 * closer of each, so that the opened ones can be closed if a later one fails.
 */
export async function openSubgraphs({
  onOpen,
  keys: { trust, signerOf },
  ...resources
}: Omit<SubgraphResources<never, SettingsOfAll>, 'subgraphs' | 'nodeTypes' | 'trust' | 'signer'> & {
  keys: SharedServiceKeys;
  onOpen: (close: () => Promise<void>) => void;
}): Promise<OpenSubgraphs> {
  const opened: Partial<Record<SubgraphName, OpenSubgraph>> = {};
  for (const manifest of inOrderOfNeeds()) {
    const { open } = await manifest.load();
    const needs = manifest.needs.flatMap((name) => (opened[name] === undefined ? [] : [[name, opened[name].subgraph]]));
    const { name } = manifest;
    const signer = needs.length === 0 ? noSigner(name) : signerOf(name);
    const subgraph = await open({ ...resources, trust, signer, nodeTypes, subgraphs: Object.fromEntries(needs) });
    onOpen(subgraph.close);
    opened[manifest.name] = subgraph;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each was opened by the manifest of its name, above
  return opened as OpenSubgraphs;
}
