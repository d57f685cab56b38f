import './telemetry-off.ts';
import { ApolloGateway } from '@apollo/gateway';
import type {
  GatewayExecutor,
  GatewayInterface,
  GatewayLoadResult,
  GatewaySchemaLoadOrUpdateCallback,
} from '@apollo/server-gateway-interface';
import { buildGeneration, type Generation } from './generation.ts';

/**
 * What Apollo Server takes for its gateway: Apollo's own loads the supergraph and gives the schema for clients, and ours executes. A supergraph is
 * swapped in whole, or not at all.
 */
export class TributaryGateway implements GatewayInterface {
  readonly #apollo: ApolloGateway;
  readonly #execute: (generation: Generation) => GatewayExecutor;
  #generation: Generation | null = null;
  #update: ((supergraphSdl: string) => void) | null = null;

  constructor({
    supergraphSdl,
    execute,
  }: {
    supergraphSdl: string;
    execute: (generation: Generation) => GatewayExecutor;
  }) {
    this.#execute = execute;
    this.#apollo = new ApolloGateway({
      supergraphSdl: async ({ update }) => {
        this.#update = update;
        return { supergraphSdl };
      },
      // Apollo's own way to the subgraphs is never taken.
      buildService: () => ({
        process: () => Promise.reject(new Error('the stock executor was called')),
      }),
    });
  }

  /** The newest generation. Throws before `load`. */
  get generation(): Generation {
    if (this.#generation === null) {
      throw new Error('no supergraph is loaded');
    }
    return this.#generation;
  }

  onSchemaLoadOrUpdate(callback: GatewaySchemaLoadOrUpdateCallback): () => void {
    return this.#apollo.onSchemaLoadOrUpdate((loaded) => {
      if (this.#generation?.apiSchema !== loaded.apiSchema) {
        this.#generation = buildGeneration({ supergraphSdl: loaded.coreSupergraphSdl, apiSchema: loaded.apiSchema });
      }
      callback(loaded);
    });
  }

  async load(options: Parameters<GatewayInterface['load']>[0]): Promise<GatewayLoadResult> {
    await this.#apollo.load(options);
    return { executor: (context) => this.#execute(this.generation)(context) };
  }

  /** Swaps in another supergraph. Throws, and keeps the old one, when it cannot be loaded. */
  reload(supergraphSdl: string): void {
    this.#update?.(supergraphSdl);
  }

  async stop(): Promise<void> {
    await this.#apollo.stop();
  }
}
