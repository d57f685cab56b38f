import type { Gateway } from '@tributary/gateway/gateway.ts';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { onTestFinished } from 'vitest';
import { openSmallServer } from '../support/small-server.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

const federation = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable"])`;
const shared = `
  scalar Long
  scalar JSON
  directive @label(json: JSON, id: ID) on FIELD
  enum Side { LEFT RIGHT }
  input Filter { id: ID ids: [ID!] long: Long json: JSON price: Float count: Int side: Side and: [Filter!] }
`;
const ordinarySdls = {
  accounts: `${federation}
    ${shared}
    type Query {
      accounts: [Account] account: Account find(id: ID, long: Long, json: JSON, longs: [Long], jsons: [[JSON!]], filter: Filter, price: Float, count: Int, name: String): Account
    }
    type Mutation { pay(key: ID!, json: JSON): Account }
    type Subscription { paid(json: JSON, id: ID): Account }
    type Account @key(fields: "number") @key(fields: "ref") {
      number: Long ref: ID id: ID long: Long longs: [[Long]] json: JSON
      price: Float prices: [Float] rate: Float! count: Int counts: [Int] name: String flag: Boolean side: Side ids: [ID!] twin: Account
    }`,
  owners: `${federation}
    ${shared}
    type Query { owners: [Account] @shareable }
    type Account @key(fields: "number") @key(fields: "ref") {
      number: Long ref: ID owner: String grade(id: ID, json: JSON): String note: JSON
      price: Float @external long: Long @external fee: Long @requires(fields: "price long")
    }`,
};
type Name = keyof typeof ordinarySdls;

export type Accounts = {
  gateway: Gateway;
  /** The bodies of the requests to each subgraph, unchanged. */
  asked: Readonly<Record<Name, string[]>>;
  /** Answers with this text from now on, or with the text that a function makes of the request. */
  answer(name: Name, text: string | ((body: string) => string)): void;
  /** Sends the text of a request, and returns the text of the response. */
  send(body: string, headers?: Readonly<Record<string, string>>): Promise<string>;
  /** The same for a query without variables. */
  query(query: string, headers?: Readonly<Record<string, string>>): Promise<string>;
};

/**
 * Two foreign subgraphs with numbers of custom scalars, behind a gateway. Both answer with any text, and responses are
 * compared as text.
 */
export async function openAccounts({
  sdls = ordinarySdls,
  ...settings
}: Partial<GatewaySettings> & { sdls?: Readonly<Record<Name, string>> } = {}): Promise<Accounts> {
  const asked: Accounts['asked'] = { accounts: [], owners: [] };
  const answers = new Map<Name, (body: string) => string>();
  const open = (name: Name) =>
    openSmallServer((body, response) => {
      asked[name].push(body);
      response.setHeader('content-type', 'application/json');
      response.setHeader('cache-control', 'max-age=60, public');
      response.end(answers.get(name)?.(body) ?? '{"data":{}}');
    });
  const servers = { accounts: await open('accounts'), owners: await open('owners') };
  const gateway = await openTestGateway({
    supergraphSdl: supergraphOf(sdls, (name) => servers[name].url),
    ...settings,
  });
  onTestFinished(async () => {
    await gateway.close();
    await Promise.all(Object.values(servers).map((server) => server.close()));
  });
  const send: Accounts['send'] = async (body, headers = {}) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return response.text();
  };
  return {
    gateway,
    asked,
    answer: (name, text) => answers.set(name, typeof text === 'string' ? () => text : text),
    send,
    query: (query, headers) => send(JSON.stringify({ query }), headers),
  };
}
