import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The formatter's limit for code. It does not wrap comments. */
const columnsMax = 120;
/** A line of a comment with at least two words. A single word, such as a URL, cannot be wrapped. */
const wrappable = /^\s*(?:\/\/|\/\*\*|\*)\s*\S+\s+\S/;

it(`comments are wrapped at ${columnsMax} columns`, () => {
  const tracked = execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z', '*.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = tracked.split('\0').filter((file) => file !== '' && !/generated\/|\.generated\.ts$/.test(file));
  const long = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.length > columnsMax && wrappable.test(line) ? [`${file}:${index + 1}`] : [])),
  );

  expect(files).not.toEqual([]);
  expect(long).toEqual([]);
});
