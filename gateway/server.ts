import { readFileSync } from 'node:fs';
import { noCache, openCache } from '@tributary/platform/cache.ts';
import { logLevel, port, readConfig, secret, StartError, urlOf } from '@tributary/platform/config.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { z } from 'zod';
import { openGateway } from './gateway.ts';

runProcess(async (onStop) => {
  const config = readConfig(process.env, {
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(4000),
    SUPERGRAPH: z.string(),
    REDIS_URL: urlOf(['redis', 'rediss']).optional(),
    VIEWER_SECRET: secret,
    JWKS_URL: urlOf(['http', 'https']).optional(),
    CORS_ORIGINS: z.string().default(''),
    LOG_LEVEL: logLevel.default('info'),
  });
  const log = createLogger({ name: 'gateway', level: config.LOG_LEVEL });
  const caches = config.REDIS_URL === undefined ? noCache() : await openCache({ redisUrl: config.REDIS_URL, log });
  onStop(caches.close);
  const gateway = await openGateway({
    host: config.HOST,
    port: config.PORT,
    supergraphSdl: readSupergraph(config.SUPERGRAPH),
    transportFor: ({ name, url }) =>
      httpTransport({ url: process.env[`SUBGRAPH_URL_${name.toUpperCase().replaceAll('-', '_')}`] ?? url }),
    authentication: config.JWKS_URL === undefined ? null : { jwksUrl: config.JWKS_URL },
    callerSecret: config.VIEWER_SECRET,
    caches,
    log,
    corsOrigins: config.CORS_ORIGINS.split(',').filter((origin) => origin !== ''),
  });
  onStop(gateway.close);
  log.info({ url: gateway.url }, 'gateway is listening');
});

function readSupergraph(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new StartError(`Cannot read the supergraph ${path}. Check SUPERGRAPH.`);
  }
}
