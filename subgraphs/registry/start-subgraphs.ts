import { urlSetting } from '@tributary/kit/define-subgraph.ts';
import { inOrderOfNeeds, type SubgraphName } from './registry.ts';

/**
 * Starts every subgraph with `start`, each after those that it needs. `start` gets the environment variables with the
 * addresses of running subgraphs, and returns the address of the new one.
 */
export async function startSubgraphs<Started extends { url: string }>(
  start: (name: SubgraphName, addresses: Readonly<Record<string, string>>) => Promise<Started>,
): Promise<Record<SubgraphName, Started>> {
  const started: Partial<Record<SubgraphName, Started>> = {};
  for (const { name } of inOrderOfNeeds()) {
    started[name] = await start(name, addressesOf(started));
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop started each
  return started as Record<SubgraphName, Started>;
}

/** The environment variables with the addresses of subgraphs. */
export function addressesOf(subgraphs: Readonly<Record<string, { url: string }>>): Record<string, string> {
  const addresses = Object.entries(subgraphs).map(([name, { url }]) => [
    urlSetting(name),
    new URL('/graphql', url).href,
  ]);
  return Object.fromEntries(addresses);
}
