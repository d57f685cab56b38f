import { listenForAdministration } from '@tributary/platform/admin-server.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { readConfig } from '@tributary/platform/config.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { readAdmin, readDoors } from '@tributary/platform/doors.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { openCertificates } from '@tributary/platform/tls-settings.ts';
import { z } from 'zod';
import { urlSetting, type NodeTypes, type SubgraphManifest } from './define-subgraph.ts';
import { addressesOfNeeds, subgraphSettings } from './settings.ts';
import { serveSubgraph } from './serve-subgraph.ts';

/** Runs a subgraph as a process of its own. */
export function runSubgraph(
  manifest: SubgraphManifest,
  {
    urlOfSubgraph,
    nodeTypes,
  }: {
    /** The default addresses of the subgraphs that it calls. */
    urlOfSubgraph: (name: string) => string;
    nodeTypes: NodeTypes;
  },
): void {
  const { name, needs } = manifest;
  runProcess(async (onStop) => {
    const config: Config & Readonly<Record<string, unknown>> = readConfig(process.env, {
      ...manifest.settings,
      ...addressesOfNeeds(manifest, urlOfSubgraph),
      ...subgraphSettings(manifest),
    });
    const { REDIS_URL: redisUrl, VIEWER_SECRET: callerSecret } = config;
    const log = createLogger({ name, level: config.LOG_LEVEL });
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
      callerSecret,
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
