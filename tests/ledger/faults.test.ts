import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runUnderFaults } from '@tributary/bench/ledger/fault-run.ts';
import { expect, it } from 'vitest';

it('loses, duplicates and changes nothing when PostgreSQL is stopped at once and the process is killed under load', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-faults-'));
  try {
    const report = await runUnderFaults({ directory, seconds: 6, callers: 64, databaseStops: 1, serviceKills: 1 });

    expect(report).toMatchObject({ lost: 0, changed: 0, doubled: 0, faults: [] });
    expect(report.acknowledged).toBeGreaterThan(0);
    expect(report.sentAgain).toBeGreaterThan(0);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}, 120_000);
