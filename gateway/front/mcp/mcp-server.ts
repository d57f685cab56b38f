import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  Server,
  type ReadResourceResult,
  type Resource,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { ErrorFormatter } from '../../request/format-errors.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { SchemaText } from '../../request/show-schema.ts';
import { agentOf, textOfAgent, type Agent } from './agent-name.ts';
import type { Guide } from './guides.ts';
import type { ToolBox } from './tool-box.ts';

const toolsPerPage = 100;
const schemaUri = 'graph://schema.graphql';
const schemaType = 'application/graphql';

// Schemas of our own, since with those of the library a mistake of the client counts as an error of the server.
const pageParams = { params: z.looseObject({ cursor: z.string().optional() }) };
const resourceParams = { params: z.looseObject({ uri: z.string() }) };

const instructions =
  'Each tool is a named operation of a GraphQL graph. Lists come in pages: ask for `first` items, and go on with `after`. A tool that fails says why, and what to do. The resources have the schema and guides.';

export type McpServerParts = {
  context: GatewayContext;
  /** The agent, where a header names it. With the handshake of 2026, each message does. */
  agent: Agent | null;
  toolBox: ToolBox;
  guides: readonly Guide[];
  /** The schema as the caller sees it. Null where it is not shown. */
  showSchema: ((context: GatewayContext) => Promise<SchemaText | null>) | null;
  resultBytesMax: number;
  /** Formats an error for callers. An internal error is masked and logged. */
  formatError: ErrorFormatter['formatUnknown'];
};

/** The server of one request, on behalf of its caller. It keeps nothing. */
export function createMcpServer({
  context,
  agent: agentInHeader,
  toolBox,
  guides,
  showSchema,
  resultBytesMax,
  formatError,
}: McpServerParts): Server {
  const server = new Server(
    { name: 'tributary', title: 'Tributary', version: '1.0.0' },
    { capabilities: { tools: {}, resources: {} }, instructions },
  );

  const schemaFor = async () =>
    showSchema === null
      ? null
      : showSchema(context).catch((error: unknown) => {
          throw new ProtocolError(ProtocolErrorCode.InternalError, formatError(error, context.scope).message);
        });

  server.setRequestHandler('tools/list', pageParams, ({ cursor }) => {
    const tools = toolBox.toolsFor(context);
    const start = offsetIn(cursor, tools.length);
    const end = start + toolsPerPage;
    return { tools: [...tools.slice(start, end)], ...(end < tools.length ? { nextCursor: String(end) } : {}) };
  });

  server.setRequestHandler('tools/call', async ({ params: { name, arguments: given = {} } }) => {
    const agent = agentOf(server.getClientVersion()) ?? agentInHeader;
    const result = await toolBox.call(
      { ...context, clientName: agent?.name ?? null },
      { name, given, agent: agent === null ? null : textOfAgent(agent) },
    );
    if (result === null) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `There is no tool ${name} for you. \`tools/list\` has those that there are.`,
      );
    }
    return result;
  });

  server.setRequestHandler('resources/list', pageParams, () => ({
    resources: resourcesOf(guides, showSchema !== null),
  }));

  server.setRequestHandler('resources/read', resourceParams, async ({ uri }) => {
    const guide = guides.find((each) => each.uri === uri);
    if (guide !== undefined) {
      return textOf(uri, 'text/markdown', guide.text);
    }
    const shown = uri === schemaUri ? await schemaFor() : null;
    if (shown === null) {
      throw new ResourceNotFoundError(uri);
    }
    if (Buffer.byteLength(shown.sdl) > resultBytesMax) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `The schema has more than ${resultBytesMax} bytes. Use the tool \`search_schema\`.`,
      );
    }
    return textOf(uri, schemaType, shown.sdl);
  });
  return server;
}

function resourcesOf(guides: readonly Guide[], hasSchema: boolean): Resource[] {
  const schema = {
    uri: schemaUri,
    name: 'schema.graphql',
    title: 'The GraphQL schema',
    description: 'The types and fields that you may use in `run_query`.',
    mimeType: schemaType,
  };
  return [
    ...(hasSchema ? [schema] : []),
    ...guides.map(({ uri, name, title }) => ({ uri, name, title, mimeType: 'text/markdown' })),
  ];
}

function textOf(uri: string, mimeType: string, text: string): ReadResourceResult {
  return { contents: [{ uri, mimeType, text }] };
}

function offsetIn(cursor: string | undefined, length: number): number {
  const offset = cursor === undefined ? 0 : /^\d{1,6}$/.test(cursor) ? Number(cursor) : length;
  if (offset > 0 && offset >= length) {
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      'The cursor is of no page. Send `nextCursor` of the page before, or none.',
    );
  }
  return offset;
}
