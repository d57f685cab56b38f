import { noCache, openCache } from '@tributary/platform/cache.ts';
import { readConfig } from '@tributary/platform/config.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createRevocations } from '@tributary/domain/revocations.ts';
import { serveSubgraph } from '@tributary/kit/serve-subgraph.ts';
import { openLedgerSubgraph } from './ledger-subgraph.ts';
import { settings } from './settings.ts';

runProcess(async (onStop) => {
  const config = readConfig(process.env, settings);
  const log = createLogger({ name: 'ledger', level: config.LOG_LEVEL });
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
  });
  onStop(ledger.close);
  const server = await serveSubgraph(ledger.subgraph, { host: config.HOST, port: config.PORT, ready: ledger.ping });
  onStop(server.close);
  log.info({ url: server.url }, 'ledger is listening');
});
