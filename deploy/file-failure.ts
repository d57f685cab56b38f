import { StartError } from '@tributary/platform/config.ts';

/** Reasons of the system's codes for what an operator can put right. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it is not permitted',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be larger than is allowed',
  EISDIR: 'it is a folder',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is not a folder',
  EPERM: 'it is not permitted',
  EROFS: 'the disk is read-only',
};

/** Whether an error says that a file does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/**
 * A failure of the file system as a StartError that names the file and the reason. Any other error is returned as it
 * is.
 */
export function explainFileFailure(error: unknown, action: 'read' | 'write', path: string): unknown {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) {
    return error;
  }
  const code = String(error.code);
  const reason = reasons[code];
  return new StartError(`Cannot ${action} ${path}: ${reason === undefined ? code : `${reason} (${code})`}.`);
}
