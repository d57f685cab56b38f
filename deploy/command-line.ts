import { createCommand } from '@tributary/platform/command-line.ts';
import { settingNotes, settingsHelp } from '@tributary/platform/setting-notes.ts';
import { servicesSettings } from './settings.ts';

/** Parses the options of `start:services`. */
export function readOptions(): { demo: boolean } {
  return createCommand('start:services', {
    summary: 'Runs the gateway and each subgraph in processes of their own, on your PostgreSQL and Redis.',
    examples: ['--demo'],
    notes: `Without the demo, organization:create creates an organization and its first operator.

Settings of the environment:
${settingsHelp(settingNotes(servicesSettings))}`,
  })
    .option('--demo', 'add the demo data first, with its well-known passwords', false)
    .parse()
    .opts();
}
