import { readFileSync } from 'node:fs';
import { createCommand } from '@tributary/platform/command-line.ts';
import { flag, logLevel, port, readConfig, secret, StartError, urlOf } from '@tributary/platform/config.ts';
import { httpClients } from '@tributary/platform/http-transport.ts';
import { subscriptionProtocols } from '@tributary/platform/transport/subscriptions/subscription-settings.ts';
import { z } from 'zod';
import { compressionDefault } from './front/http/compression.ts';
import { corsShape, originList } from './front/cors.ts';
import { defaultTokenRules, tokenAlgorithms } from './request/authentication.ts';
import { headerName, headerRule } from './request/header-rules.ts';
import { defaultLimits, operationTimeoutMsDefault } from './request/rules/limits.ts';
import { percentIn } from './composed/override-labels.ts';

const notes = `Environment:
  HOST                       127.0.0.1
  SUBGRAPH_URL_<NAME>        where a subgraph is, if not where the supergraph says
  REDIS_URL                  caches; without it nothing is cached
  JWKS_URL                   keys of access tokens; without it every caller is anonymous
  VIEWER_SECRET              what callers are signed with for the subgraphs; without it they are not told who is calling
  CORS_ORIGINS               origins that browsers may call from, with commas between; instead of those in the file
  TRUSTED_PROXIES            0; how many proxies stand before the gateway and write x-forwarded-for
  EXPLORER                   true; whether a browser that opens /graphql gets Apollo Sandbox
  LOG_LEVEL                  info

In the file of --config, all of it optional:
  {
    "subgraphs": { "users": { "url": "http://…", "timeoutMs": 10000, "headers": [ … ], "subscriptions": { … } } },
    "headers": [ { "propagate": "x-tenant" }, { "insert": "x-gateway", "value": "tributary" } ],
    "authentication": {                              what access tokens must say; the keys are at JWKS_URL
      "issuer": "tributary", "audience": "tributary",
      "algorithms": [ "EdDSA" ],
      "tenantClaim": "org",                          the claim that names the tenant of the caller, or null
      "scopesClaim": "scopes"                        the claim that lists the scopes of the caller, or null
    },
    "limits": { "depth": 15, "aliases": 100, "directives": 50, "tokens": 10000 },
    "circuitBreaker": {                              when requests to a subgraph are refused because others failed; also in each of "subgraphs"
      "windowMs": 30000,                             for how long an outcome counts
      "requestsMin": 5, "errorShare": 0.5,           so many outcomes, and this share of failures, open a circuit
      "openMs": 1000,                                for how long it then refuses
      "halfOpenRequests": 3, "halfOpenSuccesses": 2  how many are then tried at a time, and have to succeed
    },
    "shareInFlight": false,
    "planner": "apollo",                             or hive: the planner of Hive Router, which is much faster, plans what it can
    "entitiesApart": "repeated",                     nested entities are asked for apart: never, always, or where they repeat
    "operationTimeoutMs": 30000,
    "overrideLabels": { "use-new": true },           labels of @override that are on, besides percent(N)
    "overrideLabelsHeader": "x-override-labels",     names further ones for one request, with commas between
    "explorer": { "document": "{ me { name } }", "variables": { … } },
    "cors": {
      "origins": [ "https://app.example.com" ],      also https://*.example.com: all subdomains, http://localhost:*: all ports, or *: any
      "allowedHeaders": [ "x-tenant" ],              what pages may send besides what the gateway reads; without it whatever they ask for
      "exposedHeaders": [ "x-version" ],             what pages may read besides x-request-id, retry-after and ratelimit
      "credentials": false,                          whether pages may send cookies; not with *
      "maxAge": 600                                  for how many seconds a browser remembers it
    },
    "compression": {                                 or false
      "bytesMin": 1024,                              from which length answers are compressed, by what a client accepts
      "streamsMax": 0                                how many subscriptions over HTTP are compressed at once
    }
  }

"transport" of a subgraph is the HTTP client for its queries and mutations:
    "own"                                HTTP/1.1, the default, with the least CPU time
    "undici"                             HTTP/2 where the subgraph offers it over https, for subgraphs that are far away

"headers" go with queries, mutations and subscriptions: over a WebSocket as headers of the upgrade and as the payload of
connection_init. Of a client over WebSocket, its payload of connection_init counts as headers, for the names that "propagate" lists.

"subscriptions" of a subgraph, all of it optional:
    "url": "wss://…",                    where its subscriptions are, if not at its URL
    "path": "/ws",                       or only another path of its URL
    "protocol": "graphql-transport-ws",  or sse (graphql-sse, distinct connections), or multipart (Apollo's, subscriptionSpec 1.0)
    "silenceMaxMs": 15000                a stream counts as broken, and is resumed where it can be, after so long without an event, pong or
                                         heartbeat; sse and multipart: 30000. Use 0, never, for a server that sends no heartbeats`;

const urlPrefix = 'SUBGRAPH_URL_';
const count = z.number().int().positive();
const circuitBreaker = z.strictObject({
  windowMs: count.min(100).max(600_000).exactOptional(),
  requestsMin: count.max(1_000_000).exactOptional(),
  errorShare: z.number().gt(0).max(1).exactOptional(),
  openMs: count.max(600_000).exactOptional(),
  halfOpenRequests: count.max(1_000).exactOptional(),
  halfOpenSuccesses: count.max(1_000).exactOptional(),
});
const configShape = z
  .strictObject({
    subgraphs: z
      .record(
        z.string(),
        z.strictObject({
          url: urlOf(['http', 'https']).optional(),
          transport: z.enum(httpClients).optional(),
          timeoutMs: count.max(600_000).optional(),
          circuitBreaker: circuitBreaker.optional(),
          headers: z.array(headerRule).optional(),
          subscriptions: z
            .strictObject({
              url: urlOf(['http', 'https', 'ws', 'wss']).optional(),
              path: z
                .string()
                .regex(/^\/(?!\/)/, 'must begin with one /')
                .optional(),
              protocol: z.enum(subscriptionProtocols).optional(),
              silenceMaxMs: z.number().int().min(0).max(3_600_000).optional(),
            })
            .refine(({ url, path }) => url === undefined || path === undefined, 'give `url` or `path`, not both')
            .optional(),
        }),
      )
      .default({}),
    headers: z.array(headerRule).default([]),
    authentication: z
      .strictObject({
        issuer: z.string().min(1).default(defaultTokenRules.issuer),
        audience: z.string().min(1).default(defaultTokenRules.audience),
        algorithms: z
          .array(z.enum(tokenAlgorithms))
          .min(1)
          .default([...defaultTokenRules.algorithms]),
        tenantClaim: z.string().min(1).nullable().default(defaultTokenRules.tenantClaim),
        scopesClaim: z.string().min(1).nullable().default(defaultTokenRules.scopesClaim),
      })
      .prefault({}),
    limits: z
      .strictObject({
        depth: count.default(defaultLimits.depth),
        aliases: count.default(defaultLimits.aliases),
        directives: count.default(defaultLimits.directives),
        tokens: count.default(defaultLimits.tokens),
      })
      .default(defaultLimits),
    circuitBreaker: circuitBreaker.prefault({}),
    shareInFlight: z.boolean().default(false),
    planner: z.enum(['apollo', 'hive']).default('apollo'),
    entitiesApart: z.enum(['never', 'repeated', 'always']).default('repeated'),
    operationTimeoutMs: count.max(600_000).default(operationTimeoutMsDefault),
    overrideLabels: z
      .record(z.string(), z.boolean())
      .refine(
        (labels) => Object.keys(labels).every((label) => percentIn(label) === null),
        'percent(N) decides itself: change N in the schema',
      )
      .default({}),
    overrideLabelsHeader: headerName.optional(),
    explorer: z
      .strictObject({ document: z.string().default(''), variables: z.record(z.string(), z.json()).optional() })
      .prefault({}),
    cors: corsShape.prefault({}),
    compression: z
      .union([
        z.literal(false).transform(() => null),
        z.strictObject({
          bytesMin: z.number().int().min(0).default(compressionDefault.bytesMin),
          streamsMax: z.number().int().min(0).max(100_000).default(compressionDefault.streamsMax),
        }),
      ])
      .default(compressionDefault),
  })
  .prefault({});

export type ConfigFile = z.output<typeof configShape>;

/**
 * The settings of the gateway, from the command line and the environment, of which the command line takes precedence.
 * Throws StartError for invalid values; an unknown option ends the process.
 */
export function readSettings(args: readonly string[], env: Readonly<Record<string, string | undefined>>) {
  const options = readOptions(args);
  const given = {
    ...env,
    ...(options.supergraph === undefined ? {} : { SUPERGRAPH: options.supergraph }),
    ...(options.port === undefined ? {} : { PORT: options.port }),
    ...(options.config === undefined ? {} : { GATEWAY_CONFIG: options.config }),
    ...(options.watch === undefined ? {} : { WATCH: 'true' }),
  };
  const urlNames = Object.keys(env).filter((name) => name.startsWith(urlPrefix));
  const settings = readConfig(given, {
    ...Object.fromEntries(urlNames.map((name) => [name, urlOf(['http', 'https']).optional()])),
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(4000),
    SUPERGRAPH: z.string(),
    GATEWAY_CONFIG: z.string().optional(),
    WATCH: flag.default(false),
    REDIS_URL: urlOf(['redis', 'rediss']).optional(),
    VIEWER_SECRET: secret.optional(),
    JWKS_URL: urlOf(['http', 'https']).optional(),
    CORS_ORIGINS: originList.default([]),
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    EXPLORER: flag.default(true),
    LOG_LEVEL: logLevel.default('info'),
  });
  const file = settings.GATEWAY_CONFIG === undefined ? configShape.parse({}) : readConfigFile(settings.GATEWAY_CONFIG);
  const urlFor = ({ name, url }: { name: string; url: string }): string =>
    (env[urlPrefix + name.toUpperCase().replaceAll(/[^A-Z\d]/g, '_')] || file.subgraphs[name]?.url) ?? url;
  const corsOrigins = settings.CORS_ORIGINS.length > 0 ? settings.CORS_ORIGINS : file.cors.origins;
  const subscriptionsFor = (name: string, url: string) => {
    const { path, ...others } = file.subgraphs[name]?.subscriptions ?? {};
    return { ...others, ...(path === undefined ? {} : { url: URL.parse(path, url)?.href }) };
  };
  return { ...settings, file, urlFor, corsOrigins, subscriptionsFor };
}

function readOptions(args: readonly string[]) {
  return createCommand('gateway', {
    summary: 'Serves any Federation 2 supergraph.',
    examples: ['--supergraph schema/supergraph.graphql --watch'],
    notes,
  })
    .option('--supergraph <file>', 'composed supergraph, needed (environment: SUPERGRAPH)')
    .option('--port <number>', 'port to listen on (default: 4000, environment: PORT)')
    .option('--config <file>', 'more settings, as JSON (default: none, environment: GATEWAY_CONFIG)')
    .option('--watch', 'reload the supergraph when its file changes (default: false, environment: WATCH=true)')
    .parse([...args], { from: 'user' })
    .opts();
}

function readConfigFile(path: string): ConfigFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StartError(
      `Cannot read the settings in ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const result = configShape.safeParse(parsed);
  if (!result.success) {
    throw new StartError(`Wrong settings in ${path}:\n${z.prettifyError(result.error)}`);
  }
  return result.data;
}
