import { createCommand } from '@tributary/platform/command-line.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { newServiceKey, trustedKeyOf } from '@tributary/platform/service-key.ts';
import { passwordSetting } from '@tributary/migrations/settings.ts';
import { subgraphNames } from '@tributary/registry/registry.ts';
import { speakingServices } from '@tributary/registry/speaking-services.ts';
import { envFileOf, readEnvFile, type EnvFile } from './keys/env-file.ts';
import { keySetting, trustedSetting } from './keys/key-settings.ts';
import { parseKeyAt, parseTrustedAt, trustedText } from './keys/parse-keys.ts';
import { newSecret, newSigningKey } from './secrets.ts';

const path = '.env';
const title = '# The secrets of this installation, for compose.yaml. Keep them out of version control.\n';

createCommand('secrets', {
  summary:
    'Writes new secrets for compose.yaml to .env in the current folder, for its owner alone. Those of an existing .env are kept, and missing ones are added.',
  examples: [''],
}).parse();

const makers: Readonly<Record<string, () => string>> = {
  POSTGRES_PASSWORD: newSecret,
  ...Object.fromEntries(subgraphNames.map((name) => [passwordSetting(name), newSecret])),
  REDIS_PASSWORD: newSecret,
  JWT_PRIVATE_KEY: newSigningKey,
  ...Object.fromEntries(
    Object.keys(speakingServices).map((service) => [keySetting(service), () => JSON.stringify(newServiceKey())]),
  ),
};

runCommand(async () => {
  const existing = await readEnvFile(path);
  const file = existing ?? envFileOf(path, title);
  const missing = Object.entries(makers).filter(([name]) => file.get(name) === undefined);
  for (const [name, make] of missing) {
    file.set(name, make());
  }
  const added = [...missing.map(([name]) => name), ...(addTrustedKeys(file) ? [trustedSetting] : [])];
  // Written also if nothing is missing, which takes the rights of others.
  await file.write();
  console.log(
    existing === null
      ? 'Wrote new secrets to .env.'
      : added.length === 0
        ? 'The .env has all secrets, and keeps them.'
        : `Added ${added.join(', ')} to .env, and kept the rest.`,
  );
  if (file.get('VIEWER_SECRET') !== undefined) {
    console.log(
      'VIEWER_SECRET signs nothing any more, and subgraphs still accept it. Remove it when all services are updated.',
    );
  }
  return 0;
});

/** Lists the public keys of all services that sign. False if they were listed. */
function addTrustedKeys(file: EnvFile): boolean {
  const text = file.get(trustedSetting) ?? '';
  const listed = text === '' ? [] : parseTrustedAt(`${trustedSetting} in ${path}`, text);
  const missing = Object.entries(speakingServices)
    .map(([service, says]) => {
      const setting = keySetting(service);
      return trustedKeyOf(parseKeyAt(`${setting} in ${path}`, file.get(setting) ?? ''), { service, says });
    })
    .filter(({ kid }) => !listed.some((key) => key.kid === kid));
  if (missing.length > 0) {
    file.set(trustedSetting, trustedText([...listed, ...missing]));
  }
  return missing.length > 0;
}
