import { parseArgs } from 'node:util';
import { StartError } from '@tributary/platform/config.ts';
import { settingNotes, settingsHelp } from '@tributary/platform/setting-notes.ts';
import { settings } from './settings.ts';

export const help = `Runs the whole of Tributary in one process, on a PostgreSQL of its own.

  npx -y pnpm@12.21.0 start [options]

  --no-traffic   start without the payments of the demo
  --no-demo      start without demo data and demo credentials
  --fresh        delete the data first
  --help         show this help

Settings of the environment:
${settingsHelp(settingNotes(settings))}`;

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
