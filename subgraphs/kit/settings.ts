import { callerSecret, databaseUrl, host, logLevelOr, portOr, redisUrlOr } from '@tributary/platform/settings.ts';

/** Settings of the environment that every subgraph reads. */
export const subgraphSettings = (defaultPort: number) => ({
  HOST: host,
  PORT: portOr(defaultPort),
  DATABASE_URL: databaseUrl,
  REDIS_URL: redisUrlOr(
    'Without it a process counts sign-in attempts by itself, and learns of changes in others by polling.',
  ),
  VIEWER_SECRET: callerSecret,
  LOG_LEVEL: logLevelOr('info'),
});
