import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import type { Contract } from '@tributary/gateway/request/choose-contract.ts';
import type { Entry, SupergraphCase } from './federation/supergraph-case.ts';
import { openGuarded, type Who } from './open-guarded.ts';

/** A supergraph in which something is tagged at every kind of place, with hidden keys and requirements. */
export const tagged: SupergraphCase = {
  name: 'elements with tags',
  subgraphs: {
    shop: /* GraphQL */ `
      type Query {
        products(by: Filter, level: Level, trace: Boolean @tag(name: "internal")): [Product!]
        node(id: ID!): Node
        nodes: [Node]
        things: [Thing]
        marks: [Mark!]
        audits: [Audit!] @tag(name: "internal")
        level: Level
      }
      type Mutation {
        rename(name: String!, force: Boolean @tag(name: "internal")): Product
        purge: Boolean @tag(name: "internal")
      }
      interface Node {
        id: ID!
      }
      interface Mark {
        id: ID!
      }
      type Product implements Node @key(fields: "sku") {
        id: ID!
        sku: ID! @tag(name: "internal")
        name: String
        cost: Int @tag(name: "internal")
        level: Level
        supplier: String @authenticated
      }
      type Audit implements Node & Mark @tag(name: "internal") {
        id: ID!
        by: String
      }
      union Thing = Product | Audit
      enum Level {
        LOW
        HIGH
        SECRET @tag(name: "internal")
      }
      input Filter {
        name: String
        costBelow: Int @tag(name: "internal")
      }
    `,
    prices: /* GraphQL */ `
      type Product @key(fields: "sku") {
        sku: ID!
        cost: Int @external
        price: Int
        margin: Int @requires(fields: "cost")
      }
    `,
  },
  data: () => {
    const product = (number: number): Entry => ({
      __typename: 'Product',
      id: `p${number}`,
      sku: `sku${number}`,
      name: `Product ${number}`,
      cost: 1_000 + number,
      level: number === 1 ? 'LOW' : 'SECRET',
      supplier: 'Acme',
      price: 2_000 + number,
    });
    const products = [product(1), product(2)];
    const audit: Entry = { __typename: 'Audit', id: 'a1', by: 'hunter' };
    const all = [...products, audit];
    return {
      Query: {
        products: () => products,
        node: ({ id }: { id: string }) => all.find((each) => each['id'] === id) ?? null,
        nodes: all,
        things: all,
        marks: [audit],
        audits: [audit],
        level: 'SECRET',
      },
      Mutation: { rename: () => products[0], purge: true },
      entities: products,
    };
  },
  computed: { 'Product.margin': ({ cost }) => 2_000 - cost },
};

/** A contract that hides what is internal from partners: by their tokens, and at a host. */
export const partners: Contract = {
  name: 'partners',
  include: [],
  exclude: ['internal'],
  hosts: ['partners.example.com'],
  callers: { expression: "claims.kind == 'partner'" },
};

export const partner: Who = { scopes: [], subject: 'partner', claims: { kind: 'partner' } };
export const employee: Who = { scopes: [], subject: 'ada', claims: { kind: 'employee' } };

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** The tagged supergraph behind a gateway with the contract for partners, unless the settings name others. */
export async function openShop(settings: Partial<GatewaySettings> = {}) {
  const graph = await openGuarded({ contracts: [partners], ...settings }, tagged);
  return {
    ...graph,
    /** Asks at a host: that of partners by default. */
    askAt: async (query: string | object, { host = 'partners.example.com', who = null }: Visit = {}) => {
      const answer = await visit(graph.url, {
        host,
        body: typeof query === 'string' ? { query } : query,
        token: who === null ? null : await graph.tokenOf(who),
      });
      return { ...answer, json: JSON.parse(answer.body) };
    },
  };
}

type Visit = { host?: string; who?: Who };

/** Sends a request with this host: by POST if it has a body. */
export async function visit(
  url: string,
  {
    host,
    path = '/graphql',
    body,
    token = null,
    headers = {},
  }: { host: string; path?: string; body?: unknown; token?: string | null; headers?: Record<string, string> },
) {
  const { port } = new URL(url);
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      host,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(outgoing, 'response');
  return { status: Number(response.statusCode), headers: response.headers, body: await text(response) };
}
