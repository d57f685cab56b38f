import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StartError } from '@tributary/platform/config.ts';

/** The purpose for which a signature is valid, so that one for other files cannot be passed off as ours. */
export const namespace = 'tributary-release';

/**
 * Writes a release to the folder `to`: the committed files of a repository as a tarball, further files, their hashes,
 * and a signature of the hashes by an SSH key. The tarball of a commit is always the same. Throws StartError if there
 * are uncommitted changes, since the tarball would lack them.
 */
export function signRelease({
  repository,
  name,
  files,
  key,
  to,
}: {
  repository: string;
  /** The name of the tarball and of the folder in it. */
  name: string;
  files: readonly string[];
  /** The file of the private key, or of the public key of one in an agent or on a hardware token. */
  key: string;
  to: string;
}): string[] {
  const git = (...args: string[]) => execFileSync('git', ['-C', repository, ...args], { maxBuffer: 512 * 1024 * 1024 });
  if (git('status', '--porcelain').length > 0) {
    throw new StartError('There are uncommitted changes, which the release would lack. Commit or remove them.');
  }
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, `${name}.tar.gz`), git('archive', '--format=tar.gz', `--prefix=${name}/`, 'HEAD'));
  for (const file of files) {
    copyFileSync(file, join(to, basename(file)));
  }
  const released = [`${name}.tar.gz`, ...files.map((file) => basename(file))];
  const sums = released.map((file) => `${sha256(join(to, file))}  ${file}\n`).join('');
  writeFileSync(join(to, 'SHA256SUMS'), sums);
  // ssh-keygen asks before it replaces a signature.
  rmSync(join(to, 'SHA256SUMS.sig'), { force: true });
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', key, '-n', namespace, join(to, 'SHA256SUMS')], {
    stdio: 'inherit',
  });
  return [...released, 'SHA256SUMS', 'SHA256SUMS.sig'];
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
