import { inspect } from 'node:util';
import type { Reporter, TestCase, TestModule, TestRunEndReason } from 'vitest/node';
import { clearCrashReports, summariesOfCrashes } from './crash-reports.ts';
import { areLeftOut, leftOut } from './long-proofs.ts';

const exitWithinMs = 30_000;
const messageLengthMax = 2_000;

/**
 * Ends the output with one machine-readable line: `N passed, N failed`, and the number of skipped tests, if any. Tells
 * before it why processes were aborted, and each failure at once: a run that is cut off tells its reasons too.
 */
export default class ClosingLineReporter implements Reporter {
  // A run that never reaches a test has failed.
  private line = closingLine({ passed: 0, failed: 1, skipped: 0 });

  onInit(): void {
    clearCrashReports();
    // After the summary of the other reporters, and after all output of the teardown.
    process.once('exit', () => {
      for (const summary of summariesOfCrashes()) {
        console.log(summary);
      }
      if (areLeftOut) {
        console.log(
          `Left out: ${leftOut.length} files of long proofs. \`npx -y pnpm@12.21.0 drills\` runs them, and so does CI.`,
        );
      }
      console.log(this.line);
    });
  }

  onTestCaseResult(test: TestCase): void {
    for (const error of test.result().errors ?? []) {
      console.log(`Failed: ${test.fullName}\n${inspect(error.message ?? error).slice(0, messageLengthMax)}`);
    }
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    const tests = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    // Failures outside of tests: while a file was loaded, in a hook, or from an unhandled rejection.
    let otherFailures = errors.length;
    for (const testModule of modules) {
      for (const test of testModule.children.allTests()) {
        tests[test.result().state] += 1;
      }
      const suites = [testModule, ...testModule.children.allSuites()];
      otherFailures += suites.filter((suite) => suite.errors().length > 0).length;
    }
    const failed = tests.failed + otherFailures;
    this.line = closingLine({
      passed: tests.passed,
      // A run that was interrupted or found no file has failed without a failure to count.
      failed: reason === 'passed' ? failed : Math.max(failed, 1),
      skipped: tests.skipped + tests.pending,
    });
    // A worker that does not end, such as one whose child outlived a failed test, must not hold up the run for ever.
    setTimeout(() => process.exit(reason === 'passed' && failed === 0 ? 0 : 1), exitWithinMs).unref();
  }
}

function closingLine({ passed, failed, skipped }: { passed: number; failed: number; skipped: number }): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
