import { pino, type Logger } from 'pino';

export type { Logger };

/**
 * The one logger of a process: a JSON line per message, on standard error, so that standard output stays free for what a
 * person reads. Credentials are taken out by name wherever a request is logged.
 */
export function createLogger({ name, level }: { name: string; level: string }): Logger {
  return pino(
    {
      name,
      level,
      redact: { paths: ['*.authorization', '*.password', '*.apiKey', '*.refreshToken'], censor: '[removed]' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
