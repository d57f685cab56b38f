import { destination, pino, type DestinationStream, type Logger } from 'pino';
import { describeError } from './described-error.ts';

export type { Logger };

/**
 * The one logger of a process: a JSON line per message. It writes to standard error, so that standard output stays free
 * for people. Credentials in logged requests are removed by name, and errors lose the values of SQL parameters.
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
