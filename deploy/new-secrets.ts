import { writeFileSync } from 'node:fs';
import { createCommand } from '@tributary/platform/command-line.ts';
import { newSecret, newSigningKey } from './secrets.ts';

createCommand('secrets', {
  summary: 'Writes new secrets for compose.yaml to .env in the current folder. An existing .env is kept.',
  examples: [''],
}).parse();
const lines = [
  '# The secrets of this installation, for compose.yaml. Keep them out of version control.',
  `POSTGRES_PASSWORD=${newSecret()}`,
  `VIEWER_SECRET=${newSecret()}`,
  `JWT_PRIVATE_KEY='${newSigningKey()}'`,
];
try {
  writeFileSync('.env', `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  console.log('Wrote new secrets to .env.');
} catch (error) {
  const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
  console.error(exists ? 'An .env exists already and is kept unchanged.' : `Cannot write .env: ${String(error)}`);
  process.exitCode = 1;
}
