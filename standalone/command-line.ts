import { createCommand } from '@tributary/platform/command-line.ts';

export type Options = { traffic: boolean; demo: boolean; fresh: boolean };

/** Reads the options of `start`. */
export function readOptions(): Options {
  const {
    traffic,
    demo,
    fresh = false,
  } = createCommand('start', {
    summary: 'Runs the whole of Tributary in one process, on a PostgreSQL of its own.',
    examples: ['', '--no-traffic'],
    notes: `Environment:
  PORT                  4000
  HOST                  127.0.0.1
  TRIBUTARY_DATA_DIR    .tributary, where the data is kept
  REDIS_URL             caches and hints in Redis; in memory if not set
  CORS_ORIGINS          other origins whose pages may call, with commas between; pages of this machine may in the demo
  LOG_LEVEL             warn`,
  })
    .option('--no-traffic', 'make no transfers by itself (default: transfers, in the demo)')
    .option('--no-demo', 'start without demo data and demo credentials (default: with both)')
    .option('--fresh', 'throw the data away and start anew (default: keep the data)')
    .parse()
    .opts();
  return { traffic: traffic && demo, demo, fresh };
}
