import { mkdir } from 'node:fs/promises';
import { createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { speakingServices } from '@tributary/registry/speaking-services.ts';
import { DirectoryInUse, lockDirectory } from '@tributary/standalone/directory-lock.ts';
import { explainFileFailure } from './file-failure.ts';
import { openKeyFolder } from './keys/key-folder.ts';
import { openKeySettings } from './keys/key-settings.ts';
import { rotateKey, type Restarted } from './keys/rotate-key.ts';

const defaults = { env: '.env', waitSeconds: '15', keepSeconds: '90' };

const command = createCommand('keys:rotate', {
  summary: 'Replaces the key by which a service signs callers, without refusing a request. It can be interrupted.',
  examples: [
    'gateway --folder /etc/tributary/keys',
    'accounts --env .env',
    'accounts --env .env --restarted receivers',
  ],
  notes: `In a folder, <service>.json is the private key and trusted.json the list for receivers. Their processes read
both again every 5 s, and the command goes through to the end. A folder without a key of the service gets its first.
In a file of settings each step needs a restart, and the command says which.

Exit code: 0 if a step was done or remains to be confirmed, 1 if it failed.`,
})
  .argument('<service>', `the service: ${Object.keys(speakingServices).join(' or ')}`)
  .option('--folder <folder>', 'folder of the key files (default: none, the keys are in a file of settings)')
  .option('--env <file>', 'file of settings with the keys (default: .env)')
  .option('--wait <seconds>', 'time for receivers to read the list', defaults.waitSeconds)
  .option('--keep <seconds>', 'time to trust the former key after the switch', defaults.keepSeconds)
  .option('--restarted <which>', 'confirms a restart: receivers or service (default: none)')
  .parse();

runCommand(async () => {
  const [service] = command.processedArgs;
  if (!/^[a-z][\w-]*$/.test(service)) {
    throw new StartError(`Name a service: ${Object.keys(speakingServices).join(' or ')}.`);
  }
  const { folder, env, wait, keep, restarted } = command.opts();
  if (folder !== undefined && env !== undefined) {
    throw new StartError('Give --folder or --env, not both.');
  }
  if (folder !== undefined) {
    await lockFolder(folder);
  }
  await rotateKey({
    place: folder === undefined ? await openKeySettings(env ?? defaults.env) : openKeyFolder(folder),
    service,
    says: speakingServices[service] ?? null,
    waitSeconds: secondsOf('--wait', wait),
    keepSeconds: secondsOf('--keep', keep),
    restarted: restartedOf(restarted),
    tell: console.log,
  });
  return 0;
});

/** Two rotations at once would overwrite each other's changes of the list. The lock ends with the process. */
async function lockFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    lockDirectory(folder);
  } catch (error) {
    throw error instanceof DirectoryInUse
      ? new StartError(`Another keys:rotate works in ${folder}. Wait until it has ended.`)
      : explainFileFailure(error, 'write', folder);
  }
}

function secondsOf(option: string, text: string): number {
  if (!/^\d{1,5}$/.test(text)) {
    throw new StartError(`${option}: give whole seconds, from 0 to 99999.`);
  }
  return Number(text);
}

function restartedOf(text: string | undefined): Restarted | undefined {
  if (text !== undefined && text !== 'receivers' && text !== 'service') {
    throw new StartError('--restarted: say receivers or service.');
  }
  return text;
}
