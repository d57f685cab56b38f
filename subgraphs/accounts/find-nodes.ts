import { tryParseId } from '@tributary/domain/ids.ts';
import type { NodeTypes } from '@tributary/kit/define-subgraph.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { z } from 'zod';
import type { AccountRow } from './tables.ts';

/** The subgraphs that own objects, and the way to ask them. */
export type NodeOwners = {
  subgraphs: Readonly<Record<string, SubgraphTransport>>;
  nodeTypes: NodeTypes;
  signer: CallerSigner;
  /** The caller, as it was signed for this subgraph. */
  signed: string;
  scope: RequestScope;
};

const foreignTypes = ['ApiClient', 'Hold', 'Organization', 'Transfer', 'User'] as const;
type ForeignType = (typeof foreignTypes)[number];
type Reference = { __typename: ForeignType; id: string };

/** An object that exists and that the viewer may see. */
export type FoundNode = Reference | ({ __typename: 'Account' } & AccountRow);

const entitiesQuery = 'query ($references: [_Any!]!) { _entities(representations: $references) { __typename } }';
const answerShape = z.object({ _entities: z.array(z.object({ __typename: z.string() }).nullable()) });

/**
 * The objects of ids, in their order. Null for an id without an object, and for an object that the viewer may not see:
 * its owner is asked, and the caller forwarded to it, since a reference alone would say that the object exists. Throws
 * Misuse `SERVICE_BUSY` if an owner does not answer.
 */
export async function findNodes(
  ids: readonly string[],
  { findAccount, ...owners }: NodeOwners & { findAccount: (id: string) => Promise<AccountRow | null> },
): Promise<(FoundNode | null)[]> {
  const references = ids.flatMap((id) => referenceOf(id, owners.nodeTypes) ?? []);
  const bySubgraph = Map.groupBy(references, ({ subgraph }) => subgraph);
  const found = await Promise.all(
    [...bySubgraph].map(([subgraph, group]) =>
      selectVisible(
        subgraph,
        group.map(({ reference }) => reference),
        owners,
      ),
    ),
  );
  const byId = new Map(found.flat().map((reference) => [reference.id, reference]));
  return Promise.all(
    ids.map(async (id) => {
      const accountId = tryParseId('acct', id);
      const account = accountId === null ? null : await findAccount(accountId);
      return account === null ? (byId.get(id) ?? null) : { __typename: 'Account', ...account };
    }),
  );
}

/** The reference to an object of another subgraph. Null for other ids. */
function referenceOf(id: string, nodeTypes: NodeTypes): { reference: Reference; subgraph: string } | null {
  const prefix = id.slice(0, id.indexOf('_'));
  const nodeType = Object.hasOwn(nodeTypes, prefix) ? nodeTypes[prefix] : undefined;
  return nodeType !== undefined && isForeign(nodeType.type)
    ? { reference: { __typename: nodeType.type, id }, subgraph: nodeType.subgraph }
    : null;
}

function isForeign(type: string): type is ForeignType {
  const types: readonly string[] = foreignTypes;
  return types.includes(type);
}

/** The references whose objects the viewer may see, as their subgraph says. */
async function selectVisible(
  subgraph: string,
  references: readonly Reference[],
  { subgraphs, signer, signed, scope }: Omit<NodeOwners, 'nodeTypes'>,
): Promise<readonly Reference[]> {
  const caller = signer.forward(signed, subgraph);
  const response = await subgraphs[subgraph]
    ?.execute({ query: entitiesQuery, variables: { references }, caller, requestId: scope.id })
    .catch((error: unknown) => {
      scope.log.warn({ err: error, subgraph }, 'the owner of an object gave no answer');
      return undefined;
    });
  const answer = answerShape.safeParse(response?.data);
  if (!answer.success || (response?.errors ?? []).length > 0) {
    throw new Misuse('SERVICE_BUSY', `The subgraph \`${subgraph}\` does not answer. Send it again in a moment.`);
  }
  const { _entities: entities } = answer.data;
  return references.filter((_, index) => entities[index] != null);
}
