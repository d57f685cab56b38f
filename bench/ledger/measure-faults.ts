import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { printTable } from '../gateway/table.ts';
import { runUnderFaults } from './fault-run.ts';

/** Five minutes of transfers while PostgreSQL is stopped and the ledger is killed: `pnpm bench:ledger-faults`. Fails if anything was lost, changed or doubled. */

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    callers: { type: 'string', default: '256' },
    'database-stops': { type: 'string', default: '4' },
    'service-kills': { type: 'string', default: '4' },
  },
});

runProcess(async (onStop) => {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-faults-'));
  onStop(() => rm(directory, { recursive: true, force: true }));
  const start = performance.now();
  const report = await runUnderFaults({
    directory,
    seconds: Number(values.seconds),
    callers: Number(values.callers),
    databaseStops: Number(values['database-stops']),
    serviceKills: Number(values['service-kills']),
    onFault: (fault) => console.log(`${((performance.now() - start) / 1_000).toFixed(1)} s: ${fault}, and is back.`),
  });
  const { faults, ...counts } = report;
  printTable(
    ['', ''],
    [
      ...Object.entries(counts).map(([name, count]) => [name, String(Math.round(count))]),
      ['faults in the log', String(faults.length)],
    ],
  );
  faults.forEach((fault) => console.log(fault));
  const isSound = counts.lost + counts.changed + counts.doubled + faults.length === 0 && counts.acknowledged > 0;
  if (!isSound) {
    throw new StartError('Something was lost, changed or doubled.');
  }
  process.kill(process.pid, 'SIGTERM');
});
