import { openCache } from '@tributary/platform/cache.ts';
import { readConfig } from '@tributary/platform/config.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createRevocations } from '@tributary/domain/revocations.ts';
import { serveSubgraph } from '@tributary/kit/serve-subgraph.ts';
import { generousLimits, ordinaryLimits } from './sign-in-throttle.ts';
import { readSigningKey } from './signing-key.ts';
import { openUsersSubgraph } from './users-subgraph.ts';
import { settings } from './settings.ts';

runProcess(async (onStop) => {
  const config = readConfig(process.env, settings);
  const log = createLogger({ name: 'users', level: config.LOG_LEVEL });
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
  });
  onStop(users.close);
  const server = await serveSubgraph(users.subgraph, {
    host: config.HOST,
    port: config.PORT,
    ready: users.ping,
    extraRoutes: { '/.well-known/jwks.json': () => users.publicKeys },
  });
  onStop(server.close);
  log.info({ url: server.url }, 'users is listening');
});
