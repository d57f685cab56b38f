import { it } from 'vitest';

/**
 * A test that is a long proof, in a file of others. A newcomer's run of the whole suite skips it, and counts it as
 * skipped: see `long-proofs.ts`.
 */
// oxlint-disable-next-line vitest/no-disabled-tests, vitest/expect-expect -- it is not a test, but declares tests
export const longProof = it.runIf(process.env['LONG_PROOFS'] !== 'left out');
