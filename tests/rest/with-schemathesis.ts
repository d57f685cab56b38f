import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const requirements = fileURLToPath(new URL('schemathesis-requirements.txt', import.meta.url));
const cache = fileURLToPath(new URL('../../node_modules/.cache/schemathesis', import.meta.url));
const installTimeoutMs = 90_000;

/**
 * The folder with schemathesis and its packages, for PYTHONPATH. They are installed from PyPI once, below
 * node_modules. Null without Python, pip or a way to PyPI, after a warning.
 */
export async function schemathesisFolder(): Promise<string | null> {
  const folder = `${cache}-${hash('sha1', await readFile(requirements)).slice(0, 12)}`;
  if (await exists(folder)) {
    return folder;
  }
  const partial = `${folder}.${process.pid}`;
  try {
    await mkdir(partial, { recursive: true });
    const options = ['--quiet', '--disable-pip-version-check', '--no-compile', '--only-binary', ':all:'];
    await run('python3', ['-m', 'pip', 'install', ...options, '--target', partial, '--requirement', requirements], {
      timeout: installTimeoutMs,
    });
    await rename(partial, folder);
    return folder;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 3).join(' ') : String(error);
    console.warn(
      `\n*** schemathesis cannot be installed, so its test is SKIPPED. It needs python3 with pip, and PyPI. ${reason}\n`,
    );
    return null;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
