import { noCache, openCache } from '@tributary/platform/cache.ts';
import { logLevel, port, readConfig, secret, urlOf } from '@tributary/platform/config.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { createRevocations } from '@tributary/domain/revocations.ts';
import { serveSubgraph } from '@tributary/kit/serve-subgraph.ts';
import { z } from 'zod';
import { openLedgerSubgraph } from './ledger-subgraph.ts';

runProcess(async (onStop) => {
  const config = readConfig(process.env, {
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(4003),
    DATABASE_URL: urlOf(['postgres', 'postgresql']),
    REDIS_URL: urlOf(['redis', 'rediss']).optional(),
    VIEWER_SECRET: secret,
    LOG_LEVEL: logLevel.default('info'),
  });
  const log = createLogger({ name: 'ledger', level: config.LOG_LEVEL });
  const metrics = createMetrics();
  const hints = openHints({ redisUrl: config.REDIS_URL, log });
  onStop(hints.close);
  const caches = config.REDIS_URL === undefined ? noCache() : await openCache({ redisUrl: config.REDIS_URL, log });
  onStop(caches.close);
  const ledger = await openLedgerSubgraph({
    databaseUrl: config.DATABASE_URL,
    callerSecret: config.VIEWER_SECRET,
    hints,
    revocations: createRevocations({ cache: caches.cache, hints }),
    log,
    metrics,
  });
  onStop(ledger.close);
  const server = await serveSubgraph(ledger.subgraph, {
    host: config.HOST,
    port: config.PORT,
    log,
    metrics,
    ready: ledger.ping,
  });
  onStop(server.close);
  log.info({ url: server.url }, 'ledger is listening');
});
