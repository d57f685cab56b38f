import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one line that machines can read: `N passed, N failed`, and how many were skipped, if any were. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const testModule of modules) {
      for (const test of testModule.children.allTests()) {
        counts[test.result().state] += 1;
      }
      if (testModule.errors().length > 0) {
        counts.failed += 1;
      }
    }
    const skipped = counts.skipped + counts.pending;
    // After the other reporters' summary, which is printed in the same tick.
    process.on('exit', () => {
      console.log(`${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    });
  }
}
