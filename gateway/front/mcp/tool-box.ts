import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { Counter, type Registry } from '@tributary/platform/metrics.ts';
import { GraphQLError } from 'graphql';
import type { ErrorFormatter } from '../../request/format-errors.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { CallRecorder } from './call-recorder.ts';
import { createToolFinder, type Given, type ToolFinderParts } from './find-tool.ts';
import { failureOf, textOfErrors, type ToolEnd } from './tool-results.ts';

export type ToolBoxParts = ToolFinderParts & {
  /** Formats an error for callers. An internal error is masked and logged. */
  formatError: ErrorFormatter['formatUnknown'];
  metrics: Registry;
  /** Records the calls. Null: they are in the log alone. */
  calls: CallRecorder | null;
};

/** A call of a tool, with the name by which the agent calls itself. */
type ToolCall = { name: string; given: Given; agent: string | null };

/** The tools of callers. */
export type ToolBox = {
  toolsFor(context: GatewayContext): readonly Tool[];
  /** Calls a tool. Null if the caller has no tool of that name. */
  call(context: GatewayContext, call: ToolCall): Promise<CallToolResult | null>;
};

/** Makes the tools. Each call is counted, logged, and recorded where there is a place for it. */
export function createToolBox({ formatError, metrics, calls, ...parts }: ToolBoxParts): ToolBox {
  const { toolsFor, find } = createToolFinder(parts);
  const counter = new Counter({
    name: 'tributary_gateway_mcp_calls_total',
    help: 'Calls of tools by agents, by the kind of tool and the outcome',
    labelNames: ['tool', 'outcome'],
    registers: [metrics],
  });

  return {
    toolsFor,
    call: async (context, { name: tool, given, agent }) => {
      const { caller, scope } = context;
      const found = find(context, tool);
      if (found === null) {
        return null;
      }
      const { kind, run } = found;
      const startedAt = performance.now();
      const { result, outcome } = await run(given).catch((error: unknown): ToolEnd => ({
        result: failureOf(textOfErrors([formatError(error, scope)])),
        outcome: error instanceof GraphQLError ? 'refused' : 'failed',
      }));
      const ms = Math.round(performance.now() - startedAt);
      counter.inc({ tool: kind, outcome });
      calls?.add({ caller, tool, outcome, agent, requestId: scope.id });
      const { issuer, tenant, subject } = caller;
      scope.log.info({ tool, kind, outcome, ms, issuer, tenant, subject, agent }, 'a tool was called');
      return result;
    },
  };
}
