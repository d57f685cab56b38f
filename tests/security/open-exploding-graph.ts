import { defaultPlanningLimits, type PlanningLimits } from '@tributary/gateway/generation/planning-limits.ts';
import { createSubgraph } from '@tributary/kit/subgraph.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { onTestFinished } from 'vitest';
import { openTestGateway, silentLog } from '../support/open-test-gateway.ts';
import { leftOpen } from '../support/open-test-subgraph.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { signer, trust } from '../support/service-keys.ts';

const subgraphs = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const types = ['Book', 'Film', 'Game', 'Song', 'Talk'];

/**
 * A subgraph of the supergraph at which Apollo's planner explodes. Six subgraphs share an interface of five types, and
 * each gives every object of it, so that for every type at every level there are six ways.
 */
const sdlOf = (subgraph: string): string => /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
  type Query {
    works: [Work!] @shareable
    greeting${subgraph.toUpperCase()}(name: String, numbers: [Int!], tree: Tree): String
    self: Self @shareable
  }
  type Self {
    self: Self @shareable
    greeting: String @shareable
  }
  input Tree {
    tree: Tree
    trees: [Tree!]
  }
  interface Work {
    id: ID!
    next: Work
  }
  ${types.map((type) => `type ${type} implements Work @key(fields: "id") { id: ID! next: Work @shareable }`).join('\n')}
`;

export const explodingSupergraph = supergraphOf({
  a: sdlOf('a'),
  b: sdlOf('b'),
  c: sdlOf('c'),
  d: sdlOf('d'),
  e: sdlOf('e'),
  f: sdlOf('f'),
});

/** A query of 50 bytes that takes more than a minute and more than a gigabyte to plan. */
export const explodingQuery = (alias = 'works') => `{ ${alias}: works { next { next { next { id } } } } }`;

/** A gateway of that supergraph with threads of its own. Only the first subgraph answers. */
export async function openExplodingGraph(planning: Partial<PlanningLimits>) {
  const subgraph = await createSubgraph({
    name: subgraphs[0],
    sdl: sdlOf(subgraphs[0]),
    resolvers: { Query: { greetingA: (_: unknown, { name }: { name?: string }) => `Hello ${name ?? ''}` } },
    createContext: () => ({}),
    trust,
    log: silentLog,
  });
  const metrics = createMetrics();
  const gateway = await openTestGateway({
    supergraphSdl: explodingSupergraph,
    transportFor: ({ name, url }) => (name === subgraphs[0] ? leftOpen(subgraph) : httpTransport({ url })),
    signer,
    metrics,
    planning: { ...defaultPlanningLimits, ...planning },
    operationPool: undefined,
  });

  const send = async (body: string) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body,
    });
    return { status: response.status, body: await response.text() };
  };

  return {
    /** Sends JSON as it is. */
    send,
    ask: (query: string) => send(JSON.stringify({ query })),
    close: async () => {
      await gateway.close();
      await subgraph.close();
    },
    /** The number of refusals for this reason. */
    refused: async (reason: 'time' | 'memory' | 'busy') => {
      const text = await metrics.metrics();
      return Number(new RegExp(`planning_refused_total\\{reason="${reason}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
    },
  };
}

/** The same for one test. */
export async function freshExplodingGraph(planning: Partial<PlanningLimits>) {
  const opened = await openExplodingGraph(planning);
  onTestFinished(opened.close);
  return opened;
}
