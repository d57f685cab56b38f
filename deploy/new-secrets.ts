import { appendFileSync, chmodSync, existsSync, readFileSync } from 'node:fs';
import { createCommand } from '@tributary/platform/command-line.ts';
import { passwordSetting } from '@tributary/migrations/settings.ts';
import { subgraphNames } from '@tributary/registry/registry.ts';
import { newSecret, newSigningKey } from './secrets.ts';

const file = '.env';
const ownerOnly = 0o600;
const title = '# The secrets of this installation, for compose.yaml. Keep them out of version control.';

createCommand('secrets', {
  summary:
    'Writes new secrets for compose.yaml to .env in the current folder, for its owner alone. Those of an existing .env are kept, and missing ones are added.',
  examples: [''],
}).parse();

const makers: Readonly<Record<string, () => string>> = {
  POSTGRES_PASSWORD: newSecret,
  ...Object.fromEntries(subgraphNames.map((name) => [passwordSetting(name), newSecret])),
  REDIS_PASSWORD: newSecret,
  VIEWER_SECRET: newSecret,
  JWT_PRIVATE_KEY: () => `'${newSigningKey()}'`,
};
try {
  const existing = existsSync(file) ? readFileSync(file, 'utf8') : null;
  const missing = Object.entries(makers).filter(([name]) => !new RegExp(`^${name}=`, 'm').test(existing ?? ''));
  const start = existing === null ? `${title}\n` : existing === '' || existing.endsWith('\n') ? '' : '\n';
  appendFileSync(file, start + missing.map(([name, make]) => `${name}=${make()}\n`).join(''), { mode: ownerOnly });
  chmodSync(file, ownerOnly);
  console.log(
    existing === null
      ? 'Wrote new secrets to .env.'
      : missing.length === 0
        ? 'The .env has all secrets, and keeps them.'
        : `Added ${missing.map(([name]) => name).join(', ')} to .env, and kept the rest.`,
  );
} catch (error) {
  console.error(`Cannot write .env: ${String(error)}`);
  process.exitCode = 1;
}
