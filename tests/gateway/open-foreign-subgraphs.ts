import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Gateway } from '@tributary/gateway/gateway.ts';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { graphql, parse } from 'graphql';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { openTestGateway, silentLog } from '../support/open-test-gateway.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;
export const foreignSdls = {
  fruits: `${federation}
    type Query { fruit: Fruit fruits: [Fruit!] }
    type Mutation { eat: Fruit }
    type Fruit @key(fields: "id") { id: ID! name: String }`,
  prices: `${federation}
    type Query { currency: String cheapest: Fruit }
    type Fruit @key(fields: "id") { id: ID! price: Int twin: Fruit }`,
};
type Name = keyof typeof foreignSdls;

export type ForeignSubgraphs = {
  supergraphSdl: string;
  servers: Readonly<Record<Name, SmallServer>>;
  /** The requests to the subgraphs. */
  requests: { subgraph: Name; headers: IncomingHttpHeaders }[];
  /** Answers in another way from now on, or not at all. */
  behave(name: Name, answer: (response: ServerResponse, body: string) => unknown): void;
  close(): Promise<void>;
};

const fruit = { id: '1', name: 'Quince' };
const resolvers = {
  fruits: { Query: { fruit: () => fruit, fruits: () => [fruit] }, Mutation: { eat: () => fruit } },
  prices: {
    Query: { currency: () => 'EUR', cheapest: () => ({ id: '1', price: 3 }) },
    Fruit: { __resolveReference: () => ({ id: '1', price: 3 }), twin: () => ({ id: '1', price: 3 }) },
  },
};
const requestShape = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });

/** Two foreign subgraphs, plain servers of GraphQL over HTTP, and their supergraph. */
export async function openForeignSubgraphs(): Promise<ForeignSubgraphs> {
  const requests: ForeignSubgraphs['requests'] = [];
  const behaviours = new Map<Name, (response: ServerResponse, body: string) => unknown>();
  const open = (name: Name) => {
    const schema = buildSubgraphSchema([{ typeDefs: parse(foreignSdls[name]), resolvers: resolvers[name] }]);
    return openSmallServer(async (body, response, { headers }) => {
      requests.push({ subgraph: name, headers });
      const behave = behaviours.get(name);
      if (behave !== undefined) {
        behave(response, body);
        return;
      }
      const { query, variables } = requestShape.parse(JSON.parse(body));
      response.end(JSON.stringify(await graphql({ schema, source: query, variableValues: variables ?? {} })));
    });
  };
  const servers = { fruits: await open('fruits'), prices: await open('prices') };
  return {
    supergraphSdl: foreignSupergraph({ fruits: servers.fruits.url, prices: servers.prices.url }),
    servers,
    requests,
    behave: (name, answer) => behaviours.set(name, answer),
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
}

export type ForeignShop = Omit<ForeignSubgraphs, 'close'> & {
  gateway: Gateway;
  /** Sends an operation to the gateway. */
  post(
    query: string,
    options?: { headers?: Readonly<Record<string, string>>; signal?: AbortSignal },
  ): Promise<Response>;
};

/** The two subgraphs behind a gateway with a cache, open until the end of the test. */
export async function openForeignShop(settings: Partial<GatewaySettings> = {}): Promise<ForeignShop> {
  const { close, ...subgraphs } = await openForeignSubgraphs();
  const caches = await openCache({ log: silentLog });
  const gateway = await openTestGateway({ supergraphSdl: subgraphs.supergraphSdl, caches, ...settings });
  onTestFinished(async () => {
    await gateway.close();
    await caches.close();
    await close();
  });
  return {
    ...subgraphs,
    gateway,
    post: (query, { headers = {}, signal } = {}) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
        signal: signal ?? null,
      }),
  };
}

/** The supergraph of the two at these URLs. Their SDL may be changed. */
export function foreignSupergraph(
  urls: Readonly<Record<Name, string>>,
  sdls: Readonly<Record<Name, string>> = foreignSdls,
): string {
  return supergraphOf(sdls, (name) => urls[name]);
}
