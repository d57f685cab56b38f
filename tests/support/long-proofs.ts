/**
 * Long proofs: outages, faults, bursts and kills, with waits that cannot be shorter, and files that start many
 * processes. CI and `pnpm drills` run them. A newcomer's run of the whole suite leaves them out, and says so; a run of
 * named files takes any of them. Single tests of other files are long proofs by `long-proof.ts`.
 */
const longProofs = [
  'tests/deploy/export-safety.test.ts',
  'tests/deploy/import-bytes.test.ts',
  'tests/deploy/import-report.test.ts',
  'tests/gateway/cache-races.test.ts',
  'tests/gateway/caches-on-redis.test.ts',
  'tests/gateway/imperfect-subgraphs/breaker.test.ts',
  'tests/gateway/imperfect-subgraphs/bursts.test.ts',
  'tests/gateway/imperfect-subgraphs/liveness.test.ts',
  'tests/gateway/paused-process.test.ts',
  'tests/gateway/revoked-callers.test.ts',
  'tests/graph/event-faults.test.ts',
  'tests/graph/key-rotation.test.ts',
  'tests/graph/leak-search.test.ts',
  'tests/graph/live-events.test.ts',
  'tests/graph/revocations.test.ts',
  'tests/ledger/faults.test.ts',
  'tests/ledger/killed-process.test.ts',
  'tests/ledger/late-answers.test.ts',
  'tests/ledger/revocations.test.ts',
  'tests/migrations/upgrade.test.ts',
  'tests/platform/revocations.test.ts',
  'tests/registry/new-subgraph.test.ts',
];

/** Proofs whose length is a setting: `pnpm drills` runs them for long, and a newcomer's run leaves them out too. */
const randomProofs = [
  'tests/gateway/federation/random-costs.test.ts',
  'tests/gateway/federation/random-operations.test.ts',
  'tests/gateway/imperfect-subgraphs/fuzz.test.ts',
  'tests/rest/schemathesis.test.ts',
];

/** The files that a newcomer's run leaves out. */
export const leftOut = [...randomProofs, ...longProofs];

/** The files of `pnpm drills`, and null in any other run. */
export const drills = process.env['DRILLS'] === 'true' ? leftOut : null;

/** Whether the long proofs are left out. */
export const areLeftOut =
  drills === null && process.env['CI'] !== 'true' && !process.argv.some((argument) => argument.includes('tests/'));
