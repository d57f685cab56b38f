import { readFileSync } from 'node:fs';
import { createCommand } from '@tributary/platform/command-line.ts';
import { flag, readConfig, StartError, urlOf } from '@tributary/platform/config.ts';
import { adminSettings, doorSettings } from '@tributary/platform/doors.ts';
import { signerSettings } from '@tributary/platform/service-key-settings.ts';
import { fileSettingNotes, settingNotes, settingsHelp } from '@tributary/platform/setting-notes.ts';
import {
  allowedHosts,
  corsOriginsNotes,
  host,
  logLevelOr,
  portOr,
  redisUrlOr,
  trustedProxies,
} from '@tributary/platform/settings.ts';
import { httpClients, requestTimeoutMsDefault } from '@tributary/platform/http-transport.ts';
import { subscriptionProtocols } from '@tributary/platform/transport/subscriptions/subscription-settings.ts';
import { clientTlsSettings, internalTlsSettings } from '@tributary/platform/tls-settings.ts';
import { z } from 'zod';
import { usageShape } from './usage/usage-settings.ts';
import { publicOperationsShape } from './public-operations/public-operations-settings.ts';
import { documentsShape } from './documents/documents-settings.ts';
import { compressionDefault } from './front/http/compression.ts';
import { corsShape, originList } from './front/cors.ts';
import { mcpShape } from './front/mcp/mcp-settings.ts';
import { strictTransportSetting } from './front/strict-transport.ts';
import { trafficShape } from './front/traffic-settings.ts';
import { authenticationShape } from './request/authentication-settings.ts';
import { authorizationShape } from './request/authorization-settings.ts';
import { clientNameHeaders } from './request/client-name.ts';
import { contractsShape } from './request/contracts-settings.ts';
import { demandControlShape } from './request/demand-control.ts';
import { headerName, headerRule } from './request/header-rules.ts';
import { circuitBreaker, resilienceOf, resilienceOfSubgraph, subgraphUrls } from './request/resilience-settings.ts';
import { operationTimeoutMsDefault } from './request/rules/limits.ts';
import { limitsShape } from './request/rules/limits-settings.ts';
import { percentIn } from './composed/override-labels.ts';

const urlPrefix = 'SUBGRAPH_URL_';

/** Settings of the environment. `SUBGRAPH_URL_<NAME>` is one setting for each subgraph. */
export const environmentShape = {
  SUPERGRAPH: z.string().meta({
    description: 'File of the composed supergraph (`--supergraph`)',
    example: 'supergraph.graphql',
    pitfall:
      'A file that cannot be loaded stops the start. One that relies on a directive that the gateway does not know, but must enforce, is refused.',
  }),
  HOST: host,
  PORT: portOr(4000),
  GATEWAY_CONFIG: z.string().optional().meta({
    description: 'JSON file with further settings (`--config`)',
    example: 'gateway.json',
    pitfall: 'An unknown key, or a value out of bounds, stops the start. The message names all mistakes.',
  }),
  PUBLIC_OPERATIONS: z.string().optional().meta({
    description:
      'Files and folders with public operations, separated by commas; replaces `publicOperations.manifests` of the file',
    example: 'schema/operations',
    pitfall: 'One that cannot be read stops the start. Single operations with a problem are left out and logged.',
  }),
  WATCH: flag.default(false).meta({
    description: 'Whether changes of the supergraph file are followed (`--watch`)',
    example: 'true',
    pitfall: 'A new file that cannot be loaded is logged, and the old supergraph stays.',
  }),
  REDIS_URL: redisUrlOr('Without it nothing is cached.'),
  PERSISTED_QUERIES_REDIS_URL: urlOf(['redis', 'rediss']).optional().meta({
    description:
      'Redis for persisted queries of several gateways. Without it each gateway keeps its own, and clients send a document once to each',
    example: 'redis://queries.example.com:6379',
    pitfall: 'Anonymous clients can fill it, so use another server than that of `REDIS_URL`.',
  }),
  SERVICE_KEY: signerSettings.SERVICE_KEY.meta({
    ...signerSettings.SERVICE_KEY.meta(),
    description: `${signerSettings.SERVICE_KEY.meta()?.description}. Without either, subgraphs get no caller`,
  }),
  SERVICE_KEY_FILE: signerSettings.SERVICE_KEY_FILE,
  VIEWER_SECRET: z.string().optional().meta({
    description: 'Without effect. It signed callers in the version before; SERVICE_KEY does now',
    pitfall: 'A gateway with it and without a service key does not start.',
  }),
  JWKS_URL: urlOf(['http', 'https']).optional().meta({
    description:
      'JWKS document with the keys of the issuer `tributary`. Other issuers are in the file (`authentication.issuers`). Without any every caller is anonymous',
    example: 'http://users:4001/.well-known/jwks.json',
    pitfall: 'Until it was read, the gateway is not ready, and requests with a token get 503 `SERVICE_BUSY`.',
  }),
  REVOCATIONS_URL: urlOf(['http', 'https']).optional().meta({
    description:
      'URL of the revocations of access, read every second to end sockets and streams. Without it nothing is read: they last as long as their tokens, and cached responses as long as they live',
    example: 'http://users:4001/revocations',
    pitfall: 'While it cannot be read, sockets stay open. Subgraphs refuse revoked callers in any case.',
  }),
  TICKETS_URL: urlOf(['http', 'https']).optional().meta({
    description:
      'URL at which the issuer of tokens notes used tickets for streams. Without it they are noted in Redis, or in this process',
    example: 'http://users:4001/used-tickets',
    pitfall:
      'While it cannot be reached, streams with a ticket get 503. A Redis that evicts keys forgets used tickets.',
  }),
  TOOL_CALLS_URL: urlOf(['http', 'https']).optional().meta({
    description:
      "URL at which calls of agents' tools are recorded (`mcp`), in batches of JSON. Without it they are in the log alone",
    example: 'http://users:4001/tool-calls',
    pitfall: 'While it cannot be reached, calls are answered. They are sent again for ten minutes, up to a limit.',
  }),
  CORS_ORIGINS: originList.default([]).meta({
    ...corsOriginsNotes,
    description: `${corsOriginsNotes.description}; replaces \`cors.origins\` of the file`,
  }),
  ALLOWED_HOSTS: allowedHosts,
  TRUSTED_PROXIES: trustedProxies,
  ...doorSettings,
  ...adminSettings,
  ...clientTlsSettings,
  ...internalTlsSettings,
  HSTS_SECONDS: strictTransportSetting,
  LOG_LEVEL: logLevelOr('info'),
};

/** The setting for the URL of one subgraph. */
export const subgraphUrl = urlOf(['http', 'https']).optional().meta({
  description: 'URL of the subgraph of this name; replaces the URLs of the file and of the supergraph',
  example: 'http://ledger:4003/graphql',
  pitfall: 'A name that no subgraph has is ignored. Characters other than letters and digits are written as `_`.',
});

const count = z.number().int().positive();
const headerRules = z.array(headerRule);
const headersNotes = {
  description:
    'Header rules for requests to subgraphs: `propagate` passes a header of the client on, `insert` adds one with a `value`, or with a part of the verified `caller`: `issuer`, `subject`, `tenant`, `scopes` or a path below `claims`',
  example: [{ propagate: 'x-tenant' }, { insert: 'x-user', caller: 'claims.email' }],
  pitfall:
    'Responses are cached per value of a propagated header, so a header that differs per request disables caching.',
};

const subscriptionsShape = z
  .strictObject({
    url: urlOf(['http', 'https', 'ws', 'wss']).optional().meta({
      description: 'URL of its subscriptions, if it differs from the URL of the subgraph',
      example: 'wss://news.example.com/subscriptions',
    }),
    path: z
      .string()
      .regex(/^\/(?!\/)/, 'must begin with one /')
      .optional()
      .meta({
        description: 'Path of its subscriptions at the URL of the subgraph; instead of `url`',
        example: '/ws',
      }),
    protocol: z.enum(subscriptionProtocols).optional().meta({
      description:
        'Protocol: graphql-transport-ws, sse (graphql-sse, distinct connections) or multipart (Apollo, subscriptionSpec 1.0)',
      default: 'graphql-transport-ws',
      pitfall: 'With another protocol than the one of the subgraph, subscriptions end with `SUBGRAPH_UNAVAILABLE`.',
    }),
    silenceMaxMs: z.number().int().min(0).max(3_600_000).optional().meta({
      description:
        'Silence after which a stream counts as broken, in milliseconds; 0 means never. 15000 for graphql-transport-ws, 30000 for the others',
      example: 0,
      pitfall: 'Use 0 for a server that sends no heartbeats, else its idle streams break again and again.',
    }),
  })
  .refine(({ url, path }) => url === undefined || path === undefined, 'give `url` or `path`, not both');

const subgraphShape = z
  .strictObject({
    url: urlOf(['http', 'https']).optional().meta({
      description: 'URL of the subgraph; replaces that of the supergraph',
      example: 'http://users:4001/graphql',
    }),
    urls: subgraphUrls.optional(),
    transport: z.enum(httpClients).optional().meta({
      description:
        'HTTP client for its queries and mutations: `own` is HTTP/1.1 and takes the least CPU time, `undici` takes HTTP/2 where the subgraph offers it over https',
      default: 'own',
      pitfall: '`undici` takes more CPU time. It pays for subgraphs that are far away.',
    }),
    tls: z.enum(['internal', 'system']).optional().meta({
      description:
        'Certificates for its `https` URLs: `internal` those of `INTERNAL_TLS_CERT_FILE`, if it is set, `system` the authorities of the system and no certificate of the gateway',
      default: 'internal',
      pitfall: 'With `internal`, a subgraph whose certificate is of a public authority is not trusted.',
    }),
    timeoutMs: count.max(600_000).optional().meta({
      description: 'Deadline of one request, in milliseconds',
      default: requestTimeoutMsDefault,
      pitfall: 'Longer than `operationTimeoutMs` has no effect.',
    }),
    circuitBreaker: circuitBreaker.optional().meta({ description: 'Circuit breakers of this subgraph' }),
    ...resilienceOfSubgraph,
    headers: headerRules
      .optional()
      .meta({ ...headersNotes, description: 'Header rules of this subgraph, after the general ones' }),
    subscriptions: subscriptionsShape.optional().meta({ description: 'Subscriptions of this subgraph' }),
  })
  .refine(({ url, urls }) => url === undefined || urls === undefined, 'give `url` or `urls`, not both');

/** Settings of the file that `--config` names. */
export const configShape = z
  .strictObject({
    $schema: z.string().optional().meta({
      description: 'JSON schema of this file, for editors; the gateway ignores it',
      example: 'docs/gateway-config.schema.json',
    }),
    subgraphs: z
      .record(z.string(), subgraphShape)
      .default({})
      .meta({
        description: 'Settings of single subgraphs, by name',
        example: { users: { timeoutMs: 5000 } },
        pitfall: 'A name that no subgraph has is ignored.',
      }),
    headers: headerRules.default([]).meta(headersNotes),
    authentication: authenticationShape,
    authorization: authorizationShape.prefault({}).meta({ description: 'Rights to select fields' }),
    contracts: contractsShape,
    limits: limitsShape,
    clientNameHeaders,
    documents: documentsShape,
    publicOperations: publicOperationsShape,
    mcp: mcpShape,
    usage: usageShape,
    demandControl: demandControlShape,
    circuitBreaker: circuitBreaker.prefault({}).meta({
      description: 'Circuit breakers of all subgraphs: when requests are refused because others failed',
      pitfall: 'Refused requests give null fields with `SUBGRAPH_UNAVAILABLE`.',
    }),
    ...resilienceOf,
    shareInFlight: z.boolean().default(false).meta({
      description: 'Whether identical queries of one caller that are in flight together are executed once',
    }),
    planner: z.enum(['apollo', 'hive']).default('apollo').meta({
      description:
        'Planner that is tried first. `hive`, the planner of Hive Router, is much faster and plans what it can',
      pitfall: 'There is no build of `hive` for every machine.',
    }),
    entitiesApart: z.enum(['never', 'repeated', 'always']).default('repeated').meta({
      description: 'When nested entities are fetched separately: never, where they repeat, or always',
      pitfall: 'Use `never` for a subgraph whose entities differ by the path on which they are fetched.',
    }),
    operationTimeoutMs: count.max(600_000).default(operationTimeoutMsDefault).meta({
      description: 'Deadline of an operation, in milliseconds',
      pitfall: 'Fields that are missing then are null with `DEADLINE_EXCEEDED`.',
    }),
    overrideLabels: z
      .record(z.string(), z.boolean())
      .refine(
        (labels) => Object.keys(labels).every((label) => percentIn(label) === null),
        'percent(N) decides itself: change N in the schema',
      )
      .default({})
      .meta({
        description: 'Labels of `@override` that are on, besides `percent(N)`',
        example: { 'use-new': true },
        pitfall: '`percent(N)` is refused here: change N in the schema.',
      }),
    overrideLabelsHeader: headerName.optional().meta({
      description: 'Header by which a client turns on further labels for one request, separated by commas',
      example: 'x-override-labels',
      pitfall: 'Every client can then choose the subgraph of a field.',
    }),
    explorer: z
      .strictObject({
        document: z.string().default('').meta({ description: 'Document that the explorer opens with' }),
        variables: z.record(z.string(), z.json()).optional().meta({ description: 'Variables for it' }),
      })
      .prefault({})
      .meta({ description: 'Content of the explorer', example: { document: '{ me { name } }' } }),
    traffic: trafficShape,
    cors: corsShape.prefault({}).meta({ description: 'Rights of pages of other origins (CORS)' }),
    compression: z
      .union([
        z.literal(false).transform(() => null),
        z.strictObject({
          bytesMin: z.number().int().min(0).default(compressionDefault.bytesMin).meta({
            description: 'Size from which responses are compressed, in bytes',
            pitfall: 'Small responses cost more to compress than they save.',
          }),
          streamsMax: z.number().int().min(0).max(100_000).default(compressionDefault.streamsMax).meta({
            description: 'Number of subscriptions over HTTP that may be compressed at once',
            pitfall: 'Each takes 70 to 160 kB of memory.',
          }),
        }),
      ])
      .default(compressionDefault)
      .meta({
        description:
          'Compression of responses with zstd, brotli or gzip, by what a client accepts; `false` turns it off',
        pitfall: 'Turn it off if a header rule propagates `cookie`, because of BREACH.',
      }),
  })
  .prefault({});

/** More help of the command. Made when it is asked for, since it walks over all shapes. */
const notes = (): string => `Options take precedence over the environment. Settings of the environment:
${settingsHelp(settingNotes({ ...environmentShape, 'SUBGRAPH_URL_<NAME>': subgraphUrl }))}

Settings of the file of --config, as JSON, where a dot stands for a nested object:
${settingsHelp(fileSettingNotes(configShape))}`;

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
    ...Object.fromEntries(urlNames.map((name) => [name, subgraphUrl])),
    ...environmentShape,
  });
  const file = settings.GATEWAY_CONFIG === undefined ? configShape.parse({}) : readConfigFile(settings.GATEWAY_CONFIG);
  const urlsFor = ({ name, url }: { name: string; url: string }): readonly string[] => {
    const ofEnvironment = env[urlPrefix + name.toUpperCase().replaceAll(/[^A-Z\d]/g, '_')];
    const { url: ofFile = url, urls = [ofFile] } = file.subgraphs[name] ?? {};
    return ofEnvironment ? [ofEnvironment] : urls;
  };
  const publicOperations = publicOperationsOf(settings.PUBLIC_OPERATIONS, file);
  const corsOrigins = settings.CORS_ORIGINS.length > 0 ? settings.CORS_ORIGINS : file.cors.origins;
  const subscriptionsFor = (name: string, url: string) => {
    const { path, ...others } = file.subgraphs[name]?.subscriptions ?? {};
    return { ...others, ...(path === undefined ? {} : { url: URL.parse(path, url)?.href }) };
  };
  return { ...settings, file, publicOperations, urlsFor, corsOrigins, subscriptionsFor };
}

function publicOperationsOf(manifests: string | undefined, { publicOperations }: ConfigFile) {
  const named = manifests?.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()])) ?? [];
  return named.length === 0 ? publicOperations : publicOperationsShape.parse({ ...publicOperations, manifests: named });
}

function readOptions(args: readonly string[]) {
  return createCommand('gateway', {
    summary: 'Serves any Federation 2 supergraph.',
    examples: ['--supergraph schema/supergraph.graphql --watch'],
    notes: notes(),
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
    throw new StartError(`Invalid settings in ${path}:\n${z.prettifyError(result.error)}`);
  }
  return result.data;
}
