import type { Tool } from '@modelcontextprotocol/server';
import { rememberedBy } from '@tributary/platform/remembered-by.ts';
import { Kind } from 'graphql';
import type { PublicOperation } from '../../public-operations/public-operation.ts';
import type { OperationServer } from '../../request/apollo-server.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { Published, PublishedFor } from '../../request/published-operations.ts';
import type { VisibleSchemaOf } from '../../request/show-schema.ts';
import type { McpSettings } from './mcp-settings.ts';
import { createMutationRights, type MutationRights } from './mutation-rights.ts';
import { operationTools, type OperationTool } from './operation-tools.ts';
import { answerSearch, invalid, parseQuery, queryTool, searchTool } from './own-tools.ts';
import { failureOf, resultOfAnswer, type ToolEnd } from './tool-results.ts';

export type ToolFinderParts = {
  settings: McpSettings;
  operations: OperationServer;
  publishedFor: PublishedFor;
  visibleSchemaOf: VisibleSchemaOf;
};

/** The arguments of a call. */
export type Given = Readonly<Record<string, unknown>>;

/** A tool of a caller: its kind, for metrics, and its work. */
export type FoundTool = { kind: string; run: (given: Given) => Promise<ToolEnd> };

export type ToolFinder = {
  /** The tools that a caller may call. */
  toolsFor(context: GatewayContext): readonly Tool[];
  /** The tool of a name. Null if the caller has none. A mutation that they may not call is one that says so. */
  find(context: GatewayContext, name: string): FoundTool | null;
};

/** Finds tools: the operations that the contract of a caller can answer, and those that the settings open. */
export function createToolFinder({ settings, operations, publishedFor, visibleSchemaOf }: ToolFinderParts): ToolFinder {
  const { searchSchema, runQuery, excludeOperations, resultBytesMax: bytesMax } = settings;
  const toolsIn = rememberedBy(({ operations: published, schema }: Published) =>
    operationTools(
      published.filter(({ name }) => !excludeOperations.includes(name)),
      schema,
    ),
  );
  const toolsOf = (context: GatewayContext) => toolsIn(publishedFor(context));
  const rightsOf = createMutationRights(settings);

  const runOperation = async ({ operation, tool }: OperationTool, given: Given, context: GatewayContext) => {
    const names = namesOf(operation);
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      return invalid(`There is no argument ${unknown} of ${tool.name}: there are ${names.join(', ') || 'none'}.`);
    }
    const answer = await operations.answerPublic({ text: operation.text, variables: given }, context);
    return resultOfAnswer(answer, { bytesMax, effect: operation.kind === 'mutation' ? 'certain' : 'none' });
  };

  const runDocument = async (
    given: Given,
    { reasonAgainstDocuments: reason }: MutationRights,
    context: GatewayContext,
  ): Promise<ToolEnd> => {
    const parsed = parseQuery(given);
    if ('result' in parsed) {
      return parsed;
    }
    const transport =
      reason === null ? context.transport : { ...context.transport, isReadOnly: true, readOnlyReason: reason };
    const answer = await operations.answer(parsed, { ...context, transport });
    return resultOfAnswer(answer, { bytesMax, effect: reason === null ? 'possible' : 'none' });
  };

  return {
    toolsFor: (context) => {
      const { reasonAgainst, reasonAgainstDocuments } = rightsOf(context);
      return [
        ...(searchSchema ? [searchTool] : []),
        ...(runQuery ? [queryTool(reasonAgainstDocuments === null)] : []),
        ...[...toolsOf(context).values()].flatMap(({ tool, operation }) =>
          reasonAgainst(operation) === null ? [tool] : [],
        ),
      ];
    },
    find: (context, name) => {
      const rights = rightsOf(context);
      if (name === searchTool.name && searchSchema) {
        return { kind: name, run: async (given) => answerSearch(await visibleSchemaOf(context), given) };
      }
      if (name === queryToolName && runQuery) {
        return { kind: name, run: (given) => runDocument(given, rights, context) };
      }
      const tool = toolsOf(context).get(name);
      if (tool === undefined) {
        return null;
      }
      const { kind } = tool.operation;
      const reason = rights.reasonAgainst(tool.operation);
      return reason === null
        ? { kind, run: (given) => runOperation(tool, given, context) }
        : { kind, run: async () => ({ result: failureOf(`FORBIDDEN: ${reason}`), outcome: 'refused' }) };
    },
  };
}

const queryToolName = queryTool(false).name;

/** The variables of an operation: the arguments of its tool. */
function namesOf({ document }: PublicOperation): string[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
      : [],
  );
}
