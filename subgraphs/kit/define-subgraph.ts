import type { Caches } from '@tributary/platform/cache.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import type { Trust } from '@tributary/platform/caller-verifier.ts';
import type { Hints } from '@tributary/platform/hints.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Registry } from '@tributary/platform/metrics.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { z } from 'zod';
import type { Subgraph } from './subgraph.ts';

/**
 * Description of a subgraph, the source of composition, generated types, migrations, processes and their settings.
 * Cheap to load, since only `load` imports the code of the subgraph.
 */
export type SubgraphManifest<
  Name extends string = string,
  Needs extends string = string,
  Settings extends z.ZodRawShape = z.ZodRawShape,
  Opened extends OpenSubgraph = OpenSubgraph,
> = {
  /**
   * Names its folder, `schema/NAME.graphql`, `migrations/NAME`, its PostgreSQL schema and its role `tributary_NAME`.
   */
  name: Name;
  /** Port of its process, unless PORT says otherwise. */
  port: number;
  /** The subgraphs that it calls. They are opened first, and so cannot call it. */
  needs: readonly Needs[];
  /** Prefixes of the ids that it creates, each with the GraphQL type of its objects. Null if no entity has such ids. */
  ids: Readonly<Record<string, string | null>>;
  /** Scopes that it requires of API clients. */
  scopes: readonly string[];
  /**
   * TypeScript type of resolvers' parents, by GraphQL type, where it differs from the type's own shape: mostly a row.
   * Import paths are relative to the subgraph's folder.
   */
  mappers: Readonly<Record<string, string>>;
  /** Environment variables of its process, besides those of every subgraph. */
  settings: Settings;
  /** Path of its Drizzle tables in its folder; `tables.ts` by default. */
  tables?: string;
  /** Options of Node for its process. */
  nodeOptions?: readonly string[];
  /** Loads the module that opens it. */
  load(): Promise<SubgraphModule<Needs, SettingsOf<Settings>, Opened>>;
};

/** The types of entities and the subgraphs that own them, by the prefix of their ids. */
export type NodeTypes = Readonly<Record<string, { type: string; subgraph: string }>>;

/** Values of settings, as their shapes parse them. */
export type SettingsOf<Shape extends z.ZodRawShape> = { readonly [Name in keyof Shape]: z.output<Shape[Name]> };

/** The module of a subgraph: `open` wires the subgraph together, and closes what it opened if that fails. */
export type SubgraphModule<Needs extends string, Settings, Opened extends OpenSubgraph> = {
  // A method, whose parameter is bivariant: a manifest is then a `SubgraphManifest` whatever its needs and settings.
  open(resources: SubgraphResources<Needs, Settings>): Promise<Opened>;
};

/** The same module where it is defined: a function type, whose parameter is checked strictly. */
type StrictModule<Needs extends string, Settings, Opened extends OpenSubgraph> = {
  open: (resources: SubgraphResources<Needs, Settings>) => Promise<Opened>;
};

/** Resources that a process passes to its subgraph. */
export type SubgraphResources<Needs extends string = never, Settings = Readonly<Record<string, unknown>>> = {
  databaseUrl: string;
  redisUrl?: string | undefined;
  /** The services that may name callers to it. */
  trust: Trust;
  /** Signs the callers in its requests to the subgraphs that it needs. It throws for a subgraph that needs none. */
  signer: CallerSigner;
  caches: Caches;
  hints: Hints;
  log: Logger;
  /** The registry of the process's metrics. */
  metrics: Registry;
  /** The subgraphs that it calls, by name. */
  subgraphs: Readonly<Record<Needs, SubgraphTransport>>;
  /** The entities of all subgraphs, by the prefix of their ids. */
  nodeTypes: NodeTypes;
  /** Values of the settings in its manifest. */
  settings: Settings;
  /** Called with each SQL statement as it is sent, to count them. */
  onStatement?: ((sql: string) => void) | undefined;
};

/** A request for a route: its parameters, the signed caller, who is empty without one, and the JSON of its body. */
export type RouteRequest = { search: URLSearchParams; caller: string; body: () => Promise<unknown> };

/**
 * Routes by method and path, such as `GET /keys`. The answer is sent as JSON. Misuse `UNAUTHENTICATED` is answered with
 * 401, and `BAD_USER_INPUT` with 400.
 */
export type Routes = Readonly<Record<string, (request: RouteRequest) => unknown>>;

export type OpenSubgraph = {
  subgraph: Subgraph;
  /** Routes of its process besides `/graphql`. */
  routes?: Routes;
  /** Rejects while the subgraph cannot do its work. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** Checks a manifest, and that `open` uses only resources that the manifest declares. */
export function defineSubgraph<
  const Name extends string,
  const Needs extends string,
  Settings extends z.ZodRawShape,
  Opened extends OpenSubgraph,
>(
  manifest: Omit<SubgraphManifest<Name, Needs, Settings, Opened>, 'load'> & {
    load: () => Promise<StrictModule<NoInfer<Needs>, SettingsOf<NoInfer<Settings>>, Opened>>;
  },
): Readonly<SubgraphManifest<Name, Needs, Settings, Opened>> {
  return Object.freeze(manifest);
}

/** Mapper for a type of another subgraph, of which only the id is known here. */
export function referenceTo(type: string): string {
  return `{ __typename?: '${type}'; id: string }`;
}

/** Environment variable with the address of a subgraph. */
export function urlSetting(subgraph: string): string {
  return `SUBGRAPH_URL_${subgraph.toUpperCase()}`;
}
