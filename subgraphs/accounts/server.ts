import { openCache } from '@tributary/platform/cache.ts';
import { readConfig } from '@tributary/platform/config.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { serveSubgraph } from '@tributary/kit/serve-subgraph.ts';
import { openAccountsSubgraph } from './accounts-subgraph.ts';
import { settings } from './settings.ts';

runProcess(async (onStop) => {
  const config = readConfig(process.env, settings);
  const log = createLogger({ name: 'accounts', level: config.LOG_LEVEL });
  const caches = await openCache({ redisUrl: config.REDIS_URL, log });
  onStop(caches.close);
  const users = httpTransport({ url: config.SUBGRAPH_URL_USERS });
  const ledger = httpTransport({ url: config.SUBGRAPH_URL_LEDGER });
  onStop(users.close);
  onStop(ledger.close);
  const accounts = await openAccountsSubgraph({
    databaseUrl: config.DATABASE_URL,
    callerSecret: config.VIEWER_SECRET,
    ledger,
    users,
    caches,
    log,
  });
  onStop(accounts.close);
  const server = await serveSubgraph(accounts.subgraph, { host: config.HOST, port: config.PORT, ready: accounts.ping });
  onStop(server.close);
  log.info({ url: server.url }, 'accounts is listening');
});
