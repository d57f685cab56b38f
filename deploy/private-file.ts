import { open } from 'node:fs/promises';
import { explainFileFailure } from './file-failure.ts';

const ownerOnly = 0o600;

export type PrivateFile = { write(text: string): Promise<void>; close(): Promise<void> };

/**
 * Opens a file that only its owner may read, since it tells of people's money. An existing file loses the rights of
 * others. `keepBytes` is the length of the part to keep; the rest is cut off. Failures are StartErrors.
 */
export async function openPrivateFile(path: string, { keepBytes = 0 } = {}): Promise<PrivateFile> {
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw explainFileFailure(error, 'write', path);
    }
  };
  const handle = await attempt(() => open(path, 'a', ownerOnly));
  await attempt(async () => {
    // A device, such as /dev/stdout, is nobody's own.
    if ((await handle.stat()).isFile()) {
      await handle.chmod(ownerOnly);
      await handle.truncate(keepBytes);
    }
  });
  return {
    write: (text) => attempt(() => handle.appendFile(text)),
    close: () => attempt(() => handle.close()),
  };
}
