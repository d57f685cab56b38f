import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from './pnpm.ts';

/** Folder of what checks and releases write. */
export const artefacts = join(root, 'artefacts');
export const billFile = join(artefacts, 'sbom.cdx.json');
export const licencesFile = join(artefacts, 'licences.md');

/** The version of this repository. */
export function version(): string {
  const file: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(file).version;
}
