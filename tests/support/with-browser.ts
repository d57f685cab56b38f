import { describe, inject } from 'vitest';

/** A `describe` for tests that need a browser: skipped, and counted as such, if there is none. */
export const describeWithBrowser = inject('chromium') === null ? describe.skip : describe;

/**
 * The path of the browser, for Playwright's `executablePath`. Throws if there is none: use it below
 * `describeWithBrowser`.
 */
export function browserPath(): string {
  const path = inject('chromium');
  if (path === null) {
    throw new Error('there is no browser: put the test below describeWithBrowser');
  }
  return path;
}
