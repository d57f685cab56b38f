import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { noCache, openCache } from '@tributary/platform/cache.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import { StartError } from '@tributary/platform/config.ts';
import { readAdmin, readDoors } from '@tributary/platform/doors.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { fetchWith, type Fetch } from '@tributary/platform/fetch-with.ts';
import { createLogger, type Logger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { openSigner } from '@tributary/platform/service-key-settings.ts';
import { openCertificates } from '@tributary/platform/tls-settings.ts';
import { openUsageStore } from '@tributary/platform/usage-store.ts';
import type { ExplorerSettings } from './front/explorer.ts';
import { openGateway } from './gateway.ts';
import { authorizationFrom } from './request/rights.ts';
import { claimsAt, revocationsAt, toolCallsAt } from './request/issuer.ts';
import { ownIssuer } from './request/tokens/token-issuer.ts';
import { readSettings, type ConfigFile } from './settings.ts';

const watchEveryMs = 500;

runProcess(async (onStop) => {
  const settings = readSettings(process.argv.slice(2), process.env);
  const { SUPERGRAPH: path, file, urlsFor, subscriptionsFor } = settings;
  const doors = readDoors(settings);
  const log = createLogger({ name: 'gateway', level: settings.LOG_LEVEL });
  const metrics = createMetrics();
  const certificates = openCertificates(settings, { log, metrics });
  onStop(certificates.close);
  const fetch = fetchWith(certificates.internal);
  const signer = await signerOf(settings, { log, onStop });
  const caches = settings.REDIS_URL === undefined ? noCache() : await openCache({ redisUrl: settings.REDIS_URL, log });
  onStop(caches.close);
  const persisted =
    settings.PERSISTED_QUERIES_REDIS_URL === undefined
      ? null
      : await openCache({ redisUrl: settings.PERSISTED_QUERIES_REDIS_URL, log });
  if (persisted !== null) {
    onStop(persisted.close);
  }
  const gateway = await openGateway({
    host: settings.HOST,
    port: settings.PORT,
    tls: certificates.clients,
    supergraphSdl: readSupergraph(path),
    transportFor: ({ name, url }) => {
      const own = file.subgraphs[name] ?? {};
      const { transport, timeoutMs } = own;
      const urls = urlsFor({ name, url });
      return httpTransport({
        url: urls,
        client: transport,
        tls: own.tls === 'system' ? undefined : certificates.internal,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        responseBytesMax: file.limits.subgraphAnswerBytes,
        circuitBreaker: { ...file.circuitBreaker, ...own.circuitBreaker },
        retries: { ...file.retries, ...own.retries },
        hedging: { ...file.hedging, ...own.hedging },
        concurrency: { ...file.concurrency, ...own.concurrency },
        connections: { ...file.connections, ...own.connections },
        subscriptions: subscriptionsFor(name, urls[0] ?? url),
      });
    },
    headerRulesFor: (name) => [...file.headers, ...(file.subgraphs[name]?.headers ?? [])],
    authentication: authenticationOf(settings, fetch),
    ...issuerAccess(settings, { signer, fetch }),
    signer,
    caches,
    persistedQueries: persisted?.cache,
    log,
    metrics,
    limits: file.limits,
    rates: { limits: file.traffic.rateLimits, buckets: caches.tokenBuckets(file.traffic.localShare) },
    inFlight: file.traffic.inFlight,
    arrival: file.traffic,
    open: file.traffic,
    planning: file.limits,
    documents: file.documents,
    publicOperations: settings.publicOperations,
    mcp: file.mcp,
    clientNameHeaders: file.clientNameHeaders,
    usage:
      file.usage === undefined
        ? undefined
        : await openUsageStore(settings.REDIS_URL ?? file.usage.folder, { keepDays: file.usage.keepDays, log }),
    operationBytesMax: file.limits.operationBytes,
    demandControl: file.demandControl,
    shareInFlight: file.shareInFlight,
    entitiesApart: file.entitiesApart,
    planner: file.planner,
    authorization: await authorizationFrom(file.authorization),
    contracts: file.contracts,
    operationTimeoutMs: file.operationTimeoutMs,
    overrides: { labels: file.overrideLabels, header: file.overrideLabelsHeader ?? null },
    doors,
    admin: readAdmin(settings),
    strictTransportSeconds: settings.HSTS_SECONDS,
    ...(doors.explorer ? { explorer: explorerOf(file.explorer) } : {}),
    allowedHosts: settings.ALLOWED_HOSTS,
    corsOrigins: settings.corsOrigins,
    cors: file.cors,
    compression: file.compression,
    trustedProxies: settings.TRUSTED_PROXIES,
  }).catch((error: unknown) => {
    throw error instanceof StartError ? error : new StartError(`Cannot load the supergraph ${path}: ${String(error)}`);
  });
  onStop(gateway.close);
  if (settings.WATCH) {
    watchFile(path, { interval: watchEveryMs }, () => {
      void Promise.resolve()
        .then(() => readSupergraph(path))
        .then(
          // `reload` logs the reason of a failure.
          (supergraphSdl) => gateway.reload(supergraphSdl).catch(() => {}),
          (error: unknown) => log.error({ err: error }, 'the new supergraph cannot be read; the old one stays'),
        );
    });
    onStop(async () => unwatchFile(path));
  }
  log.info({ url: gateway.url, admin: gateway.adminUrl, doors }, 'gateway is listening');
});

/** The issuers of the file, and ours if its keys are named. */
function authenticationOf({ JWKS_URL, file: { authentication } }: ReturnType<typeof readSettings>, fetch: Fetch) {
  const own = JWKS_URL === undefined ? [] : [ownIssuer({ url: JWKS_URL, fetch })];
  return { ...authentication, issuers: [...own, ...authentication.issuers] };
}

/** The signer of callers. Null without a key: subgraphs then learn no caller. */
async function signerOf(
  settings: ReturnType<typeof readSettings>,
  { log, onStop }: { log: Logger; onStop: (stop: () => Promise<void>) => void },
): Promise<CallerSigner | null> {
  const opened = await openSigner(settings, { service: 'gateway', log });
  if (opened !== null) {
    onStop(async () => opened.close());
  } else if (settings.VIEWER_SECRET !== undefined) {
    throw new StartError('VIEWER_SECRET does not sign callers any more. Set SERVICE_KEY or SERVICE_KEY_FILE instead.');
  }
  return opened?.signer ?? null;
}

/** Access to the issuer of tokens. Without its URLs, no request is made. */
function issuerAccess(
  { REVOCATIONS_URL, TICKETS_URL, TOOL_CALLS_URL }: ReturnType<typeof readSettings>,
  { signer, fetch }: { signer: CallerSigner | null; fetch: Fetch },
) {
  return {
    ...(REVOCATIONS_URL === undefined ? {} : { revocations: revocationsAt(REVOCATIONS_URL, signer, fetch) }),
    ...(TICKETS_URL === undefined ? {} : { claims: claimsAt(TICKETS_URL, signer, fetch) }),
    ...(TOOL_CALLS_URL === undefined ? {} : { recordToolCalls: toolCallsAt(TOOL_CALLS_URL, signer, fetch) }),
  };
}

function explorerOf({ document, variables }: ConfigFile['explorer']): ExplorerSettings {
  return {
    document,
    variables: variables === undefined ? '' : JSON.stringify(variables, null, 2),
    headers: async () => ({}),
  };
}

function readSupergraph(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new StartError(`Cannot read the supergraph ${path}. Check --supergraph or SUPERGRAPH.`);
  }
}
