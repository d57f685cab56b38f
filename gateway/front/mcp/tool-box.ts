import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { Counter, type Registry } from '@tributary/platform/metrics.ts';
import { GraphQLError, Kind } from 'graphql';
import type { PublicOperation } from '../../public-operations/public-operation.ts';
import type { OperationServer } from '../../request/apollo-server.ts';
import { parseCallerTest } from '../../request/caller-expression.ts';
import type { ErrorFormatter } from '../../request/format-errors.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { Published, PublishedFor } from '../../request/published-operations.ts';
import type { VisibleSchemaOf } from '../../request/show-schema.ts';
import type { McpSettings } from './mcp-settings.ts';
import { operationTools, type OperationTool } from './operation-tools.ts';
import { answerSearch, invalid, parseQuery, queryTool, searchTool } from './own-tools.ts';
import { failureOf, resultOfAnswer, textOfErrors, type ToolEnd } from './tool-results.ts';

export type ToolBoxParts = {
  settings: McpSettings;
  operations: OperationServer;
  publishedFor: PublishedFor;
  visibleSchemaOf: VisibleSchemaOf;
  /** Formats an error for callers. An internal error is masked and logged. */
  formatError: ErrorFormatter['formatUnknown'];
  metrics: Registry;
};

/** The tools of callers. */
export type ToolBox = {
  toolsFor(context: GatewayContext): readonly Tool[];
  /** Calls a tool. Null if the caller has no tool of that name. */
  call(context: GatewayContext, name: string, given: Readonly<Record<string, unknown>>): Promise<CallToolResult | null>;
};

type ToolMap = ReadonlyMap<string, OperationTool>;
type Rights = { mayRun: (operation: PublicOperation) => boolean; takesMutations: boolean };

const mutationsOff =
  'Mutations are off here. The operator can allow them for you with `mcp.mutations` in the settings of the gateway.';

/** Makes the tools: the operations that the contract of a caller can answer, and those that the settings open. */
export function createToolBox(parts: ToolBoxParts): ToolBox {
  const { settings, operations, visibleSchemaOf, formatError, metrics } = parts;
  const { searchSchema, runQuery, resultBytesMax: bytesMax } = settings;
  const toolsOf = rememberTools(parts);
  const rightsOf = createRights(settings);
  const calls = new Counter({
    name: 'tributary_gateway_mcp_calls_total',
    help: 'Calls of tools by agents, by the kind of tool and the outcome',
    labelNames: ['tool', 'outcome'],
    registers: [metrics],
  });

  const runOperation = async ({ operation, tool }: OperationTool, given: Given, context: GatewayContext) => {
    const unknown = Object.keys(given).find((name) => !namesOf(operation).includes(name));
    if (unknown !== undefined) {
      return invalid(
        `There is no argument ${unknown} of ${tool.name}: there are ${namesOf(operation).join(', ') || 'none'}.`,
      );
    }
    const answer = await operations.answerPublic({ text: operation.text, variables: given }, context);
    return resultOfAnswer(answer, { bytesMax, effect: operation.kind === 'mutation' ? 'certain' : 'none' });
  };

  const runDocument = async (given: Given, { takesMutations }: Rights, context: GatewayContext): Promise<ToolEnd> => {
    const parsed = parseQuery(given);
    if ('result' in parsed) {
      return parsed;
    }
    const transport = takesMutations
      ? context.transport
      : { ...context.transport, isReadOnly: true, readOnlyReason: mutationsOff };
    const answer = await operations.answer(parsed, { ...context, transport });
    return resultOfAnswer(answer, { bytesMax, effect: takesMutations ? 'possible' : 'none' });
  };

  /** The kind of a tool and its work. Null if the caller has no such tool. */
  const find = (
    context: GatewayContext,
    name: string,
  ): { kind: string; run: (given: Given) => Promise<ToolEnd> } | null => {
    const rights = rightsOf(context);
    if (name === searchTool.name && searchSchema) {
      return { kind: name, run: async (given) => answerSearch(await visibleSchemaOf(context), given) };
    }
    if (name === queryToolName && runQuery) {
      return { kind: name, run: (given) => runDocument(given, rights, context) };
    }
    const tool = toolsOf(context).get(name);
    return tool === undefined || !rights.mayRun(tool.operation)
      ? null
      : { kind: tool.operation.kind, run: (given) => runOperation(tool, given, context) };
  };

  return {
    toolsFor: (context) => {
      const { mayRun, takesMutations } = rightsOf(context);
      return [
        ...(searchSchema ? [searchTool] : []),
        ...(runQuery ? [queryTool(takesMutations)] : []),
        ...[...toolsOf(context).values()].flatMap(({ tool, operation }) => (mayRun(operation) ? [tool] : [])),
      ];
    },
    call: async (context, name, given) => {
      const found = find(context, name);
      if (found === null) {
        return null;
      }
      const startedAt = performance.now();
      const { result, outcome } = await found.run(given).catch((error: unknown): ToolEnd => ({
        result: failureOf(textOfErrors([formatError(error, context.scope)])),
        outcome: error instanceof GraphQLError ? 'refused' : 'failed',
      }));
      calls.inc({ tool: found.kind, outcome });
      const { issuer, tenant, subject } = context.caller;
      context.scope.log.info(
        {
          tool: name,
          kind: found.kind,
          outcome,
          ms: Math.round(performance.now() - startedAt),
          issuer,
          tenant,
          subject,
        },
        'a tool was called',
      );
      return result;
    },
  };
}

const queryToolName = queryTool(false).name;
type Given = Readonly<Record<string, unknown>>;

/** The tools of a contract, made once for its schema and operations. */
function rememberTools({
  settings: { excludeOperations },
  publishedFor,
}: ToolBoxParts): (context: GatewayContext) => ToolMap {
  const known = new WeakMap<Published, ToolMap>();
  return (context) => {
    const published = publishedFor(context);
    const { operations, schema } = published;
    const tools =
      known.get(published) ??
      operationTools(
        operations.filter(({ name }) => !excludeOperations.includes(name)),
        schema,
      );
    known.set(published, tools);
    return tools;
  };
}

function createRights({ mutations }: McpSettings): (context: GatewayContext) => Rights {
  if (mutations === undefined) {
    return () => ({ mayRun: ({ kind }) => kind === 'query', takesMutations: false });
  }
  const { callers, operations } = mutations;
  const gets = parseCallerTest(callers);
  return ({ caller }) => {
    const isAllowed = gets(caller);
    return {
      mayRun: ({ kind, name }) => kind === 'query' || (isAllowed && (operations?.includes(name) ?? true)),
      takesMutations: isAllowed && operations === undefined,
    };
  };
}

/** The variables of an operation: the arguments of its tool. */
function namesOf({ document }: PublicOperation): string[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
      : [],
  );
}
