import { readFile } from 'node:fs/promises';
import { explainFileFailure, isMissing } from '../file-failure.ts';
import { replaceFile } from '../write-file.ts';

const ownerOnly = 0o600;

/** A file of settings, as Compose reads it: lines of `NAME=value`, where a value may be in quotes. */
export type EnvFile = {
  /** The value of a setting; undefined if there is none. */
  get(name: string): string | undefined;
  /** Sets or adds a setting. Null takes it out. */
  set(name: string, value: string | null): void;
  /** Writes the file for its owner alone, as a whole. */
  write(): Promise<void>;
};

/** Reads a file of settings. Null if there is none. Throws StartError if it cannot be read. */
export async function readEnvFile(path: string): Promise<EnvFile | null> {
  try {
    return envFileOf(path, await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw explainFileFailure(error, 'read', path);
  }
}

/** A file of settings with this text. */
export function envFileOf(path: string, text: string): EnvFile {
  let lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const isLineOf = (name: string) => (line: string) => line.startsWith(`${name}=`);
  return {
    get: (name) => {
      const line = lines.find(isLineOf(name));
      return line === undefined ? undefined : unquote(line.slice(name.length + 1));
    },
    set: (name, value) => {
      const line = value === null ? null : `${name}=${/^[\w.:/+-]*$/.test(value) ? value : `'${value}'`}`;
      const at = lines.findIndex(isLineOf(name));
      if (at === -1) {
        lines = line === null ? lines : [...lines, line];
      } else {
        lines = lines.toSpliced(at, 1, ...(line === null ? [] : [line]));
      }
    },
    write: () =>
      replaceFile(path, lines.map((line) => `${line}\n`).join(''), ownerOnly).catch((error: unknown) => {
        throw explainFileFailure(error, 'write', path);
      }),
  };
}

function unquote(value: string): string {
  return /^(['"]).*\1$/s.test(value) ? value.slice(1, -1) : value;
}
