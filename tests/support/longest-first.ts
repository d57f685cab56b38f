import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slowest test files. If one of them began late, it would run alone at the end. */
const longest = [
  'tests/gateway/federation/random-operations.test.ts',
  'tests/graph/visibility.test.ts',
  'tests/graph/leak-search.test.ts',
  'tests/gateway/imperfect-subgraphs/fuzz.test.ts',
  'tests/deploy/start-services.test.ts',
  'tests/deploy/import-and-export.test.ts',
  'tests/graph/live-events.test.ts',
  'tests/gateway/caches-on-redis.test.ts',
  'tests/standalone/start.test.ts',
];

/** Starts with the slowest files, also without the record of an earlier run, as in CI and on a new machine. */
export class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const paths = longest.map((file) => join(root, file));
    const missing = paths.filter((path) => !existsSync(path));
    if (missing.length > 0) {
      throw new Error(`tests/support/longest-first.ts names files that do not exist: ${missing.join(', ')}`);
    }
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = paths.indexOf(moduleId);
      return rank === -1 ? paths.length : rank;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- this is not the one of arrays
    return (await super.sort(specifications)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
