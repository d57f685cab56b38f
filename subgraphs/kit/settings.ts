import { urlOf } from '@tributary/platform/config.ts';
import { adminSettings, metricsSettings } from '@tributary/platform/doors.ts';
import type { SettingsShape } from '@tributary/platform/setting-notes.ts';
import { databaseUrl, host, logLevelOr, portOr, redisUrlOr } from '@tributary/platform/settings.ts';
import { signerSettings, trustSettings } from '@tributary/platform/service-key-settings.ts';
import { internalTlsSettings } from '@tributary/platform/tls-settings.ts';
import type { z } from 'zod';
import { urlSetting, type SubgraphManifest } from './define-subgraph.ts';

/** Environment variables of every subgraph's process. */
export const subgraphSettings = ({ port }: Pick<SubgraphManifest, 'port'>) => ({
  HOST: host,
  PORT: portOr(port),
  DATABASE_URL: databaseUrl,
  REDIS_URL: redisUrlOr(
    'Without it a process counts sign-in attempts by itself, and learns of changes in others by polling.',
  ),
  ...internalTlsSettings,
  ...trustSettings,
  ...metricsSettings,
  ...adminSettings,
  LOG_LEVEL: logLevelOr('info'),
});

/** All environment variables of a subgraph's process. `urlOfSubgraph` gives the default addresses. */
export function processSettings(manifest: SubgraphManifest, urlOfSubgraph: (name: string) => string): SettingsShape {
  return { ...manifest.settings, ...settingsOfNeeds(manifest, urlOfSubgraph), ...subgraphSettings(manifest) };
}

/** Settings to call the subgraphs that a subgraph needs: their addresses, and the key to sign callers with. */
export function settingsOfNeeds(
  { name, needs }: SubgraphManifest,
  urlOfSubgraph: (name: string) => string,
): z.ZodRawShape {
  const address = urlOf(['http', 'https']);
  const addresses = needs.map((need) => [
    urlSetting(need),
    address.default(urlOfSubgraph(need)).meta({
      description: 'URL of the subgraph of this name',
      pitfall: `While it is unreachable, ${name} cannot do what needs it.`,
    }),
  ]);
  return { ...Object.fromEntries(addresses), ...(needs.length === 0 ? {} : signerSettings) };
}
