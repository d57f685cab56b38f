import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runEventFaults } from '@tributary/bench/events/fault-run.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-event-faults-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it('delivers every event, once and in order, despite a `kill -9` of PostgreSQL and despite cut sockets', async () => {
  const rows = await runEventFaults({ directory, wanted: ['postgres', 'cut'], seconds: 1 });

  expect(rows.map(({ fault }) => fault)).toEqual(['postgres', 'cut']);
  for (const { committed, delivered, lost, duplicated, misplaced } of rows) {
    expect(committed).toBeGreaterThan(0);
    expect({ delivered, lost, duplicated, misplaced }).toEqual({
      delivered: committed,
      lost: 0,
      duplicated: 0,
      misplaced: 0,
    });
  }
}, 120_000);
