import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** A gateway of the smallest supergraph takes three times as much. */
const bytesMax = 1_000_000;

it('nothing of a closed gateway stays in memory', async () => {
  // A process of its own: in this one, other tests fill the heap.
  const program = fileURLToPath(new URL('open-and-close.ts', import.meta.url));

  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program]);

  expect(Number(stdout)).toBeLessThan(bytesMax);
});
