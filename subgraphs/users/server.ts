import { openCache } from '@tributary/platform/cache.ts';
import { flag, logLevel, port, readConfig, secret, urlOf } from '@tributary/platform/config.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { createRevocations } from '@tributary/domain/revocations.ts';
import { serveSubgraph } from '@tributary/kit/serve-subgraph.ts';
import { z } from 'zod';
import { generousLimits, ordinaryLimits } from './sign-in-throttle.ts';
import { readSigningKey } from './signing-key.ts';
import { openUsersSubgraph } from './users-subgraph.ts';

runProcess(async (onStop) => {
  const config = readConfig(process.env, {
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(4001),
    DATABASE_URL: urlOf(['postgres', 'postgresql']),
    REDIS_URL: urlOf(['redis', 'rediss']).optional(),
    VIEWER_SECRET: secret,
    JWT_PRIVATE_KEY: z.string(),
    GENEROUS_SIGN_IN: flag.default(false),
    LOG_LEVEL: logLevel.default('info'),
  });
  const log = createLogger({ name: 'users', level: config.LOG_LEVEL });
  const metrics = createMetrics();
  const caches = await openCache({ redisUrl: config.REDIS_URL, log });
  onStop(caches.close);
  const hints = openHints({ redisUrl: config.REDIS_URL, log });
  onStop(hints.close);
  const users = await openUsersSubgraph({
    databaseUrl: config.DATABASE_URL,
    callerSecret: config.VIEWER_SECRET,
    signingKey: await readSigningKey(config.JWT_PRIVATE_KEY),
    throttleLimits: config.GENEROUS_SIGN_IN ? generousLimits : ordinaryLimits,
    redisUrl: config.REDIS_URL,
    caches,
    revocations: createRevocations({ cache: caches.cache, hints }),
    log,
    metrics,
  });
  onStop(users.close);
  const server = await serveSubgraph(users.subgraph, {
    host: config.HOST,
    port: config.PORT,
    log,
    metrics,
    ready: users.ping,
    extraRoutes: { '/.well-known/jwks.json': () => users.publicKeys },
  });
  onStop(server.close);
  log.info({ url: server.url }, 'users is listening');
});
