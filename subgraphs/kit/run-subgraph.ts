import { listenForAdministration } from '@tributary/platform/admin-server.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { noSigner, type CallerSigner } from '@tributary/platform/caller-signer.ts';
import { readConfig, StartError } from '@tributary/platform/config.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { readAdmin, readDoors } from '@tributary/platform/doors.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger, type Logger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { openSigner, openTrust, signerSettings, type CallerRules } from '@tributary/platform/service-key-settings.ts';
import { openCertificates } from '@tributary/platform/tls-settings.ts';
import { z } from 'zod';
import { urlSetting, type NodeTypes, type SubgraphManifest } from './define-subgraph.ts';
import { settingsOfNeeds, subgraphSettings } from './settings.ts';
import { serveSubgraph } from './serve-subgraph.ts';

/** Runs a subgraph as a process of its own. */
export function runSubgraph(
  manifest: SubgraphManifest,
  {
    urlOfSubgraph,
    nodeTypes,
    callerRules,
  }: {
    /** The default addresses of the subgraphs that it calls. */
    urlOfSubgraph: (name: string) => string;
    nodeTypes: NodeTypes;
    /** The callers that other services may name. */
    callerRules: CallerRules;
  },
): void {
  const { name, needs } = manifest;
  runProcess(async (onStop) => {
    const config: Config & Readonly<Record<string, unknown>> = readConfig(process.env, {
      ...manifest.settings,
      ...settingsOfNeeds(manifest, urlOfSubgraph),
      ...subgraphSettings(manifest),
    });
    const { REDIS_URL: redisUrl } = config;
    const log = createLogger({ name, level: config.LOG_LEVEL });
    const { trust, close: closeTrust } = await openTrust(config, callerRules, { log });
    onStop(async () => closeTrust());
    const signer = needs.length === 0 ? noSigner(name) : await signerOf(name, { config, log, onStop });
    const metrics = createMetrics();
    const certificates = openCertificates(config, { log, metrics });
    onStop(certificates.close);
    const tls = certificates.internal;
    const caches = await openCache({ redisUrl, log });
    onStop(caches.close);
    const hints = openHints({ redisUrl, log, metrics });
    onStop(hints.close);
    const subgraphs = Object.fromEntries(
      needs.map((need) => [need, httpTransport({ url: z.string().parse(config[urlSetting(need)]), tls })]),
    );
    for (const transport of Object.values(subgraphs)) {
      onStop(transport.close);
    }
    const { open } = await manifest.load();
    const opened = await open({
      databaseUrl: config.DATABASE_URL,
      redisUrl,
      trust,
      signer,
      caches,
      hints,
      log,
      metrics,
      subgraphs,
      nodeTypes,
      settings: config,
    });
    onStop(opened.close);
    const server = await serveSubgraph(opened.subgraph, {
      host: config.HOST,
      port: config.PORT,
      tls,
      log,
      metrics,
      servesMetrics: readDoors(config).metrics,
      ready: opened.ping,
      ...(opened.routes === undefined ? {} : { extraRoutes: opened.routes }),
    });
    onStop(server.close);
    const admin = readAdmin(config);
    if (admin !== undefined) {
      const administration = await listenForAdministration({
        ...admin,
        log,
        metrics,
        dependencies: () => [
          { name: 'database', isNeeded: true, check: opened.ping },
          { name: 'cache', isNeeded: false, check: caches.ping },
        ],
      });
      onStop(administration.close);
    }
    log.info({ url: server.url }, `${name} is listening`);
  });
}

type Config = z.output<z.ZodObject<ReturnType<typeof subgraphSettings>>>;

const signerShape = z.object(signerSettings);

/** The signer of a subgraph that calls others. Throws StartError without a key. */
async function signerOf(
  service: string,
  { config, log, onStop }: { config: unknown; log: Logger; onStop: (stop: () => Promise<void>) => void },
): Promise<CallerSigner> {
  const opened = await openSigner(signerShape.parse(config), { service, log });
  if (opened === null) {
    throw new StartError(`Set SERVICE_KEY or SERVICE_KEY_FILE: ${service} signs its requests to other subgraphs.`);
  }
  onStop(async () => opened.close());
  return opened.signer;
}
