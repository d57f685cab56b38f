import { createCommand } from '@tributary/platform/command-line.ts';
import { settingNotes, settingsHelp } from '@tributary/platform/setting-notes.ts';
import { settings } from './settings.ts';

export type Options = { traffic: boolean; demo: boolean; fresh: boolean };

/** Parses the options of `start`. */
export function readOptions(): Options {
  const {
    traffic,
    demo,
    fresh = false,
  } = createCommand('start', {
    summary: 'Runs all of Tributary in one process, on a PostgreSQL of its own.',
    examples: ['', '--no-traffic'],
    notes: `Settings of the environment:\n${settingsHelp(settingNotes(settings))}`,
  })
    .option('--no-traffic', 'make no demo transfers (default: one a second, in the demo)')
    .option('--no-demo', 'start without demo data and demo credentials (default: with both)')
    .option('--fresh', 'discard the data and start with new data (default: keep the data)')
    .parse()
    .opts();
  return { traffic: traffic && demo, demo, fresh };
}
