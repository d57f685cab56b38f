import { StartError } from '@tributary/platform/config.ts';

/** A manifest that cannot be served. The message says what is invalid, in which file, and what to do. */
export class ManifestProblem extends StartError {
  override name = 'ManifestProblem';
}
