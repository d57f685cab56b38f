import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { areLeftOut, drills, leftOut } from './tests/support/long-proofs.ts';
import { LongestFirst } from './tests/support/longest-first.ts';
import { crashReports } from './tests/support/crash-reports.ts';

// Workers, and processes that tests start, share one cache of compiled modules.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/node', import.meta.url));

export default defineConfig({
  resolve: {
    // Without this alias, graphql is loaded twice, as a module and by `require`, and rejects objects of the other copy.
    alias: [
      { find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') },
      {
        find: /^@jest\/globals$/,
        replacement: fileURLToPath(new URL('tests/support/jest-globals.ts', import.meta.url)),
      },
    ],
  },
  test: {
    env: { LONG_PROOFS: areLeftOut ? 'left out' : 'run' },
    include: drills ?? ['tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(areLeftOut ? leftOut : [])],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/leaves-nothing-open.ts'],
    // The alias applies only to inlined packages.
    server: { deps: { inline: ['@apollo/server-integration-testsuite'] } },
    pool: 'forks',
    // Files of one worker share their modules: importing them anew for each file took a third of the time.
    isolate: false,
    maxWorkers: 2,
    // A worker that V8 or Node.js aborts writes why, which its exit alone does not tell.
    execArgv: ['--report-on-fatalerror', '--report-exclude-env', `--report-directory=${crashReports}`],
    sequence: { sequencer: LongestFirst },
    // No retries, in CI either: a test that fails now and then is repaired.
    retry: 0,
    testTimeout: 30_000,
    // The default of a second is too short for a machine with two busy cores.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 60_000,
    reporters: ['default', './tests/support/closing-line-reporter.ts'],
  },
});
