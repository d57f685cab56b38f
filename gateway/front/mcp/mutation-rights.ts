import type { PublicOperation } from '../../public-operations/public-operation.ts';
import { parseCallerTest } from '../../request/caller-expression.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { McpSettings } from './mcp-settings.ts';

/** The reasons why a caller may not call tools, as sentences for the caller. Null: they may. */
export type MutationRights = {
  reasonAgainst(operation: Pick<PublicOperation, 'kind' | 'name'>): string | null;
  /** The reason why documents of the caller may have no mutation. */
  reasonAgainstDocuments: string | null;
};

const remedy = (setting: string) => `The operator can change that with \`${setting}\` in the settings of the gateway.`;
const allOff = `Mutations are off for agents here. ${remedy('mcp.mutations')}`;
const callerExcluded = `Mutations are off for you. ${remedy('mcp.mutations.callers')}`;
const operationExcluded = `This mutation is off. ${remedy('mcp.mutations.operations')}`;
const documentsExcluded =
  '`run_query` takes no mutations, since `mcp.mutations.operations` of the gateway names those that are allowed. Call the tool of a mutation.';

/** Decides which mutations a caller may call, by the verified token. */
export function createMutationRights({ mutations }: McpSettings): (context: GatewayContext) => MutationRights {
  if (mutations === undefined) {
    const none = noMutations(allOff);
    return () => none;
  }
  const { callers, operations } = mutations;
  const isAllowed = parseCallerTest(callers);
  const excluded = noMutations(callerExcluded);
  const allowed: MutationRights =
    operations === undefined
      ? { reasonAgainst: () => null, reasonAgainstDocuments: null }
      : {
          reasonAgainst: ({ kind, name }) => (kind === 'query' || operations.includes(name) ? null : operationExcluded),
          reasonAgainstDocuments: documentsExcluded,
        };
  return ({ caller }) => (isAllowed(caller) ? allowed : excluded);
}

function noMutations(reason: string): MutationRights {
  return { reasonAgainst: ({ kind }) => (kind === 'query' ? null : reason), reasonAgainstDocuments: reason };
}
