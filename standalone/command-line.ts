import { parseArgs } from 'node:util';
import { StartError } from '@tributary/platform/config.ts';

export const help = `Runs the whole of Tributary in one process, on a PostgreSQL of its own.

  npx -y pnpm@12.21.0 start [options]

  --no-traffic   make no transfers by itself
  --no-demo      start without demo data and demo credentials
  --fresh        throw the data away and start anew
  --help         show this

Settings, by environment:
  PORT                  4000
  HOST                  127.0.0.1
  TRIBUTARY_DATA_DIR    .tributary, where the data is kept
  REDIS_URL             caches and hints in Redis; in memory if not set
  CORS_ORIGINS          other origins whose pages may call, with commas between; pages of this machine may in the demo
  LOG_LEVEL             warn`;

export type Options = { traffic: boolean; demo: boolean; fresh: boolean; help: boolean };

/** Reads the options of `start`. Throws StartError for one that is not known. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        traffic: { type: 'boolean', default: true },
        demo: { type: 'boolean', default: true },
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowNegative: true,
    });
    return { ...values, traffic: values.traffic && values.demo };
  } catch (error) {
    // What Node adds to its first sentence is about its own `--`.
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new StartError(`${reason}. --help lists the options.`);
  }
}
