import { openCache } from '@tributary/platform/cache.ts';
import { logLevel, port, readConfig, secret, urlOf } from '@tributary/platform/config.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { serveSubgraph } from '@tributary/kit/serve-subgraph.ts';
import { z } from 'zod';
import { openAccountsSubgraph } from './accounts-subgraph.ts';

runProcess(async (onStop) => {
  const config = readConfig(process.env, {
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(4002),
    DATABASE_URL: urlOf(['postgres', 'postgresql']),
    REDIS_URL: urlOf(['redis', 'rediss']).optional(),
    VIEWER_SECRET: secret,
    SUBGRAPH_URL_USERS: urlOf(['http', 'https']).default('http://127.0.0.1:4001/graphql'),
    SUBGRAPH_URL_LEDGER: urlOf(['http', 'https']).default('http://127.0.0.1:4003/graphql'),
    LOG_LEVEL: logLevel.default('info'),
  });
  const log = createLogger({ name: 'accounts', level: config.LOG_LEVEL });
  const metrics = createMetrics();
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
    metrics,
  });
  onStop(accounts.close);
  const server = await serveSubgraph(accounts.subgraph, {
    host: config.HOST,
    port: config.PORT,
    log,
    metrics,
    ready: accounts.ping,
  });
  onStop(server.close);
  log.info({ url: server.url }, 'accounts is listening');
});
