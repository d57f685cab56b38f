import { afterEach as afterEachOfVitest } from 'vitest';

// Vitest's functions under Jest's names, for suites that import them from `@jest/globals`.
export { afterAll, beforeAll, beforeEach, describe, expect, it, test, vi as jest } from 'vitest';

/** Jest's hooks may take a function to call when they are done. */
export function afterEach(hook: (done: () => void) => unknown): void {
  afterEachOfVitest(async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await hook(resolve);
    if (hook.length > 0) {
      await promise;
    }
  });
}
