import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { composeSupergraph } from '@tributary/schema/compose-supergraph.ts';
import type { ExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { AnswerInParts } from './answers-in-parts.ts';
import { createMonolith, type Monolith, type OperationRequest } from './monolith.ts';
import { serveSubgraphs, type SubgraphRequest, type SubgraphServer } from './serve-subgraphs.ts';
import { federationLink, type SupergraphCase } from './supergraph-case.ts';
import { openTestGateway } from '../../support/open-test-gateway.ts';
import { signer } from '../../support/service-keys.ts';
import { fetchWhenPlanned } from '../../support/fetch-when-planned.ts';

export type GatewayAnswer = {
  data?: unknown;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Readonly<Record<string, unknown>>;
};

export type OpenSupergraph = {
  /** The URL of the gateway. */
  url: string;
  /** The schema for clients. */
  schema: GraphQLSchema;
  askMonolith(request: OperationRequest): Promise<ExecutionResult>;
  monolith: Monolith;
  askMonolithInParts(request: OperationRequest): Promise<AnswerInParts>;
  askGateway(request: OperationRequest, headers?: Readonly<Record<string, string>>): Promise<GatewayAnswer>;
  /** Calls the listener for every request to a subgraph. Returns a function that unsubscribes. */
  onSubgraphRequest(listener: (request: SubgraphRequest) => void): () => void;
  subgraphs: SubgraphServer;
  /** The schema with its hidden elements. */
  fullSchema: GraphQLSchema;
  close(): Promise<void>;
};

/** Generated operations are larger than handwritten ones. */
const limits = {
  depth: 50,
  aliases: 10_000,
  directives: 10_000,
  tokens: 1_000_000,
  repetitions: 1_000_000,
  documentBytes: 4_000_000,
  literalBytes: 4_000_000,
  lines: 1_000_000,
  planFields: 1_000_000,
};

/** Opens a case twice: as a monolith, and as subgraph servers behind a gateway. Each has its own copy of the data. */
export async function openSupergraph(
  supergraphCase: SupergraphCase,
  settings: Partial<GatewaySettings> = {},
): Promise<OpenSupergraph> {
  const { supergraphSdl, problems } = composeSupergraph(
    Object.entries(supergraphCase.subgraphs).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid`,
      sdl: `${federationLink}\n${sdl}`,
    })),
  );
  if (supergraphSdl === undefined) {
    throw new Error(`${supergraphCase.name} does not compose:\n${problems.join('\n')}`);
  }
  const monolith = createMonolith(supergraphCase, { supergraphSdl, data: supergraphCase.data() });
  const subgraphs = await serveSubgraphs(supergraphCase, {
    data: supergraphCase.data(),
    fullSchema: monolith.fullSchema,
  });
  const gateway = await openTestGateway({
    supergraphSdl,
    transportFor: ({ name }) => httpTransport({ url: subgraphs.urlOf(name) }),
    signer,
    limits,
    ...settings,
  });
  return {
    schema: monolith.schema,
    fullSchema: monolith.fullSchema,
    subgraphs,
    url: gateway.url,
    askMonolith: monolith.answer,
    monolith,
    askMonolithInParts: monolith.answerInParts,
    askGateway: async (request, headers = {}) => {
      const answer = await fetchWhenPlanned(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(request),
      });
      return (await answer.json()) as GatewayAnswer;
    },
    onSubgraphRequest: (listener) => {
      subgraphs.listeners.add(listener);
      return () => subgraphs.listeners.delete(listener);
    },
    close: async () => {
      await gateway.close();
      await subgraphs.close();
    },
  };
}
