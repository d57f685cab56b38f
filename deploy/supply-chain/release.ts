import { join } from 'node:path';
import { createCommand } from '@tributary/platform/command-line.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { artefacts, billFile, licencesFile, version } from './artefacts.ts';
import { root } from './pnpm.ts';
import { signRelease } from './sign-release.ts';

runCommand(async () => {
  const { key, to } = createCommand('release', {
    summary:
      'Writes the release of the current commit: tarball, bill of materials, licences, hashes, and their signature. Run `supply-chain` first.',
    examples: ['--key ~/.ssh/id_ed25519'],
  })
    .requiredOption('--key <file>', 'SSH key that signs, needed')
    .option('--to <folder>', 'folder of the release', join(artefacts, 'release'))
    .parse()
    .opts();
  const files = signRelease({
    repository: root,
    name: `tributary-${version()}`,
    files: [billFile, licencesFile],
    key,
    to,
  });
  console.log(`Wrote ${files.join(', ')} to ${to}.`);
  return 0;
});
