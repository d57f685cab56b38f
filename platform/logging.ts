import { destination, pino, type DestinationStream, type Logger } from 'pino';
import { describeError } from './described-error.ts';

export type { Logger };

/**
 * The one logger of a process: a JSON line per message, on standard error, so that standard output stays free for what
 * a person reads. Credentials are taken out by name wherever a request is logged, and errors lose the values that SQL
 * was executed with.
 */
export function createLogger({
  name,
  level,
  stream = destination({ dest: 2, sync: true }),
}: {
  name: string;
  level: string;
  stream?: DestinationStream;
}): Logger {
  return pino(
    {
      name,
      level,
      redact: { paths: ['*.authorization', '*.password', '*.apiKey', '*.refreshToken'], censor: '[removed]' },
      serializers: { err: describeError },
    },
    stream,
  );
}
