import type { Cache, Caches, Claims } from '@tributary/platform/cache.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import type { Doors } from '@tributary/platform/doors.ts';
import type { ArrivalSettings } from '@tributary/platform/http-server.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Registry } from '@tributary/platform/metrics.ts';
import type { Dependency } from '@tributary/platform/readiness.ts';
import type { ReadRevocations } from '@tributary/platform/revocations.ts';
import type { TlsCertificate } from '@tributary/platform/tls-certificate.ts';
import type { TokenBuckets } from '@tributary/platform/token-buckets.ts';
import type { RecordToolCalls } from '@tributary/platform/tool-calls.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { EntitySplitting } from './compile/plan-choice.ts';
import type { OverrideSettings } from './composed/override-labels.ts';
import type { CorsSettings } from './front/cors.ts';
import type { ExplorerSettings } from './front/explorer.ts';
import type { McpSettings } from './front/mcp/mcp-settings.ts';
import type { CompressionSettings } from './front/http/compression.ts';
import type { OperationPool } from './generation/operation-workers.ts';
import type { PlanningLimits } from './generation/planning-limits.ts';
import type { DocumentSettings } from './open-documents.ts';
import type { PlannerName } from './planning/load-planner.ts';
import type { AuthenticationSettings } from './request/authentication.ts';
import type { Contract } from './request/choose-contract.ts';
import type { DemandControl } from './request/demand-control.ts';
import type { HeaderRule } from './request/header-rules.ts';
import type { InFlightSettings } from './request/in-flight.ts';
import type { OpenMax } from './request/occupancy.ts';
import type { RateLimit } from './request/rate-limits.ts';
import type { AuthorizationSettings } from './request/rights.ts';
import type { Limits } from './request/rules/limits.ts';

export type GatewaySettings = DocumentSettings & {
  host: string;
  port: number;
  /** The certificate for clients, who then come by TLS. */
  tls?: TlsCertificate | undefined;
  supergraphSdl: string;
  transportFor: (subgraph: { name: string; url: string }) => SubgraphTransport;
  /** The header rules for requests to a subgraph, besides the caller's identity. */
  headerRulesFor?: (subgraph: string) => readonly HeaderRule[];
  /** The verification of access tokens. Null: every caller is anonymous. */
  authentication: AuthenticationSettings | null;
  /**
   * Reads revocations of access. They end sockets and streams, and keep revoked callers from cached answers. Subgraphs
   * decide about operations by themselves. Without it, no revocations are read.
   */
  revocations?: ReadRevocations | undefined;
  /** The store of used tickets; by default that of `caches`, which a full Redis may forget. */
  claims?: Claims | undefined;
  /** Signs the caller for the subgraphs. Null: subgraphs do not learn the caller. */
  signer: CallerSigner | null;
  caches: Caches;
  /** The cache for persisted queries of several gateways, apart from `caches`, since anonymous clients can fill it. */
  persistedQueries?: Cache | undefined;
  log: Logger;
  /** The registry of the gateway's metrics. */
  metrics: Registry;
  limits?: Limits;
  /** Limits on the rates of requests, with the buckets that they use. */
  rates?: { limits: readonly RateLimit[]; buckets: TokenBuckets } | undefined;
  /** Bounds on the requests that are answered at once. */
  inFlight?: InFlightSettings;
  /** Deadlines for the headers and the body of a request. */
  arrival?: ArrivalSettings | undefined;
  /** Bounds on what clients keep open. Without them only the gateway's own numbers count. */
  open?: OpenSettings | undefined;
  /** The doors: answers about the schema and the gateway itself; by default open on a loopback address only. */
  doors?: Omit<Doors, 'explorer'>;
  /** The budget of validating and planning. */
  planning?: PlanningLimits;
  /** The threads that validate and plan, if gateways share them; else the gateway has its own, within `planning`. */
  operationPool?: OperationPool | undefined;
  /** The bytes that the answers of subgraphs for one operation may have together. */
  operationBytesMax?: number;
  /** The budgets for the cost of operations. */
  demandControl?: DemandControl;
  explorer?: ExplorerSettings;
  /** The address of a server for operators, with metrics and the reasons of failures. */
  admin?: { host: string; port: number } | undefined;
  /** The services that the gateway needs, besides its caches and subgraphs. */
  dependencies?: readonly Dependency[];
  /** Time for which browsers keep to TLS, in seconds. */
  strictTransportSeconds?: number;
  /** Names by which clients may reach the gateway, as in `createHostCheck`. */
  allowedHosts?: readonly string[];
  /** Origins besides our own from which browsers may call, as in `createCors`. */
  corsOrigins?: readonly string[];
  /** The permissions of pages of these origins. */
  cors?: CorsSettings;
  /** The compression of answers. Null turns it off. */
  compression?: CompressionSettings | null;
  /** Whether identical queries of one viewer that are in flight together are executed once. */
  shareInFlight?: boolean;
  /** The cases in which entities nested in the answer of a subgraph are fetched separately; `repeated` by default. */
  entitiesApart?: EntitySplitting;
  /** The enforcement of `@authenticated`, `@requiresScopes` and `@policy`. */
  authorization?: AuthorizationSettings;
  /** The endpoint for agents at `/mcp`. None by default. */
  mcp?: McpSettings | undefined;
  /** Records the calls of agents' tools. Without it they are in the log alone. */
  recordToolCalls?: RecordToolCalls | undefined;
  /** Smaller APIs for some callers or hosts. */
  contracts?: readonly Contract[];
  /** The planner that is tried first. */
  planner?: PlannerName;
  /** The deadline of a query or a mutation. Data that has not arrived by then is null, with an error. */
  operationTimeoutMs?: number;
  /** The labels of overrides that are on. */
  overrides?: OverrideSettings;
  /** Interval of the checks whether a subscriber is still there. */
  keepAliveMs?: number;
  /** Interval of the checks whether policies still grant what a subscription was planned with. */
  rightsCheckMs?: number;
  /** Maximum age of a subscription in an HTTP response, an hour by default. Its client then has to subscribe again. */
  httpStreamLifeMaxMs?: number;
  /** The number of our own proxies before the gateway, which write `x-forwarded-for`. */
  trustedProxies?: number;
};

/** Bounds on what clients keep open. */
export type OpenSettings = {
  sockets?: OpenMax | undefined;
  subscriptions?: OpenMax | undefined;
  /** TCP connections of one address. */
  connectionsPerAddress?: number | undefined;
  /** How long a socket without a token may have no operation, in milliseconds. */
  anonymousIdleMs?: number | undefined;
};
