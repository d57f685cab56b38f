import { StartError } from '@tributary/platform/config.ts';
import { readEnvFile, type EnvFile } from './env-file.ts';
import type { KeyPlace } from './key-place.ts';
import { parseKeyAt, parseTrustedAt, trustedText } from './parse-keys.ts';

/** The setting with the list of trusted keys. */
export const trustedSetting = 'TRUSTED_KEYS';

/** The setting with the private key of a service, in the file of settings of all services. */
export function keySetting(service: string): string {
  return `SERVICE_KEY_${service.toUpperCase().replaceAll('-', '_')}`;
}

/** A file of settings, such as `.env` for compose.yaml. Processes read their settings at their start alone. */
export async function openKeySettings(path: string): Promise<KeyPlace> {
  if ((await readEnvFile(path)) === null) {
    throw new StartError(`There is no ${path}. Make it with \`npx -y pnpm@12.21.0 secrets\`.`);
  }
  const current = keySetting;
  const next = (service: string) => `${keySetting(service)}_NEXT`;
  const previous = (service: string) => `${keySetting(service)}_PREVIOUS`;
  const open = async (): Promise<EnvFile> => {
    const file = await readEnvFile(path);
    if (file === null) {
      throw new StartError(`${path} was removed.`);
    }
    return file;
  };
  const change = async (work: (file: EnvFile) => void): Promise<void> => {
    const file = await open();
    work(file);
    await file.write();
  };
  const placeOf = (setting: string) => `${setting} in ${path}`;
  const keyIn = (file: EnvFile, setting: string) => {
    const text = file.get(setting) ?? '';
    return text === '' ? null : parseKeyAt(placeOf(setting), text);
  };
  return {
    trustedName: placeOf(trustedSetting),
    takesEffect: 'after a restart',
    keysOf: async (service) => {
      const file = await open();
      return {
        current: keyIn(file, current(service)),
        next: keyIn(file, next(service)),
        previous: keyIn(file, previous(service)),
      };
    },
    trusted: async () => {
      const text = (await open()).get(trustedSetting) ?? '';
      return text === '' ? [] : parseTrustedAt(placeOf(trustedSetting), text);
    },
    writeTrusted: (keys) => change((file) => file.set(trustedSetting, trustedText(keys))),
    addNext: (service, key) => change((file) => file.set(next(service), JSON.stringify(key))),
    switchKeys: (service) =>
      change((file) => {
        file.set(previous(service), file.get(current(service)) ?? null);
        file.set(current(service), file.get(next(service)) ?? null);
        file.set(next(service), null);
      }),
    removePrevious: (service) => change((file) => file.set(previous(service), null)),
    // Not by time but by restarts, which the operator confirms.
    publishedAtMs: async () => 0,
    switchedAtMs: async () => 0,
  };
}
