import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { Kind, parse, valueFromASTUntyped, type SelectionSetNode } from 'graphql';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { federationLink } from '../federation/supergraph-case.ts';
import { openTestGateway } from '../../support/open-test-gateway.ts';
import { supergraphOf } from '../../support/supergraph-of.ts';

/** A request to a subgraph. */
export type ScriptedRequest = { subgraph: string; query: string; variables: Readonly<Record<string, unknown>> };

/** An exact answer: a body that need not be JSON, with any HTTP status. */
export class Raw {
  readonly body: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    body: string,
    { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
  ) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
}

/** An answer as JSON, a raw one, or a function that returns either. */
export type Script = unknown;

/**
 * The answers of subgraphs, by name. `name _entities` is for requests for entities, `name mutation` for mutations, and
 * `name` for all others. `name subscription` is a list: the payloads of the events.
 */
export type Scripts = Readonly<Record<string, Script>>;

export type ScriptedSubgraphs = {
  url: string;
  requests: ScriptedRequest[];
  /** Uses these answers from now on. */
  follow(scripts: Scripts): void;
  close(): Promise<void>;
};

const requestShape = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });
const messageShape = z.object({ type: z.string(), id: z.string().optional(), payload: z.unknown().optional() });

/** Opens a gateway before subgraphs that send the answers of the test to any request. */
export async function openScriptedSubgraphs(
  sdls: Readonly<Record<string, string>>,
  settings: Partial<GatewaySettings> = {},
): Promise<ScriptedSubgraphs> {
  let scripts: Scripts = {};
  const requests: ScriptedRequest[] = [];
  const scriptFor = ({ subgraph, query }: ScriptedRequest): Script => {
    const kind = query.includes('_entities') ? '_entities' : (/^\s*(mutation|subscription)/.exec(query)?.[1] ?? '');
    return Object.hasOwn(scripts, `${subgraph} ${kind}`) ? scripts[`${subgraph} ${kind}`] : scripts[subgraph];
  };

  const server = createServer((request, response) => {
    void (async () => {
      const subgraph = (request.url ?? '/').slice(1);
      const asked = { subgraph, query: await text(request), variables: {} };
      requests.push(asked);
      const { query, variables } = requestShape.parse(JSON.parse(asked.query));
      Object.assign(asked, { query, variables: variables ?? {} });
      const script = scriptFor(asked);
      const answer: unknown = typeof script === 'function' ? await script(asked) : script;
      const { body, status, headers } = answer instanceof Raw ? answer : new Raw(JSON.stringify(answer ?? null));
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body);
    })().catch((error: unknown) => {
      response.end(JSON.stringify({ errors: [{ message: `the script failed: ${String(error)}` }] }));
    });
  });
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  sockets.on('connection', (socket, { url }) => {
    socket.on('message', (message) => {
      // oxlint-disable-next-line typescript/no-base-to-string -- a text frame
      const { type, id, payload } = messageShape.parse(JSON.parse(String(message)));
      const send = (answer: unknown) => socket.send(typeof answer === 'string' ? answer : JSON.stringify(answer));
      if (type === 'connection_init') {
        send({ type: 'connection_ack' });
      } else if (type === 'subscribe') {
        const { query, variables } = requestShape.parse(payload);
        const asked = { subgraph: (url ?? '/').slice(1), query, variables: variables ?? {} };
        requests.push(asked);
        for (const event of z.array(z.unknown()).parse(scriptFor(asked))) {
          send(isMessage(event) ? { id, ...event } : { type: 'next', id, payload: event });
        }
        send({ type: 'complete', id });
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());

  const supergraphSdl = supergraphOf(
    Object.fromEntries(Object.entries(sdls).map(([name, sdl]) => [name, `${federationLink}\n${sdl}`])),
    (name) => `http://127.0.0.1:${port}/${name}`,
  );
  const gateway = await openTestGateway({
    supergraphSdl,
    ...settings,
  });
  return {
    url: gateway.url,
    requests,
    follow: (next) => {
      scripts = next;
      requests.length = 0;
    },
    close: async () => {
      await gateway.close();
      sockets.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Whether an event is a message of the protocol itself, such as `error`. */
function isMessage(event: unknown): event is { type: string } {
  return typeof event === 'object' && event !== null && 'type' in event && !('data' in event);
}

/**
 * A script that answers a query from values by the names of their fields, under the query's aliases. A field without a
 * value is absent. A function gets the arguments of its field.
 */
export function answering(
  values: Readonly<Record<string, unknown>>,
  more: object = {},
): (request: ScriptedRequest) => { data: Record<string, unknown> } {
  return ({ query, variables }) => {
    const { definitions } = parse(query);
    const fragments = new Map(
      definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])),
    );
    const objectOf = (from: object, { selections }: SelectionSetNode): Record<string, unknown> =>
      Object.assign(
        {},
        ...selections.map((selection) => {
          if (selection.kind === Kind.INLINE_FRAGMENT) return objectOf(from, selection.selectionSet);
          if (selection.kind === Kind.FRAGMENT_SPREAD) {
            const set = fragments.get(selection.name.value)?.selectionSet;
            return set === undefined ? {} : objectOf(from, set);
          }
          const name = selection.name.value;
          if (!Object.hasOwn(from, name)) return {};
          const value: unknown = Reflect.get(from, name);
          const args = Object.fromEntries(
            (selection.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value, variables)]),
          );
          return {
            [(selection.alias ?? selection.name).value]: valueOf(
              typeof value === 'function' ? value(args) : value,
              selection.selectionSet,
            ),
          };
        }),
      ) as Record<string, unknown>;
    const valueOf = (value: unknown, set: SelectionSetNode | undefined): unknown => {
      if (set === undefined || typeof value !== 'object' || value === null) return value;
      return Array.isArray(value) ? value.map((item) => valueOf(item, set)) : objectOf(value, set);
    };
    const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    return { data: operation === undefined ? {} : objectOf(values, operation.selectionSet), ...more };
  };
}
