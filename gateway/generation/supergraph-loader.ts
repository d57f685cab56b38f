import '../telemetry-off.ts';
import { ApolloGateway } from '@apollo/gateway';
import type {
  GatewayInterface,
  GatewayLoadResult,
  GatewaySchemaLoadOrUpdateCallback,
} from '@apollo/server-gateway-interface';
import type { Logger } from '@tributary/platform/logging.ts';
import { Kind, parse, print, visit, type GraphQLSchema } from 'graphql';
import type { ContractFilter } from '../composed/contracts.ts';
import { withoutCosts } from '../composed/cost-directives.ts';
import { buildGeneration, type Generation } from './generation.ts';
import type { EntitySplitting } from '../compile/plan-choice.ts';
import { authorizationFeatures } from '../composed/authorization.ts';
import type { OperationWorkers } from './operation-workers.ts';

/** The features that this gateway executes and Apollo's does not know. */
const ownFeatures = ['https://specs.apollo.dev/context/v0.1', ...authorizationFeatures];

export type SupergraphSettings = {
  supergraphSdl: string;
  log: Logger;
  /** Budget of the prepared operations of a generation. */
  operationsBytesMax: number;
  /** Limit on the operations that are prepared for the next generation. */
  warmOperationsMax: number;
  entitiesApart: EntitySplitting;
  contracts: readonly ContractFilter[];
  /** Opens the threads that validate and plan for a supergraph. */
  openWorkers: (supergraphSdl: string) => OperationWorkers;
  onPrepared: (seconds: number) => void;
  /** Called when another generation is served. Reloading ends after it. */
  onLoaded: (generation: Generation) => Promise<void>;
  onReload: (outcome: 'loaded' | 'refused') => void;
};

/**
 * The one adapter to Apollo's gateway, and the gateway of Apollo Server. Apollo's gateway loads supergraphs. The schema
 * for clients comes from the generation, since Apollo's lacks `@defer`, and the pipeline answers operations. A
 * supergraph is replaced as a whole, or not at all.
 */
export class TributaryGateway implements GatewayInterface {
  readonly #apollo: ApolloGateway;
  readonly #settings: SupergraphSettings;
  /** Requests in flight finish on the generation whose schema they were validated against. */
  readonly #bySchema = new WeakMap<GraphQLSchema, Generation>();
  #generation: Generation;
  #update: ((supergraphSdl: string) => void) | null = null;
  #reloading: Promise<void> = Promise.resolve();

  /** Throws if the supergraph cannot be loaded. */
  constructor(settings: SupergraphSettings) {
    const { supergraphSdl } = settings;
    this.#settings = settings;
    this.#generation = this.#build(supergraphSdl);
    this.#apollo = new ApolloGateway({
      supergraphSdl: async ({ update }) => {
        this.#update = update;
        return { supergraphSdl: forApollo(supergraphSdl) };
      },
      // Building the generation has already validated it.
      validateSupergraph: false,
      // Apollo's executor is never used.
      buildService: () => ({
        process: () => Promise.reject(new Error('the stock executor was called')),
      }),
      logger: asApolloLogger(settings.log),
    });
  }

  /** The newest generation. */
  get generation(): Generation {
    return this.#generation;
  }

  onSchemaLoadOrUpdate(callback: GatewaySchemaLoadOrUpdateCallback): () => void {
    return this.#apollo.onSchemaLoadOrUpdate((loaded) => {
      const { apiSchema } = this.#generation;
      this.#bySchema.set(apiSchema, this.#generation);
      callback({ ...loaded, apiSchema });
    });
  }

  async load(options: Parameters<GatewayInterface['load']>[0]): Promise<GatewayLoadResult> {
    await this.#apollo.load(options);
    return {
      executor: () => Promise.reject(new Error('Apollo Server executed an operation that the pipeline answers.')),
    };
  }

  /** The generation to which a schema for clients belongs. */
  generationOf(apiSchema: GraphQLSchema): Generation {
    return this.#bySchema.get(apiSchema) ?? this.#generation;
  }

  /**
   * Replaces the supergraph, once its generation is built and the most used operations are prepared. Rejects and keeps
   * the old one if the new one cannot be loaded.
   */
  async reload(supergraphSdl: string): Promise<void> {
    const reloaded = this.#reloading.then(() => this.#swap(supergraphSdl));
    this.#reloading = reloaded.catch(() => {});
    await reloaded;
  }

  async stop(): Promise<void> {
    this.#generation.workers.close();
    await this.#apollo.stop();
  }

  async #swap(supergraphSdl: string): Promise<void> {
    const { log, onLoaded, onReload } = this.#settings;
    const old = this.#generation;
    let next: Generation | null = null;
    try {
      next = this.#build(supergraphSdl);
      await next.workers.ready;
      await this.#warm(next, old);
      this.#generation = next;
      this.#update?.(forApollo(supergraphSdl));
    } catch (error) {
      this.#generation = old;
      next?.workers.close();
      onReload('refused');
      log.error({ err: error }, 'the new supergraph cannot be loaded; the old one stays');
      throw error;
    }
    onReload('loaded');
    log.info('a new supergraph is served');
    await onLoaded(next);
    old.workers.close();
  }

  #build(supergraphSdl: string): Generation {
    const { operationsBytesMax, entitiesApart, contracts, log, openWorkers, onPrepared } = this.#settings;
    const workers = openWorkers(supergraphSdl);
    try {
      const settings = { operationsBytesMax, entitiesApart, contracts, onPrepared };
      const generation = buildGeneration({ ...settings, supergraphSdl, workers });
      const { unknownTags } = generation;
      if (Object.keys(unknownTags).length > 0) {
        log.warn({ tags: unknownTags }, 'contracts name tags that no element of the supergraph has');
      }
      return generation;
    } catch (error) {
      workers.close();
      throw error;
    }
  }

  /** Prepares the most used operations, one after the other. */
  async #warm(next: Generation, old: Generation): Promise<void> {
    for (const used of old.mostUsed(this.#settings.warmOperationsMax)) {
      const { workers, warm } = next.showing(used.contract);
      const errors = await workers.validate(used.text, null, null);
      if (errors.length === 0) {
        await warm(used);
      }
    }
  }
}

/**
 * Removes costs, and the purposes of `@context` and of the requirements, from a supergraph. Apollo's gateway refuses
 * some costs, and a supergraph with a feature that it does not support. Here it executes nothing, so it needs neither.
 */
function forApollo(supergraphSdl: string): string {
  const parsed = parse(supergraphSdl, { noLocation: true });
  const definitions = withoutCosts(parsed.definitions);
  if (definitions === parsed.definitions && !ownFeatures.some((feature) => supergraphSdl.includes(feature))) {
    return supergraphSdl;
  }
  const document = visit(
    { ...parsed, definitions },
    {
      Directive: ({ name, arguments: args = [], ...link }) => {
        const isOwn = args.some(
          ({ value }) => value.kind === Kind.STRING && ownFeatures.some((feature) => value.value.startsWith(feature)),
        );
        return name.value === 'link' && isOwn
          ? { ...link, name, arguments: args.filter((argument) => argument.name.value !== 'for') }
          : false;
      },
    },
  );
  return print(document);
}

/** Apollo's gateway logs too much at level info. */
function asApolloLogger(log: Logger) {
  const say = (level: 'debug' | 'warn' | 'error') => (message?: unknown) => {
    log[level](String(message));
  };
  return { debug: say('debug'), info: say('debug'), warn: say('warn'), error: say('error') };
}
