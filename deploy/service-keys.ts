import { access } from 'node:fs/promises';
import { StartError } from '@tributary/platform/config.ts';
import { makeServiceKeys, type MadeServiceKeys } from '@tributary/platform/made-service-keys.ts';
import { speakingServices } from '@tributary/registry/speaking-services.ts';
import { keyFileIn, trustedFileIn } from './keys/key-folder.ts';
import type { Service } from './service-process.ts';

/** The environment variables with the keys of a service's process, as values: its private key, if it has one. */
export function keySettingsOf(service: Service, { privateKeys, trusted }: MadeServiceKeys): Record<string, string> {
  const key = privateKeys[service];
  return settingsOf(service, {
    signs: key === undefined ? null : { SERVICE_KEY: JSON.stringify(key) },
    trusts: { TRUSTED_KEYS: JSON.stringify(trusted) },
  });
}

/**
 * The environment variables with the keys of each service. They name the files in a folder, or hold new keys. Throws
 * StartError if a file is missing.
 */
export async function openServiceKeys(
  folder: string | undefined,
): Promise<(service: Service) => Record<string, string>> {
  if (folder === undefined) {
    const made = makeServiceKeys(speakingServices);
    return (service) => keySettingsOf(service, made);
  }
  for (const service of Object.keys(speakingServices)) {
    await access(keyFileIn(folder, service)).catch(() => {
      throw new StartError(
        `There is no key of ${service} in ${folder}. Make it with \`npx -y pnpm@12.21.0 keys:rotate ${service} --folder ${folder}\`.`,
      );
    });
  }
  return (service) =>
    settingsOf(service, {
      signs: speakingServices[service] === undefined ? null : { SERVICE_KEY_FILE: keyFileIn(folder, service) },
      trusts: { TRUSTED_KEYS_FILE: trustedFileIn(folder) },
    });
}

/** A service gets only what it needs: just those that speak have a private key. */
function settingsOf(
  service: Service,
  { signs, trusts }: { signs: Record<string, string> | null; trusts: Record<string, string> },
): Record<string, string> {
  // The gateway receives no signed callers.
  return { ...signs, ...(service === 'gateway' ? {} : trusts) };
}
