import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { areLeftOut, drills, longProofs } from './tests/support/long-proofs.ts';
import { LongestFirst } from './tests/support/longest-first.ts';

// Workers and the processes that tests start have their modules compiled once.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/node', import.meta.url));

export default defineConfig({
  resolve: {
    // Without this, graphql is loaded once as a module and once by require, and refuses to meet itself.
    alias: [
      { find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') },
      {
        find: /^@jest\/globals$/,
        replacement: fileURLToPath(new URL('tests/support/jest-globals.ts', import.meta.url)),
      },
    ],
  },
  test: {
    include: drills ?? ['tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(areLeftOut ? longProofs : [])],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/leaves-nothing-open.ts'],
    // Otherwise it would not see the alias.
    server: { deps: { inline: ['@apollo/server-integration-testsuite'] } },
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Never tried again, in CI either: what fails now and then is mended.
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './tests/support/closing-line-reporter.ts'],
  },
});
