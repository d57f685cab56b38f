import {
  databaseSettings,
  foundDatabaseSettings,
  importSettings,
  organizationSettings,
  servicesSettings,
} from '@tributary/deploy/settings.ts';
import { configShape, environmentShape, subgraphUrl } from '@tributary/gateway/settings.ts';
import {
  fileSchema,
  fileSettingNotes,
  settingNotes,
  type SettingNotes,
  type SettingsShape,
} from '@tributary/platform/setting-notes.ts';
import { settings as standalone } from '@tributary/standalone/settings.ts';
import { processSettings } from '@tributary/kit/settings.ts';
import { defaultUrlOf, manifests } from '@tributary/registry/registry.ts';
import { migrationSettings } from '@tributary/migrations/settings.ts';
import type { z } from 'zod';
import { code, generatedNotice, sentence, table } from './markdown.ts';

/** The shapes of all processes and commands, in the order in which their settings are listed. */
const readers: Readonly<Record<string, SettingsShape>> = {
  '`start`': standalone,
  '`start:services`': servicesSettings,
  gateway: { ...environmentShape, 'SUBGRAPH_URL_<NAME>': subgraphUrl },
  ...Object.fromEntries(manifests.map((manifest) => [manifest.name, processSettings(manifest, defaultUrlOf)])),
  '`migrate`': migrationSettings,
  '`deploy/demo.ts`': databaseSettings,
  '`organization:create`': { ...foundDatabaseSettings, ...organizationSettings },
  '`ledger:import`': { ...foundDatabaseSettings, ...importSettings },
  '`ledger:verify`, `ledger:export`': foundDatabaseSettings,
};

/** docs/settings.md: every setting of every process, from the shapes that parse them. */
export function settingsDocument(): string {
  return `${generatedNotice('the shapes in */settings.ts')}

# Settings

Settings come from the environment. The gateway reads a file of further settings.
An empty value counts as not set. A process reads its settings once, at its start, and reports all mistakes together before it listens.

\`start\` needs no settings. \`start:services\` hands on to the services only the settings that it reads itself.

## Environment

${table(['Setting', 'Read by', 'Meaning', 'Default'], environmentRows())}

## The gateway's file

\`--config FILE\` or \`GATEWAY_CONFIG\` names a JSON file. All of it is optional, and an unknown key is an error.
[gateway-config.schema.json](gateway-config.schema.json) is its JSON schema. With \`"$schema"\` in the file, editors complete and check it:

\`\`\`json
{
  "$schema": "docs/gateway-config.schema.json",
  "subgraphs": { "users": { "timeoutMs": 5000 } },
  "headers": [{ "propagate": "x-tenant" }],
  "cors": { "origins": ["https://app.example.com"] }
}
\`\`\`

Header rules apply to queries, mutations and subscriptions. Over a WebSocket they are headers of the upgrade and the payload of \`connection_init\`.
For a WebSocket client, the payload of \`connection_init\` counts as headers, for the names in \`propagate\`.

${table(['Key', 'Meaning', 'Type', 'Default'], fileRows())}
`;
}

type EnvironmentRow = { notes: SettingNotes; readBy: string[]; defaults: Map<string, string[]> };

/** One row for each meaning of a setting, with all processes and commands that share it. */
function environmentRows(): string[][] {
  const rows = new Map<string, EnvironmentRow>();
  for (const [reader, shape] of Object.entries(readers)) {
    for (const notes of settingNotes(shape)) {
      const key = JSON.stringify([notes.name, notes.description]);
      const row: EnvironmentRow = rows.get(key) ?? { notes, readBy: [], defaults: new Map() };
      const fallback = notes.isRequired ? 'required' : (notes.fallback ?? '');
      row.readBy.push(reader);
      row.defaults.set(fallback, [...(row.defaults.get(fallback) ?? []), reader]);
      rows.set(key, row);
    }
  }
  return [...rows.values()]
    .toSorted((one, other) => one.notes.name.localeCompare(other.notes.name))
    .map(({ notes, readBy, defaults }) => [
      code(notes.name),
      readBy.join(', '),
      meaningOf(notes),
      defaultsOf(defaults),
    ]);
}

function defaultsOf(defaults: ReadonlyMap<string, readonly string[]>): string {
  const written = [...defaults].filter(([value]) => value !== '');
  const shown = (value: string) => (value === 'required' ? value : code(value));
  return written.length === 1 && defaults.size === 1
    ? written.map(([value]) => shown(value)).join('')
    : written.map(([value, readBy]) => `${shown(value)} (${readBy.join(', ')})`).join('; ');
}

function meaningOf({ description, example, pitfall }: SettingNotes): string {
  return [
    sentence(description),
    ...(example === undefined ? [] : [`Example: ${code(example)}.`]),
    ...(pitfall === undefined ? [] : [sentence(pitfall)]),
  ].join(' ');
}

/** The JSON schema of the gateway's file, with pitfalls in the descriptions, where editors show them. */
export function gatewayConfigSchema(): z.core.JSONSchema.BaseSchema {
  const schema = fileSchema(configShape, (node) => {
    const { description, example, pitfall } = node;
    if (description !== undefined && typeof pitfall === 'string') {
      node.description = `${sentence(description)} ${sentence(pitfall)}`;
    }
    if (example !== undefined) {
      node.examples = [example];
    }
    delete node['example'];
    delete node['pitfall'];
  });
  return { ...schema, title: 'Settings of the gateway' };
}

function fileRows(): string[][] {
  return fileSettingNotes(configShape).map((notes) => [
    code(notes.name),
    meaningOf(notes),
    notes.type,
    notes.fallback === undefined ? '' : code(notes.fallback),
  ]);
}
