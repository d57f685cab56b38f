import { httpTransport, type HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import type { SubgraphRequest, SubgraphResponse, SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { openSecureServer, openSmallServer, type SmallResponse, type SmallServer } from '../support/small-server.ts';

/** A request at a subgraph, with the response to it. */
export type Arrived = { body: string; response: SmallResponse; at: number };

export type OpenedSubgraph = { server: SmallServer; arrived: Arrived[] };

export const greeting = '{"data":{"greeting":"Hello"}}';
export const greeted = { data: { greeting: 'Hello' } };

export const greet = ({ response }: Arrived): unknown => response.end(greeting);

/** A subgraph over HTTP that notes each request, and answers it as the test says. Open until the end of the test. */
export async function openSubgraph(
  answer: (arrived: Arrived, count: number) => unknown,
  place: { host?: string; port?: number; isSecure?: boolean } = {},
): Promise<OpenedSubgraph> {
  const arrived: Arrived[] = [];
  const handle = (body: string, response: SmallResponse) => {
    const one = { body, response, at: performance.now() };
    arrived.push(one);
    answer(one, arrived.length);
  };
  const server = await (place.isSecure === true ? openSecureServer(handle) : openSmallServer(handle, place));
  onTestFinished(() => server.close());
  return { server, arrived };
}

/** A transport that never opens a circuit, open until the end of the test. */
export function openTransport(settings: HttpTransportSettings): SubgraphTransport {
  const transport = httpTransport({ circuitBreaker: { requestsMin: 1_000_000 }, ...settings });
  onTestFinished(() => transport.close());
  return transport;
}

/** Sends a query. */
export function ask(transport: SubgraphTransport, more: Partial<SubgraphRequest> = {}): Promise<SubgraphResponse> {
  return transport.execute({ query: '{ greeting }', caller: '', requestId: 'one', isQuery: true, ...more });
}

/** The outcome of a request: its data, or the message of its failure. */
export async function outcomeOf(asked: Promise<SubgraphResponse>): Promise<unknown> {
  return asked.then(
    ({ data }) => data,
    (error: unknown) => (error instanceof Error ? error.message : error),
  );
}

const hosts = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];

/** Replicas at several addresses of one port, and a name that a test resolves to addresses. */
export async function openReplicas(count: number, answer: (arrived: Arrived, host: string) => unknown = greet) {
  const port = await freePort();
  const replicas: OpenedSubgraph[] = [];
  for (const host of hosts.slice(0, count)) {
    replicas.push(await openSubgraph((one) => answer(one, host), { host, port }));
  }
  let addresses: readonly string[] = hosts.slice(0, count);
  let lookups = 0;
  const open = (settings: Partial<HttpTransportSettings> = {}) =>
    openTransport({
      url: `http://subgraph.test:${port}/graphql`,
      resolve: async () => {
        lookups += 1;
        return addresses;
      },
      ...settings,
    });
  return {
    port,
    replicas,
    open,
    lookups: () => lookups,
    resolveTo: (next: readonly string[]) => {
      addresses = next;
    },
    counts: () => replicas.map(({ arrived }) => arrived.length),
  };
}
