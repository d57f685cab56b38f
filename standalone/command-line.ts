import { createCommand } from '@tributary/platform/command-line.ts';
import { settingNotes, settingsHelp } from '@tributary/platform/setting-notes.ts';
import { settings } from './settings.ts';

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
    notes: `Settings of the environment:\n${settingsHelp(settingNotes(settings))}`,
  })
    .option('--no-traffic', 'make no transfers by itself (default: transfers, in the demo)')
    .option('--no-demo', 'start without demo data and demo credentials (default: with both)')
    .option('--fresh', 'throw the data away and start anew (default: keep the data)')
    .parse()
    .opts();
  return { traffic: traffic && demo, demo, fresh };
}
