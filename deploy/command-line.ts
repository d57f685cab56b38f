import { parseArgs } from 'node:util';
import { StartError } from '@tributary/platform/config.ts';
import { settingNotes, settingsHelp } from '@tributary/platform/setting-notes.ts';
import { servicesSettings } from './settings.ts';

export const help = `Runs Tributary as four processes, on your PostgreSQL and Redis.

  npx -y pnpm@12.21.0 start:services [options]

  --demo         add the demo data first, with its well-known passwords
  --help         show this help

Without the demo, organization:create makes an organization and its first operator.

Settings of the environment:
${settingsHelp(settingNotes(servicesSettings))}`;

export type Options = { demo: boolean; help: boolean };

/** Reads the options of `start:services`. Throws StartError for one that is not known. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { demo: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
    return values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}
