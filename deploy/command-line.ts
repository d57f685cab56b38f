import { createCommand } from '@tributary/platform/command-line.ts';
import { settingNotes, settingsHelp } from '@tributary/platform/setting-notes.ts';
import { servicesSettings } from './settings.ts';

/** Reads the options of `start:services`. */
export function readOptions(): { demo: boolean } {
  return createCommand('start:services', {
    summary: 'Runs the gateway and each subgraph as a process of its own, on a PostgreSQL and a Redis of yours.',
    examples: ['--demo'],
    notes: `Without the demo, organization:create makes an organization and its first operator.

Settings of the environment:
${settingsHelp(settingNotes(servicesSettings))}`,
  })
    .option('--demo', 'add the demo data first, with its well-known passwords', false)
    .parse()
    .opts();
}
